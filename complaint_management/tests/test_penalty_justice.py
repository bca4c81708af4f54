from odoo.tests import tagged

from .penalty_common import PenaltyCommon


@tagged("post_install", "-at_install", "complaint")
class TestPenaltyJustice(PenaltyCommon):
    """Charged is who held the work; what was missed stays missed; months stand still
    with the case; a corrected level is charged by its own tariff only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.new_procedure()
        cls._set_mode(cls.rules, "tariff", penalty_appeal_days=0)
        cls.low, cls.high = cls.env["complaint.level"].create(
            [
                {"name": name, "procedure_id": cls.rules.id, "sequence": sequence}
                for sequence, name in enumerate(("Low", "High"))
            ]
        )
        cls.limit = cls.new_limit(
            cls.rules,
            "received",
            ["closed"],
            1,
            "days",
            is_pausable=True,
            debtor="department",
        )
        cls.new_rule(cls.rules, "late", ("propose_penalty",), trigger="after_due")
        cls.new_rule(
            cls.rules,
            "month",
            ("propose_penalty",),
            trigger="after_missed",
            delay=1,
            delay_unit="months",
            interval=1,
            interval_unit="months",
        )
        cls.env["complaint.penalty.tariff"].create(
            [
                {
                    "procedure_id": cls.rules.id,
                    "milestone_code": "closed",
                    "level_id": level.id,
                    "amount": amount,
                    "month_factor_kind": "fixed",
                    "month_factor": 1,
                }
                for level, amount in ((cls.low, 50), (cls.high, 500))
            ]
        )
        cls.user_sales = cls._new_user("sales", "respondent")
        cls.department_sales = cls.env["hr.department"].create(
            {"name": "Sales", "complaint_contact_ids": cls.user_sales.ids}
        )

    def register(self, when="2026-03-06 09:00", **values):
        with self.at(when):
            return self._create_complaint(level_id=self.low.id, **values)

    def dispatch(self, complaint, department, when):
        with self.at(when):
            assignment = self._dispatch(complaint, department)
        self.env.flush_all()
        self.env.invalidate_all()
        return assignment

    def close(self, complaint, when):
        with self.at(when):
            complaint.write({"validity": "valid", "outcome": "explained"})
            complaint.assignment_ids.filtered("is_open").sudo().write(
                {"state": "accepted"}
            )
            complaint.phase = "closed"
            self.run_cron()

    def get_targets(self):
        penalties = self.env["complaint.penalty"].search([("state", "!=", "cancelled")])
        return penalties.sorted("id").mapped(
            lambda p: (p.department_id.name, p.occasion, p.amount, p.state)
        )

    def test_the_department_of_the_round_is_charged(self):
        complaint = self.register()
        self.dispatch(complaint, self.department_quality, "2026-03-06 09:30")
        self.close(complaint, "2026-03-06 10:00")
        with self.at("2026-03-09 09:00"):
            complaint.sudo()._start_round()
        self.dispatch(complaint, self.department_sales, "2026-03-09 09:30")
        self.walk("2026-03-11 09:00")
        self.assertEqual(self.get_targets(), [("Sales", "late", 50, "proposed")])

    def test_nobody_is_charged_for_the_time_before(self):
        """Missed while the case lay at the desk: the desk's own department."""
        complaint = self.register()
        self.dispatch(complaint, self.department_quality, "2026-03-09 09:30")
        with self.at("2026-03-09 10:00"):
            self.run_cron()
        self.assertEqual(self.get_targets(), [("Operations", "late", 50, "proposed")])

    def test_closing_takes_nothing_back(self):
        complaint = self.register()
        self.dispatch(complaint, self.department_quality, "2026-03-06 09:30")
        self.walk("2026-03-08 09:00")
        self.close(complaint, "2026-03-09 09:00")
        with self.at("2026-03-10 09:00"):
            complaint.sudo()._start_round()
            self.run_cron()
        self.assertEqual(self.get_targets(), [("Quality", "late", 50, "proposed")])

    def test_cancelled_after_it_was_missed(self):
        """Also when no job has come by before."""
        reply = self.new_reply_limit(self.rules)
        self.env["complaint.penalty.tariff"].create(
            {
                "procedure_id": self.rules.id,
                "milestone_code": "replied",
                "amount": 7,
                "sequence": 1,
            }
        )
        complaint = self.register()
        assignment = self.dispatch(
            complaint, self.department_quality, "2026-03-06 09:30"
        )
        with self.at("2026-03-06 11:00"):
            assignment.with_user(self.user_agent).action_cancel()
            self.run_cron()
        deadline = complaint.deadline_ids.filtered(lambda d: d.limit_id == reply)
        self.assertTrue(deadline.is_late)
        self.assertEqual(self.get_targets(), [("Quality", "late", 7, "proposed")])

    def test_months_stand_still_with_the_case(self):
        complaint = self.register()
        self.walk("2026-03-10 09:00")
        with self.at("2026-03-20 09:00"):
            pause = self.env["complaint.pause"].create(
                {
                    "complaint_id": complaint.id,
                    "kind": "suspended",
                    "reason": "Court case",
                }
            )
        self.walk("2026-07-01 08:00")
        with self.at("2026-07-01 09:00"):
            pause._resume()
            self.run_cron()
        self.assertEqual([row[1] for row in self.get_targets()], ["late"])
        self.walk("2026-07-31 09:00")
        self.assertEqual([row[1] for row in self.get_targets()], ["late", "month"])

    def test_a_corrected_level_is_charged_by_its_tariff_only(self):
        complaint = self.register()
        with self.at("2026-03-06 09:30"):
            complaint.level_id = self.high
        self.walk("2026-03-08 09:00")
        self.assertEqual([row[2] for row in self.get_targets()], [500])
        with self.at("2026-03-09 09:00"):
            complaint.level_id = self.low
            self.run_cron()
        self.assertEqual(
            sum(row[2] for row in self.get_targets() if row[1] == "late"), 50
        )

    def test_repeated_is_asked_when_somebody_is_named(self):
        rule = self.new_rule(self.rules, "again", ("tell",), trigger="repeated")
        rule.write(
            {"repeat_key": "subject", "repeat_count": 2, "is_to_supervisor": True}
        )
        first, second = self.register(), self.register()
        with self.at("2026-03-06 10:00"):
            (first | second).write({"subject_user_ids": self.user_sales.ids})
            self.run_cron()
        self.assertIn(rule, (first | second).escalation_ids.rule_id)
