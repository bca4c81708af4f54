from odoo.exceptions import UserError
from odoo.tests import tagged

from .penalty_common import OpinionCommon


@tagged("post_install", "-at_install", "complaint")
class TestPenaltyAppeal(OpinionCommon):
    """Appeals by those charged: the penalty stands, is reduced or waived, and somebody
    decides who had no part in it."""

    def appeal(self, penalty, user, **values):
        self._run_wizard(
            "appeal",
            user,
            penalty_id=penalty.id,
            reason="The customer had asked for another date.",
            **values,
        )

    def decide(self, penalty, user, decision, **values):
        self._run_wizard(
            "decide",
            user,
            penalty_id=penalty.id,
            decision=decision,
            answer="Seen.",
            **values,
        )

    def appealed(self, **values):
        """A penalty that the executive approved and the manager appeals against."""
        penalty = self.propose(**values)
        penalty.with_user(self.user_executive).action_approve()
        self.appeal(penalty, self.user_manager)
        return penalty

    # ------------------------------------------------------------
    # WHO
    # ------------------------------------------------------------

    def test_stands(self):
        attachment = (
            self.env["ir.attachment"]
            .with_user(self.user_respondent)
            .create({"name": "proof.txt", "raw": b"proof"})
        )
        with self.at("2026-03-06 09:00"):
            penalty = self.propose(
                target_kind="person", user_id=self.user_respondent.id
            )
            penalty.with_user(self.user_executive).action_approve()
            self.appeal(penalty, self.user_respondent, attachment_ids=attachment.ids)
            self.assertEqual(penalty.state, "appealed")
            self.assertEqual(penalty.appeal_attachment_ids.raw, b"proof")
            # not by who approved, proposed or is charged
            for user in (self.user_executive, self.user_agent, self.user_respondent):
                with self.assertRaises(UserError):
                    self.decide(penalty, user, "accepted")
            self.decide(penalty, self.user_supervisor, "rejected")
            self.assertEqual(penalty.state, "notified")
            with self.assertRaisesRegex(UserError, "decided"):
                self.appeal(penalty, self.user_respondent)
            # nothing to wait for any more
            self._run_wizard(
                "execute",
                self.user_executor,
                penalty_ids=penalty.ids,
                reference="Payroll 3",
            )
        self.assertEqual(penalty.state, "executed")

    def test_whoever_approved_an_earlier_step_does_not_decide(self):
        self.env["complaint.approval.rule"].create(
            [
                {"action": "penalty", "sequence": 1, "approver_kind": "supervisor"},
                {"action": "penalty", "sequence": 2, "approver_kind": "executive"},
            ]
        )
        penalty = self.propose()
        for user in (self.user_supervisor, self.user_executive):
            approval = penalty.approval_ids.filtered(lambda a: a.state == "pending")
            approval.with_user(user).action_approve()
        self.appeal(penalty, self.user_manager)
        for user in (self.user_supervisor, self.user_executive):
            with self.assertRaisesRegex(UserError, "no part in the penalty"):
                self.decide(penalty, user, "accepted")

    def test_too_late_or_by_others(self):
        with self.at("2026-03-06 09:00"):
            penalty = self.propose()
            penalty.with_user(self.user_executive).action_approve()
            with self.assertRaisesRegex(UserError, "person charged"):
                self.appeal(penalty, self.user_supervisor)
        with self.at("2026-03-11 09:00"):
            self.assertTrue(penalty.with_user(self.user_manager).can_appeal)
        penalty.invalidate_recordset()
        with (
            self.at("2026-03-12 09:00"),
            self.assertRaisesRegex(UserError, "time to appeal is over"),
        ):
            self.appeal(penalty, self.user_manager)

    # ------------------------------------------------------------
    # HOW IT ENDS
    # ------------------------------------------------------------

    def test_waived(self):
        penalty = self.appealed()
        self.decide(penalty, self.user_supervisor, "accepted")
        self.assertRecordValues(penalty, [{"state": "waived", "end_reason": "Seen."}])

    def test_reduced(self):
        penalty = self.appealed()
        for amount in (0, 300, 301, -5):
            with self.assertRaisesRegex(UserError, "reduce it to less"):
                self.decide(penalty, self.user_supervisor, "reduced", amount=amount)
        self.assertEqual(penalty.state, "appealed")
        with self.mock_mail_gateway():
            self.decide(penalty, self.user_supervisor, "reduced", amount=120)
        self.assertIn(self.user_manager.partner_id, self._new_mails.recipient_ids)
        self.assertRecordValues(
            penalty,
            [
                {
                    "state": "notified",
                    "amount": 120,
                    "unit_amount": 300,
                    "appeal_answer": "Seen.",
                    "appeal_decided_by_id": self.user_supervisor.id,
                }
            ],
        )
        self.assertRegex(penalty._get_measure_text(), "120.* instead of .*300")
        self.assertIn("Seen.", penalty._get_appeal_text())
        self._run_wizard(
            "execute", self.user_executor, penalty_ids=penalty.ids, reference="V1"
        )
        self.assertEqual((penalty.state, penalty.amount), ("executed", 120))

    def test_reduced_points(self):
        penalty = self.appealed(kind="points", points=6)
        with self.assertRaisesRegex(UserError, "6 points"):
            self.decide(penalty, self.user_supervisor, "reduced", points=7)
        self.decide(penalty, self.user_supervisor, "reduced", points=1.5)
        self.assertEqual((penalty.points, penalty.amount), (1.5, 0))

    def test_a_criticism_is_not_reduced(self):
        penalty = self.appealed(kind="criticism")
        with self.assertRaisesRegex(UserError, "stands or is waived"):
            self.decide(penalty, self.user_supervisor, "reduced", amount=1)
