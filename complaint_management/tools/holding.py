"""Who held a case, and how long: pure functions over what happened.

The holding line is the desk, the lead department or the customer, one at a time. It
begins with the receipt and ends with the closing, so it always adds up to the whole;
between a closing and the next round nobody holds. Departments that work in parallel are
listed beside it. All moments are naive UTC.
"""

from typing import NamedTuple

DESK = "desk"
DEPARTMENT = "department"
CUSTOMER = "customer"

# milestones of an assignment after which its department holds it …
TAKING = ("dispatched", "returned")
# … and after which it does not hold it any more
GIVING = ("replied", "refused", "assignment_cancelled")


class Event(NamedTuple):
    """A milestone: when, what, and of which assignment (nothing: of the case)."""

    date: object
    code: str
    assignment: object = None
    is_lead: bool = False


class Span(NamedTuple):
    """From when to when somebody held the case; ``assignment`` for a department."""

    holder: str
    assignment: object
    begin: object
    end: object


def get_holding_line(events, pauses, begin, now):
    """The spans of the holding line, in order, without gaps while the case was open.

    :param events: :class:`Event` in order of time
    :param pauses: pairs of moments between which we waited for the customer; the second
        is nothing while we still wait
    :param begin: receipt of the case
    :param now: end of what is counted while the case is open
    """
    marks = [(event.date, 1, event) for event in events]
    for start, stop in pauses:
        marks.append((start, 0, True))
        if stop:
            marks.append((stop, 2, False))
    marks.sort(key=lambda mark: mark[:2])

    spans = []
    held_by, waits, is_open, since = (DESK, None), False, True, begin
    for date, _order, mark in marks:
        moment = min(max(date, begin), now)
        before = _get_holder(held_by, waits, is_open)
        if isinstance(mark, bool):
            waits = mark
        elif mark.code == "closed":
            is_open = False
        elif mark.code == "round_started":
            is_open, held_by = True, (DESK, None)
        elif mark.is_lead and mark.code in TAKING:
            held_by = (DEPARTMENT, mark.assignment)
        elif mark.code in GIVING and held_by == (DEPARTMENT, mark.assignment):
            held_by = (DESK, None)
        if _get_holder(held_by, waits, is_open) != before:
            _add_span(spans, before, since, moment)
            since = moment
    _add_span(spans, _get_holder(held_by, waits, is_open), since, now)
    return spans


def get_parallel_spans(events, now):
    """How long each department that does not lead had its assignment."""
    spans, since = [], {}
    for event in events:
        if event.assignment is None or event.is_lead:
            continue
        if event.code in TAKING:
            since.setdefault(event.assignment, event.date)
        elif event.code in GIVING and event.assignment in since:
            begin = since.pop(event.assignment)
            spans.append(Span(DEPARTMENT, event.assignment, begin, event.date))
    spans += [Span(DEPARTMENT, key, begin, now) for key, begin in since.items()]
    return spans


def _get_holder(held_by, waits, is_open):
    if not is_open:
        return None
    return (CUSTOMER, None) if waits else held_by


def _add_span(spans, holder, begin, end):
    if holder and begin < end:
        spans.append(Span(*holder, begin, end))
