from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from odoo.tests import BaseCase, tagged

from ..models.engine.working_time import (
    Duration,
    Timetable,
    get_due,
    get_offset,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")


def office(zone, closed=(), worked=()):
    """Monday to Friday 8-12 and 13-17, without ``closed`` and with ``worked`` days."""
    hours = Timetable.always(zone)

    def load(begin, end):
        day = hours.local(begin).date()
        while day <= hours.local(end).date():
            if day in worked or (day.weekday() < 5 and day not in closed):
                for opening, closing in ((8, 12), (13, 17)):
                    yield tuple(
                        hours.to_utc(datetime(day.year, day.month, day.day, hour))
                        for hour in (opening, closing)
                    )
            day += timedelta(days=1)

    return Timetable(load, zone)


@tagged("post_install", "-at_install", "complaint")
class TestClock(BaseCase):
    """Due times on the wall clock of the desk. 6 March 2026 is a Friday."""

    def due(self, start, *duration, zone=SHANGHAI, pauses=(), **options):
        table = options.pop("table", None) or office(zone)
        wall = [[table.to_utc(moment) for moment in pause] for pause in pauses]
        due = get_due(
            table.to_utc(start), Duration(*duration, **options), table, pauses=wall
        )
        return table.local(due)

    def test_exact(self):
        friday = datetime(2026, 3, 6, 16, 20)
        self.assertEqual(self.due(friday, 20, "minutes"), datetime(2026, 3, 6, 16, 40))
        self.assertEqual(self.due(friday, 48, "hours"), datetime(2026, 3, 8, 16, 20))
        self.assertEqual(self.due(friday, 3, "days"), datetime(2026, 3, 9, 16, 20))
        self.assertEqual(
            self.due(friday, 2, "working_hours"), datetime(2026, 3, 9, 9, 20)
        )
        self.assertEqual(
            self.due(friday, 2, "working_days"), datetime(2026, 3, 10, 16, 20)
        )

    def test_whole_days_do_not_count_the_start_day(self):
        friday = datetime(2026, 3, 6, 16, 20)
        for value, day in ((1, 9), (2, 10), (3, 11)):
            self.assertEqual(
                self.due(
                    friday, value, "working_days", is_whole=True, ends_at_closing=True
                ),
                datetime(2026, 3, day, 17),
            )
        self.assertEqual(
            self.due(friday, 3, "days", is_whole=True), datetime(2026, 3, 10)
        )

    def test_last_day_closed_is_postponed(self):
        thursday = datetime(2026, 3, 5, 10)
        three_days = {"is_whole": True, "ends_at_closing": True}
        self.assertEqual(
            self.due(thursday, 3, "days", **three_days), datetime(2026, 3, 9)
        )
        self.assertEqual(
            self.due(thursday, 3, "days", **three_days, is_postponed=True),
            datetime(2026, 3, 9, 17),
        )

    def test_same_day(self):
        friday, evening = datetime(2026, 3, 6, 9), datetime(2026, 3, 6, 18)
        self.assertEqual(self.due(friday, 0, "same_day"), datetime(2026, 3, 7))
        at_closing = {"is_whole": True, "ends_at_closing": True}
        self.assertEqual(
            self.due(friday, 0, "same_working_day", **at_closing),
            datetime(2026, 3, 6, 17),
        )
        self.assertEqual(
            self.due(evening, 0, "same_working_day", **at_closing),
            datetime(2026, 3, 9, 17),
        )

    def test_calendar_dates(self):
        end_of_january = datetime(2026, 1, 31, 9)
        self.assertEqual(self.due(end_of_january, 3, "month_day"), datetime(2026, 2, 4))
        self.assertEqual(
            self.due(end_of_january, 31, "month_day"), datetime(2026, 3, 1)
        )
        friday = datetime(2026, 3, 6, 9)
        self.assertEqual(self.due(friday, 5, "week_day"), datetime(2026, 3, 14))
        self.assertEqual(self.due(friday, 1, "week_day"), datetime(2026, 3, 10))

    def test_pause_extends_in_own_time(self):
        friday = datetime(2026, 3, 6, 16, 20)
        pause = (datetime(2026, 3, 9, 9), datetime(2026, 3, 9, 12))
        self.assertEqual(
            self.due(friday, 2, "working_days", pauses=[pause]),
            datetime(2026, 3, 11, 10, 20),
        )
        self.assertEqual(
            self.due(
                friday,
                2,
                "working_days",
                is_whole=True,
                ends_at_closing=True,
                pauses=[pause],
            ),
            datetime(2026, 3, 11, 11),
        )
        weekend = (datetime(2026, 3, 7), datetime(2026, 3, 8, 23))
        self.assertEqual(
            self.due(friday, 2, "working_hours", pauses=[weekend]),
            datetime(2026, 3, 9, 9, 20),
        )

    def test_pause_after_the_end_changes_nothing(self):
        friday = datetime(2026, 3, 6, 9)
        late = (datetime(2026, 3, 6, 11), datetime(2026, 3, 6, 15))
        self.assertEqual(
            self.due(friday, 1, "hours", pauses=[late]), datetime(2026, 3, 6, 10)
        )

    def test_holiday_with_make_up_saturday(self):
        """Labour day 2026: closed from 1 to 5 May, worked on Saturday 9 May."""
        closed = {datetime(2026, 5, day).date() for day in range(1, 6)}
        table = office(SHANGHAI, closed, worked={datetime(2026, 5, 9).date()})
        before = datetime(2026, 4, 30, 16)
        at_closing = {"is_whole": True, "ends_at_closing": True, "table": table}
        for value, day in ((1, 6), (2, 7), (3, 8), (4, 9), (5, 11)):
            self.assertEqual(
                self.due(before, value, "working_days", **at_closing),
                datetime(2026, 5, day, 17),
            )

    def test_daylight_saving(self):
        """On 29 March 2026 the clocks of Berlin go forward by an hour."""
        saturday = datetime(2026, 3, 28, 12)
        self.assertEqual(
            self.due(saturday, 1, "days", zone=BERLIN), datetime(2026, 3, 29, 12)
        )
        self.assertEqual(
            self.due(saturday, 24, "hours", zone=BERLIN), datetime(2026, 3, 29, 13)
        )
        self.assertEqual(
            self.due(saturday, 1, "working_hours", zone=BERLIN),
            datetime(2026, 3, 30, 9),
        )

    def test_zero_length(self):
        saturday = datetime(2026, 3, 7, 12)
        self.assertEqual(self.due(saturday, 0, "minutes"), saturday)
        self.assertEqual(
            self.due(saturday, 0, "working_hours"), datetime(2026, 3, 9, 8)
        )

    def test_far_ahead(self):
        self.assertEqual(
            self.due(datetime(2026, 3, 6, 9), 500, "working_days", is_whole=True),
            datetime(2028, 2, 5),
        )

    def test_offset_before(self):
        table = office(SHANGHAI)
        due = table.to_utc(datetime(2026, 3, 9, 9))
        before = get_offset(due, -2, "working_hours", table)
        self.assertEqual(table.local(before), datetime(2026, 3, 6, 16))
        before = get_offset(due, -1, "days", table)
        self.assertEqual(table.local(before), datetime(2026, 3, 8, 9))

    def test_no_working_time(self):
        """A calendar in which nobody ever works counts around the clock."""
        table = Timetable(lambda _begin, _end: [], SHANGHAI)
        self.assertEqual(
            get_due(datetime(2026, 3, 6), Duration(3, "working_hours"), table),
            datetime(2026, 3, 6, 3),
        )
