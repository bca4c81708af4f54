from odoo.tests import tagged

from .satisfaction_common import SatisfactionCommon


@tagged("post_install", "-at_install", "complaint")
class TestRounds(SatisfactionCommon):
    """What begins when the customer is dissatisfied."""

    def dissatisfy(self, complaint, **values):
        self.answer(self.carry_out(complaint), "D", remark="Still leaks", **values)

    def test_the_desk_decides(self):
        complaint = self.new_case()
        self.dissatisfy(complaint)
        self.assertEqual(complaint.satisfaction, "dissatisfied")
        self.assertEqual(complaint.round, 1)
        self.assertIn("dissatisfied", self.codes(complaint))
        self.assertEqual(complaint.activity_ids.user_id, self.user_agent)

    def test_next_round(self):
        self.rules.dissatisfied_course = "round"
        complaint = self.new_case()
        self.dissatisfy(complaint)
        self.assertEqual(complaint.round, 2)
        self.assertEqual(complaint.phase, "investigation")
        self.assertFalse(complaint.satisfaction)
        self.assertEqual(complaint.dissatisfied_count, 1)
        self.answer(self.carry_out(complaint), "A")
        self.assertEqual(complaint.satisfaction, "satisfied")
        self.assertEqual(complaint.callback_ids.mapped("round"), [1, 2])

    def test_next_round_without_a_category(self):
        self.rules.dissatisfied_course = "round"
        complaint = self.new_case(category_id=False)
        self.dissatisfy(complaint)
        self.assertEqual((complaint.round, complaint.phase), (2, "classification"))

    def test_next_round_starts_the_clock_again(self):
        closing = self.new_limit(self.rules, "received", ["closed"], 5, "days")
        self.rules.dissatisfied_course = "round"
        with self.at("2026-03-02 10:00"):
            complaint = self.new_case(date_received=self.utc("2026-03-02 10:00"))
        with self.at("2026-03-06 10:00"):
            self.dissatisfy(complaint)
        self.assertEqual(self.due(complaint, closing), ["2026-03-11 10:00"])

    def test_not_pursued(self):
        self.rules.dissatisfied_course = "round"
        complaint = self.new_case()
        self.dissatisfy(complaint, is_pursued=False)
        self.assertEqual(complaint.satisfaction, "not_pursued")
        self.assertEqual(complaint.round, 1)
        self.assertEqual(complaint.dissatisfied_count, 0)

    def test_new_complaint(self):
        self.rules.dissatisfied_course = "complaint"
        complaint = self.new_case()
        self.dissatisfy(complaint, wish="Please come again")
        self.assertEqual(complaint.phase, "closed")
        self.assertEqual(complaint.outcome, "superseded")
        successor = complaint.successor_ids
        self.assertEqual(successor.partner_id, self.partner)
        self.assertEqual(successor.demand, "Please come again")
        self.assertEqual(successor.round, 1)
        self.assertNotEqual(successor.number, complaint.number)

    def test_ruling_instead_of_another_round(self):
        self.rules.write({"dissatisfied_course": "round", "ruling_after": 2})
        complaint = self.new_case()
        self.dissatisfy(complaint)
        self.assertFalse(complaint.is_ruling_required)
        self.dissatisfy(complaint)
        self.assertEqual(complaint.dissatisfied_count, 2)
        self.assertEqual(complaint.round, 2)
        self.assertTrue(complaint.is_ruling_required)
        activity = complaint.activity_ids.filtered(
            lambda a: a.user_id == self.user_executive
        )
        self.assertTrue(activity)

    def test_caller_without_right_on_the_case(self):
        self.limit.callback_caller = "first_contact"
        for course in ("round", "complaint", "manual"):
            self.rules.dissatisfied_course = course
            complaint = self.new_case(first_contact_id=self.user_employee.id)
            self.dissatisfy(complaint)
            self.assertEqual(complaint.dissatisfied_count, 1, course)
