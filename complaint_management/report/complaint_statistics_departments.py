from odoo import models
from odoo.fields import Domain

from ..models.reporting.reporting_data import FULL_SCORE, SCORE_WEIGHTS
from ..tools.spreadsheet import Column
from .statistics_table import Figure

# where each figure is counted, and which field names the department
SOURCES = {
    "assigned": ("complaint.assignment", "department_id"),
    "late": ("complaint.deadline", "department_id"),
    "unreported": ("complaint.assignment", "department_id"),
    "at_fault": ("complaint.complaint", "fault_department_id"),
    "dissatisfied": ("complaint.callback", "complaint_id.department_id"),
    "penalized": ("complaint.penalty", "department_id"),
}


class ComplaintStatisticsDepartments(models.AbstractModel):
    """How departments did with complaints in a period, as one number for the assessment
    of their performance (P20). Nobody is named: it is about departments."""

    _name = "complaint.statistics.departments"
    _inherit = ["complaint.figures.mixin"]
    _description = "Department Score Sheet"

    def _get_tables(self, report):
        figures, total = {}, {}
        for name, domain in self._get_domains(report).items():
            model_name, dimension = SOURCES[name]
            domains = {name: domain & Domain(dimension, "!=", False)}
            counted = self._count_by(model_name, dimension, domains)
            total |= self._sum_up(model_name, domains, counted)
            for department, row in counted.items():
                figures.setdefault(department, {}).update(row)
        weights = report.company_id._get_complaint_score_weights()
        table = self._lay_out(
            self.env._("Department Score Sheet"),
            self.env._("Department"),
            self._get_columns(),
            figures,
            total,
            lambda values, _whole: {"score": self._get_score(values, weights)},
        )
        # departments are judged one by one
        table.total[-1] = Figure(None)
        return [table]

    def _get_domains(self, report):
        part = Domain("complaint_id", "any", report._get_filter_domain())
        cases = self._get_case_domain(report)
        return {
            "assigned": part & Domain(report._get_period_domain("date_sent")),
            "late": part
            & Domain(report._get_period_domain("date_due"))
            & Domain("debtor", "=", "department")
            & self._get_missed_domain(),
            "unreported": part & Domain(report._get_period_domain("date_unreported")),
            "at_fault": cases
            & Domain(report._get_period_domain("date_closed"))
            & Domain("validity", "in", ("valid", "to_improve")),
            "dissatisfied": part
            & Domain(report._get_period_domain("date_done"))
            & Domain("state", "=", "done")
            & Domain("is_satisfied", "=", False),
            "penalized": part
            & Domain(report._get_period_domain("date_approved"))
            & Domain("state", "not in", ("proposed", "waived", "cancelled")),
        }

    def _get_columns(self):
        return [
            Column("assigned", self.env._("Assignments")),
            Column("late", self.env._("Late")),
            Column("unreported", self.env._("Not Reported as Prescribed")),
            Column("at_fault", self.env._("Cases at Fault")),
            Column("dissatisfied", self.env._("Dissatisfied")),
            Column("penalized", self.env._("Penalties")),
            Column("score", self.env._("Score"), "number"),
        ]

    @staticmethod
    def _get_score(values, weights):
        lost = sum(values[name] * weights[name] for name in SCORE_WEIGHTS)
        return max(FULL_SCORE - lost, 0)
