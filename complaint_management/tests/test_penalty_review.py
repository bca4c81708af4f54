from odoo.tests import tagged

from .penalty_common import PenaltyCommon


@tagged("post_install", "-at_install", "complaint")
class TestPenaltyReview(PenaltyCommon):
    """No penalty twice, none lost, none for what was explained or corrected later."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.new_procedure()
        cls._set_mode(cls.rules, "tariff", penalty_appeal_days=0)
        cls.limit = cls.new_limit(
            cls.rules,
            "received",
            ["first_reply"],
            1,
            "days",
            is_pausable=True,
        )
        cls.rule = cls.new_rule(
            cls.rules, "late", ("propose_penalty",), trigger="after_due"
        )
        cls.month_rule = cls.new_rule(
            cls.rules,
            "month",
            ("propose_penalty",),
            trigger="after_missed",
            delay=1,
            delay_unit="months",
            interval=1,
            interval_unit="months",
        )
        cls.tariff = cls.env["complaint.penalty.tariff"].create(
            {
                "procedure_id": cls.rules.id,
                "milestone_code": "first_reply",
                "amount": 100,
                "month_factor_kind": "fixed",
                "month_factor": 1.5,
            }
        )

    def register(self, when="2026-03-06 09:00"):
        with self.at(when):
            return self._create_complaint()

    def pause(self, complaint, begin, end):
        """A pause that is entered when it has ended already."""
        with self.at(end):
            self.env["complaint.pause"].create(
                {
                    "complaint_id": complaint.id,
                    "reason": "The customer was abroad",
                    "date_start": self.utc(begin),
                }
            )
            complaint.action_resume()

    def test_nothing_twice(self):
        complaint = self.register()
        self.walk("2026-03-08 09:00")
        [penalty] = self.env["complaint.penalty"].search([])
        with self.at("2026-03-08 09:00"):
            # whatever runs twice: the effects of the firing, and the late end
            complaint.escalation_ids.write({"state": "pending"})
            self.run_cron()
            complaint._record_milestone("first_reply")
            self.run_cron()
        self.assertEqual(self.env["complaint.penalty"].search([]), penalty)

    def test_late_before_the_cron_came_by(self):
        complaint = self.register()
        with self.at("2026-03-07 09:01"):
            complaint._record_milestone("first_reply")
            self.run_cron()
        self.assertEqual(
            self.get_penalties(),
            [("2026-03-07 09:00", "late", False, "Operations", 100)],
        )

    def test_in_time_costs_nothing(self):
        complaint = self.register()
        with self.at("2026-03-07 09:00"):
            complaint._record_milestone("first_reply")
        self.walk("2026-07-07 09:00")
        self.assertFalse(self.get_penalties())

    def test_downtime_loses_no_month(self):
        self.register()
        with self.at("2026-06-10 09:00"):
            self.run_cron()
        self.assertEqual(
            [(when, amount) for when, *_middle, amount in self.get_penalties()],
            [
                ("2026-03-07 09:00", 100),
                ("2026-04-07 09:00", 150),
                ("2026-05-07 09:00", 150),
                ("2026-06-07 09:00", 150),
            ],
        )

    def test_pause_explains(self):
        """What is proposed is cancelled, what was decided is flagged."""
        first, second = self.register(), self.register()
        self.walk("2026-03-08 09:00")
        penalties = {
            p.complaint_id: p for p in self.env["complaint.penalty"].search([])
        }
        penalties[second].with_user(self.user_executive).action_approve()
        for complaint in (first, second):
            self.pause(complaint, "2026-03-06 12:00", "2026-03-08 12:00")
        self.assertEqual(penalties[first].state, "cancelled")
        self.assertTrue(penalties[second].is_flagged)
        self.assertEqual(penalties[second].state, "notified")

    def test_missed_in_spite_of_the_pause(self):
        complaint = self.register()
        self.walk("2026-03-08 09:00")
        self.pause(complaint, "2026-03-06 12:00", "2026-03-08 12:00")
        self.walk("2026-03-10 09:00")
        self.assertEqual(
            [
                (self.wall(penalty.date_occurred), penalty.state)
                for penalty in self.env["complaint.penalty"].search([], order="id")
            ],
            [("2026-03-07 09:00", "cancelled"), ("2026-03-09 09:00", "proposed")],
        )

    def test_short_pause_explains_nothing(self):
        complaint = self.register()
        self.pause(complaint, "2026-03-06 12:00", "2026-03-06 13:00")
        self.walk("2026-03-08 13:00")
        self.assertEqual(
            [when for when, *_rest in self.get_penalties()], ["2026-03-07 10:00"]
        )

    def test_correction_cancels(self):
        """It was no complaint but a suggestion, for which the limit does not run."""
        self.limit.kind = "complaint"
        complaint = self.register()
        self.walk("2026-03-08 09:00")
        with self.at("2026-03-08 10:00"):
            complaint.kind = "suggestion"
        self.assertEqual(self.env["complaint.penalty"].search([]).state, "cancelled")

    def test_tariff_changes_do_not_touch_what_was_proposed(self):
        self.register()
        self.walk("2026-03-08 09:00")
        self.tariff.amount = 999
        penalty = self.env["complaint.penalty"].search([])
        self.assertEqual(penalty.amount, 100)
        self.tariff.unlink()
        self.assertFalse(self.tariff.active)

    def test_evidence_is_a_snapshot(self):
        self.register()
        self.walk("2026-03-08 09:00")
        penalty = self.env["complaint.penalty"].search([])
        for text in (self.limit.name, "Received", "Held by", self.team.name):
            self.assertIn(text, penalty.evidence)
        self.assertNotIn("Parcel", penalty.evidence)
