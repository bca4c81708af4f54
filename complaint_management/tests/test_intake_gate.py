from odoo.tests import tagged

from .intake_common import IntakeCommon

REPORT = (
    b"From: MAILER-DAEMON@relay.example\r\nTo: %(to)s\r\nSubject: Undelivered Mail\r\n"
    b"Return-Path: <>\r\nMessage-ID: <%(id)s@relay.example>\r\n"
    b"Content-Type: multipart/report; report-type=%(type)s; boundary=b\r\n\r\n"
    b"--b\r\n\r\nI could not deliver your message.\r\n"
    b"--b\r\nContent-Type: message/delivery-status\r\n\r\n"
    b"Reporting-MTA: dns; relay.example\r\n\r\n"
    b"Final-Recipient: rfc822; wang@customer.example\r\nAction: %(action)s\r\n"
    b"Status: 5.1.1\r\n"
    b"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
    b"Message-ID: %(about)s\r\nSubject: [C] We have received\r\n--b--\r\n"
)


@tagged("post_install", "-at_install", "complaint", "complaint_intake")
class TestIntakeGate(IntakeCommon):
    def _report(
        self, about, action=b"failed", to=b"bounce@test.mycompany.com", **values
    ):
        fields = {
            b"to": to,
            b"id": values.get("id", b"report"),
            b"type": values.get("type", b"delivery-status"),
            b"action": action,
            b"about": (about or "<unknown@elsewhere.example>").encode(),
        }
        [intake] = self._deliver(REPORT % fields)
        intake._process()
        return intake

    def _acknowledged(self):
        """A complaint that came by mail, and the Message-ID of our letter about it."""
        complaint = self._receive().complaint_id
        return complaint, complaint.intake_ids.acknowledgement_id.message_id

    def _count_mails(self, complaint):
        return len(complaint.message_ids.filtered(lambda m: m.message_type == "email"))

    def test_automatic_mails_have_no_effect(self):
        """Kept with kind and reason, and one click gives them their effect."""
        for kind, headers in (
            ("auto_reply", {"auto_submitted": "auto-replied (vacation)"}),
            ("auto_reply", {"x_autoreply": "yes"}),
            ("auto_reply", {"precedence": "auto_reply"}),
            (
                "auto_reply",
                {"subject": "自动回复:休假", "x_auto_response_suppress": "All"},
            ),
            ("list", {"list_id": "<news.shop.example>"}),
            ("list", {"precedence": "list"}),
            (
                "bounce",
                {"from": "postmaster@x.example", "subject": "Undeliverable: hello"},
            ),
            ("bounce", {"x_failed_recipients": "nobody@x.example"}),
        ):
            with self.subTest(**headers):
                intake = self._receive(**headers)
                self.assertRecordValues(
                    intake,
                    [{"state": "processed", "kind": kind, "reason": "recognised"}],
                )
                self.assertTrue(intake.detail)
                self.assertFalse(intake.complaint_id)
                self.assertFalse(intake.acknowledgement_id)
                intake.with_user(self.user_agent).action_give_effect()
                self.assertEqual(intake.kind, "complaint")
                self.assertTrue(intake.complaint_id)
                self.assertEqual(intake.decided_by_id, self.user_agent)

    def test_programs_may_complain_but_get_no_answer(self):
        for headers in (
            {"auto_submitted": "auto-generated"},
            {"precedence": "bulk"},
            {"from": "Web Form <noreply@forms.example>", "auto_submitted": "auto-x"},
        ):
            with self.subTest(**headers):
                intake = self._receive(**headers)
                self.assertEqual(intake.kind, "complaint")
                self.assertFalse(intake.acknowledgement_id)

    def test_desk_behind_a_mailing_list(self):
        self.team.accepts_list_mail = True
        self.assertEqual(self._receive(list_id="<desk.x>").kind, "complaint")

    def test_delivery_failure_is_put_on_the_case(self):
        complaint, letter = self._acknowledged()
        intake = self._report(letter)
        self.assertRecordValues(
            intake, [{"kind": "bounce", "complaint_id": complaint.id}]
        )
        self.assertEqual(complaint.undeliverable_email, "wang@customer.example")
        self.assertIn("could not be delivered", complaint.message_ids[0].body)
        self._receive("I am here", in_reply_to=letter)
        self.assertFalse(complaint.undeliverable_email)

    def test_delay_is_no_failure(self):
        complaint, letter = self._acknowledged()
        self._report(letter, action=b"delayed")
        self.assertFalse(complaint.undeliverable_email)
        self.assertIn("delayed", complaint.message_ids[0].body)

    def test_other_reports(self):
        complaint, letter = self._acknowledged()
        for number, (kind, report_type) in enumerate(
            (
                ("receipt", b"disposition-notification"),
                ("abuse_report", b"feedback-report"),
            )
        ):
            intake = self._report(letter, type=report_type, id=b"r%d" % number)
            self.assertRecordValues(
                intake, [{"kind": kind, "complaint_id": complaint.id}]
            )
        self.assertFalse(complaint.undeliverable_email)

    def test_unknown_report_to_the_desk_is_visible(self):
        intake = self._report(None, to=b"desk@test.mycompany.com")
        self.assertRecordValues(intake, [{"kind": "bounce", "complaint_id": False}])

    def test_our_own_letter_comes_back(self):
        complaint, letter = self._acknowledged()
        returned = self._receive("We have received", message_id=letter)
        self.assertEqual(returned.kind, "loop")
        mark = self.env["complaint.intake"]._get_own_mark()
        marked = self._receive("We have received", x_complaint_source=mark)
        self.assertEqual(marked.kind, "loop")
        self.assertEqual(self._count_mails(complaint), 1)

    def test_stranger_with_a_reference(self):
        """Held; attached by one click. The customer reads nothing of it."""
        complaint, letter = self._acknowledged()
        with self.mock_mail_gateway():
            intake = self._receive(
                "Me too", **{"from": "x@stranger.example", "in_reply_to": letter}
            )
        self.assertRecordValues(
            intake,
            [{"state": "held", "kind": "third_party", "complaint_id": complaint.id}],
        )
        self.assertEqual(self._count_mails(complaint), 1)
        self.assertFalse(self._new_mails)
        intake.with_user(self.user_agent).action_give_effect()
        self.assertEqual(intake.kind, "follow_up")
        self.assertEqual(self._count_mails(complaint), 2)

    def test_forged_sender(self):
        _complaint, letter = self._acknowledged()
        results = "mx.mycompany.com; dmarc=fail header.from=customer.example"
        self.assertEqual(
            self._receive(
                "Close it", in_reply_to=letter, authentication_results=results
            ).kind,
            "third_party",
        )
        new = self._receive("New", authentication_results=results)
        self.assertEqual(new.kind, "complaint")
        self.assertFalse(new.complaint_id.partner_id)
        self.assertFalse(new.acknowledgement_id)
        self.assertIn("not who the mail says", new.complaint_id.message_ids[0].body)

    def test_forged_colleague_gains_nothing(self):
        sender = self.user_agent.email
        intake = self._receive(**{"from": sender})
        complaint = intake.complaint_id
        message = complaint.message_ids.filtered(lambda m: m.message_type == "email")
        self.assertFalse(message.author_id)
        self.assertFalse(complaint.partner_id)
        self.assertNotEqual(complaint.registered_by_id, self.user_agent)

    def test_colleague_answers_a_notification(self):
        """Kept as an internal note: the customer never gets it."""
        complaint, _letter = self._acknowledged()
        notice = complaint.message_notify(
            body="Yours", partner_ids=self.user_agent.partner_id.ids
        )
        intake = self._receive(
            "Call him first",
            **{"from": self.user_agent.email, "in_reply_to": notice.message_id},
        )
        self.assertEqual(intake.kind, "colleague")
        message = complaint.message_ids[0]
        self.assertEqual(message.author_id, self.user_agent.partner_id)
        self.assertTrue(message.subtype_id.internal)
        self.assertEqual(complaint.contact_count, 1)

    def test_barred_colleague_cannot_write(self):
        complaint, letter = self._acknowledged()
        complaint.subject_user_ids = self.user_agent
        intake = self._receive(
            "I was polite", **{"from": self.user_agent.email, "in_reply_to": letter}
        )
        self.assertEqual(intake.kind, "third_party")
        self.assertFalse(intake.with_user(self.user_agent).has_access("read"))

    def test_mere_thanks(self):
        complaint, letter = self._acknowledged()
        for text, kind in (
            ("Thank you very much!\n\nWang Fang", "thanks"),
            ("谢谢!", "thanks"),
            ("谢谢,收到。\n\n发件人: desk", "thanks"),
            (
                "Thanks, but the box is still broken and I want my money back",
                "follow_up",
            ),
            ("Thanks. When will it come?", "follow_up"),
            (
                "谢谢,但是包裹还是坏的,我要求退款并赔偿我的全部损失,请马上回复我,不然我就去消协投诉你们公司",
                "follow_up",
            ),
        ):
            with self.subTest(text):
                self.assertEqual(self._receive(text, in_reply_to=letter).kind, kind)
        self.assertEqual(complaint.contact_count, 4)

    def test_case_number_in_the_subject(self):
        """The second chance when the reference to our letter gets lost."""
        complaint, _letter = self._acknowledged()
        intake = self._receive(
            "And another", subject=f"AW: [{complaint.number}] parcel"
        )
        self.assertRecordValues(
            intake, [{"kind": "follow_up", "complaint_id": complaint.id}]
        )
        stranger = self._receive(
            "Give me his data",
            subject=complaint.number,
            **{"from": "x@stranger.example"},
        )
        self.assertEqual(stranger.kind, "third_party")

    def test_same_message_id(self):
        """Another text under the same Message-ID is kept: by the same sender on the
        same case, by another one on his own."""
        first = self._receive("One", message_id="<same@x.example>")
        second = self._receive("Two", message_id="<same@x.example>")
        other = self._receive(
            "Three", message_id="<same@x.example>", **{"from": "li@x.example"}
        )
        self.assertEqual(second.kind, "follow_up")
        self.assertEqual(second.complaint_id, first.complaint_id)
        self.assertEqual(other.kind, "complaint")
        self.assertNotEqual(other.complaint_id, first.complaint_id)

    def test_no_message_id(self):
        raw = self._build(message_id=None)
        [intake] = self._deliver(raw)
        intake._process()
        self.assertTrue(intake.complaint_id)
        self.assertFalse(self._deliver(raw))

    def test_two_desks(self):
        """One message to two desks: one complaint, and the other desk decides."""
        intakes = self._receive(to="desk@test.mycompany.com, branch@test.mycompany.com")
        self.assertEqual(intakes.team_id, self.team | self.team_branch)
        self.assertEqual(intakes.mapped("kind"), ["complaint", "duplicate"])
        self.assertEqual(intakes.mapped("state"), ["processed", "held"])
        self.assertEqual(len(intakes.complaint_id), 1)
        [_first, second] = intakes
        self.assertTrue(second.with_user(self.user_agent_other).has_access("read"))
        second.with_user(self.user_agent_other).action_give_effect()
        self.assertEqual(second.complaint_id.team_id, self.team_branch)
        self.assertEqual(len(intakes.complaint_id), 2)

    def test_closed_case(self):
        complaint, letter = self._acknowledged()
        complaint.write(
            {
                "category_id": self.category.id,
                "validity": "valid",
                "outcome": "solved",
                "phase": "closed",
            }
        )
        intake = self._receive("Broken again", in_reply_to=letter)
        self.assertRecordValues(
            intake, [{"kind": "closed", "complaint_id": complaint.id}]
        )
        self.assertEqual(complaint.phase, "closed")
        self.assertEqual(self._count_mails(complaint), 2)

    def test_merged_case(self):
        complaint, letter = self._acknowledged()
        survivor = self._create_complaint(partner_id=self.partner.id)
        complaint._merge_into(survivor)
        intake = self._receive("More about it", in_reply_to=letter)
        self.assertEqual(intake.complaint_id, survivor)
        self.assertIn("More about it", survivor.message_ids[0].body)

    def test_spam_sender(self):
        self.env["complaint.intake.sender"].create({"email": "@spam.example"})
        intake = self._receive(**{"from": "win@spam.example"})
        self.assertRecordValues(
            intake, [{"state": "refused", "kind": "spam", "complaint_id": False}]
        )

    def test_honest_sender_is_never_limited(self):
        """Thirty complaints within an hour: all are registered, answers are limited."""
        self.company.complaint_answer_limit = 5
        intakes = self.env["complaint.intake"]
        for number in range(30):
            intakes += self._receive(f"Complaint {number}")
        self.assertEqual(len(intakes.complaint_id), 30)
        self.assertEqual(len(intakes.acknowledgement_id), 5)


