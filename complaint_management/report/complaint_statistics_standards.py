from odoo import models
from odoo.fields import Domain

from ..tools.spreadsheet import Column
from .statistics_table import Figure, Table, get_rate, to_plain

COMPLAINT = "complaint.complaint"
DEADLINE = "complaint.deadline"
REVIEW = "complaint.review"

# standard → milestones whose time limits it watches
WATCHED_MILESTONES = {
    "entered": ("registered",),
    "handled": ("close_requested", "closed", "executed"),
    "followed": ("contacted", "informed", "dept_progress"),
    "called_back": ("called_back",),
}
# outcomes to which the customer has to say yes
AGREED_OUTCOMES = ("solved", "understood")


class ComplaintStatisticsStandards(models.AbstractModel):
    """How well the work standards of the desk were kept in a period (P17)."""

    _name = "complaint.statistics.standards"
    _inherit = ["complaint.figures.mixin"]
    _description = "Work Standards Table"

    def _get_tables(self, report):
        standards = self.env["complaint.work.standard"].search([])
        severities = dict(
            standards._fields["severity"]._description_selection(self.env)
        )
        rows = [self._get_row(report, standard, severities) for standard in standards]
        return [Table(self.env._("Work Standards"), self._get_columns(), rows)]

    def _get_columns(self):
        return [
            Column("name", self.env._("Standard"), "text", 30),
            Column("severity", self.env._("Severity"), "text"),
            Column("checked", self.env._("Cases Measured")),
            Column("kept", self.env._("Kept")),
            Column("broken", self.env._("Not Kept")),
            Column("rate", self.env._("Rate"), "percent"),
            Column("target", self.env._("Target"), "percent"),
            Column("reached", self.env._("Target Reached"), "text"),
        ]

    def _get_row(self, report, standard, severities):
        model_name, checked, broken = self._get_measure(report, standard.code)
        model = self.env[model_name].with_context(active_test=False)
        total = model.search_count(checked)
        failed = model.search_count(checked & broken)
        rate = get_rate(total - failed, total)
        target = standard.target / 100
        reached = self.env._("Yes") if (rate or 0) >= target else self.env._("No")
        return [
            Figure(standard.name),
            Figure(severities[standard.severity]),
            Figure(total, model_name, to_plain(checked)),
            Figure(total - failed, model_name, to_plain(checked & ~broken)),
            Figure(failed, model_name, to_plain(checked & broken)),
            Figure(rate),
            Figure(target),
            Figure(reached if total else ""),
        ]

    def _get_measure(self, report, code):
        """What a standard looks at.

        :return: model, domain of what is measured, domain of what breaks it
        """
        if code in WATCHED_MILESTONES:
            return DEADLINE, *self._measure_deadlines(report, WATCHED_MILESTONES[code])
        if code in ("courtesy", "clarity"):
            return REVIEW, *self._measure_reviews(report, code)
        return COMPLAINT, *getattr(self, f"_measure_{code}")(report)

    def _measure_deadlines(self, report, codes):
        """Limits that fell due in the period: kept, or missed and perhaps still open."""
        over = Domain("date_ended", "!=", False) | Domain("date_due", "<", "now")
        checked = (
            Domain(report._get_period_domain("date_due"))
            & Domain("complaint_id", "any", report._get_filter_domain())
            & (
                Domain("state", "in", ("running", "met", "superseded"))
                | Domain("is_late", "=", True)
            )
            & Domain.OR(Domain("target_codes", "like", code) for code in codes)
            & over
        )
        return checked, self._get_missed_domain()

    def _measure_reviews(self, report, field_name):
        """What spot checks found."""
        checked = (
            Domain(report._get_period_domain("date_done"))
            & Domain("kind", "=", "spot_check")
            & Domain("complaint_id", "any", report._get_filter_domain())
            & Domain(field_name, "!=", False)
        )
        return checked, Domain(field_name, "=", "no")

    def _measure_accepted(self, report):
        """Received in the period; not taken on while new and nobody's."""
        checked = self._get_case_domain(report) & Domain(
            report._get_period_domain("date_received")
        )
        return checked, Domain("phase", "=", "new") & Domain("user_id", "=", False)

    def _measure_closing(self, report):
        """Closed in the period with the customer's consent, unless he did not say he
        was satisfied, or nobody said whether the complaint is valid."""
        checked = self._get_closed_domain(report) & Domain(
            "outcome", "in", AGREED_OUTCOMES
        )
        unsure = Domain("satisfaction", "in", (False, "dissatisfied"))
        return checked, unsure | Domain("validity", "=", "to_assess")

    def _measure_records(self, report):
        """Closed in the period; incomplete without category, validity or result."""
        incomplete = (
            Domain("category_id", "=", False)
            | Domain("validity", "=", "to_assess")
            | Domain("outcome", "=", False)
            | Domain("outcome_note", "in", (False, ""))
        )
        return self._get_closed_domain(report), incomplete

    def _get_closed_domain(self, report):
        return self._get_case_domain(report) & Domain(
            report._get_period_domain("date_closed")
        )
