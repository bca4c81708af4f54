from odoo.exceptions import UserError
from odoo.tests import tagged

from .engine_common import EngineCommon


@tagged("post_install", "-at_install", "complaint")
class TestEscalationPeople(EngineCommon):
    """Who is reached by an escalation, how he prefers it, and what he ticks off."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.new_procedure()
        cls.answer = cls.new_limit(
            cls.rules, "received", ["first_reply"], 2, "hours", is_promised=True
        )
        cls.user_director = cls._new_user("director", "agent")
        cls.user_director.group_ids |= cls.user_executive.group_ids
        top, branch = cls.env["hr.department"].create(
            [
                {"name": name, "manager_id": cls._employ(user).id}
                for name, user in (
                    ("Head Office", cls.user_director),
                    ("Branch", cls.user_supervisor),
                )
            ]
        )
        branch.parent_id = top
        cls.team.department_id = branch

    @classmethod
    def _employ(cls, user):
        return cls.env["hr.employee"].create({"name": user.name, "user_id": user.id})

    def register(self, when="2026-03-06 09:00", **values):
        with self.at(when):
            return self._create_complaint(user_id=self.user_agent.id, **values)

    def test_refused_or_dissatisfied_goes_to_the_next_person_up(self):
        """P10: who is still dissatisfied meets the lobby manager, then the manager of
        the branch, at once each time."""
        self.new_rule(
            self.rules,
            "next person up",
            effects=["hand_up"],
            trigger="milestone",
            milestone_code="dissatisfied",
            is_to_owner=False,
        )
        complaint = self.register()
        first_contact = complaint.first_contact_id
        for when, owner in (
            ("2026-03-06 10:00", self.user_supervisor),
            ("2026-03-06 11:00", self.user_director),
        ):
            with self.at(when):
                complaint._record_milestone("dissatisfied")
                self.run_cron()
            self.assertEqual(complaint.user_id, owner)
            self.assertIn(owner, complaint.activity_ids.user_id)
        self.assertEqual(complaint.first_contact_id, first_contact)
        self.assertEqual(complaint.escalation_ids.mapped("occurrence"), [1, 0])

    def test_next_person_up_is_never_one_complained_about(self):
        self.new_rule(
            self.rules,
            "next person up",
            effects=["hand_up"],
            trigger="milestone",
            milestone_code="dissatisfied",
        )
        complaint = self.register(subject_user_ids=self.user_supervisor.ids)
        with self.at("2026-03-06 10:00"):
            complaint._record_milestone("dissatisfied")
            self.run_cron()
        self.assertEqual(complaint.user_id, self.user_director)

    def test_everybody_is_reminded_as_he_prefers(self):
        """P20: reminders are each user's own choice."""
        self.new_rule(self.rules, "late", is_to_supervisor=True, is_to_owner=True)
        self.user_agent.with_user(self.user_agent).complaint_notice_way = "mail"
        self.user_supervisor.complaint_notice_way = "activity"
        complaint = self.register()
        with self.at("2026-03-06 11:01"):
            self.run_cron()
        escalation = complaint.escalation_ids
        self.assertLessEqual(
            self.user_agent | self.user_supervisor, escalation.user_ids
        )
        notices = self.env["complaint.notice"].search(
            [("escalation_id", "=", escalation.id)]
        )
        self.assertIn(self.user_agent, notices.user_id)
        self.assertNotIn(self.user_supervisor, notices.user_id)
        asked = complaint.activity_ids.user_id
        self.assertIn(self.user_supervisor, asked)
        self.assertNotIn(self.user_agent, asked)

    def test_reminded_by_sms_too(self):
        if "sms.sms" not in self.env:
            self.skipTest("Odoo's SMS app is not installed.")
        self.new_rule(self.rules, "late", is_to_supervisor=True)
        self.user_agent.partner_id.phone = "+86 139 1111 2222"
        self.user_agent.with_user(self.user_agent).complaint_notice_way = "sms"
        known = self.env["sms.sms"].search([])
        complaint = self.register(customer_name="Wang Fang")
        with self.at("2026-03-06 11:01"), self.mock_mail_gateway():
            self.run_cron()
        message = self.env["sms.sms"].search([]) - known
        self.assertEqual(message.partner_id, self.user_agent.partner_id)
        self.assertIn(complaint.number, message.body)
        self.assertNotIn("Wang", message.body)
        self.assertIn(self.user_agent, complaint.activity_ids.user_id)
        self.assertIn(self.user_agent.partner_id, self._new_mails.recipient_ids)

    def test_urgent_notices_leave_at_once_to_the_whole_team(self):
        """P17: danger, power, water, lift: the shift is told at once."""
        self.new_rule(self.rules, "late", effects=["tell"])
        self.new_rule(
            self.rules,
            "danger",
            effects=["tell"],
            trigger="milestone",
            milestone_code="accepted",
            is_urgent=True,
            is_to_owner=False,
            is_to_team=True,
        )
        complaint = self.register()
        notices = self.env["complaint.notice"]
        with self.at("2026-03-06 11:01"):
            self.run_cron()
        with self.at("2026-03-06 11:02"):
            complaint._record_milestone("accepted")
            self.run_cron()
            sent = notices.search([("escalation_id.rule_id.is_urgent", "=", True)])
            self.assertEqual(sent.user_id, self.team.member_ids.user_id)
            self.assertTrue(all(sent.mapped("date_sent")))

    def test_shift_list_is_ticked_off(self):
        """P17: the customer was answered, which counts as progress contact."""
        self.new_rule(self.rules, "shift list", done_code="contacted")
        complaint = self.register()
        with self.at("2026-03-06 11:01"):
            self.run_cron()
        activity = complaint.activity_ids.filtered("complaint_done_code")
        activity.with_user(self.user_agent).action_feedback(feedback="Told him so")
        contacted = complaint.milestone_ids.filtered(lambda m: m.code == "contacted")
        self.assertEqual(contacted.user_id, self.user_agent)

    def test_report_is_written_and_passed_on(self):
        """P17: after 15 days the office manager reports to the general manager."""
        self.new_rule(
            self.rules,
            "report",
            done_code="reported",
            is_to_owner=False,
            is_to_manager=True,
        )
        complaint = self.register()
        with self.at("2026-03-06 11:01"):
            self.run_cron()
        activity = complaint.activity_ids.filtered("complaint_done_code")
        self.assertEqual(activity.user_id, self.user_supervisor)
        activity = activity.with_user(self.user_supervisor)
        with self.assertRaisesRegex(UserError, "Write your report"):
            activity.action_feedback(feedback="<p><br></p>")
        with self.mock_mail_gateway():
            activity.action_feedback(feedback="The spare part is on its way")
        self.assertIn("reported", complaint.milestone_ids.mapped("code"))
        report = self.env["mail.message"].search(
            [
                ("res_id", "=", complaint.id),
                ("message_type", "=", "user_notification"),
                ("body", "like", "spare part"),
            ]
        )
        self.assertEqual(report.notified_partner_ids, self.user_director.partner_id)

    def test_customer_is_told_a_moved_promise_again(self):
        """P20: a changed limit is told again; ticking off keeps it."""
        complaint = self.register()
        deadline = complaint.deadline_ids.filtered("is_promised")
        deadline.with_user(self.user_agent).action_tell_customer()
        self.assertFalse(complaint.activity_ids)
        with self.at("2026-03-06 10:00"):
            pause = self.env["complaint.pause"].create(
                {"complaint_id": complaint.id, "reason": "Photos are missing"}
            )
        with self.at("2026-03-06 11:00"):
            pause._resume()
        self.assertFalse(deadline.date_told)
        activity = complaint.activity_ids
        self.assertEqual(activity.user_id, self.user_agent)
        activity.with_user(self.user_agent).action_feedback()
        self.assertTrue(deadline.date_told)
