from base64 import b64encode
from datetime import timedelta
from unittest.mock import MagicMock, patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.intake.fetchmail_server import CarefulConnection, FetchedMessage
from .intake_common import IntakeCommon


@tagged("post_install", "-at_install", "complaint", "complaint_intake")
class TestIntake(IntakeCommon):
    def test_message_becomes_complaint_and_is_acknowledged(self):
        with self.mock_mail_gateway():
            [intake] = self._deliver(self._build())
            self.assertEqual(intake.state, "received")
            self.assertFalse(intake.complaint_id)
            intake._process()
        complaint = intake.complaint_id
        self.assertRecordValues(intake, [{"state": "processed", "kind": "complaint"}])
        self.assertRecordValues(
            complaint,
            [
                {
                    "name": "Broken parcel",
                    "partner_id": self.partner.id,
                    "team_id": self.team.id,
                    "channel_id": self.env.ref(
                        "complaint_management.complaint_channel_mail"
                    ).id,
                    "date_received": intake.date_received,
                    "first_contact_id": False,
                }
            ],
        )
        self.assertIn("arrived broken", complaint.description)
        message = complaint.message_ids.filtered(lambda m: m.message_type == "email")
        self.assertEqual(message.author_id, self.partner)
        self.assertEqual(message.message_id, intake.message_id)
        [letter] = self._new_mails
        self.assertEqual(letter.state, "outgoing")
        self.assertIn(complaint.number, letter.subject)
        self.assertIn("wang@customer.example", letter.email_to)
        self.assertIn("'Auto-Submitted': 'auto-replied'", letter.headers)
        self.assertEqual(letter.references, intake.message_id)

    def test_answer_to_the_acknowledgement_is_a_follow_up(self):
        complaint = self._receive().complaint_id
        letter = complaint.intake_ids.acknowledgement_id
        again = self._receive("Still broken.", in_reply_to=letter.message_id)
        self.assertEqual(again.kind, "follow_up")
        self.assertEqual(again.complaint_id, complaint)
        self.assertEqual(complaint.contact_count, 2)
        self.assertEqual(
            len(complaint.message_ids.filtered(lambda m: m.message_type == "email")), 2
        )

    def test_mail_for_others_passes(self):
        raw = self._build(to="info@elsewhere.example")
        known = self.env["complaint.intake"].search([])
        with self.assertRaisesRegex(ValueError, "No possible route"):
            self.env["mail.thread"].message_process(None, raw)
        self.assertFalse(self._get_new(known))

    def test_late_processing_is_no_late_entry(self):
        [intake] = self._deliver(self._build())
        intake.date_received = "2026-03-01 08:00:00"
        intake._process()
        self.assertEqual(intake.complaint_id.date_received, intake.date_received)
        self.assertTrue(intake.complaint_id.late_entry_reason)

    def test_same_bytes_twice(self):
        raw = self._build()
        self.assertEqual(len(self._deliver(raw)), 1)
        copy = b"Delivered-To: desk@test.mycompany.com\r\n" + raw.replace(
            b"\n", b"\r\n"
        )
        self.assertFalse(self._deliver(copy))

    def test_original_is_byte_identical(self):
        raw = self._build("破损" * 50).replace(b"\n", b"\r\n") + b"\x00\xff"
        [intake] = self._deliver(raw)
        self.env.invalidate_all()
        self.assertEqual(intake.raw, raw)

    def test_documented_door(self):
        """Base64 and the envelope recipient; for others it says that it is not ours."""
        raw = self._build("破损".encode().decode(), to="undisclosed-recipients:;")
        intakes = self.env["complaint.intake"]
        known = intakes.search([])
        message = b64encode(raw).decode()
        self.assertFalse(intakes.deliver(message, "info@test.mycompany.com"))
        self.assertTrue(intakes.deliver(message, "Desk@test.mycompany.com"))
        self.assertTrue(intakes.deliver(message, "Desk@test.mycompany.com"))
        self.assertEqual(self._get_new(known).raw, raw)
        with self.assertRaisesRegex(UserError, "base64"):
            intakes.deliver("not base64!")

    def test_receipt_is_when_the_mailbox_took_it(self):
        message = FetchedMessage(self._build())
        message.date_received = self.env.cr.now() - timedelta(hours=5)
        [intake] = self._deliver(message)
        self.assertEqual(
            intake.date_received, message.date_received.replace(microsecond=0)
        )

    def test_receipt_never_lies_in_the_future_or_far_back(self):
        for received in ("Fri, 01 Jan 2099 00:00:00 +0000", "nonsense"):
            raw = b"Received: from a by b; " + received.encode() + b"\n" + self._build()
            [intake] = self._deliver(raw)
            self.assertLessEqual(intake.date_received, self.env.cr.now())

    def test_employee_cannot_inject(self):
        """Mail delivered by an employee is held, whatever it pretends to be."""
        known = self.env["complaint.intake"].search([])
        thread = self.env["mail.thread"].with_user(self.user_employee)
        thread.message_process("complaint.complaint", self._build())
        intake = self._get_new(known)
        self.assertRecordValues(
            intake,
            [
                {
                    "state": "held",
                    "reason": "deliverer",
                    "delivered_by_id": self.user_employee.id,
                    "complaint_id": False,
                }
            ],
        )


