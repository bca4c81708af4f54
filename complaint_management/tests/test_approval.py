from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .assignment_common import AssignmentCommon


@tagged("post_install", "-at_install", "complaint")
class TestApproval(AssignmentCommon):
    def test_dispatch_waits_for_approval(self):
        """P21: the department learns of it only once the dispatch is approved."""
        self._approve_by("dispatch", "supervisor")
        complaint = self._create_complaint()
        assignment = self._dispatch(complaint)
        self.assertEqual(assignment.state, "to_review")
        self.assertFalse(assignment.with_user(self.user_respondent).has_access("read"))
        approval = assignment.approval_ids
        self.assertIn(self.user_supervisor, approval.approver_ids)
        with self.assertRaisesRegex(UserError, "only its approvers"):
            approval.with_user(self.user_agent).action_approve()
        approval.with_user(self.user_supervisor).action_approve()
        self.assertEqual(assignment.state, "sent")
        self.assertEqual(approval.decided_by_id, self.user_supervisor)
        self.assertEqual(
            self._codes(assignment)[:2], ["dispatch_approved", "dispatched"]
        )

    def test_approval_by_class(self):
        """P21, P24: who approves depends on how grave the fault is."""
        self._approve_by("dispatch", "supervisor", responsibility_class="a")
        general = self._create_complaint(responsibility_class="b")
        self.assertEqual(self._dispatch(general).state, "sent")
        major = self._create_complaint(responsibility_class="a")
        self.assertEqual(self._dispatch(major).state, "to_review")

    def test_refused_dispatch_loses_nothing(self):
        self._approve_by("dispatch", "supervisor")
        assignment = self._dispatch(self._create_complaint())
        self._refuse(assignment.approval_ids, self.user_supervisor, "Wrong department")
        self.assertEqual(assignment.state, "draft")
        self.assertEqual(assignment.return_reason, "Wrong department")
        assignment.with_user(self.user_agent).action_send()
        self.assertEqual(assignment.state, "to_review")

    def _refuse(self, approvals, user, reason):
        self.env["complaint.approval.refuse"].with_user(user).create(
            {"approval_ids": approvals.ids, "reason": reason}
        ).action_refuse()

    def test_manager_approves_the_reply(self):
        """P20: the handler's manager approves the answer."""
        self._approve_by("reply", "manager", procedure_id=self.procedure.id)
        self.department_quality.manager_id = False
        assignment = self._dispatch(self._create_complaint())
        self._reply(assignment)
        self.assertEqual(assignment.state, "signed")
        with self.assertRaises(AccessError):
            assignment.with_user(self.user_respondent).reply = "<p>Changed behind</p>"
        with self.assertRaisesRegex(UserError, "waits for approval"):
            assignment.with_user(self.user_respondent).action_reply()
        approval = assignment.approval_ids
        self.assertEqual(approval.approver_ids, self.user_manager)
        self.assertIn("too thin", approval.with_user(self.user_manager).content)
        approval.with_user(self.user_manager).action_approve()
        self.assertEqual(assignment.state, "replied")

    def test_refused_reply_is_written_again(self):
        self._approve_by("reply", "manager")
        assignment = self._dispatch(self._create_complaint())
        self._reply(assignment)
        self._refuse(assignment.approval_ids, self.user_manager, "Too short")
        self.assertEqual(assignment.state, "signed")
        self.assertIn("too thin", assignment.reply)
        self.assertEqual(assignment.return_reason, "Too short")
        self._reply(assignment, text="<p>Longer</p>")
        self.assertEqual(len(assignment.approval_ids), 2)

    def test_steps_follow_one_another(self):
        self._approve_by("dispatch", "supervisor", sequence=1)
        self._approve_by("dispatch", "executive", sequence=2)
        assignment = self._dispatch(self._create_complaint())
        first, second = assignment.approval_ids.sorted("sequence")
        self.assertEqual((first | second).mapped("state"), ["pending", "waiting"])
        first.with_user(self.user_supervisor).action_approve()
        self.assertEqual(assignment.state, "to_review")
        self.assertEqual(second.state, "pending")
        second.with_user(self.user_executive).action_approve()
        self.assertEqual(assignment.state, "sent")

    def test_approve_from_the_activity(self):
        self._approve_by("dispatch", "user", user_ids=self.user_supervisor.ids)
        assignment = self._dispatch(self._create_complaint())
        activity = assignment.approval_ids.activity_ids
        self.assertEqual(activity.user_id, self.user_supervisor)
        activity.with_user(self.user_supervisor).action_done()
        self.assertEqual(assignment.state, "sent")

    def test_approve_in_bulk(self):
        self._approve_by("dispatch", "supervisor")
        assignments = self.env["complaint.assignment"]
        for _index in range(3):
            assignments |= self._dispatch(self._create_complaint())
        approvals = assignments.approval_ids.with_user(self.user_supervisor)
        approvals.action_approve()
        self.assertEqual(set(assignments.mapped("state")), {"sent"})
        with self.assertRaisesRegex(UserError, "nothing to decide"):
            approvals.action_approve()

    def test_four_eyes_or_not(self):
        rule = self._approve_by("dispatch", "user", user_ids=self.user_agent.ids)
        assignment = self._dispatch(self._create_complaint())
        self.assertNotIn(self.user_agent, assignment.approval_ids.approver_ids)
        rule.allows_own = True
        assignment = self._dispatch(self._create_complaint())
        self.assertEqual(assignment.state, "sent")

    def test_complained_about_never_approves(self):
        self._approve_by("dispatch", "user", user_ids=self.user_executive.ids)
        complaint = self._create_complaint(subject_user_ids=self.user_executive.ids)
        assignment = self._dispatch(complaint)
        approval = assignment.approval_ids
        self.assertNotIn(self.user_executive, approval.approver_ids)
        self.assertFalse(approval.with_user(self.user_executive).has_access("read"))

    def test_named_later_loses_the_approval(self):
        self._approve_by("dispatch", "user", user_ids=self.user_executive.ids)
        complaint = self._create_complaint()
        approval = self._dispatch(complaint).approval_ids
        complaint.subject_user_ids = self.user_executive
        self.assertNotIn(self.user_executive, approval.approver_ids)
        self.assertIn(self.user_supervisor, approval.approver_ids)
        self.assertNotIn(self.user_executive, approval.activity_ids.user_id)

    def test_cancelled_work_needs_no_approval_any_more(self):
        self._approve_by("dispatch", "supervisor")
        assignment = self._dispatch(self._create_complaint())
        assignment.with_user(self.user_agent).action_cancel()
        self.assertEqual(assignment.approval_ids.state, "cancelled")
        self.assertFalse(assignment.approval_ids.activity_ids)

    def test_approvals_are_not_writable(self):
        self._approve_by("dispatch", "supervisor")
        approval = self._dispatch(self._create_complaint()).approval_ids
        for user in (self.user_agent, self.user_supervisor, self.user_executive):
            with self.assertRaises(AccessError):
                approval.with_user(user).write({"state": "approved"})
