"""A second clock, written from ``doc/time.md`` and the help texts alone: slow, plain, and
without a look at the code that it judges. Moments are naive UTC, to the minute."""

import math
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
WORKING = ("working_hours", "working_days", "same_working_day")
LENGTHS = {"minutes": 1, "hours": 60, "working_hours": 60}


class Hours:
    """The working time of 2026 and 2027.

    :param week: function of a date that gives wall-clock hours, as pairs
    :param closed: dates of holidays
    :param average: hours of an average day
    """

    def __init__(self, zone, week, closed, average):
        quarter = round(average * 4) / 4
        self.zone = zone
        self.average = quarter if abs(quarter - average) <= 0.02 else average
        self.spans, self.closings = [], {}
        day = date(2025, 12, 1)
        while day < date(2028, 1, 1):
            for begin, end in () if day in closed else sorted(week(day)):
                span = [self.utc(day, begin), self.utc(day, end)]
                if self.spans and self.spans[-1][1] == span[0]:
                    self.spans[-1][1] = span[1]
                else:
                    self.spans.append(span)
                self.closings[day] = span[1]
            day += DAY

    def utc(self, day, hour=0):
        wall = datetime.combine(day, time.min) + timedelta(hours=hour)
        return wall.replace(tzinfo=self.zone).astimezone(UTC).replace(tzinfo=None)

    def wall(self, moment):
        return moment.replace(tzinfo=UTC).astimezone(self.zone).replace(tzinfo=None)

    def work(self, begin, end):
        """Minutes of work between two moments."""
        return sum(
            max(min(stop, end) - max(start, begin), timedelta()) / MINUTE
            for start, stop in self.spans
        )

    def later(self, moment, minutes):
        """So many minutes of work later; 0: the first moment of work."""
        for start, stop in self.spans:
            if stop < moment or (stop == moment and not minutes):
                continue
            first = max(start, moment)
            if stop > moment and (stop - first) / MINUTE >= minutes:
                return first + minutes * MINUTE
            minutes -= max((stop - first) / MINUTE, 0)
        raise AssertionError("more than the years of the model")

    def working_day(self, day, number):
        """The working day so many working days after; 0: the day or the next one."""
        while number or day not in self.closings:
            day += DAY
            number -= bool(number and day in self.closings)
        return day


class Limit:
    """A limit as its terms say; see the fields of ``complaint.time.limit``."""

    def __init__(self, name, start, targets, **terms):
        self.name, self.start, self.targets = name, start, targets
        self.scope = terms.get("scope", "complaint")
        self.level, self.kind = terms.get("level"), terms.get("kind")
        self.until = terms.get("until", ())
        self.is_recurring = terms.get("is_recurring", False)
        self.unit, self.number = terms["unit"], terms["number"]
        self.is_whole = terms["is_whole"]
        self.at_closing = terms["at_closing"]
        self.is_postponed = terms["is_postponed"]
        self.is_pausable = terms["is_pausable"]
        self.hours = terms["hours"]

    def applies(self, case):
        return self.level in (None, case.level) and self.kind in (None, case.kind)

    def begins(self, code):
        entry = ("received", "registered", "accepted")
        way = (*entry, "dispatch_approved", "dispatched", "signed")
        if code == "round_started" and self.start in entry:
            return not set(self.targets) & set(way)
        return code == self.start

    def is_like(self, other):
        return (self.start, self.targets, self.scope) == (
            other.start,
            other.targets,
            other.scope,
        )

    # due

    def due(self, start, pauses):
        due = plain = self._unpaused(start)
        stopped, covered = 0, start
        for begin, end in sorted(pauses):
            begin = max(begin, covered)
            if end <= begin:
                continue
            if begin >= due:
                break
            covered = end
            if self.unit in WORKING:
                stopped += self.hours.work(begin, end)
                moved = self.hours.later(plain, stopped) if stopped else plain
            else:
                stopped += (end - begin) / MINUTE
                moved = plain + stopped * MINUTE
            due = max(moved, end)
        return due

    def _unpaused(self, start):
        hours, number = self.hours, self.number
        if self.unit in ("minutes", "hours"):
            return start + number * LENGTHS[self.unit] * MINUTE
        if self.unit == "working_hours":
            return hours.later(start, number * 60)
        if self.unit == "working_days" and not self.is_whole:
            return hours.later(start, round(number * hours.average * 3600) / 60)
        wall = hours.wall(start)
        if self.unit == "days" and not self.is_whole:
            ahead = wall + number * DAY
            return ahead.replace(tzinfo=hours.zone).astimezone(UTC).replace(tzinfo=None)
        day = self._last_day(wall.date(), start)
        if self.is_postponed:
            day = hours.working_day(day, 0)
        closing = hours.closings.get(day)
        if self.at_closing and closing and closing > start:
            return closing
        return hours.utc(day + DAY)

    def _last_day(self, day, start):
        if self.unit == "days":
            return day + self.number * DAY
        if self.unit == "working_days":
            return self.hours.working_day(day, self.number)
        if self.unit == "same_working_day":
            closing = self.hours.closings.get(day)
            return self.hours.working_day(day, bool(closing and closing <= start))
        if self.unit == "week_day":
            day += DAY
            while day.isoweekday() != self.number:
                day += DAY
            return day
        if self.unit in ("month_day", "quarter_day"):
            month, year = day.month + 1, day.year
            while self.unit == "quarter_day" and month % 3 != 1:
                month += 1
            year, month = year + (month > 12), (month - 1) % 12 + 1
            return date(year, month, min(self.number, monthrange(year, month)[1]))
        return day


