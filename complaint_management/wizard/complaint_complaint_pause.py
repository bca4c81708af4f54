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
    date_start = fields.Datetime(
        "Since",
        groups="complaint_management.group_complaint_supervisor",
        help="Left empty, the pause begins now.",
    )
    watch_mode = fields.Selection(WATCH_MODES, default="watch")
    date_recheck = fields.Date("Look Again on")

    def action_pause(self):
        """Pause the complaints that are not paused yet, or ask for their suspension,
        which the procedure may have approved first (P24).

        :raise UserError: what stands against the suspension, for each complaint
        """
        complaints = self.complaint_ids.filtered(
            lambda complaint: complaint.is_open and not complaint.is_paused
        )
        model = "suspension" if self.kind == "suspended" else "pause"
        self.env[f"complaint.{model}"].create(
            [
                {
                    "complaint_id": complaint.id,
                    "reason": self.reason,
                    **(
                        self._prepare_watch()
                        if self.kind == "suspended"
                        else self._prepare_start()
                    ),
                }
                for complaint in complaints
            ]
        )

    def _prepare_start(self):
        """Supervisors enter later since when a case has been waiting."""
        # sudo: others have no such field, theirs is empty
        start = self.sudo().date_start
        return {"date_start": start} if start else {}

    def _prepare_watch(self):
        return {"watch_mode": self.watch_mode, "date_recheck": self.date_recheck}