@tagged("post_install", "-at_install", "complaint", "complaint_intake")
class TestIntakeCron(IntakeCommon):
    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "complaint_management.ir_cron_complaint_intake_process"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def test_cron_processes_what_waits(self):
        intakes = self._deliver(self._build()) + self._deliver(self._build("Again"))
        self._run_cron()
        self.assertEqual(set(intakes.mapped("state")), {"processed"})
        self.assertEqual(intakes.mapped("attempts"), [1, 1])
        self.assertEqual(intakes.mapped("unanswered_attempts"), [0, 0])

    @mute_logger("odoo.addons.complaint_management.models.intake")
    def test_error_is_noted_and_tried_again_later(self):
        """One message with an error does not stop the next one."""
        poison = self._deliver(self._build("poison"))
        good = self._deliver(self._build("good"))
        process = type(poison)._process

        def fail(intake):
            if intake == poison:
                raise ValueError("cannot be")
            return process(intake)

        with patch.object(type(poison), "_process", fail):
            self._run_cron()
        self.assertEqual(good.state, "processed")
        self.assertRecordValues(
            poison, [{"state": "received", "reason": "error", "attempts": 1}]
        )
        self.assertIn("cannot be", poison.detail)
        self.assertGreater(poison.date_next_attempt, poison.create_date)
        poison.date_next_attempt = False
        self._run_cron()
        self.assertEqual(poison.state, "processed")

    def test_two_unanswered_attempts_are_enough(self):
        """A message that kills the server twice is held, the next one is processed."""
        killer = self._deliver(self._build("killer"))
        good = self._deliver(self._build("good"))
        killer.unanswered_attempts = 2
        self._run_cron()
        self.assertRecordValues(killer, [{"state": "held", "reason": "unanswered"}])
        self.assertEqual(good.state, "processed")


@tagged("post_install", "-at_install", "complaint", "complaint_intake")
class TestIntakeMailbox(IntakeCommon):
    def _fetch(self, message):
        """One message in a POP mailbox, and whether the mailbox gave it away."""
        mailbox = MagicMock(spec=["retrieve_unread_messages", "handled_message"])
        mailbox.retrieve_unread_messages.return_value = [(1, message)]
        connection = CarefulConnection(mailbox)
        [(number, fetched)] = connection.retrieve_unread_messages()
        return connection, number, fetched, mailbox

    def test_stays_in_the_mailbox_until_committed(self):
        connection, number, message, mailbox = self._fetch(self._build())
        self.env["mail.thread"].message_process(None, message)
        connection.handled_message(number)
        mailbox.handled_message.assert_not_called()
        self.env.cr.postcommit.run()
        connection.handled_message(number)
        mailbox.handled_message.assert_called_once_with(1)

    def test_stays_in_the_mailbox_after_an_error(self):
        connection, number, message, mailbox = self._fetch(self._build())
        with (
            patch.object(
                type(self.env["complaint.intake"]),
                "_insert_once",
                side_effect=OSError("disk full"),
            ),
            self.assertRaises(OSError),
        ):
            self.env["mail.thread"].message_process(None, message)
        connection.handled_message(number)
        mailbox.handled_message.assert_not_called()

    def test_mail_of_others_is_handled_as_ever(self):
        raw = self._build(to="info@elsewhere.example")
        connection, number, message, mailbox = self._fetch(raw)
        with self.assertRaises(ValueError):
            self.env["mail.thread"].message_process(None, message)
        connection.handled_message(number)
        mailbox.handled_message.assert_called_once_with(1)
