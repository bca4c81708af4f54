from odoo import fields, models


class ComplaintIntakeAttach(models.TransientModel):
    """Make incoming mails follow-ups of a complaint that the desk names."""

    _name = "complaint.intake.attach"
    _description = "Attach Incoming Mail to a Complaint"

    intake_ids = fields.Many2many(
        "complaint.intake",
        default=lambda self: self.env.context.get("active_ids"),
        readonly=True,
    )
    complaint_id = fields.Many2one("complaint.complaint", required=True)

    def action_attach(self):
        """Attach the mails, and open the complaint."""
        self.ensure_one()
        self.intake_ids._attach_to(self.complaint_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "complaint.complaint",
            "res_id": self.complaint_id._get_survivor().id,
            "view_mode": "form",
        }
