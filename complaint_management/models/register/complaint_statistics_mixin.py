from datetime import UTC
from zoneinfo import ZoneInfo

from odoo import api, fields, models


class ComplaintStatisticsMixin(models.AbstractModel):
    """Stored facts by which complaints are counted, so that a pivot over years of them
    opens at once."""

    _name = "complaint.statistics.mixin"
    _description = "Statistics of Complaints"

    period = fields.Char(
        "Month of Receipt",
        compute="_compute_period",
        store=True,
        precompute=True,
        help="By the clock of the team, for example 2026-03.",
    )

    @api.depends("date_received", "team_id")
    def _compute_period(self):
        for team, complaints in self.grouped("team_id").items():
            zone = ZoneInfo(team.calendar_id.tz or "UTC")
            for complaint in complaints:
                received = complaint.date_received
                local = received and received.replace(tzinfo=UTC).astimezone(zone)
                complaint.period = local and f"{local.year}-{local.month:02}"
