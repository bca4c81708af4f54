from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .resolution_common import ResolutionCommon


@tagged("post_install", "-at_install", "complaint")
class TestRemedy(ResolutionCommon):
    def setUp(self):
        super().setUp()
        self.complaint = self._create_complaint(
            partner_id=self.partner.id, department_id=self.department_quality.id
        )

    def test_planned_approved_given(self):
        remedy = self._plan(self.complaint, "refund")
        with self.assertRaisesRegex(UserError, "enter the cost"):
            remedy.action_submit()
        remedy.amount = 120
        remedy.action_submit()
        self.assertEqual(remedy.state, "approved")
        self.assertEqual(remedy.bearer_department_id, self.department_quality)
        with self.assertRaises(AccessError):
            remedy.amount = 1200
        self._give(remedy, receipt_number="R-7")
        self.assertEqual(remedy.state, "given")
        self.assertEqual(remedy.handed_by_id, self.user_agent)
        self.assertEqual(remedy.receipt_number, "R-7")
        with self.assertRaisesRegex(UserError, "this needs “Approved”"):
            remedy.action_give()

    def test_approval_by_cost(self):
        """Only above the limit somebody else decides."""
        self._approve_by("remedy", "supervisor", amount_above=500)
        small = self._plan(self.complaint, "refund", amount=500)
        large = self._plan(self.complaint, "refund", amount=501)
        (small | large).action_submit()
        self.assertEqual((small.state, large.state), ("approved", "submitted"))
        self._refuse(large.approval_ids, self.user_supervisor, "Too much")
        self.assertEqual((large.state, large.amount), ("planned", 501))
        self.assertEqual(large.refusal_reason, "Too much")

    def test_decided_with_its_solution(self):
        """The rules for remedies count, whether alone or in a solution."""
        self._approve_by("remedy", "supervisor", amount_above=500)
        solution = self._propose(self.complaint)
        remedy = self._plan(
            self.complaint, "refund", amount=600, solution_id=solution.id
        )
        with self.assertRaisesRegex(UserError, "with its solution"):
            remedy.action_submit()
        solution.action_submit()
        self.assertEqual((solution.state, remedy.state), ("submitted", "submitted"))
        content = solution.approval_ids.with_user(self.user_supervisor).content
        self.assertIn("600", content)
        solution.approval_ids.with_user(self.user_supervisor).action_approve()
        self.assertEqual((solution.state, remedy.state), ("approved", "approved"))
        with self.assertRaisesRegex(UserError, "not settled"):
            remedy.action_give()
        self._tell(solution, answer="agreed")
        with self.assertRaisesRegex(UserError, "neither given nor refused"):
            solution.action_execute()
        self._give(remedy)
        solution.action_execute()
        self.assertEqual(solution.state, "executed")

    def test_declined_solution_frees_its_remedies(self):
        solution = self._propose(self.complaint)
        remedy = self._plan(
            self.complaint, "refund", amount=600, solution_id=solution.id
        )
        solution.action_submit()
        self._tell(solution)
        self._decline(solution)
        self.assertEqual(remedy.state, "planned")
        revision = solution.browse(solution.action_revise()["res_id"])
        self.assertEqual(revision.remedy_ids, remedy)
        remedy.amount = 700

    def test_repair_needs_consent(self):
        """P05: repaired only with the customer's consent."""
        remedy = self._plan(self.complaint, "repair")
        remedy.action_submit()
        with self.assertRaisesRegex(UserError, "when the customer agreed"):
            remedy.action_give()
        remedy.write({"date_consent": "2026-03-06 09:00:00", "consent_way": "phone"})
        self._give(remedy)
        self.assertEqual(remedy.state, "given")

    def test_refused_by_the_customer(self):
        remedy = self._plan(self.complaint, "gift", multiple=2)
        remedy.action_submit()
        self.env["complaint.remedy.refuse"].with_user(self.user_agent).create(
            {"remedy_ids": remedy.ids, "reason": "He wants none"}
        ).action_refuse()
        self.assertEqual((remedy.state, remedy.refusal), ("refused", "customer"))
        with self.assertRaises(UserError):
            remedy.unlink()

    def test_no_illegal_jump(self):
        remedy = self._plan(self.complaint, "refund", amount=10)
        for values in (
            {"state": "given"},
            {"date_given": "2026-03-01"},
            {"handed_by_id": self.user_agent.id},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                remedy.write(values)
        with self.assertRaises(AccessError):
            self._plan(self.complaint, "refund", amount=10, state="approved")

    def test_bridge_is_called_once(self):
        given = []
        remedies = self._plan(self.complaint, "apology") | self._plan(
            self.complaint, "gift"
        )
        self.patch(
            type(remedies), "_on_given", lambda records: given.append(records.ids)
        )
        remedies.action_submit()
        self._give(remedies)
        self.assertEqual(given, [remedies.ids])
