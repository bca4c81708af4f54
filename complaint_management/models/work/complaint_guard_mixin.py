from odoo import api, models
from odoo.exceptions import UserError


class ComplaintGuardMixin(models.AbstractModel):
    """Guards acts: one method lists what stands against an act, for button and door.

    For an act ``sign`` the document has ``_get_cannot_sign_reasons()``, which returns
    all obstacles at once, translated; ``can_sign`` shows the button and
    ``_check_can("sign")`` closes the door to API, import and mail alike.
    """

    _name = "complaint.guard.mixin"
    _description = "Guarded Acts"

    @api.model
    def default_get(self, fields):
        """What only acts write cannot be set through the context either."""
        locked = {
            f"default_{name}"
            for name, field in self._fields.items()
            if field.store and field.readonly
        }
        context = self.env.context
        kept = {name: context[name] for name in context if name not in locked}
        # only a whole new context leaves names out
        guarded = self.with_context(kept)  # pylint: disable=context-overridden
        return super(ComplaintGuardMixin, guarded).default_get(fields)

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
