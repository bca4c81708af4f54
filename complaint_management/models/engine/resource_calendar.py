from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import ormcache

from ..complaint_data import OPEN_DEADLINE_STATES
from .working_time import Timetable

# Days belong to a zone, months of the cache do not: read so much beyond their ends.
MARGIN = timedelta(days=2)


# what decides on the working time, apart from its attendances and leaves
TIME_FIELDS = {"tz", "flexible_hours", "two_weeks_calendar", "hours_per_day"}


class ResourceCalendar(models.Model):
    _name = "resource.calendar"
    _inherit = ["resource.calendar", "complaint.cached.mixin"]

    is_recounting = fields.Boolean(
        copy=False,
        export_string_translation=False,
        help="Its working time was changed: the cron counts the open deadlines anew.",
    )

    def write(self, vals):
        result = super().write(vals)
        if TIME_FIELDS & vals.keys():
            self._recount()
        return result

    def _recount(self):
        """The working time has changed: have the cron count the open deadlines anew,
        unless there are none."""
        if not self:
            return
        # sudo: whoever enters holidays reads no deadlines and writes no calendars
        groups = (
            self.env["complaint.deadline"]
            .sudo()
            ._read_group(
                [
                    ("calendar_id", "in", self.ids),
                    ("state", "in", OPEN_DEADLINE_STATES),
                ],
                ["calendar_id"],
            )
        )
        if groups:
            self.browse(c.id for (c,) in groups).sudo().is_recounting = True
            self.env["complaint.escalation"]._wake_cron([self.env.cr.now()])

    @api.model
    def _get_of_company(self, company):
        """The calendars for which a day counts that names none."""
        # sudo: as for the recount
        return self.sudo().search(
            [("company_id", "in", [False, *company.ids])] if company else []
        )

    def _get_timetable(self, company):
        """The working time of the calendar for the clock of the company.

        Without a calendar, without working hours and for flexible hours all time
        counts, as for a 24-hour reception (P03). Moments are naive UTC.
        """
        # sudo: deadlines run whoever acts, even a customer
        calendar = self.sudo()
        zone = ZoneInfo(calendar.tz or company.sudo().resource_calendar_id.tz or "UTC")
        if calendar._is_always_open():
            return Timetable.always(zone)
        read = partial(calendar._read_working_time, company, zone)
        return Timetable(read, zone, _get_day_seconds(calendar.hours_per_day))

    @ormcache("self.id")
    def _is_always_open(self):
        return self.flexible_hours or not self.attendance_ids

    def _read_working_time(self, company, zone, begin, end):
        """Working intervals of the months from one moment to another."""
        months = [datetime(begin.year, begin.month, 1)]
        while months[-1] < end:
            months.append(months[-1] + relativedelta(months=1))
        return [
            interval
            for month in pairwise(months)
            for interval in self._read_working_month(company.id, zone.key, *month)
        ]

    @ormcache("self.id", "company_id", "zone_name", "begin")
    def _read_working_month(self, company_id, zone_name, begin, end):
        """Attendances without public holidays, with the make-up days and without the
        closed days of the company. Cached: each complaint needs the same few months."""
        company = self.env["res.company"].browse(company_id)
        zone = ZoneInfo(zone_name)
        first, last = begin - MARGIN, end + MARGIN
        # under sudo the holidays of other companies would count as well
        leaves = Domain("time_type", "=", "leave") & Domain(
            "company_id", "in", [False, company_id]
        )
        intervals = self._work_intervals_batch(
            first.replace(tzinfo=UTC), last.replace(tzinfo=UTC), domain=leaves
        )[False]
        working = [
            tuple(_to_naive_utc(moment) for moment in interval[:2])
            for interval in intervals
        ]
        exceptions = self.env["complaint.calendar.exception"]._get_by_day(
            self, company, first.date(), last.date()
        )
        if exceptions:
            working = _replace_days(working, exceptions, zone)
        return tuple(_clip(_round_off(working, zone), begin, end))


def _get_day_seconds(hours):
    """Seconds of an average day. Days until 23:59 are 24:00 to us, not to Odoo, whose
    average misses a whole quarter of an hour by so little."""
    quarters = round(hours * 4) / 4
    return round((quarters if abs(quarters - hours) <= 0.02 else hours) * 3600)


def _round_off(working, zone):
    """Working intervals without the remains of minutes: whoever enters a day until
    23:59, or Odoo a holiday until 23:59:59, means 24:00."""
    local = Timetable.always(zone).local
    for start, stop in working:
        rounded = [_round_up(moment, local(moment)) for moment in (start, stop)]
        if rounded[0] < rounded[1]:
            yield tuple(rounded)


def _round_up(moment, wall):
    if (wall.hour, wall.minute) == (23, 59):
        return moment + timedelta(seconds=60 - wall.second)
    return moment + timedelta(seconds=wall.second == 59)


def _clip(intervals, begin, end):
    """What of the intervals lies between the moments."""
    for start, stop in intervals:
        if start < end and stop > begin:
            yield max(start, begin), min(stop, end)


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