class Deadline:
    def __init__(self, limit, assignment, round_, start, cycle=1):
        self.limit, self.assignment, self.round = limit, assignment, round_
        self.start, self.cycle, self.state = start, cycle, "open"
        self.ended = None

    @property
    def key(self):
        return self.limit, self.assignment, self.round


class Case:
    """What happens to a case, one event after the other."""

    def __init__(self, limits, level, kind, received, registered):
        self.limits, self.level, self.kind, self.round = limits, level, kind, 1
        self.received = received
        self.deadlines, self.pauses, self.memory = [], [], []
        self.owing, self.given, self.replied = set(), {}, {}
        self.record("received", received)
        self.record("registered", registered)

    # asking

    def open(self):
        return [d for d in self.deadlines if d.state == "open"]

    def of(self, limit, assignment, round_):
        found = [d for d in self.deadlines if d.key == (limit, assignment, round_)]
        return max(found, key=lambda d: d.cycle, default=None)

    def due(self, deadline, until=None):
        limit = deadline.limit
        pauses = [
            (begin, min(end or until, until or end))
            for begin, end in self.pauses
            if limit.is_pausable and (end or until) and (not until or begin < until)
        ]
        return limit.due(deadline.start, pauses)

    def is_paused(self, deadline):
        stands = any(end is None for _begin, end in self.pauses)
        return stands and deadline.limit.is_pausable

    def is_late(self, deadline):
        if deadline.state in ("void", "open"):
            return False
        due = self.due(deadline, deadline.ended)
        if deadline.state == "superseded" and deadline.ended == due:
            return True
        return deadline.ended > due

    # milestones

    def record(self, code, at, assignment=None):
        reading = self._read_for_case(code, assignment)
        self.memory.append(
            (at, len(self.memory), code, reading, assignment, self.round)
        )
        again = []
        for deadline in self.open():
            state, _said = self._meets(
                deadline.limit, deadline, code, reading, assignment, at
            )
            if not state:
                continue
            self._end(deadline, state, at)
            if state == "met" and deadline.limit.is_recurring and code != "closed":
                again.append((deadline, at))
        for deadline, moment in again:
            self._begin(deadline.limit, deadline.assignment, moment, deadline)
        for limit in self.limits:
            if not limit.applies(self):
                continue
            if limit.scope == "complaint" and reading and limit.begins(reading):
                self._begin(limit, None, at)
            elif limit.scope == "assignment" and assignment and limit.begins(code):
                self._begin(limit, assignment, at)

    def _read_for_case(self, code, assignment):
        """What the milestone of an assignment says of the case."""
        if code in ("dispatched", "returned", "refused"):
            self.owing.add(assignment)
            self.replied.pop(assignment, None)
        if code == "replied":
            self.owing.discard(assignment)
            self.replied[assignment] = self.round
            return None if self.owing else code
        if code == "assignment_cancelled":
            owed = assignment in self.owing
            self.owing.discard(assignment)
            self.replied.pop(assignment, None)
            answered = self.round in self.replied.values()
            return "replied" if owed and answered and not self.owing else None
        return code

    def _meets(self, limit, deadline, code, reading, assignment, at):
        said = code if limit.scope == "assignment" else reading
        if limit.scope == "assignment" and assignment not in (
            None,
            deadline.assignment,
        ):
            return None, said
        if at >= deadline.start:
            if said in limit.until:
                return "cancelled", said
            if said in limit.targets:
                return "met", said
        ends = {"closed"}
        if limit.scope == "assignment":
            ends |= {"assignment_cancelled", "refused"}
        return ("cancelled" if said in ends else None), said

    def _end(self, deadline, state, at):
        deadline.state, deadline.ended = state, at

    def _begin(self, limit, assignment, at, former=None):
        round_ = former.round if former else self.round
        last = self.of(limit, assignment, round_)
        if last and not former and (not assignment or last.state != "cancelled"):
            return
        cycle = last.cycle + 1 if last else 1
        self.deadlines.append(Deadline(limit, assignment, round_, at, cycle))

    # what a limit would have done from the beginning

    def would_run(self, limit, assignment):
        """The last deadline that the limit would have had, or None."""
        last = None
        for at, _number, code, reading, concerned, round_ in sorted(self.memory):
            if limit.scope == "complaint" and round_ != self.round:
                continue
            if limit.scope == "assignment" and concerned not in (None, assignment):
                continue
            said = code if limit.scope == "assignment" else reading
            if last and last.state == "open":
                state, _said = self._meets(limit, last, code, reading, concerned, at)
                if state:
                    self._end(last, state, at)
                    if state == "met" and limit.is_recurring and code != "closed":
                        last = Deadline(
                            limit, assignment, last.round, at, last.cycle + 1
                        )
                    continue
            elif limit.begins(said) and (limit.scope == "complaint" or concerned):
                if not last or last.round != round_:
                    last = Deadline(limit, assignment, round_, at)
                elif limit.scope == "assignment" and last.state == "cancelled":
                    last = Deadline(limit, assignment, round_, at, last.cycle + 1)
        return last

    def _should_run(self, limits):
        for limit in limits:
            if not limit.applies(self):
                continue
            for owner in self.given if limit.scope == "assignment" else [None]:
                if run := self.would_run(limit, owner):
                    yield run

    # changes

    def correct(self, at, level=None, kind=None):
        old = Case.__new__(Case)
        old.level, old.kind = self.level, self.kind
        self.level, self.kind = level or self.level, kind or self.kind
        if (old.level, old.kind) == (self.level, self.kind):
            return
        runs = list(self._should_run(self.limits))
        places = {}
        for deadline in list(self.deadlines):
            limit = deadline.limit
            if limit.applies(self) or deadline.state in ("superseded", "void"):
                continue
            is_open = deadline.state == "open"
            if not is_open and not (
                deadline.round == self.round and limit.applies(old)
            ):
                continue
            place = deadline.key
            if place not in places:
                places[place] = next(
                    (
                        run.limit
                        for run in runs
                        if run.limit.is_like(limit)
                        and run.assignment == deadline.assignment
                        and run.round == deadline.round
                        and not self.of(*run.key)
                    ),
                    None,
                )
            if places[place]:
                deadline.limit = places[place]
            else:
                self._end(deadline, "void", deadline.ended or at)
        for run in runs:
            known = self.of(*run.key)
            if not known and run.state == "open":
                self.deadlines.append(run)
            elif known and run.state == "open":
                if known.state in ("cancelled", "superseded", "void"):
                    known.state, known.ended = "open", None
            elif known and known.state == "void" and known.cycle == run.cycle:
                known.state, known.ended = run.state, run.ended

    def rise(self, at, level):
        if level == self.level:
            return
        for deadline in self.open():
            if deadline.limit.level == self.level:
                self._end(deadline, "superseded", at)
        self.level = level
        for run in list(
            self._should_run([limit for limit in self.limits if limit.level])
        ):
            if run.state != "open":
                continue
            last = self.of(*run.key)
            if last and last.state not in ("superseded", "cancelled", "void"):
                continue
            # the beginning is the rise
            cycle = last.cycle + 1 if last else 1
            deadline = Deadline(run.limit, run.assignment, run.round, at, cycle)
            self.deadlines.append(deadline)

    def correct_receipt(self, received):
        old, self.received = self.received, received
        self.memory = [
            (received, *entry[1:])
            if entry[2] == "received" and entry[0] == old
            else entry
            for entry in self.memory
        ]
        for deadline in self.deadlines:
            if deadline.limit.start == "received" and deadline.start == old:
                deadline.start = received

    def pause(self, at):
        self.pauses.append((at, None))

    def resume(self, at):
        self.pauses = [(begin, end or at) for begin, end in self.pauses]

    def start_round(self, at):
        for deadline in self.open():
            if not deadline.assignment:
                self._end(deadline, "cancelled", at)
        self.round += 1
        self.record("round_started", at)

    def close(self, at):
        self.record("closed", at)
        self.resume(at)


def get_week_type(day):
    """Of two-week calendars."""
    return math.floor((day.toordinal() - 1) / 7) % 2
