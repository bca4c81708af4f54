from odoo import models
from odoo.fields import Domain

from ..tools.spreadsheet import Column


class ComplaintStatisticsWeekly(models.AbstractModel):
    """Figures of a week: by level, with what is watched and monitored and the rate of
    each class (P24), and by category with the causes behind (P23)."""

    _name = "complaint.statistics.weekly"
    _inherit = ["complaint.figures.mixin"]
    _description = "Weekly Statistics"

    def _get_tables(self, report):
        department = "subject_department_id"
        return [
            self._get_case_table(report, self.env._("By Level"), "level_id"),
            self._get_suspension_table(report),
            self._get_case_table(report, self.env._("By Category"), "category_id"),
            self._get_case_table(
                report,
                self._get_dimension_label("complaint.complaint", department),
                department,
            ),
        ]

    def _get_case_table(self, report, title, dimension):
        balance = self._get_balance_domains(report)
        domains = {
            "received": balance["received"],
            "closed": balance["closed"],
            "first": balance["closed"] & Domain("close_time", "=", "first"),
            "second": balance["closed"] & Domain("close_time", "=", "second"),
            "after": balance["after"],
        }
        columns = [
            Column("received", self.env._("Received")),
            Column("share", self.env._("Share"), "percent"),
            Column("closed", self.env._("Closed")),
            Column("first", self.env._("Closed the First Time")),
            Column("second", self.env._("Closed Later")),
            Column("first_rate", self.env._("First-time Rate"), "percent"),
            Column("after", self.env._("Open After")),
        ]
        return self._build_table(
            title, "complaint.complaint", dimension, columns, domains, self._derive
        )

    def _derive(self, values, whole):
        return {
            "share": self._get_share(values, whole),
            "first_rate": self._get_first_time_rate(values),
        }

    def _get_suspension_table(self, report):
        """Suspended at the end of the period, watched or monitored (P24)."""
        _begin, end = report._get_period()
        suspended = (
            Domain("kind", "=", "suspended")
            & Domain("complaint_id", "any", self._get_case_domain(report))
            & Domain("date_start", "<", end)
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", end))
        )
        domains = {
            "suspended": suspended,
            "watched": suspended & Domain("watch_mode", "=", "watch"),
            "monitored": suspended & Domain("watch_mode", "=", "monitor"),
        }
        columns = [
            Column("suspended", self.env._("Suspended")),
            Column("watched", self.env._("Watched")),
            Column("monitored", self.env._("Monitored")),
        ]
        return self._build_table(
            self.env._("Suspended at the End"),
            "complaint.pause",
            "complaint_id.level_id",
            columns,
            domains,
            lambda values, whole: {},
        )
