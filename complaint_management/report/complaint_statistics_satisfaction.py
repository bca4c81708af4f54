from odoo import models
from odoo.fields import Domain

from ..tools.spreadsheet import Column
from .statistics_table import get_rate


class ComplaintStatisticsSatisfaction(models.AbstractModel):
    """How satisfied the customers were who were followed up in the period: counts and
    rates of each grade (A, B, C, D)."""

    _name = "complaint.statistics.satisfaction"
    _inherit = ["complaint.figures.mixin"]
    _description = "Satisfaction Summary"

    def _get_tables(self, report):
        grades = self._get_grades(report)
        table = self._build_table(
            self.env._("Satisfaction"),
            "complaint.callback",
            f"complaint_id.{report._get_dimension()}",
            self._get_columns(grades),
            self._get_domains(report, grades),
            lambda values, whole: self._derive(values, grades),
        )
        return [table]

    def _get_answered_domain(self, report):
        return Domain(report._get_period_domain("date_done")) & Domain(
            "complaint_id", "any", report._get_filter_domain()
        )

    def _get_grades(self, report):
        """The letters used in the period, or else those common to all procedures."""
        callbacks = self.env["complaint.callback"]
        groups = callbacks._read_group(
            self._get_answered_domain(report), ["grade_id"], []
        )
        grades = self.env["complaint.satisfaction.grade"].union(
            *(grade for (grade,) in groups)
        )
        return sorted(set(grades.mapped("grade")))

    def _get_domains(self, report, grades):
        ended = self._get_answered_domain(report)
        done = ended & Domain("state", "=", "done")
        return {
            "done": done,
            **{
                f"grade_{grade}": done & Domain("grade_id.grade", "=", grade)
                for grade in grades
            },
            "satisfied": done & Domain("is_satisfied", "=", True),
            "dissatisfied": done & Domain("is_satisfied", "=", False),
            "unreachable": ended & Domain("state", "=", "unreachable"),
        }

    def _get_columns(self, grades):
        by_grade = [
            column
            for grade in grades
            for column in (
                Column(f"grade_{grade}", grade, width=8),
                Column(f"rate_{grade}", f"{grade} %", "percent", 8),
            )
        ]
        return [
            Column("done", self.env._("Answered")),
            *by_grade,
            Column("satisfied", self.env._("Satisfied")),
            Column("satisfied_rate", self.env._("Satisfaction Rate"), "percent"),
            Column("dissatisfied", self.env._("Dissatisfied")),
            Column("unreachable", self.env._("Unreachable")),
        ]

    @staticmethod
    def _derive(values, grades):
        done = values["done"]
        return {
            "satisfied_rate": get_rate(values["satisfied"], done),
            **{
                f"rate_{grade}": get_rate(values[f"grade_{grade}"], done)
                for grade in grades
            },
        }
