from datetime import UTC, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from odoo import models
from odoo.fields import Domain

from .working_time import Timetable


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _get_timetable(self, company):
        """The working time of the calendar for the clock of the company.

        Without a calendar, without working hours and for flexible hours all time
        counts, as for a 24-hour reception (P03). Moments are naive UTC.
        """
        # sudo: deadlines run whoever acts, even a customer
        calendar = self.sudo()
        zone = ZoneInfo(calendar.tz or company.sudo().resource_calendar_id.tz or "UTC")
        if calendar.flexible_hours or not calendar.attendance_ids:
            return Timetable.always(zone)
        read = partial(calendar._read_working_time, company, zone)
        return Timetable(read, zone, round(calendar.hours_per_day * 3600))

    def _read_working_time(self, company, zone, begin, end):
        """Working intervals between two moments: attendances without public holidays,
        with the make-up days and without the closed days of the company."""
        # under sudo the holidays of other companies would count as well
        leaves = Domain("time_type", "=", "leave") & Domain(
            "company_id", "in", [False, company.id]
        )
        intervals = self._work_intervals_batch(
            begin.replace(tzinfo=UTC), end.replace(tzinfo=UTC), domain=leaves
        )[False]
        working = [
            tuple(_to_naive_utc(moment) for moment in interval[:2])
            for interval in intervals
        ]
        exceptions = self.env["complaint.calendar.exception"]._get_by_day(
            self, company, begin.date(), end.date() + timedelta(days=1)
        )
        return (exceptions and _replace_days(working, exceptions, zone)) or working


def _to_naive_utc(moment):
    """Odoo ends the day one microsecond before midnight."""
    if moment.microsecond:
        moment = moment.replace(microsecond=0) + timedelta(seconds=1)
    return moment.astimezone(UTC).replace(tzinfo=None)


def _replace_days(working, exceptions, zone):
    """Exchange the intervals of the exceptional days."""
    always = Timetable.always(zone)
    kept = [
        interval
        for interval in working
        if always.local(interval[0]).date() not in exceptions
    ]
    added = [
        tuple(always.to_utc(wall) for wall in interval)
        for intervals in exceptions.values()
        for interval in intervals
    ]
    return sorted(kept + added)
