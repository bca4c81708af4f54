from datetime import datetime

from odoo.tests import tagged

from ..models.engine.escalation_schedule import Schedule
from ..models.engine.working_time import Timetable
from .deadline_common import DeadlineCommon
from .engine_common import ZONE


def get_moments(anchor, terms, number=4, **values):
    """The first moments of a rule, on the wall clock of Shanghai."""
    table = Timetable.always(ZONE)
    schedule = Schedule(
        **{
            "rule_id": 1,
            "anchor": anchor,
            "delay": 0,
            "unit": "months",
            "interval": 0,
            "interval_unit": "months",
            "maximum": 0,
            "delivery": "at_once",
            "effective": None,
            **values,
        }
    )
    utc = {
        name: table.to_utc(value) for name, value in terms.items() if name != "pauses"
    }
    utc["pauses"] = [
        tuple(table.to_utc(moment) for moment in pause)
        for pause in terms.get("pauses", ())
    ]
    found = []
    for _occurrence, moment in schedule.iterate(utc, table):
        found.append(table.local(moment))
        if len(found) == number:
            break
    return found


@tagged("post_install", "-at_install", "complaint")
class TestClockWords(DeadlineCommon):
    """When rules fire, and what deadlines and the Check say."""

    def explain(self, duration, unit, when="2026-03-06 09:00", **values):
        limit = self.new_limit(
            self.rules, "received", ["informed"], duration, unit, name="own", **values
        )
        complaint = self.register(when)
        deadline = complaint.deadline_ids.filtered(lambda d: d.limit_id == limit)
        return deadline.with_user(self.user_agent).explanation

    # repetitions

    def test_months_count_from_the_day_itself(self):
        terms = {
            "date_missed": datetime(2026, 1, 31, 17),
            "date_start": datetime(2026, 1, 1),
        }
        days = [(2, 28), (3, 31), (4, 30), (5, 31)]
        self.assertEqual(
            get_moments("date_missed", terms, delay=1, interval=1),
            [datetime(2026, month, day, 17) for month, day in days],
        )

    def test_repetitions_stand_still_with_the_clock(self):
        """Suspended from 20 March to 1 July: the months in between are not counted."""
        terms = {
            "date_missed": datetime(2026, 3, 10),
            "date_start": datetime(2026, 3, 1),
            "pauses": [(datetime(2026, 3, 20), datetime(2026, 7, 1))],
        }
        self.assertEqual(
            get_moments("date_missed", terms, 2, delay=1, interval=1),
            [datetime(2026, 7, 22), datetime(2026, 8, 21)],
        )

    def test_before_the_beginning_nothing_is_nearly_late(self):
        terms = {
            "date_due": datetime(2026, 3, 6, 12),
            "date_start": datetime(2026, 3, 6, 9),
        }
        hours = {"unit": "hours", "interval_unit": "hours"}
        self.assertFalse(get_moments("date_due", terms, delay=-3, **hours))
        self.assertEqual(
            get_moments("date_due", terms, 1, delay=-4, interval=2, **hours),
            [datetime(2026, 3, 6, 10)],
        )

    # explanations

    def test_hours_end_at_no_closing_time(self):
        text = self.explain(1, "working_hours", counting="whole")
        self.assertIn("1 working hour from", text)
        self.assertNotIn("last day", text)
        self.assertNotIn("not counted", text)

    def test_start_outside_working_hours(self):
        self.assertIn(
            "outside working hours",
            self.explain(2, "working_hours", "2026-03-07 09:00"),
        )
        self.assertIn(
            "the next working day counts",
            self.explain(0, "same_working_day", "2026-03-06 18:00"),
        )

    def test_dates_are_named(self):
        self.assertIn("next Friday", self.explain(5, "week_day"))
        quarter = self.explain(3, "quarter_day", day_end="midnight")
        self.assertIn("day 3 of the next quarter", quarter)
        self.assertIn("Due: 4/3/26 24:00", quarter)

    def test_closed_last_day(self):
        text = self.explain(1, "days", counting="whole")
        self.assertIn("The last day is a closed day: it ends at 24:00.", text)
        self.assertIn("3/7/26 24:00", text)

    def test_average_working_day(self):
        self.assertIn(
            "A working day counts as 8.0 working hours.",
            self.explain(2, "working_days"),
        )

    def test_no_empty_pauses(self):
        complaint = self.register()
        for begin, end in (
            ("2026-03-06 18:00", "2026-03-07 12:00"),
            ("2026-03-09 09:00", "2026-03-09 10:00"),
        ):
            with self.at(begin):
                self.env["complaint.pause"].create(
                    {"complaint_id": complaint.id, "reason": "Photos are missing"}
                )
            with self.at(end):
                complaint.action_resume()
        text = complaint.deadline_ids.filtered(
            lambda d: d.limit_id == self.close_low
        ).explanation
        self.assertEqual(text.count("Paused from"), 1)

    # dates

    def test_day_of_the_next_quarter(self):
        limit = self.new_limit(
            self.rules, "received", ["informed"], 31, "quarter_day", name="quarter"
        )
        for when, due in (
            ("2026-03-06 09:00", "2026-04-30 17:00"),
            ("2026-11-30 09:00", "2027-02-01 00:00"),
        ):
            self.assertEqual(self.due(self.register(when), limit), [due])

    # the Check

    def test_check_says_what_never_runs(self):
        self.new_limit(
            self.rules,
            "received",
            ["signed"],
            1,
            "hours",
            name="lost",
            scope="assignment",
        )
        self.new_limit(self.rules, "accepted", ["closed"], 1, "hours", name="foreign")
        self.new_rule(
            self.rules,
            "too early",
            trigger="before_due",
            delay=2,
            delay_unit="working_hours",
            limit_ids=self.answer.ids,
        )
        gaps = "\n".join(self.rules.with_user(self.user_configurator)._get_gaps())
        self.assertIn("“lost” never runs: it is counted for each assignment", gaps)
        self.assertIn("“foreign” never runs", gaps)
        self.assertIn("“too early” never reminds of limit “answer”", gaps)
