from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.mail import html2plaintext

from .resolution_common import ResolutionCommon


@tagged("post_install", "-at_install", "complaint")
class TestLetter(ResolutionCommon):
    def setUp(self):
        super().setUp()
        self.complaint = self._create_complaint(
            partner_id=self.partner.id, finding="The box was too thin."
        )

    def _send(self, letter):
        """Send it and have the mails handed over."""
        with self.mock_mail_gateway():
            letter.action_send()
            self.assertEqual(letter.state, "sending")
            self.env["mail.mail"].sudo().search(
                [("mail_message_id", "in", letter.mail_message_ids.ids)]
            ).send()

    def test_sent_when_handed_over(self):
        letter = self._write(self.complaint, "first_answer")
        with self.mock_mail_gateway():
            letter.action_send()
        self.assertEqual(letter.state, "sending")
        self.assertNotIn("first_reply", self._codes(self.complaint))
        self.assertFalse(self.complaint.contact_ids)

    def test_first_answer_is_a_contact(self):
        letter = self._write(self.complaint, "first_answer")
        self._send(letter)
        self.assertEqual(letter.state, "sent")
        self.assertIn("first_reply", self._codes(self.complaint))
        self.assertEqual(self.complaint.contact_ids.channel, "mail")
        mail = self._mails[0]
        self.assertIn("Dear Wang Fang", mail["body"])
        self.assertIn(self.complaint.number, mail["subject"])

    def test_words_follow_the_validity(self):
        """P17: apologise, explain, or state the facts."""
        for validity, words in (
            ("valid", "sincerely apologise"),
            ("to_improve", "take it up with the unit"),
            ("invalid", "explain the facts"),
        ):
            self.complaint.validity = validity
            letter = self._write(self.complaint, "first_answer")
            self.assertIn(words, html2plaintext(letter.body))

    def test_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.partner.lang = "zh_CN"
        letter = self._write(self.complaint, "reply")
        self.assertEqual(letter.lang, "zh_CN")

    def test_everybody_concerned_gets_it(self):
        """Each with his own greeting."""
        self.complaint.complainant_ids = [
            Command.create({"customer_name": "Li Na", "email_from": "li@x.example"})
        ]
        self._send(self._write(self.complaint, "reply"))
        bodies = {mail["email_to"][0]: mail["body"] for mail in self._mails}
        self.assertIn("Dear Wang Fang", bodies['"Wang Fang" <wang@customer.example>'])
        self.assertIn("Dear Li Na", bodies['"Li Na" <li@x.example>'])

    def test_holding_letter_says_why_and_until_when(self):
        """P20: the customer hears the reason and the new date; it counts as progress."""
        letter = self._write(self.complaint, "holding")
        with self.assertRaisesRegex(UserError, "why it takes longer"):
            letter.action_send()
        letter.write(
            {
                "delay_reason_id": self.env.ref(
                    "complaint_management.complaint_delay_reason_accounts"
                ).id,
                "date_promised": "2026-03-20",
            }
        )
        letter.action_rewrite()
        text = html2plaintext(letter.body)
        self.assertIn("accounts have to be checked", text)
        self.assertIn("03/20/2026", text)
        self._send(letter)
        self.assertIn("contacted", self._codes(self.complaint))
        self.assertNotIn("informed", self._codes(self.complaint))

    def test_printed_letter(self):
        letter = self._write(self.complaint, "reply", way="letter")
        letter.action_send()
        self.assertEqual(letter.state, "sent")
        self.assertEqual(self.complaint.contact_ids.channel, "letter")
        with self.assertRaises(AccessError):
            letter.body = "<p>Changed behind</p>"
        with self.assertRaises(AccessError):
            letter.unlink()

    def test_log_has_the_words_alone(self):
        letter = self._write(self.complaint, "reply", way="letter")
        letter.body = (
            '<h2>Our answer</h2><p>We pay <b class="x">at once</b>,'
            ' see <a href="https://x.example/terms">our terms</a>.</p>'
        )
        letter.action_send()
        self.assertEqual(
            self.complaint.contact_ids.content,
            "Our answer\nWe pay at once, see our terms .",
        )

    def test_nobody_to_write_to(self):
        complaint = self._create_complaint(origin="staff_initiated")
        letter = self._write(complaint, "reply")
        with self.assertRaisesRegex(UserError, "no customer to write to"):
            letter.action_send()

    def test_letter_with_a_hole_stays(self):
        """What a kind of letter has to tell is there, or nothing leaves."""
        complaint = self._create_complaint(partner_id=self.partner.id)
        complaint.validity = "invalid"
        for kind in ("reply", "holding", "first_answer", "solution", "ruling"):
            with self.subTest(kind), self.assertRaises(UserError):
                letter = self._write(complaint, kind)
                self.assertIn("[…", letter.body, "the hole can be seen")
                letter.action_send()
        for gap in ("[…]", "[... the amount]", "{{ object.name }}", "%(date)s"):
            letter = self._write(self.complaint, "reply", way="letter")
            letter.body = f"<p>We pay {gap}.</p>"
            with self.subTest(gap), self.assertRaisesRegex(UserError, "stands for"):
                letter.action_send()
        for empty in ("<p> </p>", "<p>&nbsp;</p>", "<p><br></p>"):
            letter = self._write(self.complaint, "reply", way="letter")
            letter.body = empty
            with (
                self.subTest(empty),
                self.assertRaisesRegex(UserError, "write subject"),
            ):
                letter.action_send()

    def test_matter_without_answer(self):
        self.complaint.item_ids = [
            Command.create({"name": "Box", "verdict": "upheld"}),
            Command.create({"name": "Vase"}),
        ]
        letter = self._write(self.complaint, "reply", way="letter")
        with self.assertRaisesRegex(UserError, "Vase"):
            letter.action_send()
        # an older draft has no mark
        letter.body = letter._render_draft()["body"]
        with self.assertRaisesRegex(UserError, "Vase"):
            letter.action_send()
        letter.body = "<p>We replace the box and the vase.</p>"
        letter.action_send()
        self.assertEqual(letter.state, "sent")

    def test_holding_letter_follows_reason_and_date(self):
        letter = self._write(self.complaint, "holding", way="letter")
        letter.write(
            {
                "delay_reason_id": self.env.ref(
                    "complaint_management.complaint_delay_reason_accounts"
                ).id,
                "date_promised": "2026-03-20",
            }
        )
        self.assertIn("03/20/2026", letter.body)
        letter.body = "<p>Please wait until March.</p>"
        letter.date_promised = "2026-03-25"
        self.assertIn("until March", letter.body, "own words are kept")

    def test_letter_that_fails(self):
        """The case says so, and a later attempt counts."""
        letter = self._write(self.complaint, "first_answer")
        with self.mock_mail_gateway():
            letter.action_send()
        mail = self.env["mail.mail"].search(
            [("mail_message_id", "in", letter.mail_message_ids.ids)]
        )
        mail.write({"state": "exception", "failure_reason": "550 No such user"})
        mail._postprocess_sent_message([], [], "550 No such user", "unknown")
        self.assertEqual(letter.state, "failed")
        self.assertEqual(self.complaint.undeliverable_email, "wang@customer.example")
        self.assertNotIn("first_reply", self._codes(self.complaint))
        with self.mock_mail_gateway():
            mail.mark_outgoing()
            mail.send()
        self.assertEqual(letter.state, "sent")

    def test_offer_by_mail(self):
        """The solution counts as told when the letter has been handed over."""
        solution = self._propose(self.complaint)
        solution.action_submit()
        wizard = self.env["complaint.solution.offer"].with_user(self.user_agent)
        action = wizard.create(
            {"solution_id": solution.id, "way": "mail"}
        ).action_offer()
        letter = self.env["complaint.letter"].with_user(self.user_agent)
        letter = letter.browse(action["res_id"])
        self.assertIn("We exchange the parcel", letter.body)
        self.assertEqual(solution.state, "approved")
        self._send(letter)
        self.assertEqual(solution.state, "offered")
        self.assertIn("informed", self._codes(self.complaint))
        solution.action_agree()
