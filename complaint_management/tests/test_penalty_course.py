from odoo.exceptions import UserError
from odoo.tests import tagged

from .penalty_common import OpinionCommon


@tagged("post_install", "-at_install", "complaint")
class TestPenaltyCourse(OpinionCommon):
    """Approval, notice, execution, waiving."""

    # ------------------------------------------------------------
    # APPROVAL
    # ------------------------------------------------------------

    def test_executives_approve_without_a_rule(self):
        penalty = self.propose()
        self.assertIn(self.user_executive, penalty.activity_ids.user_id)
        for user in (self.user_supervisor, self.user_agent, self.user_executor):
            with self.assertRaises(UserError):
                penalty.with_user(user).action_approve()
        penalty.with_user(self.user_executive).action_approve()
        self.assertEqual(penalty.approved_by_id, self.user_executive)

    def test_approval_rule_decides(self):
        self.env["complaint.approval.rule"].create(
            {"action": "penalty", "approver_kind": "supervisor"}
        )
        penalty = self.propose()
        approval = penalty.approval_ids
        self.assertIn(self.user_supervisor, approval.approver_ids)
        with self.assertRaisesRegex(UserError, "under Approvals"):
            penalty.with_user(self.user_executive).action_approve()
        approval.with_user(self.user_supervisor).action_approve()
        self.assertEqual(penalty.state, "notified")
        self.assertEqual(penalty.approved_by_id, self.user_supervisor)

    def test_refused_is_cancelled_with_the_reason(self):
        self.env["complaint.approval.rule"].create(
            {"action": "penalty", "approver_kind": "supervisor"}
        )
        penalty = self.propose()
        self.env["complaint.approval.refuse"].with_user(self.user_supervisor).create(
            {"approval_ids": penalty.approval_ids.ids, "reason": "Not his fault"}
        ).action_refuse()
        self.assertRecordValues(
            penalty, [{"state": "cancelled", "end_reason": "Not his fault"}]
        )

    def test_whoever_is_charged_never_approves(self):
        self.env["complaint.approval.rule"].create(
            {"action": "penalty", "approver_kind": "supervisor"}
        )
        penalty = self.propose(target_kind="person", user_id=self.user_supervisor.id)
        self.assertNotIn(self.user_supervisor, penalty.approval_ids.approver_ids)

    def test_many_by_one_signature(self):
        self.rules.penalty_approval = "together"
        penalties = self.propose() | self.propose(kind="criticism")
        self.assertFalse(penalties.activity_ids)
        penalties.with_user(self.user_executive).action_approve()
        self.assertEqual(penalties.mapped("state"), ["notified", "notified"])
        self.assertEqual(len(set(penalties.mapped("date_approved"))), 1)

    def test_notice_reaches_the_manager_of_the_department(self):
        """Quality has no manager: the one above it is told, by number only."""
        penalty = self.propose()
        with self.mock_mail_gateway():
            penalty.with_user(self.user_executive).action_approve()
        [mail] = [
            mail
            for mail in self._new_mails
            if self.user_manager.partner_id in mail.recipient_ids
        ]
        self.assertIn(penalty.number, mail.subject)
        self.assertNotIn("technician", mail.body_html)

    def test_handed_over_where_nobody_has_a_user(self):
        department = self.env["hr.department"].create({"name": "Workshop"})
        penalty = self.propose(department_id=department.id)
        penalty.with_user(self.user_executive).action_approve()
        self.assertEqual(penalty.state, "approved")
        penalty.with_user(self.user_supervisor).action_notify()
        self.assertEqual(penalty.state, "notified")

    def test_notice_tells_what_was_decided(self):
        """It cannot be printed before; printed by another way it says so."""

        def text(penalty):
            html, _kind = self.env["ir.actions.report"]._render_qweb_html(
                "complaint_management.complaint_penalty_notice", penalty.ids
            )
            return html.decode()

        penalty = self.propose()
        with self.assertRaisesRegex(UserError, "it is “Proposed”"):
            penalty.with_user(self.user_agent).action_print_notice()
        self.assertIn("Proposed", text(penalty))
        penalty.with_user(self.user_executive).action_approve()
        penalty.with_user(self.user_manager).action_print_notice()
        self.assertNotIn("Proposed", text(penalty))
        self.assertIn("300.00", text(penalty))

    def test_whoever_is_charged_prints_his_notice(self):
        """He may have no other business with complaints."""
        penalty = self.propose(target_kind="person", user_id=self.user_employee.id)
        penalty.with_user(self.user_executive).action_approve()
        self.env.invalidate_all()
        reports = self.env["ir.actions.report"].with_user(self.user_employee)
        html, _kind = reports._render_qweb_html(
            "complaint_management.complaint_penalty_notice", penalty.ids
        )
        self.assertIn("The technician did not come", html.decode())

    def test_exempt(self):
        self.rules.penalty_exempt_department_ids = self.department_operations
        with self.assertRaisesRegex(UserError, "exempt"):
            self.propose()
        self.rules.penalty_exempt_department_ids = False
        self.rules.penalty_exempt_user_ids = self.user_respondent
        with self.assertRaisesRegex(UserError, "exempt"):
            self.propose(target_kind="person", user_id=self.user_respondent.id)

    def test_check_of_the_procedure_names_the_gaps(self):
        def gaps():
            return "\n".join(self.rules._get_gaps())

        self.assertNotIn("Penalties", gaps())
        self.rules.penalty_executor_id = False
        self.assertIn("no department executes them", gaps())
        self.env["complaint.penalty.violation"].search([]).action_archive()
        self.assertIn("no violations to choose from", gaps())
        self.rules.penalty_mode = "tariff"
        self.assertIn("the tariff has no lines", gaps())
        self.assertIn("no escalation rule proposes penalties", gaps())
        self.rules.penalty_mode = "forbidden"
        self.assertNotIn("Penalties", gaps())

    # ------------------------------------------------------------
    # END
    # ------------------------------------------------------------

    def test_waived_with_reason(self):
        penalty = self.propose()
        penalty.with_user(self.user_executive).action_approve()
        with self.assertRaisesRegex(UserError, "executives waive"):
            self._run_wizard(
                "waive",
                self.user_supervisor,
                penalty_ids=penalty.ids,
                reason="First time",
            )
        self._run_wizard(
            "waive",
            self.user_executive,
            penalty_ids=penalty.ids,
            reason="First time",
        )
        self.assertRecordValues(
            penalty, [{"state": "waived", "end_reason": "First time"}]
        )
        self.assertFalse(penalty.activity_ids)

    def test_only_the_executing_department_executes(self):
        self.rules.penalty_appeal_days = 0
        penalty = self.propose()
        penalty.with_user(self.user_executive).action_approve()
        for user in (self.user_executive, self.user_supervisor):
            with self.assertRaisesRegex(UserError, "executing department"):
                self._run_wizard(
                    "execute", user, penalty_ids=penalty.ids, reference="V1"
                )
        self._run_wizard(
            "execute", self.user_executor, penalty_ids=penalty.ids, reference="V1"
        )
        self.assertEqual(penalty.state, "executed")
