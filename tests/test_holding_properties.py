"""The held-by ledger adds up, whatever happens to a complaint in whatever order."""

import importlib.util
import sys
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

FILE = Path(__file__).parents[1] / "complaint_management/tools/holding.py"
spec = importlib.util.spec_from_file_location("holding", FILE)
holding = sys.modules["holding"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(holding)

BEGIN = datetime(2026, 1, 1)
CODES = [
    "received",
    *holding.TAKING,
    "signed",
    *holding.GIVING,
    "reply_accepted",
    "forwarded",
    "closed",
    "round_started",
]
hours = st.integers(0, 500)


@st.composite
def courses(draw):
    """Any sequence of send, sign, return, refuse, forward, pause, close and reopen."""
    dates = sorted(draw(st.lists(hours, max_size=30)))
    events = [
        holding.Event(
            BEGIN + timedelta(hours=hour),
            draw(st.sampled_from(CODES)),
            assignment := draw(st.sampled_from([1, 2, 3])),
            assignment == 1,
        )
        for hour in dates
    ]
    stops = sorted(draw(st.lists(hours, max_size=6, unique=True)))
    pauses = [
        (BEGIN + timedelta(hours=start), BEGIN + timedelta(hours=stop))
        for start, stop in zip(stops[::2], stops[1::2], strict=False)
    ]
    return events, pauses, BEGIN, BEGIN + timedelta(hours=draw(st.integers(0, 600)))


def get_open_time(events, begin, now):
    """By itself: the time from receipt to now without what lay between a closing and
    the next round."""
    total, since = timedelta(), begin
    for event in events:
        moment = min(event.date, now)
        if event.code == "closed" and since is not None:
            total, since = total + (moment - since), None
        elif event.code == "round_started" and since is None:
            since = moment
    return total + (now - since if since is not None else timedelta())


@given(courses())
@settings(max_examples=300, deadline=None)
def test_adds_up_to_the_whole(course):
    events, pauses, begin, now = course
    line = holding.get_holding_line(events, pauses, begin, now)
    held = sum((span.end - span.begin for span in line), timedelta())
    assert held == get_open_time(events, begin, now)


@given(courses())
@settings(max_examples=200, deadline=None)
def test_one_holder_at_a_time(course):
    line = holding.get_holding_line(*course)
    for earlier, later in pairwise(line):
        assert earlier.end <= later.begin


@given(courses())
@settings(max_examples=100, deadline=None)
def test_parallel_departments_never_hold_the_line(course):
    events, pauses, begin, now = course
    line = holding.get_holding_line(events, pauses, begin, now)
    assert {span.assignment for span in line} <= {None, 1}
    parallel = holding.get_parallel_spans(events, now)
    assert {span.assignment for span in parallel} <= {2, 3}
