from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .penalty_common import PenaltyCommon


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestPenaltyProposal(PenaltyCommon):
    """What is approved is what was proposed, and no proposer chooses who approves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.new_procedure()
        cls._set_mode(cls.rules, "opinion")
        cls.complaint = cls._create_complaint()

    def propose(self, **values):
        return self._propose(self.user_agent, complaint_id=self.complaint.id, **values)

    def create_by(self, user, **values):
        penalties = self.env["complaint.penalty"].with_user(user)
        return penalties.create(
            {
                "complaint_id": self.complaint.id,
                "department_id": self.department_quality.id,
                "violation_id": self.violation.id,
                "reason": "Late",
                **values,
            }
        )

    # ------------------------------------------------------------
    # CHANGED BEFORE THE APPROVAL
    # ------------------------------------------------------------

    def test_a_changed_proposal_is_decided_from_the_first_step_again(self):
        self.env["complaint.approval.rule"].create(
            [
                {"action": "penalty", "sequence": 1, "approver_kind": "supervisor"},
                {"action": "penalty", "sequence": 2, "approver_kind": "executive"},
            ]
        )
        penalty = self.propose()
        first, second = penalty.approval_ids.sorted("sequence")
        first.with_user(self.user_supervisor).action_approve()
        penalty.with_user(self.user_agent).unit_amount = 9000
        self.assertEqual((first.state, second.state), ("approved", "cancelled"))
        with self.assertRaisesRegex(UserError, "nothing to decide"):
            second.with_user(self.user_executive).action_approve()
        again = (penalty.approval_ids - first - second).sorted("sequence")
        self.assertEqual(again.mapped("state"), ["pending", "waiting"])
        again[0].with_user(self.user_supervisor).action_approve()
        again[1].with_user(self.user_executive).action_approve()
        self.assertRecordValues(penalty, [{"state": "notified", "amount": 9000}])

    def test_whoever_is_charged_instead_does_not_approve(self):
        self.env["complaint.approval.rule"].create(
            {"action": "penalty", "approver_kind": "supervisor"}
        )
        penalty = self.propose()
        self.assertIn(self.user_supervisor, penalty.approval_ids.approver_ids)
        penalty.with_user(self.user_agent).write(
            {"target_kind": "person", "user_id": self.user_supervisor.id}
        )
        pending = penalty.approval_ids.filtered(lambda a: a.state == "pending")
        self.assertNotIn(self.user_supervisor, pending.approver_ids)

    def test_without_rules_the_approvers_are_asked_once_more(self):
        penalty = self.propose()
        self.assertEqual(penalty.activity_ids.user_id, self.user_executive)
        penalty.with_user(self.user_agent).write(
            {"target_kind": "person", "user_id": self.user_executive.id}
        )
        self.assertFalse(penalty.activity_ids.filtered("active"))
        penalty.with_user(self.user_agent).user_id = self.user_respondent
        self.assertEqual(penalty.activity_ids.user_id, self.user_executive)

    # ------------------------------------------------------------
    # WHAT THE PROPOSER DOES NOT CHOOSE
    # ------------------------------------------------------------

    def test_a_penalty_stays_with_its_complaint(self):
        other = self._create_complaint()
        penalty = self.propose()
        for user in (self.user_agent, self.user_supervisor, self.user_executive):
            with self.assertRaises(AccessError):
                penalty.with_user(user).complaint_id = other

    @mute_logger("odoo.sql_db")
    def test_an_opinion_names_the_violation(self):
        with self.assertRaises(IntegrityError):
            self.create_by(self.user_agent, violation_id=False)

    def test_the_proposer_does_not_choose_who_executes(self):
        self.rules.penalty_approval = "executor"
        quality = self.department_quality
        with self.assertRaisesRegex(AccessError, "procedure says who executes"):
            self.create_by(self.user_agent, executor_id=quality.id)
        with self.assertRaisesRegex(AccessError, "procedure says who executes"):
            self.env["complaint.penalty"].with_context(
                default_executor_id=quality.id
            ).with_user(self.user_agent).create(
                {
                    "complaint_id": self.complaint.id,
                    "department_id": self.department_operations.id,
                    "violation_id": self.violation.id,
                    "reason": "Late",
                }
            )
        penalty = self.create_by(
            self.user_agent, executor_id=self.department_affairs.id
        )
        self.assertFalse(penalty.with_user(self.user_agent).can_choose_executor)
        with self.assertRaisesRegex(AccessError, "procedure says who executes"):
            penalty.executor_id = quality

    def test_supervisors_and_executives_choose_who_executes(self):
        penalty = self.propose()
        for user, department in (
            (self.user_supervisor, self.department_operations),
            (self.user_executive, self.department_quality),
        ):
            penalty.with_user(user).executor_id = department
            self.assertEqual(penalty.executor_id, department)
        # what others chose is left alone by who corrects the reason
        penalty.with_user(self.user_agent).reason = "He did not come, twice."
        self.assertEqual(penalty.executor_id, self.department_quality)
