from odoo.tests import tagged

from .test_closing import ClosingCommon


@tagged("post_install", "-at_install", "complaint")
class TestResolutionP17(ClosingCommon):
    """Property management: what closes a valid, a to-be-improved and an invalid
    complaint, and what a dissatisfied customer begins."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["complaint.procedure"]._import_shipped("p17_property")
        cls.team.write(
            {
                "procedure_id": cls.rules.id,
                "department_id": cls.department_operations.id,
            }
        )
        cls.user_office = cls._new_user("office", "supervisor")
        cls.department_operations.manager_id = cls.env["hr.employee"].create(
            {"name": "Office Manager", "user_id": cls.user_office.id}
        )

    def register(self, validity):
        return self._create_complaint(
            validity=validity,
            partner_id=self.partner.id,
            user_id=self.user_agent.id,
            cause_id=self.cause.id,
        )

    def check(self, complaint):
        """The manager's check of record, handling and follow-up."""
        review = (
            self.env["complaint.review"]
            .with_user(self.user_agent)
            .create({"complaint_id": complaint.id, "user_id": self.user_office.id})
        )
        review.with_user(self.user_office).finding = "Complete"
        review.with_user(self.user_office).action_confirm()

    def missing(self, complaint, **values):
        return " | ".join(self._close(complaint, **values).gap_ids.mapped("name"))

    def test_p17_valid_only_when_the_customer_is_satisfied(self):
        complaint = self.register("valid")
        missing = self.missing(complaint)
        for word in ("satisfied", "carried out", "corrective", "manager"):
            self.assertIn(word, missing)
        measure = self._new_measure(complaint)
        measure.with_user(self.user_respondent).action_submit()
        complaint._record_milestone("executed")
        callback = complaint.callback_ids
        self.assertEqual(len(callback), 1, "planned within 24 hours")
        self._answer(complaint, True)
        self.assertEqual(
            self.missing(complaint), "the manager has not checked the case"
        )
        self.check(complaint)
        self.assertFalse(self.missing(complaint))
        self.assertEqual(complaint.phase, "closed")

    def test_p17_dissatisfied_is_handled_as_a_new_complaint(self):
        complaint = self.register("valid")
        self._answer(complaint, False, remark="The lift stopped again")
        self.assertEqual(complaint.phase, "closed")
        self.assertEqual(complaint.outcome, "superseded")
        successor = complaint.successor_ids
        self.assertEqual(successor.procedure_id, self.rules)
        self.assertNotEqual(successor.phase, "closed")

    def test_p17_to_be_improved_when_the_customer_understands(self):
        complaint = self.register("to_improve")
        measure = self._new_measure(complaint)
        measure.with_user(self.user_respondent).action_submit()
        self.check(complaint)
        values = {"outcome": "understood"}
        self.assertIn("understands", self.missing(complaint, **values))
        self._speak(complaint, self.user_agent, is_understood=True)
        self.assertFalse(self.missing(complaint, **values))
        self.assertEqual(complaint.phase, "closed")

    def test_p17_invalid_after_the_visit_of_the_manager(self):
        for user, channel in (
            (self.user_office, "visit"),
            (self.user_agent, "announcement"),
        ):
            complaint = self.register("invalid")
            self.check(complaint)
            values = {"outcome": "explained"}
            self._speak(complaint, self.user_agent, channel="call")
            self.assertIn("Visit of the Manager", self.missing(complaint, **values))
            self._speak(complaint, user, channel=channel)
            self.assertFalse(self.missing(complaint, **values))
            self.assertEqual(complaint.phase, "closed")
