from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .assignment_common import AssignmentCommon
from .engine_common import EngineCommon


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestFaultReport(EngineCommon, AssignmentCommon):
    """P20: two or more late, or not reported as prescribed, are held against a unit."""

    def _mark(self, assignments, user, reason="Did not call the customer"):
        wizard = self.env["complaint.assignment.unreported"].with_user(user)
        wizard.create(
            {"assignment_ids": assignments.ids, "reason": reason}
        ).action_mark()

    def _report(self, user):
        report = self.env["complaint.fault.report"].with_user(user)
        return report.search([("department_id", "=", self.department_quality.id)])

    def test_late_and_unreported_are_counted_together(self):
        self.new_reply_limit(self.new_procedure())
        with self.at("2026-03-06 09:00"):
            late = self._dispatch(self._create_complaint())
        with self.at("2026-03-06 12:00"):
            self._reply(late)
            self._mark(late, self.user_agent)
            rows = self._report(self.user_supervisor)
            self.assertEqual(
                sorted(rows.mapped("kind")), ["late", "unreported"], rows.mapped("kind")
            )
            self.assertEqual(rows.assignment_id, late)
            self.assertAlmostEqual(sum(rows.mapped("hours_late")), 2)
            quality = self.department_quality.with_user(self.user_supervisor)
            self.assertEqual(quality.complaint_late_count, 2)
        with self.at("2027-06-06 12:00"):
            quality.invalidate_recordset()
            self.assertEqual(quality.complaint_late_count, 0, "longer than a year ago")
            self.assertEqual(len(self._report(self.user_supervisor)), 2)

    def test_note_belongs_to_the_desk(self):
        assignment = self._dispatch(self._create_complaint())
        with self.assertRaises(AccessError):
            self._mark(assignment, self.user_respondent)
        with self.assertRaises(AccessError):
            assignment.with_user(self.user_agent).unreported_reason = "By hand"
        self._mark(assignment, self.user_agent)
        seen = assignment.with_user(self.user_respondent)
        self.assertEqual(seen.unreported_reason, "Did not call the customer")
        with self.assertRaisesRegex(UserError, "only the desk"):
            seen.action_clear_unreported()
        with self.assertRaisesRegex(UserError, "noted already"):
            self._mark(assignment, self.user_agent)
        assignment.with_user(self.user_agent).action_clear_unreported()
        self.assertFalse(self._report(self.user_supervisor))

    def test_who_sees_the_report(self):
        complaint = self._create_complaint()
        self._mark(self._dispatch(complaint), self.user_agent)
        for role in ("agent", "supervisor", "executive", "auditor"):
            self.assertTrue(self._report(getattr(self, f"user_{role}")), role)
        self.assertFalse(self._report(self.user_agent_other))
        for role in ("respondent", "employee", "configurator"):
            with self.assertRaises(AccessError):
                self._report(getattr(self, f"user_{role}"))
        complaint.subject_user_ids = self.user_supervisor
        self.assertFalse(self._report(self.user_supervisor))
