from odoo import fields, models

from .reporting_data import SCORE_WEIGHTS


class ResCompany(models.Model):
    _inherit = "res.company"

    complaint_archive_months = fields.Integer(
        "Archive Closed Complaints after (Months)",
        help="Archived complaints stay in ledger and statistics. 0 never archives.",
    )

    complaint_score_late = fields.Float(
        "For Each Missed Limit", default=SCORE_WEIGHTS["late"]
    )
    complaint_score_unreported = fields.Float(
        "For Each Report Not as Prescribed", default=SCORE_WEIGHTS["unreported"]
    )
    complaint_score_at_fault = fields.Float(
        "For Each Case at Fault", default=SCORE_WEIGHTS["at_fault"]
    )
    complaint_score_dissatisfied = fields.Float(
        "For Each Dissatisfied Customer", default=SCORE_WEIGHTS["dissatisfied"]
    )
    complaint_score_penalized = fields.Float(
        "For Each Penalty", default=SCORE_WEIGHTS["penalized"]
    )

    _complaint_archive_months_positive = models.Constraint(
        "CHECK (complaint_archive_months >= 0)",
        "The number of months cannot be negative.",
    )

    _complaint_scores_positive = models.Constraint(
        "CHECK (LEAST(complaint_score_late, complaint_score_unreported,"
        " complaint_score_at_fault, complaint_score_dissatisfied,"
        " complaint_score_penalized) >= 0)",
        "The points that departments lose cannot be negative.",
    )

    def _get_complaint_score_weights(self):
        """Points that a department loses for each failure, by name (P20)."""
        self.ensure_one()
        return {name: self[f"complaint_score_{name}"] for name in SCORE_WEIGHTS}
