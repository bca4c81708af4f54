from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..complaint_data import OWN_MISTAKE

SUPERVISOR = "complaint_management.group_complaint_supervisor"
# what is changed by an act, and the kind of that act
ACT_FIELDS = {
    "date_received": "received",
    "kind": "kind",
    "procedure_id": "procedure",
    "first_contact_id": "first_contact",
    "is_legal_hold": "legal_hold",
    "active": "archive",
}
# the procedure may follow from these
PROCEDURE_SOURCES = {"team_id", "category_id"}
# until then the desk finds out what the case is
OPENING_PHASES = ("new", "classification")
# what says who works on the case
PEOPLE_FIELDS = {"user_id", "first_contact_id"}


class ComplaintActMixin(models.AbstractModel):
    """What a clock or the right to a case depends on is changed by acts.

    An act has its rights, a reason, and a line in the history and in the list of the
    supervisors. The reason is written along with the change, as ``act_reason``.
    """

    _name = "complaint.act.mixin"
    _description = "Acts on a Complaint"

    act_reason = fields.Char(
        "Reason for the Change",
        store=False,
        help="Why receipt, kind, procedure, first contact or legal hold are changed.",
    )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """
        :raise AccessError: the user may not register such a case
        """
        complaints = super().create([self._without_reason(vals) for vals in vals_list])
        if self.env.su:
            return complaints
        complaints._check_may_register()
        complaints._check_confided(PEOPLE_FIELDS)
        chosen = [bool(vals.get("procedure_id")) for vals in vals_list]
        for complaint, is_chosen in zip(complaints, chosen, strict=True):
            if is_chosen:
                complaint._note_act(
                    "procedure", (False, complaint.procedure_id.display_name)
                )
        return complaints

    def write(self, vals):
        """
        :raise AccessError: the act is not the user's
        :raise UserError: the act lacks its reason
        """
        reason = (vals.get("act_reason") or "").strip()
        vals = self._without_reason(vals)
        if not self.env.su:
            self._check_may_change(vals, reason)
        names = self._get_noted_fields(vals)
        before = self._get_noted_values(names)
        result = super().write(vals)
        self._note_changes(before, reason)
        if not self.env.su:
            self._check_confided(PEOPLE_FIELDS & vals.keys())
        return result

    @api.model
    def _without_reason(self, vals):
        return {name: value for name, value in vals.items() if name != "act_reason"}

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_archive(self):
        """Ask why, then archive."""
        return self._ask_archive(self.filtered("active"), False)

    def action_unarchive(self):
        """Ask why, then restore."""
        return self._ask_archive(self - self.filtered("active"), True)

    def _ask_archive(self, complaints, active):
        if self.env.su or not complaints:
            return complaints.write({"active": active})
        complaints.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env["ir.model"]._get("complaint.complaint.archive").name,
            "res_model": "complaint.complaint.archive",
            # the web client does not complete what these two methods return
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_complaint_ids": complaints.ids,
                "default_is_restored": active,
            },
        }

    # ------------------------------------------------------------
    # RIGHTS
    # ------------------------------------------------------------

    def _is_supervised(self):
        """Whether the user supervises desks."""
        return self.env.user.has_group(SUPERVISOR)

    def _check_may_register(self):
        """:raise AccessError: cases without a clock are taken over by supervisors"""
        if not self._is_supervised() and not all(
            case.active and not case.is_historic for case in self
        ):
            raise AccessError(
                self.env._(
                    "Only supervisors take over historic or archived cases: ask one of"
                    " them."
                )
            )

    def _check_may_change(self, vals, reason):
        """:raise AccessError, UserError: see :meth:`write`"""
        self._check_not_written({"date_closed"} & vals.keys())
        names = ACT_FIELDS.keys() & vals.keys()
        if names:
            self.check_access("write")
        problems = []
        for name in names:
            field = self._fields[name]
            value = field.convert_to_cache(vals[name], self)
            changed = self.filtered(
                lambda case, field=field, value=value: (
                    field.convert_to_cache(case[field.name], case) != value
                )
            )
            label = field._description_string(self.env)
            for case in changed:
                if not getattr(case, f"_may_change_{name}")(vals[name]):
                    raise AccessError(
                        self.env._(
                            "%(case)s: only supervisors change “%(field)s” now. Ask"
                            " one of them.",
                            case=case.number,
                            field=label,
                        )
                    )
                if not reason and case._is_reason_needed(name):
                    problems.append(
                        self.env._(
                            "%(case)s: say why “%(field)s” is changed, as “Reason for"
                            " the Change”.",
                            case=case.number,
                            field=label,
                        )
                    )
        if problems:
            raise UserError("\n".join(problems))

    def _is_reason_needed(self, name):
        """The kind is found out in the opening phases, which needs no reason."""
        return name != "kind" or self.phase not in OPENING_PHASES

    def _may_change_date_received(self, value):
        """Supervisors; and whoever has just registered the case corrects himself."""
        is_own = self.registered_by_id == self.env.user
        is_fresh = self.create_date > self.env.cr.now() - OWN_MISTAKE
        return self._is_supervised() or (is_own and is_fresh)

    def _may_change_kind(self, value):
        return self.phase in OPENING_PHASES or self._is_supervised()

    def _may_change_procedure_id(self, value):
        return self._is_supervised()

    def _may_change_first_contact_id(self, value):
        return self._is_supervised()

    def _may_change_is_legal_hold(self, value):
        """The desk stops the forgetting; supervisors let it go on."""
        return bool(value) or self._is_supervised()

    def _may_change_active(self, value):
        return self._is_supervised()

    def _check_confided(self, names):
        """A confidential case is given to its own desk only.

        :raise AccessError: the fields name somebody else
        """
        for case in self.filtered("is_confidential"):
            people = case.env["res.users"].concat(*(case[name] for name in names))
            # sudo: who works at the desk is no secret
            desk = case.sudo().team_id.member_ids.user_id | case.env.user
            strangers = (people - desk).filtered(
                lambda user: not user.has_group(SUPERVISOR)
            )
            if strangers:
                raise AccessError(
                    self.env._(
                        "%(case)s is confidential, and %(people)s not of its desk:"
                        " grant access with a reason instead.",
                        case=case.number,
                        people=", ".join(strangers.mapped("name")),
                    )
                )

    # ------------------------------------------------------------
    # HISTORY
    # ------------------------------------------------------------

    @api.model
    def _get_noted_fields(self, vals):
        names = ACT_FIELDS.keys() & vals.keys()
        if names or PROCEDURE_SOURCES & vals.keys():
            names |= {"procedure_id"}
        return names

    def _get_noted_values(self, names):
        # sudo: whoever saves may have barred himself
        return {
            case.id: {name: case[name] for name in names}
            for case in (self.sudo() if names else ())
        }

    def _note_changes(self, before, reason):
        """A line for each change, in the list and in the history of the case."""
        for case in self.sudo() if before else ():  # sudo: as above
            for name, old in before[case.id].items():
                if case[name] != old:
                    change = case._get_act_text(name, old), case._get_act_text(name)
                    act = case._note_act(ACT_FIELDS[name], change, reason)
                    if reason:
                        case._log_act(act)

    def _get_act_text(self, name, value=None):
        """A value as the list shows it: a moment, or words."""
        field = self._fields[name]
        value = self[name] if value is None else value
        if field.type == "datetime":
            return value
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        return field.convert_to_export(value, self) or ""

    def _note_act(self, kind, change=(None, None), reason=None):
        """Remember an act that moves a clock in the list of the supervisors.

        :param str kind: key of ``complaint_data.ACT_KINDS``
        :param change: pair of moments (datetime) or of words: before and after
        :param str reason: in the words of the user
        :return: the new ``complaint.act`` (sudo)
        """
        self.ensure_one()
        is_moment = any(isinstance(value, datetime) for value in change)
        prefix = "moment" if is_moment else "value"
        # sudo: nobody writes the list himself
        return (
            self.env["complaint.act"]
            .sudo()
            .create(
                {
                    "complaint_id": self.id,
                    "kind": kind,
                    "user_id": self.env.uid,
                    "date": self.env.cr.now(),
                    f"{prefix}_before": change[0],
                    f"{prefix}_after": change[1],
                    "reason": reason,
                }
            )
        )

    def _log_act(self, act):
        """Tell an act in the history of the case, with its reason."""
        label = dict(act._fields["kind"]._description_selection(self.env))[act.kind]
        # sudo: whoever saves may have barred himself
        self.sudo()._message_log(
            body=": ".join(filter(None, [label, act.reason])),
        )
