from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .satisfaction_common import SatisfactionCommon


@tagged("post_install", "-at_install", "complaint")
class TestReview(SatisfactionCommon):
    """P15: unhappy with the result, somebody else examines the case again (复核)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules.dissatisfied_course = "review"
        cls.user_reviewer = cls._new_user("reviewer", "agent")
        cls.team.member_ids = [
            (0, 0, {"user_id": user.id, "is_reviewer": True})
            for user in cls.user_reviewer
        ]
        cls.team.member_ids.filtered(
            lambda m: m.user_id == cls.user_agent
        ).is_reviewer = True

    def examine(self, complaint):
        self.answer(self.carry_out(complaint), "D", remark="Not what was promised")
        review = complaint.review_ids
        return review.with_user(review.user_id)

    def test_by_somebody_who_did_not_handle_it(self):
        review = self.examine(self.new_case())
        self.assertEqual(review.user_id, self.user_reviewer)
        self.assertEqual(review.kind, "re_examination")
        self.assertEqual(review.reason, "Not what was promised")
        self.assertEqual(review.activity_ids.user_id, self.user_reviewer)
        with self.assertRaises(ValidationError):
            review.sudo().user_id = self.user_agent

    def test_to_be_redone(self):
        complaint = self.new_case()
        review = self.examine(complaint)
        with self.assertRaisesRegex(UserError, "what has to be done again"):
            review.action_redo()
        review.finding = "The promise was in writing"
        review.action_redo()
        self.assertEqual(complaint.round, 2)
        self.assertFalse(review.activity_ids)
        with self.assertRaises(AccessError):
            review.finding = "It was not"

    def test_confirmed(self):
        complaint = self.new_case()
        review = self.examine(complaint)
        review.action_confirm()
        self.assertEqual(review.result, "confirmed")
        self.assertEqual(complaint.round, 1)
        self.assertEqual(complaint.satisfaction, "dissatisfied")

    def test_only_the_reviewer_decides(self):
        review = self.examine(self.new_case())
        with self.assertRaisesRegex(UserError, "only the reviewer"):
            review.with_user(self.user_supervisor).action_confirm()
        with self.assertRaises(AccessError):
            review.with_user(self.user_employee).action_confirm()

    def test_reviewer_complained_about(self):
        complaint = self.new_case()
        review = self.examine(complaint).sudo()
        complaint.subject_user_ids = self.user_reviewer
        self.assertEqual(review.user_id, self.user_supervisor)
        self.assertFalse(review.with_user(self.user_reviewer).has_access("read"))

    def test_manager_checks_before_closing(self):
        complaint = self.new_case()
        review = complaint._request_review("closing")
        review.with_user(self.user_reviewer).action_confirm()
        self.assertEqual(complaint.review_ids.result, "confirmed")
