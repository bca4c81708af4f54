"""The clock: pure functions from a start and a duration to a due time.

All moments are naive UTC. Working time comes from a :class:`Timetable`, the merged
working intervals of one calendar, read as far as they are needed. Nothing here knows
Odoo, so the rules can be tested by themselves:

* *exact* counting runs on from the very moment of the start
* *whole days* do not count the day of the start and end when the last day ends, at
  closing time or at 24:00 (Chinese Civil Code, articles 201 and 203)
* a pause extends by as much of the duration's own time as it lasted: working time for
  working units, elapsed time for the others; nothing falls due before a pause ends
* months count from the day on which they began: from 31 January to the last day of
  February, then to 31 March
"""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from datetime import UTC, datetime, time, timedelta
from itertools import accumulate
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

SECONDS = {"minutes": 60, "hours": 3600, "working_hours": 3600}
WORKING_UNITS = {"working_hours", "working_days", "same_working_day"}
FIRST_READ = timedelta(days=14)
# The next limit ends a little later than the last one: not read again for that.
READ_AHEAD = timedelta(days=28)
FURTHEST_READ = timedelta(days=3660)


class Duration(NamedTuple):
    """How long something may take.

    ``value`` is a number of units; for ``month_day`` the day of the next month, for
    ``quarter_day`` the day of the month that begins the next quarter, for ``week_day``
    the ISO number of the weekday. The other members matter to whole days.
    """

    value: int
    unit: str
    is_whole: bool = False
    ends_at_closing: bool = False
    is_postponed: bool = False


class Timetable:
    """Working intervals of a calendar, read in growing stretches.

    :param load: function of two UTC moments that gives the working intervals between
        them, sorted, as pairs of UTC moments
    :param zone: time zone in which the days of the calendar begin and end
    :param day_seconds: working seconds of an average day
    """

    def __init__(self, load, zone, day_seconds=8 * 3600):
        self._load = load
        self._from = self._to = None
        self.zone = zone
        self.day_seconds = day_seconds

    @classmethod
    def always(cls, zone):
        """Working time around the clock."""
        return cls(lambda begin, end: [(begin, end)], zone, day_seconds=24 * 3600)

    # reading

    def _cover(self, begin, end):
        """Have at least the stretch from ``begin`` to ``end`` in memory."""
        if self._from and self._from <= begin and end <= self._to:
            return
        self._from = min(begin, self._from or begin)
        self._to = max(end + READ_AHEAD, self._to or end)
        merged = []
        for start, stop in self._load(self._from, self._to):
            if merged and start <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], stop)
            else:
                merged.append([start, stop])
        self._starts = [start for start, _stop in merged]
        self._stops = [stop for _start, stop in merged]
        lengths = [(stop - start).total_seconds() for start, stop in merged]
        self._sums = [0, *accumulate(lengths)]
        self._read_days(merged)

    def _read_days(self, merged):
        self._openings, self._closings = {}, {}
        for start, stop in merged:
            day = self.local(start).date()
            self._openings.setdefault(day, start)
            while (midnight := self.midnight_after(day)) < stop:
                self._closings[day] = midnight
                day += timedelta(days=1)
                self._openings.setdefault(day, midnight)
            self._closings[day] = stop
        self._dates = sorted(self._closings)

    def _grow(self):
        """Read twice as far in both directions. When nobody works within ten years, all
        time counts, as without a calendar."""
        length = self._to - self._from
        if length > FURTHEST_READ:
            self._load = lambda begin, end: [(begin, end)]
        self._cover(self._from - length / 2, self._to + length)

    def _around(self, moment):
        self._cover(moment - FIRST_READ, moment + 2 * FIRST_READ)

    # days

    def local(self, moment):
        """The wall-clock time of a UTC moment."""
        return moment.replace(tzinfo=UTC).astimezone(self.zone).replace(tzinfo=None)

    def to_utc(self, wall):
        """The UTC moment of a wall-clock time."""
        return wall.replace(tzinfo=self.zone).astimezone(UTC).replace(tzinfo=None)

    def midnight_after(self, day):
        """24:00 of the day."""
        return self.to_utc(datetime.combine(day + timedelta(days=1), time.min))

    def closing(self, day):
        """When work ends on the day; nothing if it is no working day."""
        self._around(self.midnight_after(day))
        return self._closings.get(day)

    def next_opening(self, moment):
        """When work begins for the first time on a day, from ``moment`` on."""
        day = self.nth_working_day(self.local(moment).date(), 0)
        if self._openings[day] < moment:
            day = self.nth_working_day(day, 1)
        return self._openings[day]

    def nth_working_day(self, day, number):
        """The working day that is ``number`` working days after ``day``; for 0 the day
        itself or the first working day after it."""
        self._around(self.midnight_after(day))
        while True:
            find = bisect_right if number else bisect_left
            index = find(self._dates, day) + max(number - 1, 0)
            # the last day read may be cut short
            if index < len(self._dates) - 1:
                return self._dates[index]
            self._grow()

    # working time

    def _position(self, moment):
        """Working seconds between the beginning of the read stretch and the moment."""
        index = bisect_right(self._starts, moment)
        if not index:
            return 0
        inside = min(moment, self._stops[index - 1]) - self._starts[index - 1]
        return self._sums[index - 1] + inside.total_seconds()

    def work_between(self, begin, end):
        """Working seconds between two moments."""
        self._cover(begin, end)
        return self._position(end) - self._position(begin)

    def shift(self, moment, seconds):
        """The moment that is so many working seconds later, or earlier if negative; for
        0 the first working moment from ``moment`` on."""
        self._around(moment)
        while True:
            found = self._find(moment, self._position(moment) + seconds, seconds)
            if found:
                return found
            self._grow()

    def _find(self, moment, target, seconds):
        if not seconds:
            index = bisect_right(self._stops, moment)
            known = index < len(self._starts)
            return max(moment, self._starts[index]) if known else None
        # between two intervals: forward ends with the first, backward begins the second
        find = bisect_left if seconds > 0 else bisect_right
        index = find(self._sums, target)
        if not 0 < index < len(self._sums) or target <= 0:
            return None
        elapsed = target - self._sums[index - 1]
        return self._starts[index - 1] + timedelta(seconds=elapsed)


