from odoo import api, fields, models

from ..engine.complaint_local_time_mixin import to_local


class ComplaintStatisticsMixin(models.AbstractModel):
    """Stored facts by which complaints are counted, so that a pivot over years of them
    opens at once."""

    _name = "complaint.statistics.mixin"
    _inherit = ["complaint.local.time.mixin"]
    _description = "Statistics of Complaints"

    period = fields.Char(
        "Month of Receipt",
        compute="_compute_period",
        store=True,
        precompute=True,
        help="By the clock of the team, else of the company, for example 2026-03.",
    )

    @api.depends("date_received", "team_id", "company_id")
    def _compute_period(self):
        for complaints in self.grouped(
            lambda complaint: (complaint.team_id, complaint.company_id)
        ).values():
            zone = complaints[:1]._get_desk_zone()
            for complaint in complaints:
                received = complaint.date_received
                local = received and to_local(received, zone)
                complaint.period = local and f"{local.year}-{local.month:02}"
