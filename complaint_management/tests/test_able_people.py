from odoo.tests import tagged

from .engine_common import EngineCommon


@tagged("post_install", "-at_install", "complaint")
class TestAblePeople(EngineCommon):
    """Work and decisions reach who is there: whoever left hands over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls._create_complaint(user_id=cls.user_agent.id)
        cls.assignment = cls._dispatch(cls.complaint)
        # supervisors of the database itself would stand in as well
        group = cls.env.ref("complaint_management.group_complaint_supervisor")
        group.user_ids = cls.user_supervisor

    def test_archiving_hands_over(self):
        """Cases wait for an owner, departments' work goes on, supervisors have the
        list."""
        self.complaint.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.user_agent.id
        )
        known = self.env["mail.message"].search([], order="id desc", limit=1).id
        (self.user_agent | self.user_respondent).action_archive()
        self.env.invalidate_all()
        self.assertFalse(self.complaint.user_id)
        self.assertEqual(self.assignment.user_id, self.user_manager)
        self.assertEqual(self.complaint.activity_ids.user_id, self.user_supervisor)
        told = self.env["mail.message"].search(
            [
                ("id", ">", known),
                ("partner_ids", "in", self.user_supervisor.partner_id.ids),
                ("subject", "like", "Open complaint work of"),
            ]
        )
        self.assertEqual(len(told), 2)
        self.assertIn(self.complaint.number, told.sorted("id")[0].body)

    def test_losing_the_role_hands_over(self):
        agents = self.env.ref("complaint_management.group_complaint_agent")
        agents.user_ids -= self.user_agent
        self.assertFalse(self.complaint.user_id)

    def test_a_new_contact_takes_over(self):
        other = self._new_user("other", "respondent")
        self.department_quality.complaint_contact_ids = other
        self.assertEqual(self.assignment.user_id, other)

    def test_nothing_is_given_to_who_left(self):
        """Even where the name of the leaver still stands."""
        self.user_agent.action_archive()
        self.complaint.user_id = self.user_agent
        self.assertEqual(self.complaint._get_responsible_user(), self.user_supervisor)
        activity = self.complaint.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.user_agent.id
        )
        self.assertEqual(activity.user_id, self.user_supervisor)

    def test_managers_who_left(self):
        self.assertEqual(self.department_quality._get_managers_up(), self.user_manager)
        self.user_manager.action_archive()
        self.assertFalse(self.department_quality._get_managers_up())

    def test_without_supervisors(self):
        """Whom the company names, else an administrator who may read the case."""
        self.user_supervisor.action_archive()
        self.complaint.user_id = False
        administrators = self.env.ref("base.group_system").all_user_ids
        self.assertLessEqual(self.complaint._get_stand_ins(), administrators)
        self.company.complaint_stand_in_id = self.user_agent_other
        self.assertEqual(self.complaint._get_responsible_user(), self.user_agent_other)

    def test_approvers_who_left(self):
        rule = self.env["complaint.approval.rule"].create(
            {
                "procedure_id": self.complaint.procedure_id.id,
                "action": "reply",
                "approver_kind": "user",
                "user_ids": self.user_executive.ids,
            }
        )
        self.assertEqual(rule._get_approvers(self.assignment), self.user_executive)
        self.user_executive.action_archive()
        self.assertEqual(rule._get_approvers(self.assignment), self.user_supervisor)

    def test_owners_hear_of_a_merge(self):
        other = self._create_complaint(user_id=self.user_agent_other.id)
        known = self.env["mail.message"].search([], order="id desc", limit=1).id
        self.env["complaint.complaint.merge"].with_user(self.user_supervisor).create(
            {
                "complaint_ids": (self.complaint | other).ids,
                "survivor_id": self.complaint.id,
            }
        ).action_merge()
        told = self.env["mail.message"].search(
            [("id", ">", known), ("subject", "like", "Merged into")]
        )
        self.assertIn(self.user_agent.partner_id, told.partner_ids)
        self.assertFalse(told.partner_ids.filtered("partner_share"))
