from odoo.exceptions import UserError
from odoo.tests import tagged

from .resolution_common import ResolutionCommon


@tagged("post_install", "-at_install", "complaint")
class TestProcedureP21(ResolutionCommon):
    """Food maker: the compensation class and the harm decide what the customer gets."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.procedure_id = cls.env["complaint.procedure"]._import_shipped(
            "p21_food"
        )

    def _propose_for(self, grade, harm="none"):
        complaint = self._create_complaint(
            partner_id=self.partner.id, compensation_class=grade, harm=harm
        )
        complaint.with_user(self.user_agent).action_propose_remedies()
        return complaint.remedy_ids.with_user(self.user_agent)

    def test_p21_remedies_by_class_and_harm(self):
        for grade, harm, expected in (
            ("a", "none", [("apology", 1), ("gift", 10)]),
            ("b", "none", [("apology", 1), ("gift", 2)]),
            ("c", "none", [("apology", 1), ("gift", 1)]),
            ("a", "slight", [("visit", 1), ("medical", 1)]),
            ("a", "serious", [("visit", 1), ("medical", 1), ("consolation", 1)]),
        ):
            with self.subTest(grade=grade, harm=harm):
                remedies = self._propose_for(grade, harm)
                self.assertEqual(
                    [(r.type_id.code, r.multiple) for r in remedies.sorted("id")],
                    expected,
                )

    def test_p21_proposed_once(self):
        remedies = self._propose_for("a")
        remedies.complaint_id.action_propose_remedies()
        self.assertEqual(len(remedies.complaint_id.remedy_ids), 2)

    def test_p21_company_approves_medical_cost(self):
        remedies = self._propose_for("a", "slight")
        medical = remedies.filtered(lambda r: r.type_id.code == "medical")
        medical.amount = 800
        medical.action_submit()
        self.assertEqual(medical.state, "submitted")
        self.assertIn(self.user_executive, medical.approval_ids.approver_ids)
        medical.approval_ids.with_user(self.user_executive).action_approve()
        self._give(medical, receipt_number="M-1")
        self.assertEqual(medical.state, "given")

    def test_p21_deviation_needs_a_reason(self):
        gift = self._propose_for("b").filtered("is_multiple")
        gift.multiple = 3
        self.assertTrue(gift.is_deviation)
        with self.assertRaisesRegex(UserError, "why it deviates"):
            gift.action_submit()
        gift.deviation_reason = "He came a long way"
        gift.action_submit()
        self.assertEqual(gift.state, "approved")

    def test_p21_two_scales(self):
        """The responsibility class says who handles it, and nothing of the remedy."""
        complaint = self._create_complaint(
            responsibility_class="a", compensation_class="c"
        )
        complaint.with_user(self.user_agent).action_propose_remedies()
        self.assertEqual(complaint.remedy_ids.mapped("multiple"), [1, 1])

    def test_p21_no_standard_without_class(self):
        complaint = self._create_complaint().with_user(self.user_agent)
        with self.assertRaisesRegex(UserError, "no remedy standard"):
            complaint.action_propose_remedies()
