from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from .complaint_duration_mixin import WHOLE_UNITS
from .timetables import Timetables
from .working_time import WORKING_UNITS

DAY_UNITS = ("days", "working_days", *WHOLE_UNITS)
# end on a working day anyway
WORKING_DAY_UNITS = ("working_days", "same_working_day")


class ComplaintDeadline(models.Model):
    """A deadline explains itself: what runs from when to when, how it is counted, and
    what stopped it."""

    _inherit = "complaint.deadline"

    explanation = fields.Text("Why", compute="_compute_explanation")

    @api.depends("date_start", "date_due", "date_ended", "state", "revision")
    @api.depends_context("lang")
    def _compute_explanation(self):
        timetables = Timetables()
        for deadline in self:
            lines = deadline._get_explanation_lines(timetables)
            deadline.explanation = "\n".join(lines)

    def _get_explanation_lines(self, timetables=None):
        """The sentences of the explanation, in order."""
        self.ensure_one()
        timetables = Timetables() if timetables is None else timetables
        labels = dict(self._fields["start_code"]._description_selection(self.env))
        # sudo: the zone and the hours of a calendar are no secret
        deadline = self.sudo()
        timetable = timetables[deadline.calendar_id, deadline.company_id]
        yield self.env._(
            "%(limit)s: %(duration)s from %(start)s (%(milestone)s).",
            limit=self.limit_id.name,
            duration=self.duration_text,
            start=self._format(self.date_start),
            milestone=self.env._("the level rose")
            if self.is_from_rise
            else labels[self.start_code],
        )
        yield from self._get_start_lines(timetable)
        yield from self._get_counting_lines(timetable)
        yield self.env._(
            "Reached by: %(milestones)s.",
            milestones=", ".join(labels[code] for code in self._get_codes("target")),
        )
        yield from self._get_pause_lines(timetable)
        if self.is_agreed:
            yield self.env._("The time was agreed individually.")
        yield self.env._("Due: %(due)s.", due=self._format(self.date_due, is_due=True))

    def _get_start_lines(self, timetable):
        """What begins outside working hours counts from the next opening."""
        duration = self._get_duration()
        start = self.date_start.replace(microsecond=0)
        if self.unit == "same_working_day":
            closing = timetable.closing(timetable.local(start).date())
            if not closing or closing <= start:
                yield self.env._(
                    "It began after closing time or on a closed day: the next working"
                    " day counts."
                )
        elif self.unit in WORKING_UNITS and not duration.is_whole:
            opening = timetable.shift(start, 0)
            if opening != start:
                yield self.env._(
                    "It began outside working hours: it counts from %(opening)s.",
                    opening=self._format(opening),
                )

    def _get_counting_lines(self, timetable):
        duration = self._get_duration()
        if self.unit in DAY_UNITS and duration.is_whole:
            yield from self._get_day_lines(duration, timetable)
        elif self.unit == "working_days":
            yield self.env._(
                "A working day counts as %(hours)s working hours.",
                hours=round(timetable.day_seconds / 3600, 2),
            )
        calendar = self.sudo().calendar_id  # sudo: its name and zone are no secret
        yield self.env._(
            "Calendar: %(calendar)s, time zone %(zone)s.",
            calendar=calendar.name or self.env._("around the clock"),
            zone=self._get_desk_zone().key,
        )

    def _get_day_lines(self, duration, timetable):
        """How the last of whole days ends."""
        if self.unit in ("days", "working_days"):
            yield self.env._("The day of the start is not counted.")
        last_moment = timetable.local(self.date_due) - timedelta(seconds=1)
        is_closed = not timetable.closing(last_moment.date())
        if not duration.ends_at_closing:
            yield self.env._("The last day ends at 24:00.")
        elif is_closed:
            yield self.env._("The last day is a closed day: it ends at 24:00.")
        else:
            yield self.env._("The last day ends at closing time.")
        if duration.is_postponed and self.unit not in WORKING_DAY_UNITS:
            yield self.env._("A closed last day is postponed to a working day.")

    def _get_pause_lines(self, timetable):
        """The pauses that moved the due time."""
        for begin, end in self._get_pauses():
            if not self.date_start < end or begin >= self.date_due:
                continue
            is_felt = self.unit not in WORKING_UNITS or timetable.work_between(
                begin, end
            )
            if is_felt and end > begin:
                yield self.env._(
                    "Paused from %(begin)s to %(end)s.",
                    begin=self._format(begin),
                    end=self._format(end),
                )
        if self.state == "paused":
            yield self.env._("The clock stands still at present.")

    def _get_desk_zone(self):
        """The limit is counted, and told, by its calendar."""
        # sudo: the zone of a timetable is no secret
        calendar = self.sudo().calendar_id
        return ZoneInfo(calendar.tz) if calendar else super()._get_desk_zone()

    def _format(self, moment, **options):
        """The moment on the clock of the desk, which the explanation names once."""
        return self._format_moment(moment, with_zone=False, **options)
