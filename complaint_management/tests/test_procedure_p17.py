from odoo.tests import tagged

from .engine_common import EngineCommon

SHIFT, TEN, FIFTEEN, NOT_REPORTED = (
    "Shift list: open over 3 days",
    "Open over 10 days: remind the manager",
    "15 days: report to the general manager",
    "Not reported: escalate",
)


@tagged("post_install", "-at_install", "complaint")
class TestProcedureP17(EngineCommon):
    """Property management: shift list, 10 and 15 days, progress, callback."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["complaint.procedure"]._import_shipped("p17_property")
        cls.team.procedure_id = cls.rules
        cls.level = {level.name: level for level in cls.rules.level_ids}

    def register(self, when, **values):
        with self.at(when):
            return self._create_complaint(
                **{
                    "level_id": self.level["General"].id,
                    "user_id": self.user_agent.id,
                    "partner_id": self.partner.id,
                    **values,
                }
            )

    def limit(self, name):
        return self.rules.limit_ids.filtered(lambda limit: limit.name == name)

    def test_p17_entered_within_two_hours(self):
        late = self.register(
            "2026-03-06 12:30", date_received=self.utc("2026-03-06 10:00")
        )
        entry = late.deadline_ids.filtered(
            lambda d: d.limit_id == self.limit("Entered in the system")
        )
        self.assertEqual(entry.state, "met")
        self.assertTrue(entry.is_late)
        self.assertEqual(self.wall(entry.date_due), "2026-03-06 12:00")

    def test_p17_appointed_second_answer(self):
        complaint = self.register("2026-03-06 09:00")
        with self.at("2026-03-06 09:20"):
            complaint._record_milestone("first_reply")
        second = self.limit("Appointed second answer")
        self.assertEqual(self.due(complaint, second), ["2026-03-11 17:00"])
        deadline = complaint.deadline_ids.filtered(lambda d: d.limit_id == second)
        with self.at("2026-03-06 09:30"):
            self.env["complaint.deadline.agree"].create(
                {
                    "deadline_id": deadline.id,
                    "date_due": self.utc("2026-03-10 10:00"),
                    "reason": "Appointed for Tuesday",
                }
            ).action_agree()
        self.assertEqual(self.due(complaint, second), ["2026-03-10 10:00"])
        self.assertIn(
            ("2026-03-10 06:00", "Answer due soon"), self.walk("2026-03-10 09:00")
        )
        with self.at("2026-03-10 09:30"):
            complaint._record_milestone("informed")
        self.assertFalse(self.due(complaint, second))
        # the contact counts as progress: the next one within three days
        self.assertEqual(
            self.due(complaint, self.limit("Progress contact")), ["2026-03-13 09:30"]
        )

    def test_p17_open_for_weeks(self):
        """Only what depends on the age of the case; first answer given at once."""
        complaint = self.register("2026-03-06 09:00")
        with self.at("2026-03-06 09:10"):
            complaint._record_milestone("first_reply")
        fired = self.walk("2026-03-25 12:00")
        ages = [(when, rule) for when, rule in fired if rule != SHIFT]
        for expected in (
            ("2026-03-16 09:00", TEN),
            ("2026-03-22 00:00", FIFTEEN),
            ("2026-03-24 00:00", NOT_REPORTED),
        ):
            self.assertIn(expected, ages)
        # at the opening of each working day, from the third day on
        self.assertEqual(
            [when for when, rule in fired if rule == SHIFT],
            [
                f"2026-03-{day:02} 08:00"
                for day in (10, 11, 12, 13, 16, 17, 18, 19, 20, 23, 24, 25)
            ],
        )
        self.assertTrue(complaint.is_supervised)
        with self.at("2026-03-25 13:00"):
            complaint._record_milestone("executed")
        callback = self.limit("Callback")
        self.assertEqual(self.due(complaint, callback), ["2026-03-26 13:00"])
        self.assertNotIn(SHIFT, [rule for _when, rule in self.walk("2026-03-30 12:00")])

    def test_p17_reported_in_time(self):
        """The manager who reported to the general manager is not escalated."""
        complaint = self.register("2026-03-06 09:00")
        with self.at("2026-03-06 09:10"):
            complaint._record_milestone("first_reply")
        self.walk("2026-03-22 12:00")
        with self.at("2026-03-22 13:00"):
            complaint._record_milestone("reported")
        self.assertNotIn(
            NOT_REPORTED, [rule for _when, rule in self.walk("2026-03-25 12:00")]
        )

    def test_p17_at_once(self):
        danger = self.level["At Once"].criterion_ids[0]
        with self.at("2026-03-07 23:00"):
            complaint = self._create_complaint(
                user_id=self.user_agent.id, criterion_ids=danger.ids
            )
            self.run_cron()
        self.assertEqual(complaint.level_id, self.level["At Once"])
        self.assertIn("2026-03-07 23:15", self.due(complaint))
        self.assertEqual(
            complaint.escalation_ids.rule_id.name, "Handle at once: tell the shift"
        )
        self.assertEqual(
            self.walk("2026-03-07 23:16"), [("2026-03-07 23:15", "Not handled at once")]
        )
        self.assertIn(self.user_supervisor, complaint.escalation_ids.user_ids)

    def test_p17_major_is_reported_at_once(self):
        complaint = self.register("2026-03-06 09:00")
        with self.at("2026-03-06 10:00"):
            complaint.level_id = self.level["Major"]
            self.run_cron()
        report = complaint.escalation_ids.filtered(
            lambda e: e.rule_id.name == "Major: report upward at once"
        )
        self.assertEqual(self.wall(report.date), "2026-03-06 10:00")
        self.assertIn(self.user_executive, report.user_ids)

    def test_p17_around_labour_day(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Labour Day",
                "calendar_id": self.calendar.id,
                "date_from": self.utc("2026-05-01 00:00"),
                "date_to": self.utc("2026-05-05 23:59"),
            }
        )
        self.env["complaint.calendar.exception"].create(
            {"name": "Make-up Day", "date_from": "2026-05-09"}
        )
        complaint = self.register("2026-04-29 09:00")
        with self.at("2026-04-29 09:10"):
            complaint._record_milestone("first_reply")
        second = self.limit("Appointed second answer")
        # worked: 30 April, 6 and 7 May
        self.assertEqual(self.due(complaint, second), ["2026-05-07 17:00"])
        shifts = [when for when, rule in self.walk("2026-05-11 12:00") if rule == SHIFT]
        # on the make-up Saturday, not on holidays
        self.assertIn("2026-05-09 08:00", shifts)
        self.assertNotIn("2026-05-04 08:00", shifts)
