from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .assignment_common import AssignmentCommon


@tagged("post_install", "-at_install", "complaint")
class TestSupervision(AssignmentCommon):
    def test_chase_counts_and_reminds(self):
        assignment = self._dispatch(self._create_complaint())
        with self.mock_mail_gateway():
            assignment.with_user(self.user_agent).action_chase()
        self.assertEqual(assignment.chase_count, 1)
        recipients = [to for mail in self._mails for to in mail["email_to"]]
        self.assertTrue([to for to in recipients if self.user_respondent.name in to])
        self.assertFalse([to for to in recipients if self.user_manager.name in to])
        with self.assertRaisesRegex(UserError, "only who asked"):
            assignment.with_user(self.user_respondent).action_chase()

    def test_supervised_follow_up_tells_the_managers(self):
        assignment = self._dispatch(self._create_complaint())
        with self.mock_mail_gateway():
            assignment.with_user(self.user_agent).action_supervise()
        self.assertTrue(assignment.is_supervised)
        self.assertEqual(assignment.supervise_count, 1)
        recipients = [to for mail in self._mails for to in mail["email_to"]]
        self.assertTrue([to for to in recipients if self.user_manager.name in to])

    def test_manager_urges_inside_his_tree(self):
        """P20: the first node urges inside the branch."""
        assignment = self._dispatch(self._create_complaint())
        assignment.with_user(self.user_manager).action_chase()
        self.assertEqual(assignment.chase_count, 1)

    def test_first_reply_then_progress(self):
        """P24's first reply and P23's progress go to the desk."""
        assignment = self._dispatch(self._create_complaint())
        assignment.with_user(self.user_respondent).action_sign()
        for text in ("The sample is in the laboratory", "Result on Friday"):
            self.env["complaint.assignment.report"].with_user(
                self.user_respondent
            ).create({"assignment_ids": assignment.ids, "text": text}).action_report()
        self.assertEqual(
            self._codes(assignment),
            ["dispatched", "signed", "dept_first_reply", "dept_progress"],
        )

    def test_question_is_no_reply(self):
        complaint = self._create_complaint(user_id=self.user_agent.id)
        assignment = self._dispatch(complaint)
        with self.mock_mail_gateway():
            self.env["complaint.assignment.report"].with_user(
                self.user_respondent
            ).create(
                {
                    "assignment_ids": assignment.ids,
                    "text": "Which batch?",
                    "is_question": True,
                }
            ).action_report()
        self.assertEqual(self._codes(assignment), ["dispatched"])
        self.assertTrue(
            [mail for mail in self._mails if "Which batch?" in mail["body"]]
        )


@tagged("post_install", "-at_install", "complaint")
class TestDraftWarning(AssignmentCommon):
    def test_colleague_writes_to_the_same_customer(self):
        complaint = self._create_complaint(partner_id=self.partner.id)
        other = self._create_complaint(partner_id=self.partner.id)
        self.env["mail.scheduled.message"].with_user(self.user_supervisor).create(
            {
                "model": other._name,
                "res_id": other.id,
                "author_id": self.user_supervisor.partner_id.id,
                "body": "Dear customer",
                "scheduled_date": "2099-01-01 00:00:00",
            }
        )
        self.assertIn(
            self.user_supervisor.name,
            complaint.with_user(self.user_agent).draft_warning,
        )
        self.assertFalse(complaint.with_user(self.user_supervisor).draft_warning)

    def test_colleague_has_a_letter_in_hand(self):
        complaint = self._create_complaint(partner_id=self.partner.id)
        other = self._create_complaint(partner_id=self.partner.id)
        letter = (
            self.env["complaint.letter"]
            .with_user(self.user_supervisor)
            .create({"complaint_id": other.id, "subject": "Reply", "body": "Dear"})
        )
        seen = complaint.with_user(self.user_agent)
        self.assertIn(self.user_supervisor.name, seen.draft_warning)
        letter.unlink()
        seen.invalidate_recordset(["draft_warning"])
        self.assertFalse(seen.draft_warning)


@tagged("post_install", "-at_install", "complaint")
class TestDepartmentContact(AssignmentCommon):
    """P13, P20, P23, P24: the department speaks with the customer itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.procedure.is_department_contact = True

    def _contact(self, assignment, **values):
        self.env["complaint.assignment.contact"].with_user(self.user_respondent).create(
            {"assignment_id": assignment.id, "text": "We send a new one", **values}
        ).action_contact()

    def test_write_to_the_customer(self):
        complaint = self._create_complaint(partner_id=self.partner.id)
        assignment = self._dispatch(complaint)
        with self.mock_mail_gateway():
            self._contact(assignment, way="mail", subject="Your parcel")
        [mail] = [m for m in self._mails if "wang@customer.example" in m["email_to"][0]]
        self.assertIn("We send a new one", mail["body"])
        codes = complaint.milestone_ids.mapped("code")
        self.assertIn("contacted", codes)
        self.assertIn("first_reply", codes)
        self.assertNotIn("informed", codes)

    def test_log_a_call(self):
        complaint = self._create_complaint(partner_id=self.partner.id)
        assignment = self._dispatch(complaint)
        with self.mock_mail_gateway():
            self._contact(assignment, way="call", is_informed=True)
        self.assertFalse(self._mails)
        self.assertIn("informed", complaint.milestone_ids.mapped("code"))
        self.assertTrue(
            complaint.message_ids.filtered(lambda m: "a new one" in (m.body or ""))
        )

    def test_never_on_confidential_cases_nor_elsewhere(self):
        complaint = self._create_complaint(partner_id=self.partner.id)
        assignment = self._dispatch(complaint)
        complaint.is_confidential = True
        with self.assertRaisesRegex(UserError, "confidential"):
            self._contact(assignment)
        complaint.is_confidential = False
        self.procedure.is_department_contact = False
        with self.assertRaisesRegex(UserError, "the desk speaks"):
            self._contact(assignment)


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestUnitAdministrator(AssignmentCommon):
    """P20: contacts and rights inside his own tree, by a unit administrator."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_unit = cls._new_user("unit", "unit_administrator")
        cls.department_operations.complaint_administrator_ids = cls.user_unit

    def _name_contacts(self, department, contacts, user=None):
        self.env["complaint.department.contacts"].with_user(
            user or self.user_unit
        ).create(
            {"department_id": department.id, "contact_ids": contacts.ids}
        ).action_apply()

    def test_names_contacts_below(self):
        self._name_contacts(self.department_quality, self.user_employee)
        self.assertEqual(
            self.department_quality.complaint_contact_ids, self.user_employee
        )
        self.assertTrue(
            self.user_employee.has_group(
                "complaint_management.group_complaint_respondent"
            )
        )
        self.assertIn(
            self.user_employee.name, self.department_quality.message_ids[0].body
        )

    def test_not_elsewhere(self):
        with self.assertRaises(AccessError):
            self._name_contacts(self.department_logistics, self.user_employee)

    def test_not_by_others(self):
        with self.assertRaises(AccessError):
            self._name_contacts(
                self.department_quality, self.user_employee, self.user_agent
            )
        with self.assertRaises(AccessError):
            self.department_quality.with_user(self.user_unit).write(
                {"complaint_contact_ids": self.user_unit.ids}
            )
