from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .assignment_common import AssignmentCommon


@tagged("post_install", "-at_install", "complaint")
class TestDelegation(AssignmentCommon):
    """P20: absence, for a time, to a colleague, with everything on record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_colleague = cls._new_user("colleague", "respondent")
        cls.env["hr.employee"].create(
            [
                {
                    "name": user.name,
                    "user_id": user.id,
                    "department_id": cls.department_quality.id,
                }
                for user in (cls.user_respondent, cls.user_colleague)
            ]
        )

    def _delegate(self, user, delegate, as_user=None, days=(-1, 1), **values):
        now = self.reference_now
        return (
            self.env["complaint.delegation"]
            .with_user(as_user or user)
            .create(
                {
                    "user_id": user.id,
                    "delegate_id": delegate.id,
                    "date_from": now + timedelta(days=days[0]),
                    "date_to": now + timedelta(days=days[1]),
                    **values,
                }
            )
        )

    def test_takes_effect_and_ends_by_its_dates(self):
        assignment = self._dispatch(self._create_complaint())
        colleague = assignment.with_user(self.user_colleague)
        with self.mock_datetime_and_now(self.reference_now):
            self._delegate(self.user_respondent, self.user_colleague, days=(1, 3))
        for days, readable in ((0, False), (2, True), (4, False)):
            with self.mock_datetime_and_now(self.reference_now + timedelta(days=days)):
                self.env.invalidate_all()
                self.assertEqual(colleague.has_access("read"), readable, days)
                self.assertEqual(
                    bool(colleague.search([("id", "=", assignment.id)])), readable
                )

    def test_ended_at_once(self):
        with self.mock_datetime_and_now(self.reference_now):
            assignment = self._dispatch(self._create_complaint())
            delegation = self._delegate(self.user_respondent, self.user_colleague)
            colleague = assignment.with_user(self.user_colleague)
            self.assertTrue(colleague.has_access("read"))
            delegation.with_user(self.user_respondent).action_end()
            self.env.invalidate_all()
            self.assertFalse(colleague.has_access("read"))

    def test_acts_are_recorded_for_the_absent(self):
        with self.mock_datetime_and_now(self.reference_now):
            delegation = self._delegate(self.user_respondent, self.user_colleague)
            with self.mock_mail_gateway():
                assignment = self._dispatch(self._create_complaint())
            [mail] = [m for m in self._mails if assignment.number in m["subject"]]
            self.assertIn(self.user_colleague.email, mail["email_to"][0])
            self.assertEqual(assignment.activity_ids.user_id, self.user_colleague)
            self._reply(assignment, self.user_colleague)
            self.assertEqual(assignment.state, "replied")
            signed = assignment.milestone_ids.filtered(lambda m: m.code == "signed")
            self.assertEqual(signed.user_id, self.user_colleague)
            self.assertEqual(signed.on_behalf_id, self.user_respondent)
            self.assertEqual(
                delegation._get_acts().mapped("code"),
                ["signed", "dept_first_reply", "replied"],
            )

    def test_approval_by_the_delegate(self):
        self._approve_by("reply", "manager")
        with self.mock_datetime_and_now(self.reference_now):
            self._delegate(
                self.user_manager,
                self.user_colleague,
                as_user=self.user_supervisor,
            )
            assignment = self._dispatch(self._create_complaint())
            self._reply(assignment)
            approval = assignment.approval_ids
            self.assertEqual(approval.activity_ids.user_id, self.user_colleague)
            approval.with_user(self.user_colleague).action_approve()
            self.assertEqual(assignment.state, "replied")
            self.assertEqual(approval.decided_for_id, self.user_manager)

    def test_scope_is_kept(self):
        self._approve_by("reply", "manager")
        with self.mock_datetime_and_now(self.reference_now):
            self._delegate(
                self.user_manager,
                self.user_colleague,
                as_user=self.user_supervisor,
                is_approval=False,
            )
            assignment = self._dispatch(self._create_complaint())
            self._reply(assignment)
            approval = assignment.approval_ids.with_user(self.user_colleague)
            self.assertFalse(approval.has_access("read"))

    def test_one_hop_then_deputy_then_manager(self):
        department = self.department_quality
        department.complaint_deputy_id = self.user_logistics
        delegations = self.env["complaint.delegation"]
        with self.mock_datetime_and_now(self.reference_now):
            self._delegate(self.user_respondent, self.user_colleague)
            self._delegate(
                self.user_colleague, self.user_manager, as_user=self.user_supervisor
            )
            assignment = self._dispatch(self._create_complaint())
            self.assertEqual(
                assignment._get_acting_respondents(), self.user_logistics, "the deputy"
            )
            department.manager_id = self.department_operations.manager_id
            self._delegate(
                self.user_logistics, self.user_colleague, as_user=self.user_supervisor
            )
            self.assertEqual(
                assignment._get_acting_respondents(), self.user_manager, "the manager"
            )
            self.assertNotIn(
                self.user_manager,
                delegations._get_delegates(self.user_respondent, "assignment"),
                "delegates of delegates get no right by it",
            )

    def test_same_department_unless_a_supervisor_allows(self):
        with self.assertRaisesRegex(ValidationError, "another department"):
            self._delegate(self.user_respondent, self.user_logistics)
        with self.mock_datetime_and_now(self.reference_now):
            delegation = self._delegate(
                self.user_respondent, self.user_logistics, as_user=self.user_supervisor
            )
        self.assertTrue(delegation.is_allowed)

    def test_nobody_delegates_for_others(self):
        with self.assertRaises(AccessError):
            self._delegate(
                self.user_respondent, self.user_colleague, as_user=self.user_colleague
            )
        with self.assertRaisesRegex(ValidationError, "no right"):
            self._delegate(
                self.user_respondent, self.user_employee, as_user=self.user_supervisor
            )

    def test_auditors_read_and_change_nothing(self):
        self.env["hr.employee"].create(
            {
                "name": "Auditor",
                "user_id": self.user_auditor.id,
                "department_id": self.department_quality.id,
            }
        )
        delegated = (self.user_respondent, self.user_colleague)
        with self.mock_datetime_and_now(self.reference_now):
            others = self._delegate(*delegated).with_user(self.user_auditor)
            self.assertTrue(others.has_access("read"))
            with self.assertRaises(AccessError):
                others.date_to += timedelta(days=30)
            with self.assertRaises(AccessError):
                self._delegate(*delegated, as_user=self.user_auditor)

    def test_kept_for_ever(self):
        with self.mock_datetime_and_now(self.reference_now):
            delegation = self._delegate(self.user_respondent, self.user_colleague)
            own = delegation.with_user(self.user_respondent)
            with self.assertRaises(AccessError):
                own.unlink()
            with self.assertRaises(UserError):
                delegation.sudo().unlink()
            with self.assertRaises(AccessError):
                own.delegate_id = self.user_logistics
            with self.assertRaisesRegex(UserError, "past"):
                own.date_to = self.reference_now - timedelta(hours=1)

    def test_hand_back_report(self):
        with self.mock_datetime_and_now(self.reference_now):
            delegation = self._delegate(self.user_respondent, self.user_colleague)
            assignment = self._dispatch(self._create_complaint())
            self._reply(assignment, self.user_colleague)
            html, _type = self.env["ir.actions.report"]._render_qweb_html(
                "complaint_management.complaint_delegation_report", delegation.ids
            )
        self.assertIn(assignment.number, html.decode())
