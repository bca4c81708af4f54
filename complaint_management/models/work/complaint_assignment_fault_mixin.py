from odoo import api, fields, models


class ComplaintAssignmentFaultMixin(models.AbstractModel):
    """What the desk holds against a department besides being late: an assignment that
    was not reported as prescribed (P20 未按规定反馈), counted for accountability."""

    _name = "complaint.assignment.fault.mixin"
    _inherit = ["complaint.guard.mixin"]
    _description = "Faults of an Assignment"

    unreported_reason = fields.Char(
        "Not Reported as Prescribed", readonly=True, copy=False, tracking=True
    )
    date_unreported = fields.Datetime("Noted on", readonly=True, copy=False)

    can_mark_unreported = fields.Boolean(compute="_compute_can_acts")
    can_clear_unreported = fields.Boolean(compute="_compute_can_acts")

    @api.model
    def _get_guarded_acts(self):
        return [*super()._get_guarded_acts(), "mark_unreported", "clear_unreported"]

    def _get_cannot_mark_unreported_reasons(self):
        reasons = self._get_state_reasons("sent", "signed", "replied", "accepted")
        if self.date_unreported:
            reasons.append(self.env._("it is noted already"))
        return reasons + self._get_desk_reasons()

    def _get_cannot_clear_unreported_reasons(self):
        reasons = []
        if not self.date_unreported:
            reasons.append(self.env._("nothing is noted"))
        return reasons + self._get_desk_reasons()

    def action_clear_unreported(self):
        """Take the note back; the chatter keeps that it was there."""
        self._check_can("clear_unreported")
        # sudo: the note is written by its own acts only
        self.sudo().write({"unreported_reason": False, "date_unreported": False})

    def _do_mark_unreported(self, reason):
        """Note that the department did not report as prescribed (P20).

        :param str reason: what was not done as prescribed
        """
        # sudo: the note is written by its own acts only
        self.sudo().write(
            {"unreported_reason": reason, "date_unreported": self.env.cr.now()}
        )
