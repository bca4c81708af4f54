"""What must hold for every start, duration and pause, whatever the calendar."""

import importlib.util
import sys
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

FILE = Path(__file__).parents[1] / "complaint_management/models/engine/working_time.py"
spec = importlib.util.spec_from_file_location("working_time", FILE)
clock = sys.modules["working_time"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(clock)

ZONES = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kolkata"]
# working hours by weekday, a shop with late opening, and around the clock
WEEKS = [
    {day: [(8, 12), (13, 17)] for day in range(5)},
    {0: [(9, 13)], 2: [(0, 24)], 3: [(0, 24)], 5: [(20, 24)]},
    {day: [(0, 24)] for day in range(7)},
]
START = datetime(2026, 1, 1)


def timetable(zone, week):
    zone = ZoneInfo(zone)
    hours = clock.Timetable.always(zone)

    def load(begin, end):
        day = hours.local(begin).date()
        while day <= hours.local(end).date():
            midnight = datetime.combine(day, datetime.min.time())
            for opening, closing in week.get(day.weekday(), []):
                yield tuple(
                    hours.to_utc(midnight + timedelta(hours=hour))
                    for hour in (opening, closing)
                )
            day += timedelta(days=1)

    return clock.Timetable(load, zone)


tables = st.builds(timetable, st.sampled_from(ZONES), st.sampled_from(WEEKS))
moments = st.integers(0, 60 * 24 * 400).map(lambda m: START + timedelta(minutes=m))
running = st.builds(
    clock.Duration,
    st.integers(0, 60),
    st.sampled_from(["minutes", "hours", "working_hours", "working_days"]),
)
whole = st.builds(
    clock.Duration,
    st.integers(1, 28),
    st.sampled_from(["days", "working_days", "same_day", "same_working_day"]),
    st.just(True),
    st.booleans(),
    st.booleans(),
)
dates = st.builds(
    clock.Duration,
    st.integers(1, 7),
    st.sampled_from(["month_day", "week_day"]),
    st.just(True),
    st.booleans(),
    st.booleans(),
)
durations = running | whole | dates


@settings(deadline=None)
@given(moments, moments, durations, tables)
def test_later_start_never_ends_earlier(one, other, duration, table):
    first, second = sorted([one, other])
    assert clock.get_due(first, duration, table) <= clock.get_due(
        second, duration, table
    )


@settings(deadline=None)
@given(moments, running | whole, st.integers(0, 30), tables)
def test_longer_duration_never_ends_earlier(start, duration, more, table):
    longer = duration._replace(value=duration.value + more)
    assert clock.get_due(start, duration, table) <= clock.get_due(start, longer, table)


@settings(deadline=None)
@given(moments, durations, tables)
def test_never_due_before_the_start(start, duration, table):
    assert clock.get_due(start, duration, table) >= start


@settings(deadline=None)
@given(moments, durations, st.lists(moments, min_size=3, max_size=3), tables)
def test_pauses_add_up(start, duration, cuts, table):
    first, middle, last = sorted(cuts)
    # both parts must lie before the end, or the second has nothing to extend
    due = clock.get_due(start, duration, table)
    if middle >= due:
        return
    parts = clock.get_due(start, duration, table, [(first, middle), (middle, last)])
    assert parts == clock.get_due(start, duration, table, [(first, last)])


@settings(deadline=None)
@given(moments, durations, moments, moments, tables)
def test_pause_never_shortens(start, duration, one, other, table):
    pause = tuple(sorted([one, other]))
    assert clock.get_due(start, duration, table, [pause]) >= clock.get_due(
        start, duration, table
    )


@settings(deadline=None)
@given(moments, st.integers(1, 200), moments, moments, tables)
def test_pause_extends_by_its_own_working_time(start, hours, one, other, table):
    begin, end = sorted([one, other])
    duration = clock.Duration(hours, "working_hours")
    due = clock.get_due(start, duration, table)
    paused = clock.get_due(start, duration, table, [(begin, end)])
    counted = table.work_between(start, paused)
    if begin < due and end > start:
        counted -= table.work_between(max(start, begin), end)
    assert counted == hours * 3600


@settings(deadline=None)
@given(moments, durations, st.lists(st.tuples(moments, moments), max_size=3), tables)
def test_reading_further_changes_nothing(start, duration, pairs, table):
    pauses = [tuple(sorted(pair)) for pair in pairs]
    due = clock.get_due(start, duration, table, pauses)
    table._cover(START - timedelta(days=400), START + timedelta(days=1500))
    assert clock.get_due(start, duration, table, pauses) == due
