"""When escalation rules fire for a deadline: pure functions, as the clock itself.

``terms`` are the values of a deadline: limit_id, level_id, date_start, date_due,
date_missed, revision and pauses. ``fired`` maps (rule id, revision) to the last
occurrence that fired.

* every repetition counts from the anchor itself: what repeats each month since 31 January
  comes on the last day of February and on 31 March
* repetitions stand still while the clock of the deadline does
* what would come before the deadline began is left out
"""

from typing import NamedTuple

from .working_time import get_offset

# a repeating rule of minutes must not loop for ever over a year of downtime
MOST_OCCURRENCES = 100_000


class Firing(NamedTuple):
    """An occurrence that must fire now; the ones before it that were missed do not."""

    occurrence: int
    moment: object
    missed: int


class Schedule(NamedTuple):
    """The timing of one rule."""

    rule_id: int
    anchor: str
    delay: int
    unit: str
    interval: int
    interval_unit: str
    maximum: int
    delivery: str
    effective: object

    def get_revision(self, terms):
        """A moved due time arms the rules that depend on it again, and only those."""
        return terms.get("revision", 1) if self.anchor == "date_due" else 0

    def get_planned(self, terms, occurrence, timetable):
        """When the occurrence, counted from 0, would come at any hour; None when there
        is none."""
        if occurrence and (
            not self.interval
            or 0 < self.maximum <= occurrence
            or occurrence > MOST_OCCURRENCES
        ):
            return None
        anchor, step = terms[self.anchor], occurrence * self.interval
        pauses = self._get_pauses(terms)
        if self.unit == self.interval_unit:
            ahead = self.delay + step
            return get_offset(anchor, ahead, self.unit, timetable, pauses)
        moment = get_offset(anchor, self.delay, self.unit, timetable, pauses)
        return get_offset(moment, step, self.interval_unit, timetable, pauses)

    def _get_pauses(self, terms):
        """The pauses that a due time has not taken into account yet."""
        pauses = terms.get("pauses", ())
        if self.anchor == "date_start":
            return pauses
        return [pause for pause in pauses if pause[0] >= terms[self.anchor]]

    def _deliver(self, moment, timetable):
        if self.delivery == "working":
            return timetable.shift(moment, 0)
        if self.delivery == "opening":
            return timetable.next_opening(moment)
        return moment

    def iterate(self, terms, timetable, fired=None):
        """Pairs of the occurrences still to fire and their moments."""
        last = (fired or {}).get((self.rule_id, self.get_revision(terms)), -1)
        occurrence = last + 1
        while planned := self.get_planned(terms, occurrence, timetable):
            moment = self._deliver(planned, timetable)
            if self._concerns(terms, planned, moment):
                yield occurrence, moment
            occurrence += 1

    def _concerns(self, terms, planned, moment):
        """A changed rule says nothing about its past. Nothing is nearly late before it
        began. What is counted from the first missed limit passes with each rise to the
        deadline that the rise begins."""
        if self.effective and moment < self.effective:
            return False
        if self.anchor == "date_missed":
            return moment >= terms["date_start"]
        return self.delay >= 0 or planned > terms["date_start"]

    def get_firing(self, terms, timetable, now, fired=None):
        """The latest occurrence that is due, and the next moment after it.

        After a downtime the missed occurrences collapse into one.
        """
        firing, missed = None, -1
        for occurrence, moment in self.iterate(terms, timetable, fired):
            if moment > now:
                return firing, moment
            missed += 1
            firing = Firing(occurrence, moment, missed)
        return firing, None


class Schedules:
    """The schedules of many rules, looked up by limit and level.

    :param find: function of limit id and level id that gives the schedules
    """

    def __init__(self, find):
        self._find = find
        self._known = {}

    def get(self, terms):
        """The schedules that apply to a deadline."""
        key = terms["limit_id"], terms["level_id"]
        if key not in self._known:
            self._known[key] = self._find(*key)
        return self._known[key]

    def get_next(self, terms, timetable, fired=None):
        """The first moment at which any rule still has to fire, or False."""
        moments = [
            moment
            for schedule in self.get(terms)
            for _occurrence, moment in first(schedule.iterate(terms, timetable, fired))
        ]
        return min(moments, default=False)


def first(iterator):
    """At most one element."""
    for element in iterator:
        yield element
        return
