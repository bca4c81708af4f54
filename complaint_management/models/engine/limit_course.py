"""What milestones make of a time limit: pure functions, as the clock itself.

They answer from the memory of milestones alone whether a limit runs, since when, and in
which cycle. Corrections and rises ask them; what happens step by step follows the same
rules in the course of deadlines.
"""

from datetime import datetime
from typing import NamedTuple

# milestones that end whatever runs for the case, and for an assignment: a department
# owes nothing any more that gave an assignment back as not its own
CASE_ENDINGS = frozenset({"closed"})
ASSIGNMENT_ENDINGS = CASE_ENDINGS | {"assignment_cancelled", "refused"}


class Step(NamedTuple):
    """A milestone. ``start`` is when what begins with it begins to count: later than
    ``date`` for what was found only when it was read."""

    code: str
    date: datetime
    round: int
    assignment: int | None
    start: datetime


class Terms(NamedTuple):
    """What a limit waits for.

    :param starts: function of a code that says whether the limit begins with it
    :param is_of_assignment: begins with milestones of assignments only, and once more
        for an assignment that was taken back and is given again
    :param endings: codes that end whatever runs
    """

    starts: object
    is_of_assignment: bool
    targets: frozenset
    until: frozenset
    is_recurring: bool
    endings: frozenset


class Run(NamedTuple):
    """A limit that ran or runs; ``state`` is running, met or cancelled."""

    round: int
    cycle: int
    start_code: str
    start: datetime
    state: str = "running"
    end: datetime | None = None


def is_before(moment, start):
    """Whether something happened before the start: people enter minutes, so that
    whatever happened within the same minute did not."""
    return moment.replace(second=0, microsecond=0) < start.replace(
        second=0, microsecond=0
    )


def get_case_steps(steps, since):
    """The steps as they count for the case: of several assignments the first one
    decides, for replies the last. When the last one that was owed is cancelled, the case
    has its reply.

    :param since: for each assignment the moment from which its reply is owed
    """
    settled, replies = set(), {}
    for step in steps:
        code = step.code
        if step.assignment:
            if code == "replied":
                settled.add(step.assignment)
                replies[step.assignment] = step.round
            elif code == "assignment_cancelled":
                settled.add(step.assignment)
                was_owed = replies.pop(step.assignment, None) is None
            elif code in ("returned", "refused"):
                settled.discard(step.assignment)
                replies.pop(step.assignment, None)
            if code in ("replied", "assignment_cancelled"):
                owed = any(
                    moment <= step.date and assignment not in settled
                    for assignment, moment in since.items()
                )
                if code == "assignment_cancelled":
                    is_reply = was_owed and step.round in replies.values()
                    code = "replied" if is_reply else None
                code = None if owed else code
        if code:
            yield step._replace(code=code)


def get_runs(steps, terms):
    """The runs of a limit, in order. It begins once a round.

    :param steps: in order
    """
    runs = []
    for step in steps:
        last = runs[-1] if runs else None
        if last and last.state == "running":
            runs[-1:] = _go_on(last, step, terms)
        elif terms.starts(step.code) and _may_begin(last, step, terms):
            same_round = last and last.round == step.round
            cycle = last.cycle + 1 if same_round else 1
            runs.append(Run(step.round, cycle, step.code, step.start))
    return runs


def _may_begin(last, step, terms):
    if terms.is_of_assignment and not step.assignment:
        return False
    if not last or last.round != step.round:
        return True
    return terms.is_of_assignment and last.state == "cancelled"


def _go_on(run, step, terms):
    """What the step makes of a run: one or two runs."""
    waited_for = step.code in terms.until | terms.targets
    if waited_for and not is_before(step.date, run.start):
        if step.code in terms.until:
            return [run._replace(state="cancelled", end=step.date)]
        met = run._replace(state="met", end=step.date)
        if not terms.is_recurring or step.code in terms.endings:
            return [met]
        return [met, Run(run.round, run.cycle + 1, step.code, step.date)]
    if step.code in terms.endings:
        return [run._replace(state="cancelled", end=step.date)]
    return [run]
