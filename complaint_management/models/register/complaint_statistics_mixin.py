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
        for complaint in self:
            zone = ZoneInfo(complaint.team_id.calendar_id.tz or "UTC")
            received = complaint.date_received
            complaint.period = (
                received and f"{received.replace(tzinfo=UTC).astimezone(zone):%Y-%m}"
            )
