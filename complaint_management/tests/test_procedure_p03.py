from odoo.tests import tagged

from .resolution_common import ResolutionCommon


@tagged("post_install", "-at_install", "complaint")
class TestProcedureP03(ResolutionCommon):
    """Distribution centre: the responsible person investigates himself; the manager in
    charge gives the instruction."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.procedure_id = cls.env["complaint.procedure"]._import_shipped(
            "p03_distribution_centre"
        )

    def test_p03_from_form_to_recall(self):
        complaint = self._create_complaint(
            partner_id=self.partner.id, subject_user_ids=self.user_respondent.ids
        )
        # an account manager complained about gets the form and investigates
        self.assertFalse(complaint.barred_user_ids)
        assignment = self._dispatch(complaint).with_user(self.user_respondent)
        assignment.action_sign()
        assignment.reply = "<p>The batch is spoilt.</p>"
        assignment.action_reply()
        case = complaint.with_user(self.user_agent)
        case.write(
            {
                "verdict": "upheld",
                "finding": "The batch was stored too warm.",
                "cause_id": self.env["complaint.cause"].search([], limit=1).id,
                "fault_department_id": self.department_quality.id,
                "fault_user_id": self.user_respondent.id,
            }
        )
        case.action_investigated()
        solution = self._propose(complaint)
        remedy = self._plan(complaint, "recall", solution_id=solution.id, quantity=3)
        solution.action_submit()
        # the manager in charge reviews the plan and gives the instruction
        self.assertEqual(solution.state, "submitted")
        solution.approval_ids.with_user(self.user_supervisor).action_approve()
        self._tell(solution, answer="agreed")
        self._give(remedy)
        solution.action_execute()
        self.assertEqual(remedy.bearer_department_id, self.department_quality)
        # the department at fault is not the one complained about
        self.assertFalse(complaint.subject_department_id)

    def test_p03_limit_set_by_the_case(self):
        complaint = self._create_complaint(partner_id=self.partner.id)
        limit = complaint.deadline_ids.limit_id
        self.assertTrue(limit.is_individual)
        self.assertTrue(limit.is_promised)
