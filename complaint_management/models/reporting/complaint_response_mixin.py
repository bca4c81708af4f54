from odoo import api, fields, models

from ..engine.timetables import Timetables

HOUR = 3600


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
        "Missed a Limit", compute="_compute_has_missed_limit", store=True
    )

    @api.depends("date_first_reply", "date_received", "team_id")
    def _compute_first_reply_hours(self):
        self._measure_hours("date_first_reply", "first_reply_hours")

    @api.depends("date_closed", "date_received", "team_id")
    def _compute_handling_hours(self):
        self._measure_hours("date_closed", "handling_hours")

    @api.depends("deadline_ids.is_late")
    def _compute_has_missed_limit(self):
        for case in self:
            case.has_missed_limit = any(d.is_late for d in case.deadline_ids)

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
