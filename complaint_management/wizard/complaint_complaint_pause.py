from odoo import fields, models

from ..models.complaint_data import PAUSE_KINDS, WATCH_MODES


class ComplaintComplaintPause(models.TransientModel):
    """Stops the clock of complaints: waiting for the customer, or suspended (P24)."""

    _name = "complaint.complaint.pause"
    _description = "Pause Complaints"

    complaint_ids = fields.Many2many(
        "complaint.complaint",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    kind = fields.Selection(PAUSE_KINDS, required=True, default="waiting")
    reason = fields.Text(required=True)
    watch_mode = fields.Selection(WATCH_MODES)
    date_recheck = fields.Date("Look Again on")

    def action_pause(self):
        """Pause the complaints that are not paused yet. Suspended ones change to the
        level that the procedure provides for that."""
        complaints = self.complaint_ids.filtered(
            lambda complaint: complaint.is_open and not complaint.is_paused
        )
        if self.kind == "suspended":
            for complaint in complaints.filtered("procedure_id.suspended_level_id"):
                complaint._raise_level(level=complaint.procedure_id.suspended_level_id)
        self.env["complaint.pause"].create(
            [
                {
                    "complaint_id": complaint.id,
                    "kind": self.kind,
                    "reason": self.reason,
                    "watch_mode": self.kind == "suspended" and self.watch_mode,
                    "date_recheck": self.date_recheck,
                }
                for complaint in complaints
            ]
        )
