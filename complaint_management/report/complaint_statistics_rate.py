from odoo import models
from odoo.fields import Domain

from ..models.reporting.reporting_data import FLOWING_DENOMINATORS
from ..tools.spreadsheet import Column
from .statistics_table import Figure, Table, get_rate, to_plain


class ComplaintStatisticsRate(models.AbstractModel):
    """Complaint rate (市场投诉率): complaints received for each so many sold pieces,
    customers, vehicles or households (P23). Only months with a denominator count."""

    _name = "complaint.statistics.rate"
    _inherit = ["complaint.figures.mixin"]
    _description = "Complaint Rate"

    def _get_tables(self, report):
        kinds = self._get_kind_labels()
        groups = self._get_denominators(report).grouped(
            lambda each: (each.kind, each.category_id, each.department_id)
        )
        rows = [
            self._get_row(report, denominators, kinds)
            for _key, denominators in sorted(
                groups.items(), key=lambda item: self._get_order(*item[0])
            )
        ]
        return [Table(self.env._("Complaint Rate"), self._get_columns(report), rows)]

    @staticmethod
    def _get_order(kind, category, department):
        return kind, category.display_name or "", department.display_name or ""

    def _get_kind_labels(self):
        field = self.env["complaint.denominator"]._fields["kind"]
        return dict(field._description_selection(self.env))

    def _get_denominators(self, report):
        """Quantities of the months, only of what the report is about: the complaints of
        one department are not to be compared with what all sold."""
        first, last = report._get_days()
        domain = (
            Domain("company_id", "=", report.company_id.id)
            & Domain("month", ">=", first)
            & Domain("month", "<=", last)
        )
        if report.team_ids:
            # no quantity is known of a team
            domain = Domain.FALSE
        for name in ("department", "category"):
            chosen = report[f"{name}_ids"]
            if chosen:
                domain &= Domain(f"{name}_id", "child_of", chosen.ids)
        return self.env["complaint.denominator"].search(domain)

    def _get_columns(self, report):
        units = dict(report._fields["rate_unit"]._description_selection(self.env))
        return [
            Column("kind", self.env._("Compared with"), "text", 18),
            Column("category", self.env._("Category"), "text", 24),
            Column("department", self.env._("Department"), "text", 24),
            Column("months", self.env._("Months")),
            Column("quantity", self.env._("Quantity"), "number", 16),
            Column("complaints", self.env._("Complaints")),
            Column(
                "rate",
                self.env._("Rate %(unit)s", unit=units[report.rate_unit]),
                "number",
                16,
            ),
        ]

    def _get_row(self, report, denominators, kinds):
        [kind] = set(denominators.mapped("kind"))
        category, department = denominators.category_id, denominators.department_id
        months = sorted(set(denominators.mapped("month")))
        quantity = sum(denominators.mapped("quantity"))
        if kind not in FLOWING_DENOMINATORS:
            quantity /= len(months)
        domain = self._get_complaint_domain(report, category, department, months)
        complaints = self.env["complaint.complaint"].with_context(active_test=False)
        count = complaints.search_count(domain)
        return [
            Figure(kinds[kind]),
            Figure(category.display_name or self.env._("All")),
            Figure(department.display_name or self.env._("All")),
            Figure(len(months)),
            Figure(quantity),
            Figure(count, "complaint.complaint", to_plain(domain)),
            Figure(get_rate(count * int(report.rate_unit), quantity)),
        ]

    def _get_complaint_domain(self, report, category, department, months):
        """Complaints of the product line and department received in the months, by the
        clock of their desk."""
        domain = self._get_case_domain(report) & Domain(
            "period", "in", [f"{month:%Y-%m}" for month in months]
        )
        if category:
            domain &= Domain("category_id", "child_of", category.id)
        if department:
            domain &= Domain("department_id", "child_of", department.id)
        return domain
