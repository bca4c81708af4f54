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
    outcome = fields.Selection(OUTCOMES, required=True, default="solved")
    outcome_note = fields.Text("Result")
    validity = fields.Selection(VALIDITIES, help="Leave empty to keep what is set.")
    gap_ids = fields.One2many(
        "complaint.complaint.close.gap", "wizard_id", "Still Missing", readonly=True
    )

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
