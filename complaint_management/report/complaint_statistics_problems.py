from odoo import models
from odoo.fields import Domain

from ..tools.spreadsheet import Column
from .statistics_table import Figure, Table, get_rate, to_plain

# how many of the same customer are worth a line
REPEATED = 2


class ComplaintStatisticsProblems(models.AbstractModel):
    """The most frequent problems, the few that make up most of all (Pareto), against the
    period before; and customers who complain again (P04)."""

    _name = "complaint.statistics.problems"
    _inherit = ["complaint.figures.mixin"]
    _description = "Most Frequent Problems"

    def _get_tables(self, report):
        return [
            self._get_pareto(report, report._get_dimension()),
            self._get_repeaters(report),
        ]

    def _get_pareto(self, report, dimension):
        table = self._build_table(
            self.env._("Most Frequent Problems"),
            "complaint.complaint",
            dimension,
            [
                Column("received", self.env._("Received")),
                Column("share", self.env._("Share"), "percent"),
                Column("together", self.env._("Together"), "percent"),
                Column("previous", self.env._("Period Before")),
                Column("change", self.env._("Change"), "percent"),
            ],
            self._get_domains(report),
            self._derive,
        )
        return self._add_together(table)

    def _get_domains(self, report):
        cases = self._get_case_domain(report)
        begin, end = report._get_period_before()
        return {
            "received": cases & Domain(report._get_period_domain("date_received")),
            "previous": cases
            & Domain("date_received", ">=", begin)
            & Domain("date_received", "<", end),
        }

    def _derive(self, values, whole):
        received, previous = values["received"], values["previous"]
        return {
            "share": self._get_share(values, whole),
            "together": None,
            "change": get_rate(received - previous, previous),
        }

    @staticmethod
    def _add_together(table):
        """The share of each problem and all more frequent ones."""
        received, share, together = 1, 2, 3
        so_far = 0
        for row in table.rows:
            so_far += row[received].value
            whole = table.total[received].value
            row[together] = Figure(get_rate(so_far, whole))
        table.total[together] = Figure(table.total[share].value)
        return table

    def _get_repeaters(self, report):
        """Customers who complained more than once in the period, most often first."""
        domain = self._get_domains(report)["received"] & Domain(
            "partner_id", "!=", False
        )
        complaints = self.env["complaint.complaint"].with_context(active_test=False)
        groups = complaints._read_group(
            domain,
            ["partner_id"],
            ["__count"],
            having=[("__count", ">=", REPEATED)],
            order="__count DESC, partner_id",
        )
        rows = [
            [
                Figure(partner.display_name),
                Figure(
                    count,
                    "complaint.complaint",
                    to_plain(domain & Domain("partner_id", "=", partner.id)),
                ),
            ]
            for partner, count in groups
        ]
        columns = [
            Column("partner", self.env._("Customer"), "text", 28),
            Column("received", self.env._("Complaints")),
        ]
        return Table(self.env._("Customers Who Complain Again"), columns, rows)
