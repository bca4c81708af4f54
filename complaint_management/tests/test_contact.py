from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .satisfaction_common import SatisfactionCommon


@tagged("post_install", "-at_install", "complaint")
class TestContact(SatisfactionCommon):
    """P02, P17: what is said to customers is kept and counts as an answer."""

    def contact(self, complaint, user=None, **values):
        contacts = self.env["complaint.contact"].with_user(user or self.user_agent)
        return contacts.create(
            {"complaint_id": complaint.id, "content": "We are looking", **values}
        )

    def test_first_call_is_the_first_answer(self):
        limit = self.new_limit(self.rules, "received", ["first_reply"], 30, "minutes")
        with self.at("2026-03-06 10:00"):
            complaint = self.new_case()
        with self.at("2026-03-06 11:00"):
            self.contact(complaint, date=self.utc("2026-03-06 10:20"))
            self.contact(complaint)
        self.assertEqual(self.codes(complaint).count("first_reply"), 1)
        self.assertEqual(self.codes(complaint).count("contacted"), 2)
        deadline = complaint.deadline_ids.filtered(lambda d: d.limit_id == limit)
        self.assertEqual(self.wall(deadline.date_ended), "2026-03-06 10:20")
        self.assertFalse(deadline.is_late)

    def test_result_informs(self):
        complaint = self.new_case()
        contact = self.contact(complaint, purpose="result", channel="visit")
        self.assertIn("informed", self.codes(complaint))
        self.assertEqual(contact.person, "Wang Fang")
        self.assertIn("We are looking", complaint.message_ids[0].body)

    def test_customer_calls(self):
        complaint = self.new_case()
        self.contact(complaint, direction="incoming")
        self.assertNotIn("contacted", self.codes(complaint))
        self.assertEqual(complaint.contact_count, 2)

    def test_next_contact(self):
        complaint = self.new_case()
        self.contact(complaint, date_next="2099-01-05")
        self.assertEqual(complaint.activity_ids.user_id, self.user_agent)
        self.assertEqual(str(complaint.activity_ids.date_deadline), "2099-01-05")

    def test_logged_is_evidence(self):
        contact = self.contact(self.new_case())
        contact.content = "We are looking into it"
        for values in ({"date": "2026-01-01"}, {"purpose": "result"}):
            with self.assertRaises(AccessError):
                contact.write(values)
        with self.assertRaises(UserError):
            contact.unlink()

    def test_not_in_the_future(self):
        with self.assertRaisesRegex(UserError, "future"):
            self.contact(self.new_case(), date="2099-01-01 10:00:00")

    def test_public_answer_after_approval(self):
        self._approve_by("public_answer", "supervisor")
        complaint = self.new_case()
        contact = self.contact(complaint, channel="public", is_signed=False)
        self.assertNotIn("contacted", self.codes(complaint))
        contact.action_publish()
        self.assertEqual(contact.state, "to_review")
        approval = contact.approval_ids.with_user(self.user_supervisor)
        approval._do_refuse("Too short")
        self.assertEqual(contact.state, "draft")
        contact.content = "We are looking into it"
        contact.action_publish()
        contact.approval_ids.filtered(lambda a: a.state == "pending").with_user(
            self.user_supervisor
        ).action_approve()
        self.assertEqual(contact.state, "done")
        self.assertIn("contacted", self.codes(complaint))

    def test_department_contact_is_one_of_them(self):
        self.rules.is_department_contact = True
        complaint = self.new_case()
        assignment = self._dispatch(complaint)
        self.env["complaint.assignment.contact"].with_user(self.user_respondent).create(
            {
                "assignment_id": assignment.id,
                "text": "We send a new one",
                "is_informed": True,
            }
        ).action_contact()
        contact = complaint.contact_ids
        self.assertEqual(contact.assignment_id, assignment)
        self.assertEqual(contact.user_id, self.user_respondent)
        self.assertEqual(contact.purpose, "result")
        # the department sees its own contacts and no others
        other = self.contact(complaint)
        mine = self.env["complaint.contact"].with_user(self.user_respondent)
        self.assertEqual(mine.search([("complaint_id", "=", complaint.id)]), contact)
        self.assertFalse(other.with_user(self.user_respondent).has_access("read"))

    def test_other_desks_and_the_accused_see_nothing(self):
        complaint = self.new_case(subject_user_ids=self.user_supervisor.ids)
        contact = self.contact(complaint)
        for user in (self.user_agent_other, self.user_supervisor, self.user_employee):
            self.assertFalse(contact.with_user(user).has_access("read"), user.login)
        self.assertTrue(contact.with_user(self.user_auditor).has_access("read"))
