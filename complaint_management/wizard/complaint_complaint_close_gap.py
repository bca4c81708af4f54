from odoo import fields, models


class ComplaintComplaintCloseGap(models.TransientModel):
    """One thing that is missing before a complaint may be closed."""

    _name = "complaint.complaint.close.gap"
    _description = "Missing for Closing"

    wizard_id = fields.Many2one(
        "complaint.complaint.close", required=True, ondelete="cascade"
    )
    complaint_id = fields.Many2one("complaint.complaint", required=True)
    name = fields.Char("Missing", required=True)
    act = fields.Char(required=True, export_string_translation=False)

    def action_mend(self):
        """Open the place where it can be mended."""
        self.ensure_one()
        return self.complaint_id._open_gap(self.act)