@tagged("post_install", "-at_install", "complaint", "complaint_intake")
class TestIntakeAssignment(IntakeCommon):
    def test_answer_of_the_department_lands_on_the_assignment(self):
        """In every combination of addressees, and the customer reads nothing."""
        catchall = self.catchall
        desk = "desk@test.mycompany.com"
        for number, (to, cc) in enumerate(
            (
                (catchall, None),
                (desk, None),
                (catchall, desk),
                (desk, catchall),
                (f"{desk}, {catchall}", None),
                ("branch@test.mycompany.com", desk),
            )
        ):
            with self.subTest(to=to, cc=cc):
                complaint = self._create_complaint(partner_id=self.partner.id)
                complaint.message_subscribe(partner_ids=self.partner.ids)
                assignment = self._dispatch(complaint)
                letter = self.env["mail.message"].search(
                    [
                        ("model", "=", "complaint.assignment"),
                        ("res_id", "=", assignment.id),
                    ],
                    limit=1,
                )
                with self.mock_mail_gateway():
                    intakes = self._receive(
                        f"The box was too thin, number {number}.",
                        to=to,
                        cc=cc,
                        in_reply_to=letter.message_id,
                        **{"from": self.user_respondent.email_formatted},
                    )
                self.assertEqual(intakes[0].kind, "answer")
                self.assertEqual(intakes.assignment_id, assignment)
                self.assertIn("too thin", assignment.reply)
                self.assertFalse(
                    [m for m in self._new_mails if "wang@" in (m.email_to or "")]
                )
                self.assertNotIn(
                    self.partner,
                    self._new_mails.recipient_ids | assignment.message_partner_ids,
                )

    def test_assignment_letters_are_answered_to_the_catchall(self):
        assignment = self._dispatch(self._create_complaint())
        self.assertIn(
            self.catchall,
            assignment._notify_get_reply_to()[assignment.id],
        )
        self.assertIn(
            "desk@test.mycompany.com",
            assignment.complaint_id._notify_get_reply_to()[assignment.complaint_id.id],
        )
