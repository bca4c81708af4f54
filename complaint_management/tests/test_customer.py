from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .assignment_common import AssignmentCommon


@tagged("post_install", "-at_install", "complaint")
class TestCustomer(AssignmentCommon):
    """Agents without the right to create contacts name the customer of a case."""

    def _link(self, user=None, **values):
        complaint = self._create_complaint(**values)
        complaint.with_user(user or self.user_agent).action_link_customer()
        return complaint

    def test_contact_is_created_of_what_is_known(self):
        complaint = self._link(
            customer_name="Zhou Ping", email_from="zhou@x.example", phone="13900000000"
        )
        customer = complaint.partner_id
        self.assertEqual(customer.name, "Zhou Ping")
        self.assertEqual(customer.email, "zhou@x.example")
        self.assertEqual(customer.phone, "13900000000")
        self.assertEqual(complaint.phone, "13900000000")

    def test_known_customer_is_found(self):
        for values in (
            {"email_from": "Wang@customer.example"},
            {"phone": "+86 138-0013-8000"},
        ):
            complaint = self._link(customer_name="Wang Fang", **values)
            self.assertEqual(complaint.partner_id, self.partner)

    def test_nothing_known(self):
        with self.assertRaisesRegex(UserError, "email address or phone"):
            self._link(customer_name="Somebody")
        with self.assertRaises(AccessError):
            self._link(user=self.user_employee, phone="13900000000")

    def test_caller_is_found_by_phone(self):
        """However the number is written, and only by numbers."""
        partners = self.env["res.partner"].with_user(self.user_agent)
        for number in ("13800138000", "138 0013 8000", "+86-138-0013-8000"):
            found = [row[0] for row in partners.name_search(number)]
            self.assertIn(self.partner.id, found, number)
        self.partner.phone = "+86 138 0013 8000"
        self.env.flush_all()
        found = [row[0] for row in partners.name_search("13800138000")]
        self.assertIn(self.partner.id, found)
        for text in ("8000", "Wang 13800138000", "99999999999"):
            found = [row[0] for row in partners.name_search(text)]
            self.assertNotIn(self.partner.id, found, text)

    def test_dispatch_where_nobody_can_act(self):
        """The dialog says so, and somebody is asked to tell the department."""
        nobody = self.env["hr.department"].create({"name": "Administration"})
        complaint = self._create_complaint(user_id=self.user_agent.id)
        wizard = (
            self.env["complaint.complaint.dispatch"]
            .with_user(self.user_agent)
            .create({"complaint_ids": complaint.ids, "department_ids": nobody.ids})
        )
        self.assertIn("Administration: nobody there can act", wizard.conflict_warning)
        with self.mock_mail_gateway():
            wizard.action_dispatch()
        self.assertFalse(self._new_mails)
        activity = complaint.activity_ids
        self.assertEqual(activity.user_id, self.user_agent)
        self.assertIn("Administration", activity.summary)
        # the way out: the desk signs and replies
        self._reply(complaint.assignment_ids, self.user_agent)
        self.assertEqual(complaint.assignment_ids.state, "replied")

    def test_refused_closing_writes_nothing(self):
        """All that is missing of all cases, at once; nothing else changes."""
        open_case = self._create_complaint(outcome_note="Told on Monday")
        self._dispatch(open_case)
        unclassified = self._create_complaint(category_id=False)
        cases = open_case | unclassified
        before = cases.read(["outcome", "outcome_note", "validity", "phase"])
        wizard = (
            self.env["complaint.complaint.close"]
            .with_user(self.user_agent)
            .create({"complaint_ids": cases.ids, "outcome": "solved"})
        )
        self.assertEqual(wizard.action_close()["res_id"], wizard.id)
        self.env.flush_all()
        self.env.invalidate_all()
        fields = ["outcome", "outcome_note", "validity", "phase"]
        self.assertEqual(cases.read(fields), before)
        gaps = {
            case: wizard.gap_ids.filtered(lambda g, c=case: g.complaint_id == c)
            for case in cases
        }
        self.assertIn("wait for the replies", str(gaps[open_case].mapped("name")))
        for case in cases:
            self.assertIn("say whether", str(gaps[case].mapped("name")))
        self.assertIn("choose a category", gaps[unclassified].mapped("name"))

    def test_closing_keeps_the_note(self):
        case = self._create_complaint(outcome_note="Told on Monday")
        self.env["complaint.complaint.close"].with_user(self.user_agent).create(
            {"complaint_ids": case.ids, "outcome": "solved", "validity": "valid"}
        ).action_close()
        self.assertEqual(case.phase, "closed")
        self.assertEqual(case.outcome_note, "Told on Monday")

    def test_offer_without_an_address(self):
        """The way proposed reaches the customer."""
        for values, way in (
            ({"email_from": "a@x.example"}, "mail"),
            ({"phone": "13900000000"}, "phone"),
            ({}, "letter"),
        ):
            complaint = self._create_complaint(customer_name="Li", **values)
            solution = self.env["complaint.solution"].create(
                {"complaint_id": complaint.id, "description": "<p>Exchange</p>"}
            )
            offer = self.env["complaint.solution.offer"].create(
                {"solution_id": solution.id}
            )
            self.assertEqual(offer.way, way)
