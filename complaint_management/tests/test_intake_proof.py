from odoo.tests import tagged

from ..tools import sender_proof
from .intake_common import IntakeCommon

SERVER = "mx.mycompany.com"
PASSED = f"{SERVER}; dmarc=pass header.from=customer.example"


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestIntakeProof(IntakeCommon):
    """What a From proves: nothing. Who is believed answers a letter to them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._receive()
        cls.complaint = cls.first.complaint_id
        cls.complaint.user_id = cls.user_agent
        cls.letter = cls.first.acknowledgement_id

    def _answer(self, letter, user, **headers):
        return self._receive(
            "I approve the refund of 10,000.",
            in_reply_to=letter.message_id,
            **{"from": user.email_formatted, **headers},
        )

    def _get_words(self):
        return " ".join(
            self.complaint.message_ids.filtered(
                lambda m: m.message_type == "email"
            ).mapped("body")
        )

    def assert_held(self, intake):
        self.assertRecordValues(intake, [{"state": "held", "kind": "third_party"}])
        self.assertNotIn("10,000", self._get_words())

    # ------------------------------------------------------------
    # COLLEAGUES
    # ------------------------------------------------------------

    def test_letter_to_the_customer_proves_no_colleague(self):
        for user in (self.user_supervisor, self.user_agent):
            self.assert_held(self._answer(self.letter, user))

    def test_letter_to_customer_and_colleague_proves_no_colleague(self):
        both = self.complaint.message_post(
            body="We look into it",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=(self.partner | self.user_supervisor.partner_id).ids,
        )
        self.assert_held(self._answer(both, self.user_supervisor))

    def test_letter_to_a_colleague_proves_no_other(self):
        notice = self.complaint.message_notify(
            body="Yours", partner_ids=self.user_agent.partner_id.ids
        )
        self.assert_held(self._answer(notice, self.user_supervisor))
        self.assertEqual(self._answer(notice, self.user_agent).kind, "colleague")

    def test_signature_proves_among_several(self):
        """Each addressee has a reference of their own in the letter."""
        people = self.user_agent | self.user_supervisor
        with self.mock_mail_gateway():
            people.notification_type = "email"
            notice = self.complaint.message_notify(
                body="Look", partner_ids=people.partner_id.ids
            )
        sent = {
            mail["email_to"][0]: mail["references"]
            for mail in self._mails
            if mail["message_id"] == notice.message_id
        }
        self.assertEqual(len(sent), 2)
        [reference] = [
            text for to, text in sent.items() if self.user_supervisor.email in to
        ]
        self.assert_held(self._answer(notice, self.user_supervisor))
        self.assert_held(self._answer(notice, self.user_agent, references=reference))
        intake = self._answer(notice, self.user_supervisor, references=reference)
        self.assertRecordValues(intake, [{"kind": "colleague", "proof": "signature"}])
        message = self.complaint.message_ids.filtered(lambda m: "10,000" in m.body)
        self.assertEqual(message.author_id, self.user_supervisor.partner_id)

    def test_agents_give_effect_but_no_names(self):
        """Otherwise an agent would write in the name of a supervisor."""
        intake = self._answer(self.letter, self.user_supervisor)
        intake.with_user(self.user_agent).action_give_effect()
        message = self.complaint.message_ids.filtered(lambda m: "10,000" in m.body)
        self.assertFalse(message.author_id)
        self.assertTrue(message.is_internal)
        self.assertIn("not verified", message.body)

    def test_letters_tell_nobody_of_other_letters(self):
        """A Message-ID is half of a proof: customers learn those of their letters."""
        notice = self.complaint.message_notify(
            body="Yours", partner_ids=self.user_supervisor.partner_id.ids
        )
        with self.mock_mail_gateway():
            self.complaint.message_post(
                body="We look into it",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.partner.ids,
            )
        for mail in self._mails:
            self.assertNotIn(notice.message_id, mail["references"])

    def test_threads_of_all_documents(self):
        """An answer to any thread of ours is believed, or not, in the same way."""
        statement = self.env["complaint.statement"].create(
            {
                "complaint_id": self.complaint.id,
                "user_id": self.user_employee.id,
                "questions": "<p>Who?</p>",
            }
        )
        statement.action_ask()
        letter = self.env["mail.message"].search(
            [("model", "=", statement._name), ("res_id", "=", statement.id)], limit=1
        )
        count = len(statement.message_ids)
        self.user_executive.email = "executive@test.mycompany.com"
        self.user_employee.email = "employee@test.mycompany.com"
        self.assert_held(self._answer(letter, self.user_supervisor))
        self.assert_held(self._answer(letter, self.user_executive))
        self.assertEqual(len(statement.message_ids), count)
        intake = self._answer(letter, self.user_employee)
        self.assertRecordValues(
            intake, [{"kind": "colleague", "complaint_id": self.complaint.id}]
        )
        self.assertIn("10,000", statement.message_ids[0].body)

    # ------------------------------------------------------------
    # CUSTOMERS
    # ------------------------------------------------------------

    def test_customer_by_number_is_marked(self):
        intake = self._receive("I withdraw it.", subject=self.complaint.number)
        self.assertRecordValues(intake, [{"kind": "follow_up", "proof": "none"}])
        self.assertIn("not verified", self.complaint.message_ids[0].body)

    def test_customer_who_answers_our_letter_is_not_marked(self):
        intake = self._receive("More.", in_reply_to=self.letter.message_id)
        self.assertEqual(intake.proof, "letter")
        self.assertNotIn("not verified", self.complaint.message_ids[0].body)

    def test_own_mail_server_verifies(self):
        self.company.complaint_mail_server = SERVER
        intake = self._receive(
            "I withdraw it.",
            subject=self.complaint.number,
            authentication_results=PASSED,
        )
        self.assertEqual(intake.proof, "server")
        self.assertNotIn("not verified", self.complaint.message_ids[0].body)

    def test_verdicts(self):
        for header, server, verdict in (
            (PASSED, SERVER, "pass"),
            (PASSED, "", ""),
            (PASSED, "mx.other.example", ""),
            (f"{SERVER}; dmarc=fail (p=reject)", "", "fail"),
            (f"{SERVER}; spf=fail smtp.mailfrom=customer.example", "", "fail"),
            (f"{SERVER}; spf=fail smtp.mailfrom=bounce.list.example", "", ""),
            (
                f"{SERVER}; spf=fail smtp.mailfrom=customer.example;"
                " dkim=pass header.d=customer.example",
                "",
                "",
            ),
            (f"{SERVER}; dkim=pass header.d=evil.example", SERVER, ""),
            (f"{SERVER}; spf=pass smtp.mailfrom=a@customer.example", SERVER, "pass"),
            (f"{SERVER}; none", SERVER, ""),
        ):
            with self.subTest(header=header, server=server):
                self.assertEqual(
                    sender_proof.get_verdict([header], "w@customer.example", server),
                    verdict,
                )

    # ------------------------------------------------------------
    # BOUNCES
    # ------------------------------------------------------------

    def test_bounce_by_number_marks_nobody(self):
        intake = self._receive(
            "Final-Recipient: rfc822; wang@customer.example",
            subject=f"Undelivered: {self.complaint.number}",
            **{"from": "MAILER-DAEMON@evil.example"},
        )
        self.assertRecordValues(intake, [{"kind": "bounce", "complaint_id": False}])
        self.assertFalse(self.complaint.undeliverable_email)

    # ------------------------------------------------------------
    # WHO IS THE CUSTOMER
    # ------------------------------------------------------------

    def test_contact_form_of_the_desk(self):
        self.team.form_senders = "shop@forms.example, web@forms.example"
        intake = self._receive(
            "By the form",
            reply_to='"Li Na" <li.na@elsewhere.example>',
            **{"from": "Shop <shop@forms.example>"},
        )
        self.assertEqual(
            intake.complaint_id.email_normalized, "li.na@elsewhere.example"
        )
        self.assertEqual(intake.form_sender, "shop@forms.example")
        self.assertTrue(intake.acknowledgement_id)

    def test_own_addresses_are_no_customers(self):
        for address in ("desk@test.mycompany.com", self.catchall):
            intake = self._receive("Welcome", **{"from": address})
            self.assertRecordValues(intake, [{"state": "held", "kind": "own_address"}])
            self.assertFalse(intake.acknowledgement_id)


@tagged("post_install", "-at_install", "complaint", "complaint_intake")
class TestIntakeLoops(IntakeCommon):
    def test_changing_addresses_of_one_mailbox(self):
        """A responder with another address each time: bounded, and one case."""
        self.company.complaint_answer_limit = 3
        intakes = self.env["complaint.intake"]
        for number in range(8):
            intakes += self._receive(
                f"I have received your message number {number}, thank you.",
                **{"from": f"bot+{number}@system.example"},
            )
        self.assertEqual(len(intakes.acknowledgement_id), 3)
        again = self.env["complaint.intake"]
        for number in range(8):
            again += self._receive(
                "We are out of office and answer in January.",
                **{"from": f"robot+{number}@system.example"},
            )
        self.assertEqual(len(again.complaint_id), 1)
        self.assertEqual(len(again.acknowledgement_id), 1)

    def test_limits_over_all_addresses(self):
        self.company.complaint_answer_domain_limit = 2
        self.company.complaint_answer_hour_limit = 4
        intakes = self.env["complaint.intake"]
        for number in range(4):
            intakes += self._receive(
                f"Complaint {number}", **{"from": f"p{number}@system.example"}
            )
        self.assertEqual(len(intakes.acknowledgement_id), 2)
        for number in range(4):
            intakes += self._receive(
                f"Complaint {number}", **{"from": f"a@s{number}.example"}
            )
        self.assertEqual(len(intakes.acknowledgement_id), 4)
        self.assertEqual(len(intakes.complaint_id), 8)

    def test_nobody_reads_no_reply(self):
        intake = self._receive("By a form", **{"from": "no-reply@forms.example"})
        self.assertTrue(intake.complaint_id)
        self.assertFalse(intake.acknowledgement_id)
