from odoo import Command, fields, models

from ..models.complaint_data import OUTCOMES, VALIDITIES


class ComplaintComplaintClose(models.TransientModel):
    """Asks how the complaints ended, then closes them, or shows what is missing."""

    _name = "complaint.complaint.close"
    _description = "Close Complaints"

    complaint_ids = fields.Many2many(
        "complaint.complaint",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    outcome = fields.Selection(
        OUTCOMES,
        required=True,
        default=lambda self: self._get_default_outcome(),
    )
    referred_to = fields.Char()
    outcome_note = fields.Text("Result")
    validity = fields.Selection(VALIDITIES, help="Leave empty to keep what is set.")
    gap_ids = fields.One2many(
        "complaint.complaint.close.gap", "wizard_id", "Still Missing", readonly=True
    )

    def _get_default_outcome(self):
        """What is known already, such as that a ruling was told (P06)."""
        complaints = self.env["complaint.complaint"]
        chosen = complaints.browse(self.env.context.get("active_ids", []))
        known = set(chosen.mapped("outcome"))
        return known.pop() if len(known) == 1 and all(known) else "solved"

    def action_close(self):
        """Close with the outcome. What is complete but for the leader's approval asks
        for it (P24). When something is missing nothing is closed, and all of it is
        shown with the place where it can be mended.

        :raise UserError: what the register demands of every case is missing
        """
        complaints = self.complaint_ids
        complaints.write(self._prepare_outcome_values())
        self.gap_ids = [
            Command.clear(),
            *(Command.create(values) for values in self._prepare_gaps()),
        ]
        if self.gap_ids:
            return self._show()
        waiting = complaints.filtered(lambda case: case._get_approval_gaps())
        waiting._ask_to_close()
        (complaints - waiting).write({"phase": "closed"})
        return True

    def _prepare_outcome_values(self):
        values = {"outcome": self.outcome, "outcome_note": self.outcome_note}
        if self.outcome == "referred":
            values["referred_to"] = self.referred_to
        if self.validity:
            values["validity"] = self.validity
        return values

    def _prepare_gaps(self):
        return [
            {"complaint_id": complaint.id, "name": gap.text, "act": gap.act}
            for complaint in self.complaint_ids
            for gap in complaint._get_closing_gaps()
        ]

    def _show(self):
        """The form again, with what is missing."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Close Complaint"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
