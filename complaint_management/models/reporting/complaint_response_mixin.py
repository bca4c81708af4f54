from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.timetables import Timetables

HOUR = 3600
ON_TIME = [
    ("yes", "Yes"),
    ("no", "No"),
]


def select_on_time(alias, now):
    """*On Time* of complaints as SQL: what :meth:`_search_on_time` searches."""
    return SQL(
        """CASE WHEN %(missed)s OR %(id)s IN (
                        SELECT complaint_id FROM complaint_deadline
                         WHERE state = 'running' AND date_due < %(now)s)
                THEN 'no'
                WHEN %(kept)s THEN 'yes'
            END""",
        missed=SQL.identifier(alias, "has_missed_limit"),
        kept=SQL.identifier(alias, "has_kept_limit"),
        id=SQL.identifier(alias, "id"),
        now=now,
    )


class ComplaintResponseMixin(models.AbstractModel):
    """How fast a case was answered and handled, kept so that years of cases can be
    analysed at once. Hours are those in which the desk works."""

    _name = "complaint.response.mixin"
    _description = "Response Times of a Complaint"

    date_first_reply = fields.Datetime("First Answer on", readonly=True, copy=False)
    first_reply_hours = fields.Float(
        "Working Hours to the First Answer",
        compute="_compute_first_reply_hours",
        store=True,
        aggregator="avg",
    )
    handling_hours = fields.Float(
        "Working Hours to the End",
        compute="_compute_handling_hours",
        store=True,
        aggregator="avg",
    )
    has_missed_limit = fields.Boolean(
        "Missed a Limit", compute="_compute_limits_judged", store=True
    )
    has_kept_limit = fields.Boolean(
        "Kept a Limit", compute="_compute_limits_judged", store=True
    )
    on_time = fields.Selection(
        ON_TIME,
        compute="_compute_on_time",
        search="_search_on_time",
        help="No: a time limit was missed, or runs although it is past due. Yes: none"
        " was, and at least one was kept. Empty: no limit has been judged yet, or none"
        " applies.",
    )

    @api.depends("date_first_reply", "date_received", "team_id")
    def _compute_first_reply_hours(self):
        self._measure_hours("date_first_reply", "first_reply_hours")

    @api.depends("date_closed", "date_received", "team_id")
    def _compute_handling_hours(self):
        self._measure_hours("date_closed", "handling_hours")

    @api.depends("deadline_ids.is_late", "deadline_ids.state")
    def _compute_limits_judged(self):
        """What has ended: whether a running limit is past due depends on the present
        moment and is never stored."""
        for case in self:
            limits = case.deadline_ids
            case.has_missed_limit = any(limit.is_late for limit in limits)
            case.has_kept_limit = any(
                limit.state == "met" and not limit.is_late for limit in limits
            )

    @api.depends("has_missed_limit", "has_kept_limit")
    def _compute_on_time(self):
        late = self.filtered_domain(self._search_on_time("in", ["no"]))
        for case in self:
            kept = "yes" if case.has_kept_limit else False
            case.on_time = "no" if case in late else kept

    def _search_on_time(self, operator, value):
        """The one definition of *On Time*: of lists, statistics and analyses alike."""
        if operator != "in":
            return NotImplemented
        overdue = Domain("state", "=", "running") & Domain("date_due", "<", "now")
        late = Domain("has_missed_limit", "=", True) | Domain(
            "deadline_ids", "any!", overdue
        )
        kept = Domain("has_kept_limit", "=", True)
        domains = {"no": late, "yes": ~late & kept, False: ~late & ~kept}
        return Domain.OR(domains[each] for each in value)

    def _field_to_sql(self, alias, field_expr, query=None):
        """*On Time* for ledgers, which read columns and no records."""
        if field_expr != "on_time":
            return super()._field_to_sql(alias, field_expr, query)
        return select_on_time(alias, self.env.cr.now())

    def _measure_hours(self, end_name, hours_name):
        """Working hours of the team from the receipt; 0 while the end is not known."""
        timetables = Timetables()
        for case in self:
            begin, end = case.date_received, case[end_name]
            seconds = 0
            if begin and end and end > begin:
                company = case.company_id or self.env.company
                # sudo: the working hours of a desk are no secret
                calendar = case.team_id.sudo().calendar_id
                calendar = calendar or company.sudo().resource_calendar_id
                timetable = timetables[calendar, company]
                seconds = timetable.work_between(begin, end)
            case[hours_name] = seconds / HOUR

    def _record_milestone(self, code, at=None, effects=True):
        milestones = super()._record_milestone(code, at=at, effects=effects)
        if code == "first_reply":
            self._keep_first_reply(milestones)
        return milestones

    def _keep_first_reply(self, milestones):
        """The first answer of all rounds."""
        # sudo: figures follow from the course, whoever answers
        for milestone in milestones.sudo():
            complaint = milestone.complaint_id
            first = complaint.date_first_reply
            if not first or milestone.date < first:
                complaint.date_first_reply = milestone.date
