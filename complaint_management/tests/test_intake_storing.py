from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from ..models.intake.fetchmail_server import CarefulConnection
from ..tools import mail_bytes
from .intake_common import IntakeCommon


@tagged("post_install", "-at_install", "complaint", "complaint_intake")
class TestIntakeStoring(IntakeCommon):
    """Storing never fails because of what a message contains."""

    def _fetch(self, raw, **values):
        """Deliver as the system does that fetches a mailbox."""
        server = self.env["fetchmail.server"].create(
            {"name": "Box", "server": "x", **values}
        )
        known = self.env["complaint.intake"].search([])
        self.env["mail.thread"].with_context(
            default_fetchmail_server_id=server.id
        ).message_process(None, raw)
        return self._get_new(known)

    def test_odd_heads_are_stored_whole(self):
        body = (
            b"To: desk@test.mycompany.com\r\nFrom: a@x.example\r\n%s\r\n\r\nBroken %d"
        )
        heads = (
            b"Message-ID: <\xff\xfe1@x.example>",
            b"Message-ID: <a\x00b@x.example>",
            b"Message-ID: <" + "😀".encode() * 900 + b"@x.example>",
            b"Subject: \x00\xff\xfe",
            b"References: <\xff\x00@x.example>",
            b"Received: by x; Fri, 31 Dec 9999 23:59:59 -1200",
            b"Received: by x; Fri, 31 Dec 9999 23:59:59 +1200",
            b"Date: Mon, 99 Zed 0000 99:99:99 +9999",
            b"Subject: " + b" " * 50_000 + b"x",
            b"X-Odd\xff: y",
        )
        for number, head in enumerate(heads):
            with self.subTest(head[:40]):
                raw = body % (head, number)
                [intake] = self._deliver(raw)
                self.env.invalidate_all()
                self.assertEqual(intake.raw, raw)
                intake._process()
                self.assertTrue(intake.complaint_id)

    def test_what_breaks_the_reader_is_kept_and_seen(self):
        """A fault of ours costs nothing but a look."""
        for error in (ValueError("odd"), OverflowError(), MemoryError(), KeyError("x")):
            for name in ("peek", "content_hash"):
                raw = self._build(f"{error!r} {name}")
                with self.subTest(error=error, name=name):
                    with patch.object(mail_bytes, name, side_effect=error):
                        [intake] = self._deliver(raw)
                    self.assertEqual(intake.state, "failed")
                    self.assertTrue(intake.detail)
                    self.assertEqual(intake.raw, raw)
                    self.assertEqual(intake.team_id, self.team)
                    intake.with_user(self.user_agent).action_process_again()
                    intake._process()
                    self.assertTrue(intake.complaint_id)

    def test_mailbox_of_a_desk(self):
        """All in it is for the desk: blind copies, old domains, anything."""
        for to in ("undisclosed-recipients:;", "old@former.example", None):
            [intake] = self._fetch(
                self._build(f"To {to}", to=to), complaint_team_id=self.team_branch.id
            )
            self.assertEqual(intake.team_id, self.team_branch)
            intake._process()
            self.assertEqual(intake.complaint_id.team_id, self.team_branch)

    def test_plus_address(self):
        address = "desk+web@test.mycompany.com"
        [intake] = self._deliver(self._build("One", to=address))
        self.assertEqual(intake.team_id, self.team)
        self.team_branch.alias_name = "desk+web"
        [intake] = self._deliver(self._build("Two", to=address))
        self.assertEqual(intake.team_id, self.team_branch)

    def test_unroutable_mail_of_a_mailbox_waits(self):
        [intake] = self._fetch(self._build(to="nobody@elsewhere.example"))
        self.assertRecordValues(intake, [{"state": "held", "reason": "unroutable"}])
        intake.with_user(self.user_supervisor).action_give_effect()
        self.assertTrue(intake.complaint_id)

    def test_who_kills_the_fetcher_blocks_no_mailbox(self):
        """A message is noted before anybody looks at it. One that was not let go of
        twice is stored unread the next time, and the next one is fetched."""
        server = self.env["fetchmail.server"].create({"name": "Box", "server": "x"})
        killer, good = self._build("killer"), self._build("good")
        known = self.env["complaint.intake"].search([])
        with self.enter_registry_test_mode():
            for _kill in range(2):
                first = CarefulConnection(FakePop([killer, good]), server)
                self.assertEqual(next(first.retrieve_unread_messages()), (0, killer))
            box = FakePop([killer, good])
            second = CarefulConnection(box, server)
            fetched = second.retrieve_unread_messages()
            number, message = next(fetched)
            self.assertEqual(message, good)
            self.assertEqual(box.handled, [0])
            self.env["mail.thread"].message_process(None, message)
            message.is_settled = True
            second.handled_message(number)
            self.assertEqual(box.handled, [0, 1])
            self.assertFalse(list(fetched))
        self.env.invalidate_all()
        intakes = self._get_new(known)
        self.assertEqual(
            intakes.mapped(lambda intake: (intake.state, intake.raw)),
            [("failed", killer), ("received", good)],
        )
        unread = intakes[:1]
        unread.with_user(self.user_supervisor).action_process_again()
        unread._process()
        self.assertEqual(unread.complaint_id.email_normalized, "wang@customer.example")
        self.assertEqual(unread.team_id, self.team)

    def test_message_too_large_to_fetch(self):
        """Only its head is fetched: it is seen, and stays in the mailbox."""
        mailbox = FakeImap(b"1 (RFC822.SIZE 62000000)", self._build())
        [(_number, message)] = CarefulConnection(mailbox)._peek()
        self.assertIn("<0.", mailbox.asked[-1])
        [intake] = self._deliver(message)
        self.assertRecordValues(intake, [{"state": "failed", "reason": "too_large"}])
        self.assertIn("59 MB", intake.detail)

    def test_a_killer_lets_the_others_pass(self):
        killer = self._deliver(self._build("killer"))
        killer.date_received -= timedelta(hours=1)
        domain = killer._get_queue_domain()
        self.assertTrue(killer._start_attempt(domain))
        self.assertFalse(killer.filtered_domain(killer._get_queue_domain()))
        self.assertEqual(killer.unanswered_attempts, 1)

    # ------------------------------------------------------------
    # TELLING
    # ------------------------------------------------------------

    def _tell(self):
        """Who is told by the tray, and in how many messages."""
        with self.mock_mail_gateway():
            known = self.env["mail.message"].search([])
            self.env["complaint.intake"]._tell_desks()
        return self.env["mail.message"].search([]) - known

    def test_held_mail_tells_the_desk_once_a_batch(self):
        self.env["complaint.intake"].search([]).unlink()
        for number in range(3):
            self._deliver(self._build(f"{number}"))._hold("suspicious")
        [notice] = self._tell()
        self.assertEqual(notice.partner_ids, self.user_agent.partner_id)
        self.assertIn("3", notice.body)
        self._deliver(self._build("later"))._hold("suspicious")
        self.assertFalse(self._tell())
        self.env["complaint.intake"].search([]).filtered("date_told").write(
            {"date_told": self.env.cr.now() - timedelta(hours=2)}
        )
        self.assertEqual(len(self._tell()), 1)
        self.assertFalse(self._tell())

    def test_mail_for_no_desk_tells_the_supervisors(self):
        self.env["complaint.intake"].search([]).unlink()
        self._fetch(self._build(to="nobody@elsewhere.example"))
        self.assertIn(self.user_supervisor.partner_id, self._tell().partner_ids)

    def test_what_is_kept_stands_in_the_case(self):
        """As an internal note: a wrong guess of ours costs nothing."""
        first = self._receive()
        complaint = first.complaint_id
        for text, headers in (
            ("I am away until Monday", {"auto_submitted": "auto-replied"}),
            ("Thank you very much!", {}),
        ):
            self._receive(
                text, in_reply_to=first.acknowledgement_id.message_id, **headers
            )
            note = complaint.message_ids[0]
            self.assertIn(text, note.body)
            self.assertTrue(note.is_internal)

    def test_kept_without_a_case_is_told_once_a_day(self):
        self.env["complaint.intake"].search([]).unlink()
        self._receive("News", list_id="<news.shop.example>")
        [notice] = self._tell()
        self.assertIn("1", notice.body)
        self.assertFalse(self._tell())

    # ------------------------------------------------------------
    # CLOSED CASES, SEVERAL DESKS
    # ------------------------------------------------------------

    def test_new_matter_in_an_old_case(self):
        """Somebody who works here is asked, and one click makes a complaint of it."""
        first = self._receive()
        complaint = first.complaint_id
        complaint.write(
            {
                "user_id": self.user_agent.id,
                "category_id": self.category.id,
                "validity": "valid",
                "outcome": "solved",
                "phase": "closed",
            }
        )
        self.user_agent.active = False
        self.team.member_ids = [(0, 0, {"user_id": self.user_agent_other.id})]
        intake = self._receive(
            "My washing machine burns",
            in_reply_to=first.acknowledgement_id.message_id,
        )
        self.assertEqual(intake.kind, "closed")
        [activity] = complaint.activity_ids
        self.assertEqual(activity.user_id, self.user_agent_other)
        intake.with_user(self.user_agent_other).action_new_complaint()
        self.assertNotEqual(intake.complaint_id, complaint)
        self.assertIn("washing machine", intake.complaint_id.description)
        self.assertTrue(intake.acknowledgement_id)
        self.assertIn(intake.complaint_id.number, complaint.message_ids[0].body)

    def test_two_companies(self):
        """Companies do not see each other's cases: each has its own."""
        other = self.env["res.company"].create({"name": "Beta"})
        domain = self.env["mail.alias.domain"].create({"name": "beta.example"})
        other.alias_domain_id = domain
        team = self.env["complaint.team"].create(
            {
                "name": "Beta",
                "company_id": other.id,
                "alias_name": "desk",
                "calendar_id": False,
            }
        )
        intakes = self._receive(
            "For both of you", to="desk@test.mycompany.com, desk@beta.example"
        )
        self.assertEqual(intakes.complaint_id.company_id, self.company | other)
        self.assertIn(team, intakes.complaint_id.team_id)


class FakeImap:
    """An IMAP mailbox with one large message."""

    def __init__(self, size, raw):
        self._unread_messages = [b"1"]
        self._size = size
        self._raw = raw
        self.asked = []

    def fetch(self, _numbers, what):
        self.asked.append(what)
        if "SIZE" in what:
            return "OK", [self._size]
        return "OK", [(b"1 (BODY[]<0> {9}", self._raw), b")"]


class FakePop:
    """A POP mailbox."""

    def __init__(self, messages):
        self._messages = messages
        self.handled = []

    def retrieve_unread_messages(self):
        yield from enumerate(self._messages)

    def handled_message(self, number):
        self.handled.append(number)
