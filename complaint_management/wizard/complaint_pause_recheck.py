from odoo import fields, models


class ComplaintPauseRecheck(models.TransientModel):
    """Asks what was found when a suspended case was looked at again (P24)."""

    _name = "complaint.pause.recheck"
    _description = "Look Again at a Suspended Complaint"

    pause_id = fields.Many2one("complaint.pause", required=True)
    note = fields.Text("What Was Found", required=True)
    is_resumed = fields.Boolean(
        "Go On with the Case", help="The suspension ends, the deadlines go on."
    )
    date_recheck = fields.Date("Look Again on")

    def action_recheck(self):
        """Keep the finding; go on, or plan the next look."""
        self.pause_id.complaint_id.check_access("write")
        self.pause_id._do_look_again(
            self.note, False if self.is_resumed else self.date_recheck
        )
        if self.is_resumed:
            self.pause_id._resume()
