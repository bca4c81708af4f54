from odoo.tests import tagged

from .assignment_common import AssignmentCommon
from .engine_common import EngineCommon


@tagged("post_install", "-at_install", "complaint")
class TestUrgentHelp(EngineCommon, AssignmentCommon):
    """P20: urgent requests for help go straight to the contact."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["complaint.procedure"]._import_shipped("p20_call_centre")
        cls.team.procedure_id = cls.rules
        cls.env["complaint.classification.rule"].create(
            {
                "category_id": cls.category.id,
                "lead_department_id": cls.department_quality.id,
            }
        )

    def _ask_for_help(self, **values):
        return self._create_complaint(
            kind="help_request",
            partner_id=self.partner.id,
            phone="13800138000",
            **values,
        )

    def test_contact_is_told_at_once(self):
        self._approve_by("dispatch", "supervisor")
        with self.at("2026-03-07 23:00"), self.mock_mail_gateway():
            complaint = self._ask_for_help(priority="3")
            self.env.flush_all()
        assignment = complaint.assignment_ids
        self.assertEqual(assignment.state, "sent", "nobody has to release it")
        self.assertEqual(assignment.user_id, self.user_respondent)
        self.assertEqual(assignment.activity_ids.user_id, self.user_respondent)
        self.assertTrue(
            [mail for mail in self._mails if "Urgent help needed" in mail["subject"]]
        )
        seen = assignment.with_user(self.user_respondent)
        self.assertEqual(seen.customer_phone, "13800138000")
        self.assertIn("2026-03-07 23:30", self.due(assignment))

    def test_contact_is_told_by_sms(self):
        """The number alone, and only where the procedure wants it."""
        if "sms.sms" not in self.env:
            self.skipTest("Odoo's SMS app is not installed.")
        self.user_respondent.partner_id.phone = "+86 139 1111 2222"
        known = self.env["sms.sms"].search([])
        self._ask_for_help(priority="3")
        self.assertEqual(self.env["sms.sms"].search([]), known)
        self.rules.is_help_sent_by_sms = True
        complaint = self._ask_for_help(priority="3", customer_name="Wang Fang")
        message = self.env["sms.sms"].search([]) - known
        self.assertEqual(message.number.replace(" ", ""), "+8613911112222")
        self.assertIn(complaint.assignment_ids.number, message.body)
        self.assertNotIn("Wang", message.body)

    def test_others_wait_for_the_desk(self):
        self.assertFalse(self._ask_for_help(priority="1").assignment_ids)
        self.assertFalse(self._create_complaint(priority="3").assignment_ids)
        self.rules.is_help_sent_at_once = False
        self.assertFalse(self._ask_for_help(priority="3").assignment_ids)

    def test_becomes_urgent(self):
        complaint = self._ask_for_help(priority="1")
        complaint.with_user(self.user_agent).priority = "3"
        self.assertEqual(complaint.assignment_ids.state, "sent")
        complaint.with_user(self.user_agent).department_id = self.department_logistics
        self.assertEqual(len(complaint.assignment_ids), 1)

    def test_contact_urges_in_his_tree(self):
        complaint = self._ask_for_help(priority="3")
        complaint.assignment_ids.with_user(self.user_manager).action_chase()
        self.assertEqual(complaint.assignment_ids.chase_count, 1)


@tagged("post_install", "-at_install", "complaint")
class TestContactPost(AssignmentCommon):
    """P06: the contact of a department is a named person or a named post."""

    def test_holder_of_the_post_is_contact(self):
        department = self.env["hr.department"].create({"name": "Warehouse"})
        post = self.env["hr.job"].create({"name": "Complaint Officer"})
        department.complaint_job_id = post
        holder, successor = (
            self.env["hr.employee"].create(
                {
                    "name": user.name,
                    "user_id": user.id,
                    "department_id": department.id,
                    "job_id": job,
                }
            )
            for user, job in (
                (self.user_respondent, post.id),
                (self.user_logistics, False),
            )
        )
        self.assertEqual(department.complaint_all_contact_ids, self.user_respondent)
        assignment = self._dispatch(self._create_complaint(), department)
        self.assertEqual(assignment.user_id, self.user_respondent)
        holder.job_id = False
        successor.job_id = post
        self.assertEqual(department.complaint_all_contact_ids, self.user_logistics)
        self.assertTrue(assignment.with_user(self.user_logistics).has_access("write"))
