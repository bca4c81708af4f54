from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ComplaintCalendarException(models.Model):
    """A day that is worked or closed against the calendar (调休).

    Calendars know public holidays but no make-up days: in China a Saturday or Sunday is
    worked for a longer holiday. An exception wins over calendar and holidays, one of the
    calendar itself over those for all working hours of the company.
    """

    _name = "complaint.calendar.exception"
    _inherit = [
        "complaint.working.time.mixin",
        "complaint.part.mixin",
    ]
    _description = "Complaint Calendar Exception"
    _order = "date_from desc, id"
    _check_company_auto = True

    name = fields.Char("Reason", required=True, translate=True)
    is_working = fields.Boolean("Worked", default=True)
    date_from = fields.Date("From", required=True, index=True)
    date_to = fields.Date(
        "To",
        required=True,
        compute="_compute_date_to",
        store=True,
        readonly=False,
        precompute=True,
    )
    works_as = fields.Selection(
        lambda self: (
            self.env["resource.calendar.attendance"]
            ._fields["dayofweek"]
            ._description_selection(self.env)
        ),
        "Hours As on",
        default="0",
        help="The weekday whose hours are worked.",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Working Time",
        check_company=True,
        ondelete="cascade",
        help="Empty: for all working hours of the company.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )

    _dates_ordered = models.Constraint(
        "CHECK (date_from <= date_to)", "The last day lies before the first one."
    )

    @api.depends("date_from")
    def _compute_date_to(self):
        for exception in self:
            exception.date_to = max(
                filter(None, [exception.date_from, exception.date_to]), default=False
            )

    @api.constrains("is_working", "works_as")
    def _check_works_as(self):
        if self.filtered(lambda day: day.is_working and not day.works_as):
            raise ValidationError(
                self.env._("Say which weekday's hours are worked on a make-up day.")
            )

    @api.model
    def get_import_templates(self):
        """A file to fill in, with the make-up days of China as an example."""
        return [
            {
                "label": self.env._("Import Template for Make-up Days"),
                "template": "/complaint_management/static/import/make_up_days.csv",
            }
        ]

    @api.model
    def _get_by_day(self, calendar, company, first, last):
        """Wall-clock intervals that are worked on each exceptional day.

        :return: {date: [(begin, end)]}, an empty list for a closed day
        """
        exceptions = self.search(
            [
                ("company_id", "=", company.id),
                ("calendar_id", "in", [False, calendar.id]),
                ("date_from", "<=", last),
                ("date_to", ">=", first),
            ]
        )
        days = {}
        for exception in exceptions.sorted(
            lambda exception: (
                bool(exception.calendar_id),
                exception.is_working,
                exception.id,
            )
        ):
            day = exception.date_from
            while day <= exception.date_to:
                days[day] = exception._get_hours(calendar, day)
                day += timedelta(days=1)
        return days

    def _get_recounted_calendars(self):
        calendars = self.env["resource.calendar"]
        for exception in self:
            calendars |= exception.calendar_id or calendars._get_of_company(
                exception.company_id
            )
        return calendars

    def _get_hours(self, calendar, day):
        if not self.is_working:
            return []
        midnight = datetime.combine(day, time.min)
        week_type = str(calendar.env["resource.calendar.attendance"].get_week_type(day))
        attendances = calendar.attendance_ids.filtered(
            lambda attendance: (
                attendance.dayofweek == self.works_as
                and attendance.day_period != "lunch"
                and not attendance.display_type
                and attendance.week_type in (False, week_type)
            )
        )
        return [
            (
                midnight + timedelta(hours=attendance.hour_from),
                midnight + timedelta(hours=attendance.hour_to),
            )
            for attendance in attendances
        ]
