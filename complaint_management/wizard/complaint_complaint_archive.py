from odoo import fields, models


class ComplaintComplaintArchive(models.TransientModel):
    """Asks why complaints are archived, or restored."""

    _name = "complaint.complaint.archive"
    _description = "Archive or Restore Complaints"

    complaint_ids = fields.Many2many(
        "complaint.complaint", required=True, context={"active_test": False}
    )
    is_restored = fields.Boolean("Restore")
    reason = fields.Char(required=True)

    def action_archive(self):
        """Archive or restore the complaints.

        :raise AccessError: the user is no supervisor
        """
        self.complaint_ids.write(
            {"active": self.is_restored, "act_reason": self.reason}
        )
