from odoo.tests import tagged

from .satisfaction_common import SatisfactionCommon


@tagged("post_install", "-at_install", "complaint")
class TestProcedureP13(SatisfactionCommon):
    """Manufacturing: the responsible department investigates, informs, follows up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["complaint.procedure"]._import_shipped("p13_manufacturing")
        cls.team.procedure_id = cls.rules

    def limit_named(self, name):
        return self.rules.limit_ids.filtered(lambda limit: limit.name == name)

    def test_p13_from_the_department_to_the_customer_and_back(self):
        with self.at("2026-03-02 09:00"):
            complaint = self.new_case()
            assignment = self._dispatch(complaint)
        with self.at("2026-03-02 10:00"):
            assignment.with_user(self.user_respondent).action_sign()
        self.assertEqual(self.due(assignment), ["2026-03-03 10:00"])
        with self.at("2026-03-03 09:00"):
            self._reply(assignment)
            complaint._record_milestone("investigated")
        inform = self.limit_named("Inform the customer")
        self.assertEqual(self.due(complaint, inform), ["2026-03-05 09:00"])
        # the department informs the customer itself
        with self.at("2026-03-04 09:00"):
            self.env["complaint.assignment.contact"].with_user(
                self.user_respondent
            ).create(
                {
                    "assignment_id": assignment.id,
                    "way": "call",
                    "text": "You get a new one",
                    "is_informed": True,
                }
            ).action_contact()
        self.assertEqual(complaint.contact_ids.assignment_id, assignment)
        self.assertFalse(self.due(complaint, inform))
        # and follows up within a week after the plan has been carried out
        with self.at("2026-03-05 09:00"):
            callback = self.carry_out(complaint)
        self.assertEqual(callback.user_id, self.user_respondent)
        self.assertEqual(self.wall(callback.date_due), "2026-03-13 00:00")
        with self.at("2026-03-09 09:00"):
            self.answer(callback, "A")
        self.assertEqual(complaint.satisfaction, "satisfied")

    def test_p13_dissatisfied_further_talks(self):
        complaint = self.new_case()
        assignment = self._dispatch(complaint)
        self._reply(assignment)
        self.answer(self.carry_out(complaint), "D", remark="Scratched again")
        self.assertEqual(complaint.round, 2)

    def test_p13_confidential_is_not_the_departments(self):
        complaint = self.new_case(is_confidential=True)
        self._dispatch(complaint)
        callback = self.carry_out(complaint)
        self.assertEqual(callback.user_id, self.user_caller)
