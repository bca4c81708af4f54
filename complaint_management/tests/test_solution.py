from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .resolution_common import ResolutionCommon


@tagged("post_install", "-at_install", "complaint")
class TestSolution(ResolutionCommon):
    def setUp(self):
        super().setUp()
        self.complaint = self._create_complaint(partner_id=self.partner.id)

    def test_from_draft_to_effect(self):
        """P01: proposed, told, agreed, carried out; every step is a milestone."""
        solution = self._propose(
            self.complaint,
            step_ids=[Command.create({"name": "Send it", "user_id": self.env.uid})],
        )
        solution.action_submit()
        self.assertEqual(solution.state, "approved")
        self.assertEqual(self.complaint.phase, "solution")
        self._tell(solution, answer="agreed", customer_answer="Fine with me")
        self.assertEqual(solution.state, "agreed")
        self.assertEqual(solution.customer_answer, "Fine with me")
        self.assertEqual(self.complaint.phase, "execution")
        with self.assertRaisesRegex(UserError, "“Send it” is not done"):
            solution.action_execute()
        solution.step_ids.action_finish()
        solution.action_execute()
        self.assertEqual(self.complaint.phase, "callback")
        solution.effect = "effective"
        self.assertEqual(solution.evaluated_by_id, self.user_agent)
        self.assertEqual(
            self._codes(self.complaint)[2:],
            [
                "solution_proposed",
                "approved",
                "first_reply",
                "contacted",
                "informed",
                "agreed",
                "executed",
            ],
        )

    def test_customer_declines(self):
        """His wish is kept; the next version follows, until he agrees."""
        solution = self._propose(self.complaint)
        solution.action_submit()
        self._tell(solution)
        self._decline(solution, wish="My money back")
        self.assertEqual(solution.state, "declined")
        self.assertEqual(solution.customer_wish, "My money back")
        self.assertIn("declined", self._codes(self.complaint))
        action = solution.action_revise()
        revision = solution.browse(action["res_id"])
        self.assertEqual((revision.version, revision.state), (2, "draft"))
        self.assertIn("exchange", revision.description)
        self.assertEqual(revision.number, f"{self.complaint.number}-S2")

    def test_declined_on_the_phone_needs_a_wish(self):
        solution = self._propose(self.complaint)
        solution.action_submit()
        self._tell(solution, answer="declined", customer_wish="A new one")
        self.assertEqual(solution.customer_wish, "A new one")

    def test_one_open_at_a_time(self):
        first = self._propose(self.complaint)
        with (
            self.assertRaises(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self._propose(self.complaint)
        first.action_cancel()
        self.assertEqual(self._propose(self.complaint).version, 2)

    def test_without_customer_nobody_is_asked(self):
        """P06: a discovered case has no customer who could agree."""
        solution = self._propose(self._create_complaint(origin="staff_initiated"))
        solution.action_submit()
        with self.assertRaisesRegex(UserError, "no customer"):
            solution.action_offer()
        solution.action_execute()
        self.assertEqual(solution.state, "executed")

    def test_refused_approval_loses_nothing(self):
        self._approve_by("solution", "supervisor")
        solution = self._propose(self.complaint, feasibility="In stock")
        solution.action_submit()
        self.assertEqual(solution.state, "submitted")
        with self.assertRaises(AccessError):
            solution.description = "<p>Changed behind</p>"
        self._refuse(solution.approval_ids, self.user_supervisor, "Too slow")
        self.assertEqual(solution.state, "draft")
        self.assertEqual(solution.refusal_reason, "Too slow")
        self.assertEqual(solution.feasibility, "In stock")
        self.assertIn("exchange", solution.description)
        solution.date_planned = "2026-03-10"
        solution.action_submit()
        pending = solution.approval_ids.filtered(lambda a: a.state == "pending")
        pending.with_user(self.user_supervisor).action_approve()
        self.assertEqual(solution.state, "approved")

    def test_ruling_is_an_executives(self):
        """P06: the executive decides, the customer is told, the case ends by it."""
        ruling = self._propose(self.complaint, kind="ruling")
        with self.assertRaisesRegex(UserError, "only when the procedure demands"):
            ruling.action_submit()
        self.complaint.is_ruling_required = True
        ruling.action_submit()
        self.assertEqual(ruling.approval_ids.approver_ids, self._executives())
        with self.assertRaises(UserError):
            ruling.approval_ids.with_user(self.user_supervisor).action_approve()
        ruling.approval_ids.with_user(self.user_executive).action_approve()
        self._tell(ruling)
        self.assertEqual(ruling.state, "offered")
        self.assertEqual(self.complaint.outcome, "ruling")
        with self.assertRaisesRegex(UserError, "told, not agreed"):
            ruling.action_agree()
        ruling.action_execute()
        self.assertEqual(ruling.state, "executed")

    def _executives(self):
        group = self.env.ref("complaint_management.group_complaint_executive")
        return group.all_user_ids.filtered(
            lambda user: self.company in user.company_ids
        )

    def test_no_illegal_jump(self):
        solution = self._propose(self.complaint)
        for values in (
            {"state": "agreed"},
            {"version": 7},
            {"date_approved": "2026-03-01"},
            {"effect": "effective"},
            {"complaint_id": self._create_complaint().id},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                solution.write(values)
        with self.assertRaises(AccessError):
            self._propose(self._create_complaint(), state="approved")
        with self.assertRaisesRegex(UserError, "needs “Told to the Customer”"):
            solution.action_agree()
        solution.description = False
        with self.assertRaisesRegex(UserError, "write what we offer"):
            solution.action_submit()

    def test_person_named_sees_his_step_only(self):
        solution = self._propose(
            self.complaint,
            step_ids=[
                Command.create({"name": "Pack", "user_id": self.user_employee.id}),
                Command.create({"name": "Pay", "user_id": self.user_agent.id}),
            ],
        )
        steps = self.env["complaint.solution.step"].with_user(self.user_employee)
        self.assertFalse(steps.search([]))
        solution.action_submit()
        self._tell(solution, answer="agreed")
        own = steps.search([])
        self.assertEqual(own.mapped("name"), ["Pack"])
        self.assertFalse(solution.with_user(self.user_employee).has_access("read"))
        own.action_finish()
        self.assertEqual(own.done_by_id, self.user_employee)
        with self.assertRaises(AccessError):
            own.name = "Something else"

    def test_investigation_ends_with_verdicts(self):
        complaint = self.complaint.with_user(self.user_agent)
        with self.assertRaisesRegex(UserError, "give a verdict"):
            complaint.action_investigated()
        complaint.item_ids = [
            Command.create({"name": "Late"}),
            Command.create({"name": "Rude", "verdict": "not_upheld"}),
        ]
        with self.assertRaisesRegex(UserError, "verdict on “Late”"):
            complaint.action_investigated()
        complaint.item_ids[0].verdict = "upheld"
        complaint.action_investigated()
        self.assertEqual(complaint.phase, "solution")
        self.assertIn("investigated", self._codes(self.complaint))
