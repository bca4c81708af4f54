from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .intake_common import IntakeCommon


@tagged("post_install", "-at_install", "complaint", "complaint_intake")
class TestReopening(IntakeCommon):
    """A customer writes about a closed case."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["complaint.procedure"].create(
            {"name": "Reopening", "reopen_days": 7}
        )
        cls.team.procedure_id = cls.rules

    def _closed(self, days=1, **values):
        """A case by mail that was closed some days before the next mail comes."""
        complaint = self._receive().complaint_id
        letter = complaint.intake_ids.acknowledgement_id.message_id
        complaint.write(
            {
                "category_id": self.category.id,
                "validity": "valid",
                "outcome": "solved",
                "phase": "closed",
                **values,
            }
        )
        now = self.env.cr.now().replace(microsecond=0)
        complaint.date_closed = now - timedelta(days=days)
        return complaint, letter

    def _write_again(self, letter, body="Broken again", **headers):
        """A mail that arrives now."""
        return self._receive(body, in_reply_to=letter, date=None, **headers)

    def test_within_the_days_the_next_round_begins(self):
        complaint, letter = self._closed(days=6)
        intake = self._write_again(letter)
        self.assertEqual(intake.kind, "reopened")
        self.assertEqual(complaint.phase, "investigation")
        self.assertEqual(complaint.round, 2)
        self.assertFalse(complaint.outcome)
        self.assertIn("Broken again", complaint.message_ids[0].body)
        self.assertIn("round_started", complaint.milestone_ids.mapped("code"))
        self.assertEqual(self._write_again(letter, "Please").kind, "follow_up")
        self.assertEqual(complaint.round, 2)

    def test_later_it_is_a_follow_up_and_the_desk_decides(self):
        complaint, letter = self._closed(days=8)
        intake = self._write_again(letter)
        self.assertEqual(intake.kind, "closed")
        self.assertEqual(complaint.phase, "closed")
        with self.assertRaises(AccessError):
            intake.with_user(self.user_employee).action_reopen_case()
        intake.with_user(self.user_agent).action_reopen_case()
        self.assertEqual(intake.kind, "reopened")
        self.assertEqual(complaint.round, 2)
        with self.assertRaises(UserError):
            intake.with_user(self.user_agent).action_reopen_case()

    def test_what_reopens_nothing(self):
        """Thanks, robots, strangers and colleagues."""
        for body, headers in (
            ("Thank you very much!", {}),
            ("I am away", {"auto_submitted": "auto-replied"}),
            ("Me too", {"from": "Li <li@stranger.example>"}),
            ("Noted", {"from": "Agent <agent@test.mycompany.com>"}),
        ):
            with self.subTest(body=body):
                complaint, letter = self._closed()
                self._write_again(letter, body, **headers)
                self.assertEqual(complaint.phase, "closed")
                self.assertEqual(complaint.round, 1)

    def test_mail_follows_the_case(self):
        """About a superseded or merged case it reaches the one that goes on."""
        complaint, letter = self._closed()
        successor = complaint.copy({"predecessor_id": complaint.id})
        complaint.outcome = "superseded"
        intake = self._write_again(letter, "And now?")
        self.assertEqual((intake.kind, intake.complaint_id), ("follow_up", successor))
        self.assertIn("And now?", successor.message_ids[0].body)
        last = self._create_complaint(partner_id=self.partner.id)
        successor._merge_into(last)
        intake = self._write_again(letter, "Still here?")
        self.assertEqual((intake.kind, intake.complaint_id), ("follow_up", last))
        self.assertEqual(complaint.phase, "closed")

    def test_without_days_nothing_reopens(self):
        self.rules.reopen_days = 0
        complaint, letter = self._closed()
        self.assertEqual(self._write_again(letter).kind, "closed")
        self.assertEqual(complaint.phase, "closed")