def get_due(start, duration, timetable, pauses=()):
    """When the duration ends that begins at ``start``.

    :param datetime start: naive UTC; may lie in the past
    :param Duration duration:
    :param pauses: pairs of UTC moments during which the duration does not run
    """
    start = start.replace(microsecond=0)
    due = _get_unpaused_due(start, duration, timetable)
    return _stand_still(start, due, pauses, duration.unit, timetable)


def get_offset(moment, value, unit, timetable, pauses=()):
    """The moment that is ``value`` units after, or before if negative. Units: minutes,
    hours, days, months, working hours and working days (of average length). Pauses
    after the moment do not count."""
    if not value:
        return moment
    if unit in ("days", "months"):
        ahead = relativedelta(**{unit: value})
        found = timetable.to_utc(timetable.local(moment) + ahead)
    elif unit == "working_days":
        found = timetable.shift(moment, value * timetable.day_seconds)
    else:
        found = _extend(moment, value * SECONDS[unit], unit, timetable)
    return _stand_still(moment, found, pauses, unit, timetable)


def _get_unpaused_due(start, duration, timetable):
    value, unit = duration.value, duration.unit
    if unit == "working_days" and not duration.is_whole:
        return timetable.shift(start, value * timetable.day_seconds)
    if unit == "days" and not duration.is_whole:
        return get_offset(start, value, unit, timetable)
    if unit in SECONDS:
        return _extend(start, value * SECONDS[unit], unit, timetable)
    last_day = _get_last_day(start, value, unit, timetable)
    if duration.is_postponed:
        last_day = timetable.nth_working_day(last_day, 0)
    return _get_end_of_day(start, last_day, duration, timetable)


def _get_last_day(start, value, unit, timetable):
    first_day = timetable.local(start).date()
    if unit == "days":
        return first_day + timedelta(days=value)
    if unit == "working_days":
        return timetable.nth_working_day(first_day, value)
    if unit == "same_working_day":
        closing = timetable.closing(first_day)
        is_over = closing and closing <= start
        return timetable.nth_working_day(first_day, 1 if is_over else 0)
    if unit == "week_day":
        ahead = (value - first_day.isoweekday() - 1) % 7 + 1
        return first_day + timedelta(days=ahead)
    if unit == "month_day":
        return _get_day_of_month(first_day, 1, value)
    if unit == "quarter_day":
        return _get_day_of_month(first_day, 3 - (first_day.month - 1) % 3, value)
    return first_day


def _get_day_of_month(day, months, value):
    """The day number ``value`` of a later month, at most its last one."""
    month = day.replace(day=1) + relativedelta(months=months)
    return month.replace(day=min(value, monthrange(month.year, month.month)[1]))


def _get_end_of_day(start, day, duration, timetable):
    closing = duration.ends_at_closing and timetable.closing(day)
    if closing and closing > start:
        return closing
    return timetable.midnight_after(day)


def _stand_still(start, end, pauses, unit, timetable):
    """The end of what runs from ``start`` and stands still during the pauses."""
    unpaused, seconds = end, 0
    for pause_begin, pause_end in _merge_pauses(pauses, start):
        if pause_begin >= end:
            break
        seconds += _measure(pause_begin, pause_end, unit, timetable)
        moved = _extend(unpaused, seconds, unit, timetable) if seconds else unpaused
        end = max(moved, pause_end)
    return end


def _merge_pauses(pauses, start):
    """The pauses from ``start`` on, sorted and without overlaps."""
    covered = start
    for begin, end in sorted(pauses):
        if end > covered:
            yield max(begin, covered), end
            covered = end


def _measure(begin, end, unit, timetable):
    if unit in WORKING_UNITS:
        return timetable.work_between(begin, end)
    return (end - begin).total_seconds()


def _extend(moment, seconds, unit, timetable):
    if unit in WORKING_UNITS:
        return timetable.shift(moment, seconds)
    return moment + timedelta(seconds=seconds)
