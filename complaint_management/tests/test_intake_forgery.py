from odoo.tests import tagged

from .intake_common import IntakeCommon

FAILED = "mx.mycompany.com; dmarc=fail header.from=test.mycompany.com"


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestIntakeForgery(IntakeCommon):
    """Anybody can write any address and any number into a mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls._create_complaint(
            partner_id=cls.partner.id, email_from="wang@customer.example"
        )
        cls.assignment = cls._dispatch(cls.complaint)
        cls.letter = cls.env["mail.message"].search(
            [
                ("model", "=", "complaint.assignment"),
                ("res_id", "=", cls.assignment.id),
            ],
            limit=1,
        )
        cls.respondent = cls.user_respondent.email_formatted

    def _answer(self, **headers):
        return self._receive("It was not us.", **headers)

    def assert_held(self, intake):
        """Kept for the desk; the assignment is as it was."""
        self.assertRecordValues(intake, [{"state": "held", "kind": "third_party"}])
        self.assertEqual(self.assignment.state, "sent")
        self.assertFalse(self.assignment.reply)
        self.assertFalse(
            self.assignment.message_ids.filtered(lambda m: m.message_type == "email")
        )

    def test_number_of_an_assignment_proves_nothing(self):
        intake = self._answer(
            subject=f"Re: {self.assignment.number}", **{"from": self.respondent}
        )
        self.assert_held(intake)
        # the desk has asked back
        intake.with_user(self.user_agent).action_give_effect()
        self.assertEqual(intake.kind, "answer")
        self.assertIn("not us", self.assignment.reply)

    def test_number_proves_no_outside_party_either(self):
        self.assignment.partner_id = self.env["res.partner"].create(
            {"name": "Developer", "email": "d@developer.example"}
        )
        self.assert_held(
            self._answer(
                subject=self.assignment.number, **{"from": "d@developer.example"}
            )
        )

    def test_forged_answer_with_the_reference(self):
        self.assert_held(
            self._answer(
                in_reply_to=self.letter.message_id,
                authentication_results=FAILED,
                **{"from": self.respondent},
            )
        )

    def test_stranger_with_the_reference(self):
        self.assert_held(
            self._answer(
                in_reply_to=self.letter.message_id, **{"from": "x@stranger.example"}
            )
        )

    def test_colleague_by_number_of_the_case(self):
        intake = self._receive(
            "Close it.",
            subject=self.complaint.number,
            **{"from": self.user_agent.email},
        )
        self.assertRecordValues(intake, [{"state": "held", "kind": "third_party"}])

    def test_customer_by_number_of_the_case(self):
        """He knows no more than the number, and gains nothing but being heard."""
        intake = self._receive("One more thing.", subject=self.complaint.number)
        self.assertRecordValues(
            intake, [{"kind": "follow_up", "complaint_id": self.complaint.id}]
        )

    def test_customer_by_another_address_of_the_mailbox(self):
        """Mail programs write as anna+shop@ what belongs to anna@."""
        for number, kind in (("", "follow_up"), ("x", "third_party")):
            sender = f"wang{number}+shop@customer.example"
            intake = self._receive(
                f"Once more. {number}",
                subject=self.complaint.number,
                **{"from": sender},
            )
            self.assertRecordValues(
                intake, [{"kind": kind, "complaint_id": self.complaint.id}]
            )

    def test_headers_of_odoo_are_not_believed(self):
        intake = self._receive(
            x_odoo_objects=f"complaint.complaint-{self.complaint.id}",
            x_odoo_message_id=self.letter.message_id,
            **{"from": "x@stranger.example"},
        )
        self.assertEqual(intake.kind, "complaint")
        self.assertNotEqual(intake.complaint_id, self.complaint)

    def test_answer_goes_to_the_sender_alone(self):
        """A Reply-To of somebody else would make us write to people unasked."""
        intake = self._receive(reply_to="victim@elsewhere.example")
        letter = self.env["mail.mail"].search(
            [("mail_message_id", "=", intake.acknowledgement_id.id)]
        )
        self.assertIn("wang@customer.example", letter.email_to)
        self.assertNotIn("victim", f"{letter.email_to} {letter.email_cc}")


@tagged("post_install", "-at_install", "complaint", "complaint_intake")
class TestIntakeFlood(IntakeCommon):
    """Answers are limited, address by address; complaints never."""

    def _receive_many(self, count, sender):
        intakes = self.env["complaint.intake"]
        for number in range(count):
            intakes += self._receive(f"Complaint {number}", **{"from": sender})
        return intakes

    def test_look_alike_is_not_counted_in(self):
        self.company.complaint_answer_limit = 3
        self._receive_many(5, "jan@firm.example")
        [first] = self._receive_many(1, "an@firm.example")
        self.assertTrue(first.complaint_id)
        self.assertTrue(first.acknowledgement_id)

    def test_senders_without_address(self):
        intakes = self._receive_many(25, "Somebody")
        self.assertEqual(len(intakes.complaint_id), 25)
        self.assertFalse(intakes.acknowledgement_id)

    def test_two_systems_answer_each_other(self):
        """The other one acknowledges each of our letters as a new message."""
        self.company.complaint_answer_limit = 4
        intakes = self._receive_many(12, "other@system.example")
        self.assertEqual(len(intakes.acknowledgement_id), 4)
