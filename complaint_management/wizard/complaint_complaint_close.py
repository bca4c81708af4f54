from odoo import fields, models

from ..models.complaint_data import OUTCOMES, VALIDITIES


class ComplaintComplaintClose(models.TransientModel):
    """Asks how the complaints ended, then closes them."""

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

    def action_close(self):
        """Close with the outcome; all that is missing is reported at once.

        :raise UserError: something is missing for closing
        """
        self.complaint_ids.write(self._prepare_close_values())

    def _prepare_close_values(self):
        values = {
            "outcome": self.outcome,
            "outcome_note": self.outcome_note,
            "phase": "closed",
        }
        if self.validity:
            values["validity"] = self.validity
        return values
