from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ..models.intake.mail_mail import BACK_OFF
from .intake_common import IntakeCommon

SEND = "odoo.addons.base.models.ir_mail_server.IrMail_Server.send_email"
CONNECT = "odoo.addons.base.models.ir_mail_server.IrMail_Server._connect__"


@tagged("post_install", "-at_install", "complaint", "complaint_intake")
class TestIntakeLetters(IntakeCommon):
    def setUp(self):
        super().setUp()
        self.intake = self._receive()
        self.complaint = self.intake.complaint_id
        self.letter = self.env["mail.mail"].search(
            [("mail_message_id", "=", self.intake.acknowledgement_id.id)]
        )

    def _send(self, error=None):
        with (
            self.mock_mail_gateway(),
            mute_logger("odoo.addons.mail.models.mail_mail"),
            patch(SEND, side_effect=error, return_value="<sent@x.example>"),
        ):
            self.env["mail.mail"].process_email_queue(email_ids=self.letter.ids)

    def _retry(self, minutes):
        """Run the job as if so much time had passed since the last attempt."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_mail SET write_date = %s WHERE id = %s",
            [self.env.cr.now() - timedelta(minutes=minutes), self.letter.id],
        )
        self.letter.invalidate_recordset()
        self.env["mail.mail"]._cron_retry_complaint_letters()

    def test_answers_go_to_the_desk_else_to_the_catchall(self):
        other = self._create_complaint(team_id=self.team_branch.id)
        self.team_branch.alias_name = False
        both = self.complaint | other
        reply_to = both._notify_get_reply_to(default="x@y.example")
        self.assertIn("desk@test.mycompany.com", reply_to[self.complaint.id])
        self.assertIn(self.catchall, reply_to[other.id])
        self.assertEqual(
            self.complaint._notify_get_reply_to(),
            {self.complaint.id: reply_to[self.complaint.id]},
        )
        self.assertIn(
            self.catchall, self.complaint.browse()._notify_get_reply_to()[False]
        )

    def test_told_only_when_handed_over(self):
        self.assertFalse(self.complaint.date_acknowledged)
        self._send(MailDeliveryException("refused (451, b'greylisted')"))
        self.assertEqual(self.letter.state, "exception")
        self.assertFalse(self.complaint.date_acknowledged)
        self._retry(BACK_OFF[0] + 1)
        self.assertEqual(self.letter.state, "outgoing")
        self._send()
        self.assertEqual(self.letter.state, "sent")
        self.assertTrue(self.complaint.date_acknowledged)

    def test_not_tried_again_at_once(self):
        self._send(MailDeliveryException("(451, b'later')"))
        self._retry(0)
        self.assertEqual(self.letter.state, "exception")

    def test_no_connection(self):
        with (
            mute_logger("odoo.addons.mail.models.mail_mail"),
            patch(CONNECT, side_effect=ConnectionRefusedError("(535) down")),
        ):
            self.letter.send()
        self.assertEqual(self.letter.failure_type, "mail_smtp")
        self._retry(BACK_OFF[0] + 1)
        self.assertEqual(self.letter.state, "outgoing")

    def test_refused_for_good_is_put_on_the_desk(self):
        self.complaint.user_id = self.user_agent
        self._send(MailDeliveryException("{'wang@x': (550, b'5.1.1 no such user')}"))
        self.assertEqual(self.complaint.undeliverable_email, "wang@customer.example")
        self.assertIn("no such user", self.complaint.message_ids[0].body)
        self._retry(BACK_OFF[0] + 1)
        self.assertEqual(self.letter.state, "exception")

    def test_given_up_after_the_last_attempt(self):
        self._send(MailDeliveryException("(451, b'later')"))
        self.letter.complaint_retries = len(BACK_OFF)
        self._retry(BACK_OFF[-1] + 1)
        self.assertEqual(self.complaint.undeliverable_email, "wang@customer.example")
        self._retry(BACK_OFF[-1] + 1)
        self.assertEqual(
            len(self.complaint.message_ids.filtered(lambda m: "later" in m.body)), 1
        )

    def test_other_letters_are_left_alone(self):
        other = self.env["mail.mail"].create(
            {"email_to": "a@x.example", "state": "exception", "failure_reason": "451"}
        )
        self.letter = other
        self._retry(100000)
        self.assertEqual(other.state, "exception")

    def test_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.partner.lang = "zh_CN"
        template = self.env.ref(
            "complaint_management.mail_template_complaint_acknowledgement"
        )
        template.with_context(lang="zh_CN").subject = "已收到 {{ object.number }}"
        intake = self._receive("再次投诉")
        self.assertIn("已收到", intake.acknowledgement_id.subject)

    def test_language_of_an_unknown_customer(self):
        """He is answered in the language in which he writes."""
        for lang in ("zh_CN", "zh_TW"):
            self.env["res.lang"]._activate_lang(lang)
        for text, lang in (
            ("收到的包裹破损,客服没有回复我的问题", "zh_CN"),
            ("收到的包裹破損,客服沒有回覆我的問題,請處理產品投訴", "zh_TW"),
            ("The parcel arrived broken", self.company.partner_id.lang),
        ):
            with self.subTest(text):
                intake = self._receive(text, **{"from": "new@customer.example"})
                self.assertEqual(intake.complaint_id.correspondence_lang, lang)

    def test_promised_date_is_stated_and_kept_as_told(self):
        """P20: the customer is told the limit; told is when the letter went out."""
        self.env["complaint.time.limit"].create(
            {
                "name": "Answer",
                "procedure_id": self.procedure.id,
                "start_code": "received",
                "target_ids": [
                    Command.set(
                        self.env["complaint.milestone.type"]
                        .search([("code", "=", "first_reply")])
                        .ids
                    )
                ],
                "duration": 5,
                "is_promised": True,
            }
        )
        self.intake = self._receive("Once more")
        complaint = self.intake.complaint_id
        self.assertTrue(complaint.date_promised)
        self.assertIn(
            str(complaint.date_promised.year), self.intake.acknowledgement_id.body
        )
        self.letter = self.env["mail.mail"].search(
            [("mail_message_id", "=", self.intake.acknowledgement_id.id)]
        )
        promises = complaint.deadline_ids.filtered("limit_id.is_promised")
        self.assertFalse(any(promises.mapped("date_told")))
        self._send()
        self.assertTrue(all(promises.mapped("date_told")))

    def test_nothing_of_a_stranger_is_repeated(self):
        """Nobody writes to others by way of the desk."""
        intake = self._receive(
            "Buy at https://evil.example",
            subject="{{ 7*7 }} win at https://evil.example",
            **{"from": '"https://evil.example" <victim@elsewhere.example>'},
        )
        letter = intake.acknowledgement_id
        self.assertIn(intake.complaint_id.number, letter.body)
        for word in ("evil", "7*7", "49"):
            self.assertNotIn(word, f"{letter.subject} {letter.body}")

    def test_letters_of_the_desk_are_marked(self):
        self.complaint.message_subscribe(partner_ids=self.partner.ids)
        with self.mock_mail_gateway():
            self.complaint.message_post(
                body="We look into it",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        headers = self._new_mails[:1].headers
        self.assertIn("X-Complaint-Source", headers)
        self.assertNotIn("Auto-Submitted", headers)
