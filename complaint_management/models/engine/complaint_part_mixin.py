from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import html2plaintext, plaintext2html

from ..complaint_data import OWN_MISTAKE


class ComplaintPartMixin(models.AbstractModel):
    """What is part of something stays with it.

    Record rules are asked before a write, about the record as it was: alone they would
    let whoever may write a part hang it below what he may not even read. So a part
    never changes what it belongs to, whoever adds one needs the right to write that,
    and what a record names beside must belong to the same complaint.
    """

    _name = "complaint.part.mixin"
    _description = "Part of Something Else"
    # fields that say what the record is part of, the nearest first
    _part_of = ("complaint_id",)
    # the right that whoever adds a part needs on what it belongs to
    _whole_operation = "write"
    # fields that say where the record lives: given once, never changed
    _settled_fields = frozenset()
    # words whose former ones stay readable in the history when they are corrected
    _corrected_fields = frozenset()

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_not_derived(*vals_list)
        parts = super().create(vals_list)
        if not self.env.su:
            parts._check_belongs(parts._get_belonging_fields())
        return parts

    def write(self, vals):
        """
        :raise AccessError: somebody moves a part, or writes what is computed
        """
        if self.env.su:
            return super().write(vals)
        self._check_not_derived(vals)
        self._check_stays(vals)
        named = self._get_belonging_fields() & vals.keys()
        known = self._get_named_before(named)
        before = self._get_words(self._corrected_fields & vals.keys())
        result = super().write(vals)
        self._note_corrections(before)
        self._check_belongs(named, known)
        if "company_id" in vals:
            self.check_access("write")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        """
        :raise UserError: it is neither a draft nor the user's own mistake of the day
        """
        if self.env.su:
            return
        kept = self.filtered(lambda part: not part._is_removable())
        if kept:
            raise UserError(
                self.env._(
                    "%(documents)s: what belongs to a complaint stays in the record. You"
                    " remove what you added by mistake within a day; else correct it, or"
                    " add what is right.",
                    documents=", ".join(kept.mapped("display_name")),
                )
            )
        self._note_removal()

    # ------------------------------------------------------------
    # EVIDENCE
    # ------------------------------------------------------------

    def _is_removable(self):
        """Hook: whether the user may delete the record; settings always."""
        return "complaint_id" not in self._fields or self._is_own_mistake()

    def _is_own_mistake(self):
        """Whether the user has added the record himself, within a day."""
        is_fresh = self.create_date > self.env.cr.now() - OWN_MISTAKE
        return self.create_uid == self.env.user and is_fresh

    def _get_history(self):
        """The document (sudo) whose history tells of the record."""
        # sudo: whoever corrects a part need not write its case
        return self.sudo().complaint_id if "complaint_id" in self._fields else None

    def _note_removal(self):
        """The history of the case tells what is removed."""
        for part in self:
            case = part._get_history()
            if case:
                case._message_log(
                    body=self.env._(
                        "Removed: %(kind)s “%(name)s”",
                        kind=self.env["ir.model"]._get(self._name).name,
                        name=part[self._rec_name] if self._rec_name else part.id,
                    )
                )

    def _get_words(self, names):
        return {part.id: {name: part[name] for name in names} for part in self if names}

    def _note_corrections(self, before):
        """What stood there before stays readable in the history of the case."""
        for part in self if before else ():
            old = {
                name: words
                for name, words in before[part.id].items()
                if words and words != part[name]
            }
            case = part._get_history()
            if old and case:
                case._message_log(body=part._get_correction_text(old))

    def _get_correction_text(self, old):
        lines = [
            f"{self._fields[name]._description_string(self.env)}: "
            f"{html2plaintext(words) if self._fields[name].type == 'html' else words}"
            for name, words in sorted(old.items())
        ]
        return plaintext2html(
            self.env._(
                "%(kind)s corrected. Before:\n%(words)s",
                kind=self.env["ir.model"]._get(self._name).name,
                words="\n".join(lines),
            )
        )

    # ------------------------------------------------------------
    # PARTS
    # ------------------------------------------------------------

    @api.model
    def _get_part_of(self):
        return [name for name in self._part_of if name in self._fields]

    def _check_stays(self, vals):
        """:raise AccessError: somebody moves a part, or changes what is settled"""
        for name in {*self._get_part_of(), *self._settled_fields} & vals.keys():
            field = self._fields[name]
            if field.type == "many2many":
                continue
            # sudo: only to compare; the user need not read what the part belongs to
            known = {field.convert_to_write(part[name], part) for part in self.sudo()}
            if known - {False, vals[name]}:
                raise AccessError(self._get_stays_message(field))

    @api.model
    def _get_stays_message(self, field):
        if field.comodel_name == "complaint.complaint":
            return self.env._(
                "What belongs to a complaint stays with it: add a new one."
            )
        return self.env._(
            "“%(field)s” is given once and stays as it is.",
            field=field._description_string(self.env),
        )

    @api.model
    def _get_belonging_fields(self):
        """Names of the fields whose value must be the user's to write, or belong to the
        same complaint."""
        names = set(self._get_part_of())
        if "complaint_id" in self._fields:
            names |= {
                name
                for name, field in self._fields.items()
                if field.type == "many2one"
                and field.store
                and not field.readonly
                and "complaint_id" in self.env[field.comodel_name]._fields
            }
        return names

    def _get_named_before(self, names):
        """What the fields name by now: for each record a dict by field."""
        # sudo: only to compare
        return {
            part.id: {name: part[name] for name in names}
            for part in (self.sudo() if names else ())
        }

    def _check_belongs(self, names, known=None):
        """Whoever adds a part may write what it belongs to.

        :param names: fields of the records
        :param dict known: what :meth:`_get_named_before` told before the change
        :raise AccessError: it belongs to others, or to another complaint
        """
        part_of = self._get_part_of()
        # sudo: only to find what it belongs to; what counts is the right on that
        for part in self.sudo() if names else ():
            nearest = next((name for name in part_of if part[name]), None)
            for name in names:
                before = (known or {}).get(part.id, {}).get(name, part[name].browse())
                part._check_named(name, part[name] - before, nearest)

    def _check_named(self, name, added, nearest):
        """:raise AccessError: the record may not name what the field now names"""
        if not added:
            return
        if name == nearest or self._fields[name].type == "many2many":
            added.sudo(False).check_access(self._whole_operation)
        elif "complaint_id" in added._fields:
            added.sudo(False).check_access("read")
            self._check_same_complaint(added)
        elif name == "complaint_id" and "complaint_id" in self[nearest]._fields:
            self._check_same_complaint(self[nearest])

    def _check_same_complaint(self, other):
        """:raise AccessError: the part names something of another complaint"""
        if other.complaint_id != self.complaint_id:
            raise AccessError(
                self.env._(
                    "%(document)s belongs to another complaint.",
                    document=other.display_name,
                )
            )

    # ------------------------------------------------------------
    # WHAT FOLLOWS
    # ------------------------------------------------------------

    @api.model
    def _is_derived(self, name):
        """Whether the field is computed from others and nobody may change that."""
        field = self._fields.get(name)
        return bool(field and field.store and field.compute and field.readonly)

    @api.model
    def _check_not_derived(self, *vals_list):
        """:raise AccessError: somebody writes what is computed, as the company"""
        if not self.env.su:
            names = set().union(*vals_list)
            self._check_not_written(set(filter(self._is_derived, names)))

    @api.model
    def _check_not_written(self, names):
        if names and not self.env.su:
            raise AccessError(
                self.env._(
                    "Nobody writes these, they follow from what is done: %(names)s",
                    names=", ".join(sorted(names)),
                )
            )
