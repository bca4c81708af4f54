from odoo.exceptions import UserError
from odoo.tests import tagged

from .penalty_common import PenaltyCommon


@tagged("post_install", "-at_install", "complaint")
class TestPenaltyP09(PenaltyCommon):
    """The ledger must not be the basis of punishing staff: penalties are forbidden,
    which is the default of every procedure."""

    def setUp(self):
        super().setUp()
        self.rules = self.new_procedure(
            tariff_ids=[
                (0, 0, {"occasion": "late", "amount": 100}),
                (0, 0, {"occasion": "repeated", "kind": "criticism"}),
                (0, 0, {"occasion": "serious", "target_kind": "person"}),
            ]
        )
        self.new_limit(self.rules, "received", ["closed"], 1, "hours")
        for trigger in ("after_due", "after_missed"):
            self.new_rule(
                self.rules,
                trigger,
                ("propose_penalty",),
                trigger=trigger,
                interval=1,
                interval_unit="months",
            )

    def test_p09_never_by_the_engine(self):
        self.assertEqual(self.rules.penalty_mode, "forbidden")
        with self.at("2026-03-06 09:00"):
            self._create_complaint()
        self.walk("2026-07-06 09:00")
        self.assertFalse(self.get_penalties())

    def test_p09_never_by_hand(self):
        complaint = self._create_complaint()
        assignment = self._dispatch(complaint)
        for user, values in (
            (self.user_agent, {"complaint_id": complaint.id}),
            (self.user_respondent, {"assignment_id": assignment.id}),
        ):
            with self.assertRaisesRegex(UserError, "forbids penalties"):
                self._propose(user, **values)

    def test_p09_never_by_the_api(self):
        complaint = self._create_complaint()
        values = {
            "complaint_id": complaint.id,
            "department_id": self.department_quality.id,
            "violation_id": self.violation.id,
            "reason": "Late",
        }
        for user in (self.user_supervisor, self.env.user):
            with self.assertRaisesRegex(UserError, "forbids penalties"):
                self.env["complaint.penalty"].with_user(user).create(values)

    def test_p09_never_by_a_file(self):
        complaint = self._create_complaint()
        result = (
            self.env["complaint.penalty"]
            .with_user(self.user_supervisor)
            .load(
                ["complaint_id/.id", "department_id/.id", "violation_id", "reason"],
                [
                    [
                        str(complaint.id),
                        str(self.department_quality.id),
                        self.violation.name,
                        "Late",
                    ]
                ],
            )
        )
        self.assertFalse(result["ids"])
        self.assertIn("forbids penalties", result["messages"][0]["message"])

    def test_p09_never_by_a_server_action(self):
        complaint = self._create_complaint()
        action = self.env["ir.actions.server"].create(
            {
                "name": "Punish",
                "model_id": self.env["ir.model"]._get_id("complaint.complaint"),
                "state": "code",
                "code": "env['complaint.penalty'].sudo().create({'complaint_id':"
                f" record.id, 'department_id': {self.department_quality.id},"
                f" 'violation_id': {self.violation.id}, 'reason': 'Late'}})",
            }
        )
        with self.assertRaisesRegex(UserError, "forbids penalties"):
            action.with_context(
                active_model=complaint._name, active_id=complaint.id
            ).run()

    def test_p09_what_waits_for_approval_is_not_approved(self):
        self.env["complaint.approval.rule"].create(
            {"action": "penalty", "approver_kind": "supervisor"}
        )
        self._set_mode(self.rules, "opinion")
        complaint = self._create_complaint()
        penalty = self._propose(self.user_agent, complaint_id=complaint.id)
        self.rules.penalty_mode = "forbidden"
        with self.assertRaisesRegex(UserError, "forbids penalties"):
            penalty.approval_ids.with_user(self.user_supervisor).action_approve()

    def test_p09_statistics_name_nobody(self):
        with self.at("2026-03-06 09:00"):
            complaint = self._create_complaint(user_id=self.user_agent.id)
            assignment = self._dispatch(complaint)
            assignment.with_user(self.user_agent)._do_mark_unreported("By phone only")
        for mode, owner, contact in (
            ("forbidden", None, None),
            ("opinion", self.user_agent, self.user_respondent),
        ):
            self.rules.penalty_mode = mode
            self.env.invalidate_all()
            for report, expected in (
                ("complaint.analysis", owner),
                ("complaint.fault.report", contact),
            ):
                rows = self.env[report].with_user(self.user_supervisor)
                rows = rows.search([("complaint_id", "=", complaint.id)])
                self.assertTrue(rows)
                named = expected or self.env["res.users"]
                self.assertEqual(rows.user_id, named, (mode, report))

    def test_p09_what_was_proposed_is_not_approved(self):
        self._set_mode(self.rules, "opinion")
        complaint = self._create_complaint()
        penalty = self._propose(self.user_agent, complaint_id=complaint.id)
        self.rules.penalty_mode = "forbidden"
        with self.assertRaisesRegex(UserError, "forbids penalties"):
            penalty.with_user(self.user_executive).action_approve()
