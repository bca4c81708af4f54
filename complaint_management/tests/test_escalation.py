from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .engine_common import EngineCommon

ESCALATION = "odoo.addons.complaint_management.models.engine.complaint_escalation"


@tagged("post_install", "-at_install", "complaint")
class TestEscalation(EngineCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.new_procedure(code="T2")
        cls.answer = cls.new_limit(
            cls.rules, "received", ["first_reply"], 4, "hours", name="answer"
        )

    def register(self, when="2026-03-06 09:00", **values):
        with self.at(when):
            return self._create_complaint(**{"user_id": self.user_agent.id, **values})

    def escalations(self, complaint):
        return [
            (self.wall(e.date_planned), e.rule_id.name)
            for e in complaint.escalation_ids.sorted("date_planned")
        ]

    def test_before_and_after_at_the_right_minute(self):
        self.new_rule(self.rules, "soon", trigger="before_due", delay=1)
        self.new_rule(
            self.rules, "late", trigger="after_due", delay_unit="minutes", delay=5
        )
        self.new_rule(self.rules, "begun", trigger="after_start", delay=2)
        self.register()
        self.assertEqual(
            self.walk("2026-03-07 09:00"),
            [
                ("2026-03-06 11:00", "begun"),
                ("2026-03-06 12:00", "soon"),
                ("2026-03-06 13:05", "late"),
            ],
        )

    def test_nothing_fires_once_it_is_reached(self):
        self.new_rule(self.rules, "late")
        complaint = self.register()
        with self.at("2026-03-06 10:00"):
            complaint._record_milestone("first_reply")
        self.assertFalse(self.walk("2026-04-06 10:00"))

    def test_remind_reaches_the_case_owner(self):
        self.new_rule(self.rules, "late", message="Answer the customer")
        complaint = self.register()
        with self.at("2026-03-06 13:01"), self.mock_mail_gateway():
            self.run_cron()
        activity = complaint.activity_ids
        self.assertEqual(activity.user_id, self.user_agent)
        self.assertIn("Answer the customer", activity.summary)
        self.assertEqual(len(self._new_mails), 1)
        self.assertEqual(complaint.escalation_ids.user_ids, self.user_agent)
        self.assertEqual(complaint.escalation_ids.state, "done")

    def test_repeats_until_reached(self):
        self.new_rule(self.rules, "late", interval=1, interval_unit="days", maximum=3)
        self.register()
        self.assertEqual(
            self.walk("2026-04-06 10:00"),
            [
                ("2026-03-06 13:00", "late"),
                ("2026-03-07 13:00", "late"),
                ("2026-03-08 13:00", "late"),
            ],
        )

    def test_downtime_fires_once(self):
        self.new_rule(self.rules, "late", interval=1, interval_unit="hours")
        complaint = self.register()
        with self.at("2026-03-07 13:30"):
            self.run_cron()
            self.run_cron()
        self.assertEqual(len(complaint.escalation_ids), 1)
        self.assertEqual(complaint.escalation_ids.missed, 24)
        self.assertEqual(self.walk("2026-03-07 14:30"), [("2026-03-07 14:00", "late")])

    def test_pause_arms_the_reminder_again(self):
        self.new_rule(self.rules, "soon", trigger="before_due", delay=1)
        complaint = self.register()
        self.assertEqual(self.walk("2026-03-06 12:30"), [("2026-03-06 12:00", "soon")])
        with self.at("2026-03-06 12:30"):
            pause = self.env["complaint.pause"].create(
                {"complaint_id": complaint.id, "reason": "Waiting for photos"}
            )
        self.assertFalse(self.walk("2026-03-09 09:00"))
        with self.at("2026-03-09 09:00"):
            pause._resume()
        self.assertEqual(self.due(complaint), ["2026-03-09 09:30"])
        self.assertEqual(self.walk("2026-03-09 12:00"), [("2026-03-09 09:00", "soon")])

    def test_quiet_hours(self):
        self.answer.write({"duration": 12})
        self.new_rule(self.rules, "working", delivery="working")
        self.new_rule(self.rules, "opening", delivery="opening")
        self.register("2026-03-06 11:00")
        self.assertEqual(
            self.walk("2026-03-12 09:00"),
            [("2026-03-09 08:00", "working"), ("2026-03-09 08:00", "opening")],
        )

    def test_who_is_told(self):
        self.new_rule(
            self.rules,
            "all",
            effects=["tell"],
            is_to_owner=True,
            is_to_manager=True,
            is_to_supervisor=True,
            is_to_executive=True,
        )
        complaint = self.register()
        with self.at("2026-03-06 13:00"):
            self.run_cron()
        told = complaint.escalation_ids.user_ids
        for user in (self.user_agent, self.user_supervisor, self.user_executive):
            self.assertIn(user, told)
        # the manager of the department has no right on complaints
        self.assertNotIn(self.user_manager, told)
        notices = self.env["complaint.notice"].search(
            [("complaint_id", "=", complaint.id)]
        )
        self.assertFalse(notices.filtered("is_dropped"))

    def test_barred_users_are_never_told(self):
        self.new_rule(self.rules, "late", is_to_owner=False, is_to_supervisor=True)
        complaint = self.register(subject_user_ids=self.user_supervisor.ids)
        with self.at("2026-03-06 13:00"):
            self.run_cron()
        self.assertNotIn(self.user_supervisor, complaint.escalation_ids.user_ids)
        self.assertNotIn(self.user_supervisor, complaint.activity_ids.user_id)

    def test_managers_climb_with_each_repetition(self):
        self.answer.debtor = "department"
        boss = self._new_user("boss", "supervisor")
        head = self.env["hr.employee"].create({"name": "Boss", "user_id": boss.id})
        board = self.env["hr.department"].create(
            {"name": "Board", "manager_id": head.id}
        )
        self.department_operations.parent_id = board
        self.new_rule(
            self.rules,
            "up",
            effects=["tell_next_manager"],
            interval=1,
            delay=0,
        )
        complaint = self.register(department_id=self.department_quality.id)
        complaint.deadline_ids.department_id = self.department_quality
        self.walk("2026-03-06 13:30")
        self.assertEqual(complaint.escalation_ids.user_ids, boss)

    def test_one_mail_for_many_cases(self):
        self.new_rule(self.rules, "late", effects=["tell"])
        for _number in range(5):
            self.register()
        with self.at("2026-03-06 13:00"), self.mock_mail_gateway():
            self.run_cron()
        self.assertEqual(len(self._new_mails), 1)
        self.assertIn("5", self._new_mails.subject)

    def test_next_mail_waits_for_the_interval(self):
        self.new_rule(self.rules, "late", effects=["tell"])
        self.register()
        self.register("2026-03-06 09:05")
        self.walk("2026-03-06 14:00")
        sent = self.env["complaint.notice"].search([], order="id")[-2:]
        self.assertEqual(
            [self.wall(date) for date in sent.mapped("date_sent")],
            ["2026-03-06 13:00", "2026-03-06 13:15"],
        )

    def test_level_rises(self):
        high = self.env["complaint.level"].create(
            {"name": "High", "procedure_id": self.rules.id}
        )
        low = self.env["complaint.level"].create(
            {"name": "Low", "procedure_id": self.rules.id, "next_level_id": high.id}
        )
        self.answer.level_id = low
        self.new_rule(self.rules, "rise", effects=["raise_level", "mark_late"])
        told = self.new_rule(
            self.rules,
            "reported",
            trigger="level",
            level_ids=high.ids,
            is_to_executive=True,
        )
        complaint = self.register(level_id=low.id)
        with self.at("2026-03-06 13:00"):
            self.run_cron()
        self.assertEqual(complaint.level_id, high)
        self.assertEqual(complaint.late_count, 1)
        self.assertIn(told, complaint.escalation_ids.rule_id)

    def test_milestone_fires_at_once(self):
        self.new_rule(
            self.rules,
            "unhappy",
            trigger="milestone",
            milestone_code="dissatisfied",
            effects=["supervise"],
        )
        complaint = self.register()
        with self.at("2026-03-06 10:00"):
            complaint._record_milestone("dissatisfied")
            self.run_cron()
        self.assertTrue(complaint.is_supervised)

    def test_contact_again(self):
        self.new_rule(self.rules, "again", trigger="contact_again")
        complaint = self.register()
        with self.at("2026-03-06 10:00"):
            complaint.sudo().contact_count += 1
        self.assertEqual(complaint.escalation_ids.rule_id.name, "again")

    def test_repeated_complaint_about_the_same_unit(self):
        self.new_rule(
            self.rules,
            "repeated",
            trigger="repeated",
            repeat_key="subject",
            repeat_count=3,
            repeat_months=6,
        )
        first = self.register(subject_name="Shop 12")
        self.register(subject_name="Shop 12")
        self.register(subject_name="Shop 13")
        third = self.register(subject_name="Shop 12")
        self.assertFalse(first.escalation_ids)
        self.assertEqual(third.escalation_ids.rule_id.name, "repeated")

    def test_valued_customer_is_more_urgent(self):
        self.new_rule(
            self.rules,
            "valued",
            trigger="milestone",
            milestone_code="registered",
            care_grade="mid",
            effects=["raise_urgency"],
        )
        self.partner.complaint_care_grade = "high"
        valued = self.register(partner_id=self.partner.id)
        ordinary = self.register()
        with self.at("2026-03-06 09:00"):
            self.run_cron()
        self.assertEqual(valued.priority, "2")
        self.assertEqual(ordinary.priority, "1")

    def test_new_rule_does_not_fire_for_the_past(self):
        complaint = self.register()
        with self.at("2026-03-06 15:00"):
            self.new_rule(self.rules, "missed", trigger="after_due")
            self.new_rule(self.rules, "coming", trigger="after_due", delay=3)
            self.run_cron()
        self.assertFalse(complaint.escalation_ids)
        self.assertEqual(
            self.walk("2026-03-06 17:00"), [("2026-03-06 16:00", "coming")]
        )

    def test_chase_by_hand(self):
        complaint = self.register()
        with self.at("2026-03-06 14:00"):
            complaint.deadline_ids.with_user(self.user_supervisor).action_chase()
            self.run_cron()
        self.assertEqual(complaint.activity_ids.user_id, self.user_agent)
        self.assertEqual(complaint.escalation_ids.trigger, "manual")

    def test_faulty_effect_stops_nobody_else(self):
        broken = self.env["complaint.escalation.effect"].create(
            {
                "name": "Broken",
                "action_id": self.env["ir.actions.server"]
                .create(
                    {
                        "name": "Broken",
                        "model_id": self.env["ir.model"]._get_id(
                            "complaint.escalation"
                        ),
                        "state": "code",
                        "code": "records.filtered(lambda r: 1 / (r.occurrence - 0))",
                    }
                )
                .id,
            }
        )
        self.new_rule(self.rules, "late", effects=["tell"])
        faulty = self.register()
        sound = self.register("2026-03-06 09:01")
        rule = self.new_rule(self.rules, "broken", effects=["tell"])
        rule.effect_ids = broken
        self.env["complaint.escalation"]._fire(
            [
                {
                    "rule_id": rule.id,
                    "trigger": "after_due",
                    "complaint_id": faulty.id,
                    "company_id": faulty.company_id.id,
                    "source_key": "broken",
                    "date": fields.Datetime.now(),
                }
            ]
        )
        with (
            self.at("2026-03-06 13:02"),
            mute_logger(ESCALATION, "odoo.addons.base.models.ir_actions"),
        ):
            self.run_cron()
        self.assertEqual(
            faulty.escalation_ids.filtered(lambda e: e.rule_id == rule).state, "failed"
        )
        self.assertEqual(sound.escalation_ids.state, "done")

    def test_configurator_copies_an_effect(self):
        shipped = self.effect("remind").with_user(self.user_configurator)
        copied = shipped.copy({"name": "Remind twice"})
        self.assertEqual(copied.sudo().action_id, shipped.sudo().action_id)
        self.assertFalse(copied.code)
