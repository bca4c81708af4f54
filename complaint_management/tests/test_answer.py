from email import message_from_bytes
from email.policy import SMTP
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .intake_common import IntakeCommon


@tagged("post_install", "-at_install", "complaint")
class TestAnswer(IntakeCommon, HttpCase):
    """What agents without any further right write to customers leaves as bytes, counts
    once, and says so when it reaches nobody."""

    def setUp(self):
        super().setUp()
        self.sent = []
        for name, stand_in in (
            ("send_email", self._keep),
            ("_connect__", lambda *args, **kwargs: None),
            ("_disable_send", lambda *args: False),
        ):
            self.startPatcher(patch.object(IrMail_Server, name, stand_in))
        [intake] = self._receive(
            "The fridge is broken.", From="Zhou Ping <zhou.ping@customer.example>"
        )
        self.complaint = intake.complaint_id
        self.complaint.category_id = self.category
        self.intake = intake
        self.assertFalse(self.complaint.partner_id, "nobody knows this customer")
        self.env["mail.mail"].search([]).unlink()

    def _keep(self, message, *args, **kwargs):
        self.sent.append(message_from_bytes(message.as_bytes(policy=SMTP), policy=SMTP))
        return message["Message-Id"]

    def _get_sent_to(self, address):
        return [m for m in self.sent if address in m["To"]]

    def _post(self, body="We exchange the fridge.", subtype="mail.mt_comment", **data):
        """As the web client posts."""
        self.authenticate("complaint_agent", "complaint_agent")
        return self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "complaint.complaint",
                "thread_id": self.complaint.id,
                "post_data": {
                    "body": body,
                    "message_type": "comment",
                    "subtype_xmlid": subtype,
                    **data,
                },
            },
        )

    def _codes(self, complaint=None):
        return (complaint or self.complaint).milestone_ids.mapped("code")

    def _check_answered(self, address="zhou.ping@customer.example"):
        """The bytes are out, and there is one contact in one log."""
        [mail] = self._get_sent_to(address)
        self.assertIn("desk@test.mycompany.com", mail["Reply-To"])
        [contact] = self.complaint.contact_ids
        self.assertEqual(contact.state, "done")
        self.assertEqual(contact.channel, "mail")
        for code in ("first_reply", "contacted", "informed"):
            self.assertEqual(self._codes().count(code), 1, code)
        return mail

    # ------------------------------------------------------------
    # WAYS
    # ------------------------------------------------------------

    def test_send_message(self):
        """The composer proposes the customer; the message reaches him."""
        agent = self.complaint.with_user(self.user_agent)
        [proposed] = agent._message_get_suggested_recipients(reply_discussion=True)
        self.assertEqual(proposed["email"], "zhou.ping@customer.example")
        self.assertEqual(proposed["name"], "Zhou Ping")
        self.assertFalse(self.complaint.partner_id, "looking creates nobody")
        self._post(partner_emails=[proposed["email"]])
        mail = self._check_answered()
        text = mail.get_body(("plain",)).get_content()
        self.assertIn("We exchange the fridge.", text)
        self.assertEqual(self.complaint.partner_id.name, "Zhou Ping")
        self.assertEqual(self.complaint.contact_ids.user_id, self.user_agent)
        self.assertEqual(self.complaint.contact_ids.person, "Zhou Ping")

    def test_full_composer(self):
        self.authenticate("complaint_agent", "complaint_agent")
        [contact] = self.make_jsonrpc_request(
            "/mail/partner/from_email",
            {
                "thread_model": "complaint.complaint",
                "thread_id": self.complaint.id,
                "emails": ["zhou.ping@customer.example"],
            },
        )
        composers = self.env["mail.compose.message"].with_user(self.user_agent)
        composers.create(
            {
                "model": "complaint.complaint",
                "res_ids": str(self.complaint.ids),
                "composition_mode": "comment",
                "partner_ids": [contact["id"]],
                "subject": "Your fridge",
                "body": "<p>We exchange the fridge.</p>",
            }
        ).action_send_mail()
        self.assertEqual(self._check_answered()["Subject"], "Your fridge")

    def test_api(self):
        self.complaint.with_user(self.user_agent).message_post(
            body="We exchange the fridge.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            outgoing_email_to="zhou.ping@customer.example",
        )
        self._check_answered()

    def test_letter(self):
        self.complaint.finding = "The compressor failed."
        letter = (
            self.env["complaint.letter"]
            .with_user(self.user_agent)
            .create({"complaint_id": self.complaint.id, "kind": "reply"})
        )
        letter.action_send()
        self.env["mail.mail"].sudo().process_email_queue()
        mail = self._check_answered()
        self.assertIn("Desk", mail["From"])

    def test_call(self):
        self.env["complaint.contact"].with_user(self.user_agent).create(
            {
                "complaint_id": self.complaint.id,
                "purpose": "result",
                "content": "We exchange it",
            }
        )
        for code in ("first_reply", "contacted", "informed"):
            self.assertEqual(self._codes().count(code), 1, code)

    def test_second_answer_is_no_first_answer(self):
        for _turn in range(2):
            self._post(partner_emails=["zhou.ping@customer.example"])
        self.assertEqual(self._codes().count("first_reply"), 1)
        self.assertEqual(self._codes().count("contacted"), 2)
        self.assertEqual(len(self.complaint.contact_ids), 2)

    # ------------------------------------------------------------
    # NOT SENT
    # ------------------------------------------------------------

    def test_nobody_is_reached(self):
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self._post()
        self.assertNotIn("comment", self.complaint.message_ids.mapped("message_type"))
        self.complaint.email_from = False
        agent = self.complaint.with_user(self.user_agent)
        with self.assertRaisesRegex(UserError, "no email address"):
            agent.message_post(
                body="Hello",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.user_supervisor.partner_id.ids,
            )
        self.assertFalse(self.sent)

    def test_refused_by_the_mail_server(self):
        """What was not handed over is no answer, and the case says so."""
        refusal = patch.object(
            IrMail_Server, "send_email", side_effect=AssertionError("550 No such user")
        )
        with refusal, mute_logger("odoo.addons.mail.models.mail_mail"):
            self._post(partner_emails=["zhou.ping@customer.example"])
        self.assertNotIn("first_reply", self._codes())
        self.assertNotEqual(self.complaint.contact_ids.state, "done")

    def test_notes_stay_inside(self):
        agent = self.complaint.with_user(self.user_agent)
        self.complaint.message_subscribe(partner_ids=self.partner.ids)
        agent.message_post(
            body="A difficult customer",
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
        with self.assertRaisesRegex(UserError, "A note stays inside"):
            agent.message_post(
                body="A difficult customer",
                message_type="comment",
                subtype_xmlid="mail.mt_note",
                partner_ids=self.partner.ids,
            )
        agent.message_post(
            body="A difficult customer",
            subtype_xmlid="mail.mt_note",
            partner_ids=self.partner.ids,
        )
        self.assertFalse(self.sent)
        self.assertNotIn("contacted", self._codes())

    def test_customers_never_see_each_other(self):
        self.complaint.complainant_ids = [
            Command.create({"customer_name": "Li Na", "email_from": "li@x.example"})
        ]
        agent = self.complaint.with_user(self.user_agent)
        emails = [
            who["email"]
            for who in agent._message_get_suggested_recipients(reply_discussion=True)
        ]
        self.assertEqual(emails, ["zhou.ping@customer.example", "li@x.example"])
        agent.message_post(
            body="Power is back.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            outgoing_email_to=", ".join(emails),
        )
        for own, other in (emails, emails[::-1]):
            [mail] = self._get_sent_to(own)
            self.assertNotIn(other, mail.as_string())
        [contact] = self.complaint.contact_ids
        self.assertEqual(contact.person, "Zhou Ping, Li Na")

    def test_colleague_is_the_customer(self):
        """They get the answer by mail like any customer, and still see no case."""
        employee = self.user_employee
        employee.write({"email": "ernest@x.example", "notification_type": "inbox"})
        self.complaint.write(
            {"partner_id": employee.partner_id.id, "email_from": "ernest@x.example"}
        )
        self.complaint.with_user(self.user_agent).message_post(
            body="We exchange the fridge.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=employee.partner_id.ids,
        )
        mail = self._check_answered("ernest@x.example")
        self.assertNotIn("/mail/view", mail.as_string())

    def test_backlog_is_acknowledged_in_batches(self):
        """The mail queue runs for many acknowledgements at once."""
        cron = self.env.ref("mail.ir_cron_mail_scheduler_action")
        domain = [("cron_id", "=", cron.id)]
        triggers = self.env["ir.cron.trigger"].search_count(domain)
        for number in range(5):
            self._deliver(self._build(From=f"Li <li{number}@x.example>"))
        # the job commits, tests do not
        progress = patch.object(
            self.env.registry["ir.cron"], "_commit_progress", lambda *a, **k: 1000
        )
        with progress:
            self.env["complaint.intake"]._cron_process()
        made = self.env["ir.cron.trigger"].search_count(domain) - triggers
        waiting = self.env["mail.mail"].search_count([("state", "=", "outgoing")])
        self.assertGreaterEqual(waiting, 5)
        self.assertEqual(made, 1)

    def test_stranger_creates_no_contacts(self):
        employee = self.complaint.with_user(self.user_employee)
        found = employee._partner_find_from_emails_single(
            ["zhou.ping@customer.example"], no_create=True
        )
        self.assertFalse(found)
        self.assertFalse(self.complaint.partner_id)

    # ------------------------------------------------------------
    # SENDER
    # ------------------------------------------------------------

    def test_every_letter_comes_from_the_desk(self):
        """Acknowledgement, progress: the desk's name, its address for answers."""
        self.complaint._send_acknowledgement("<x@customer.example>")
        self.env.ref(
            "complaint_management.mail_template_complaint_progress"
        ).send_mail_batch(self.complaint.ids)
        callback = self.env["complaint.callback"].create(
            {"complaint_id": self.complaint.id}
        )
        callback.action_send_link()
        self.env["mail.mail"].process_email_queue()
        self.assertEqual(len(self.sent), 3)
        for mail in self.sent:
            with self.subTest(mail["Subject"]):
                self.assertIn("desk@test.mycompany.com", mail["Reply-To"])
                self.assertIn("Desk - ", mail["From"])
                self.assertEqual(mail["To"].addresses[0].domain, "customer.example")
                self.assertNotIn(
                    self.env["ir.config_parameter"].get_param("database.uuid"),
                    mail.as_string(),
                )

    def test_letter_sent_again_keeps_its_message_id(self):
        """A mail server that took it and crashed gets the same letter, not another."""
        self.complaint.finding = "The compressor failed."
        letter = self.env["complaint.letter"].create(
            {"complaint_id": self.complaint.id, "kind": "reply"}
        )
        letter.action_send()
        mails = self.env["mail.mail"].search(
            [("mail_message_id", "in", letter.mail_message_ids.ids)]
        )
        mails.send()
        mails.write({"state": "outgoing"})
        mails.send()
        first, again = self.sent
        self.assertEqual(first["Message-Id"], again["Message-Id"])
        self.assertEqual(len(self.complaint.contact_ids), 1)
