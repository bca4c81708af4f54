from odoo import api, fields, models

from ..complaint_data import COUNTINGS, DAY_ENDS, TIME_UNITS
from .working_time import Duration

WHOLE_UNITS = (
    "same_day",
    "same_working_day",
    "week_day",
    "month_day",
    "quarter_day",
)


def to_duration(terms):
    """The duration of the clock for a record or a dictionary of values."""
    return Duration(
        terms["duration"],
        terms["unit"],
        is_whole=terms["counting"] == "whole" or terms["unit"] in WHOLE_UNITS,
        ends_at_closing=terms["day_end"] == "closing",
        is_postponed=terms["is_postponed"],
    )


class ComplaintDurationMixin(models.AbstractModel):
    """How long something may take and how that is counted: the terms that a time limit
    sets and that each of its deadlines keeps as a snapshot."""

    _name = "complaint.duration.mixin"
    _description = "Duration of a Complaint Time Limit"

    duration = fields.Integer(
        default=1, help="Number of units; the weekday or day of the month for dates."
    )
    unit = fields.Selection(TIME_UNITS, required=True, default="working_days")
    counting = fields.Selection(
        COUNTINGS,
        required=True,
        default="whole",
        help="Matters to days. Whole days, as the law counts: the day of the start does"
        " not count and the limit ends when the last day ends.",
    )
    day_end = fields.Selection(
        DAY_ENDS, "Day Ends at", required=True, default="closing"
    )
    is_postponed = fields.Boolean(
        "Postpone to a Working Day",
        help="When the last day is closed, the next working day is the last one.",
    )
    is_pausable = fields.Boolean(
        "Pausable", default=True, help="Waiting and suspension stop the clock."
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Working Time",
        ondelete="restrict",
        help="Empty: the working hours of the team, else of the company.",
    )
    duration_text = fields.Char("Time Limit", compute="_compute_duration_text")

    _duration_positive = models.Constraint(
        "CHECK (duration >= 0)", "A time limit cannot be negative."
    )

    @api.depends("duration", "unit", "counting")
    @api.depends_context("lang")
    def _compute_duration_text(self):
        for record in self:
            record.duration_text = record._get_duration_text()

    def _get_duration_text(self):
        number = self.duration
        one, many = {
            "minutes": (
                self.env._("1 minute"),
                self.env._("%(number)s minutes", number=number),
            ),
            "hours": (
                self.env._("1 hour"),
                self.env._("%(number)s hours", number=number),
            ),
            "days": (
                self.env._("1 calendar day"),
                self.env._("%(number)s calendar days", number=number),
            ),
            "working_hours": (
                self.env._("1 working hour"),
                self.env._("%(number)s working hours", number=number),
            ),
            "working_days": (
                self.env._("1 working day"),
                self.env._("%(number)s working days", number=number),
            ),
        }.get(self.unit, (None, None))
        if many:
            return one if number == 1 else many
        return {
            "same_day": self.env._("end of the same day"),
            "same_working_day": self.env._("end of the same working day"),
            "week_day": self.env._(
                "next %(weekday)s", weekday=self._get_weekday_name()
            ),
            "month_day": self.env._("day %(number)s of the next month", number=number),
            "quarter_day": self.env._(
                "day %(number)s of the next quarter", number=number
            ),
        }.get(self.unit, "")

    def _get_weekday_name(self):
        attendance = self.env["resource.calendar.attendance"]
        names = dict(attendance._fields["dayofweek"]._description_selection(self.env))
        return names.get(str(self.duration - 1), str(self.duration))

    def _get_duration(self):
        """The terms as the clock understands them."""
        self.ensure_one()
        return to_duration(self)

    def _prepare_duration_values(self):
        """The terms, to be kept by a deadline."""
        self.ensure_one()
        return {
            "duration": self.duration,
            "unit": self.unit,
            "counting": self.counting,
            "day_end": self.day_end,
            "is_postponed": self.is_postponed,
            "is_pausable": self.is_pausable,
        }
