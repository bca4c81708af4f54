from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError


class ComplaintGuardMixin(models.AbstractModel):
    """Guards acts: one method lists what stands against an act, for button and door.

    For an act ``sign`` the document has ``_get_cannot_sign_reasons()``, which returns
    all obstacles at once, translated; ``can_sign`` shows the button and
    ``_check_can("sign")`` closes the door to API, import and mail alike. What follows
    from acts is written by them alone, as superuser.
    """

    _name = "complaint.guard.mixin"
    _inherit = ["complaint.part.mixin"]
    _description = "Guarded Acts"
    # names of the fields that acts alone write
    _course_fields = frozenset()

    @api.model
    def default_get(self, fields):
        """What only acts write cannot be set through the context either."""
        context = self.env.context
        locked = {name for name in context if self._is_locked_default(name)}
        guarded = self
        if locked:
            kept = {name: context[name] for name in context if name not in locked}
            # only a whole new context leaves names out
            guarded = self.with_context(kept)  # pylint: disable=context-overridden
        return super(ComplaintGuardMixin, guarded).default_get(fields)

    @api.model
    def _is_locked_default(self, key):
        """Whether the key of a context proposes a value for what only acts write."""
        prefix, _default, name = key.partition("default_")
        if prefix or name not in self._fields:
            return False
        is_course = name in self._course_fields and name not in self._get_case_fields()
        return is_course or self._is_followed(name)

    @api.model
    def _is_followed(self, name):
        """Whether the field follows from what is done: no form lets it be filled in."""
        field = self._fields.get(name)
        is_own = field and name not in models.MAGIC_COLUMNS
        return bool(is_own and field.store and field.readonly)

    @api.model
    def _get_case_fields(self):
        """Hook: fields that say to which cases the document belongs."""
        return ["complaint_id"]

    def _sudo_case(self):
        """The documents with sudo, for computes that read their case.

        A saved document shows everybody the same. A form proposes values before any
        rule is asked: its user must be able to read what it names.

        :raise AccessError: the form names the case of others
        """
        drafts = self.filtered(lambda document: not document.id)
        if drafts and not self.env.su:
            known = drafts._origin._filtered_access("read")
            for name in self._get_case_fields():
                # sudo: only to find the case; what counts is the right on it
                named = drafts.sudo().mapped(name)._origin - known.sudo().mapped(name)
                if named:
                    named.sudo(False).check_access("read")
        return self.sudo()

    @api.model
    def _check_course_fields(self, *vals_list, allowed=frozenset()):
        """:raise AccessError: somebody writes what only follows from an act"""
        self._check_not_written(
            set().union(*vals_list) & (self._course_fields - allowed)
        )

    @api.model
    def _check_own_fields(self, allowed, *vals_list):
        """:raise AccessError: somebody writes anything but the allowed fields"""
        self._check_not_written(set().union(*vals_list) - allowed)

    @api.model
    def _check_followed(self, *names_list):
        """:raise AccessError: somebody writes what no form lets him fill in"""
        names = set().union(*names_list)
        self._check_not_written(set(filter(self._is_followed, names)))

    @api.model
    def _get_guarded_acts(self):
        """Hook: names of the acts that have a ``can_…`` field."""
        return []

    @api.depends_context("uid")
    def _compute_can_acts(self):
        for document in self:
            for act in self._get_guarded_acts():
                document[f"can_{act}"] = not document._get_cannot_reasons(act)

    def _get_cannot_reasons(self, act):
        """What stands against the act for one document, translated; else empty."""
        self.ensure_one()
        return getattr(self, f"_get_cannot_{act}_reasons")()

    def _get_desk_reasons(self):
        return [] if self._is_desk() else [self.env._("only the desk may do this")]

    def _get_state_reasons(self, *states):
        """:return: the reason that the document is in none of the states, if so"""
        if self.state in states:
            return []
        labels = dict(self._fields["state"]._description_selection(self.env))
        return [
            self.env._(
                "it is “%(state)s”; this needs “%(expected)s”",
                state=labels[self.state],
                expected=", ".join(labels[state] for state in states),
            )
        ]

    def _is_desk(self):
        """The desk is whoever may work on the complaint of the document."""
        self.ensure_one()
        # sudo: only to find the complaint; what counts is the right on it
        complaint = self.sudo().complaint_id.sudo(False)
        return self.env.su or complaint.has_access("write")

    # ------------------------------------------------------------
    # FOUR EYES
    # ------------------------------------------------------------

    def _get_subject_users(self):
        """Whoever is complained about, and who is kept from the case with them."""
        # sudo: whoever decides need not see the case
        complaints = self.sudo().complaint_id
        users = complaints.subject_user_ids | complaints.barred_user_ids
        return users.sudo(self.env.su)

    def _get_bias_reasons(self, users, text=None):
        """Nobody decides on what they asked for, did or are charged with, and no
        mandate changes that: also with sudo, because it is a person who decides.

        :param users: who has a part in it; whoever is complained about always has
        :param str text: what to tell them, translated
        """
        user = self.env.user
        if user.id == SUPERUSER_ID:
            return []
        biased = users | self._get_subject_users()
        if user in biased:
            return [text or self.env._("somebody else decides: you have a part in it")]
        if self.env["complaint.delegation"]._get_bound_users(user) & biased:
            return [
                self.env._(
                    "somebody else decides: you stand in for somebody who has a part"
                    " in it, or they stand in for you"
                )
            ]
        return []

    def _get_wizard_action(self, wizard, **defaults):
        """Open a wizard about the documents.

        :param str wizard: name of its model, whose description heads the dialog
        :param defaults: values of its fields
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env["ir.model"]._get(wizard).name,
            "res_model": wizard,
            "view_mode": "form",
            "target": "new",
            "context": {f"default_{name}": value for name, value in defaults.items()},
        }

    def _check_can(self, act):
        """
        :raise AccessError: the user may not read the documents at all
        :raise UserError: everything that stands against the act, for each record
        """
        self.check_access("read")
        problems = [
            f"{document.display_name}: {reason}"
            for document in self
            for reason in document._get_cannot_reasons(act)
        ]
        if problems:
            raise UserError("\n".join(problems))
