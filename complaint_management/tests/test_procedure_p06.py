from odoo.exceptions import UserError
from odoo.tests import tagged

from .resolution_common import ResolutionCommon
from .satisfaction_common import SatisfactionCommon


@tagged("post_install", "-at_install", "complaint")
class TestProcedureP06(SatisfactionCommon, ResolutionCommon):
    """Cable network: two dissatisfied answers, then the executive's ruling."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["complaint.procedure"]._import_shipped("p06_cable")
        cls.team.procedure_id = cls.rules

    def work(self, complaint):
        """The department answers, the desk accepts."""
        self._dispatch(complaint)
        assignment = complaint.assignment_ids[:1]
        self._reply(assignment)
        assignment.with_user(self.user_agent).action_accept()
        return assignment

    def follow_up(self, complaint, grade, **values):
        self.answer(self.carry_out(complaint), grade, **values)

    def test_p06_record_within_three_calendar_days(self):
        with self.at("2026-03-06 09:00"):
            assignment = self._dispatch(self.new_case())
        with self.at("2026-03-06 10:00"):
            assignment.with_user(self.user_respondent).action_sign()
        # Saturday and Sunday count
        self.assertEqual(self.due(assignment), ["2026-03-10 00:00"])

    def test_p06_two_rounds_then_the_ruling(self):
        complaint = self.new_case(validity="valid")
        self.work(complaint)
        self.follow_up(complaint, "D", remark="Still no picture", wish="A new box")
        self.assertEqual((complaint.round, complaint.phase), (2, "investigation"))
        # the department works at once: a new form of the second round
        second = self.work(complaint)
        self.assertEqual(second.round, 2)
        self.follow_up(complaint, "D", remark="Still no picture")
        self.assertEqual(complaint.round, 2, "a ruling instead of another round")
        self.assertTrue(complaint.is_ruling_required)

        ruling = self._propose(complaint, kind="ruling")
        ruling.action_submit()
        ruling.approval_ids.with_user(self.user_executive).action_approve()
        self._tell(ruling)
        self.assertEqual(complaint.outcome, "ruling")
        measure = self.env["complaint.measure"].create(
            {"name": "Check the box before delivery", "complaint_ids": complaint.ids}
        )
        measure.state = "reviewed"
        complaint.phase = "closed"
        self.assertFalse(
            complaint.activity_ids.filtered(
                lambda activity: activity.user_id == self.user_executive
            )
        )

    def test_p06_not_closed_before(self):
        complaint = self.new_case(validity="valid")
        self.work(complaint)
        complaint.outcome = "solved"
        with self.assertRaisesRegex(UserError, "not confirmed that he is satisfied"):
            complaint.phase = "closed"

    def test_p06_satisfied_in_the_second_round(self):
        complaint = self.new_case()
        self.follow_up(complaint, "D", remark="No picture")
        self.follow_up(complaint, "B")
        self.assertEqual(complaint.satisfaction, "satisfied")
        self.assertFalse(complaint.is_ruling_required)

    def test_p06_dissatisfied_but_not_pursued(self):
        complaint = self.new_case()
        self.follow_up(complaint, "D", remark="Never mind", is_pursued=False)
        self.assertEqual(complaint.round, 1)
        self.assertEqual(complaint.satisfaction, "not_pursued")

    def test_p06_discovered_without_a_customer(self):
        complaint = self.new_case(partner_id=False, origin="staff_initiated")
        complaint._record_milestone("executed")
        self.assertFalse(complaint.callback_ids)
