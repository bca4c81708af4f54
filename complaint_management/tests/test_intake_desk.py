from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import config

from .intake_common import IntakeCommon


@tagged("post_install", "-at_install", "complaint", "complaint_intake")
class TestIntakeDesk(IntakeCommon):
    def test_process_again(self):
        """A held mail is processed once somebody has looked at it."""
        known = self.env["complaint.intake"].search([])
        thread = self.env["mail.thread"].with_user(self.user_employee)
        thread.message_process("complaint.complaint", self._build())
        intake = self._get_new(known)
        intake.with_user(self.user_agent).action_process_again()
        self.assertRecordValues(
            intake, [{"state": "received", "decided_by_id": self.user_agent.id}]
        )
        intake._process()
        self.assertRecordValues(intake, [{"state": "processed", "reason": "decided"}])

    def test_refuse_in_bulk(self):
        intakes = self._deliver(self._build("a")) + self._deliver(self._build("b"))
        intakes._hold("suspicious")
        intakes.with_user(self.user_agent).action_refuse()
        self.assertEqual(set(intakes.mapped("state")), {"refused"})

    def test_mark_spam_sender(self):
        [intake] = self._deliver(self._build(**{"from": "win@spam.example"}))
        intake.with_user(self.user_agent).action_mark_spam()
        self.assertEqual(intake.state, "refused")
        again = self._receive("Win more", **{"from": "Win <win@spam.example>"})
        self.assertEqual(again.kind, "spam")
        intake.with_user(self.user_agent).action_mark_spam()

    def test_attach(self):
        complaint = self._create_complaint(partner_id=self.partner.id)
        [intake] = self._deliver(self._build("It was I who called"))
        intake._hold("suspicious")
        self.env["complaint.intake.attach"].with_user(self.user_agent).create(
            {"intake_ids": intake.ids, "complaint_id": complaint.id}
        ).action_attach()
        self.assertRecordValues(
            intake,
            [
                {
                    "state": "processed",
                    "kind": "follow_up",
                    "complaint_id": complaint.id,
                    "decided_by_id": self.user_agent.id,
                }
            ],
        )
        self.assertIn("It was I", complaint.message_ids[0].body)
        with self.assertRaisesRegex(UserError, "already"):
            intake.with_user(self.user_agent)._attach_to(
                complaint.with_user(self.user_agent)
            )

    def test_suspicious_mail_is_held_unparsed(self):
        raw = self._build() + b"--b\nContent-Type: text/html\n\nx\n" * 1000
        [intake] = self._deliver(raw)
        intake._process()
        self.assertRecordValues(intake, [{"state": "held", "reason": "suspicious"}])
        self.assertIn("parts", intake.detail)
        self.assertIn("arrived broken", intake.preview)

    def test_preview(self):
        [intake] = self._deliver(
            self._build("plain", html="<p>Rich</p><script>alert(1)</script>")
        )
        self.assertIn("Rich", intake.preview)
        self.assertNotIn("<p>", intake.preview)
        [values] = (
            intake.with_user(self.user_agent)
            .with_context(bin_size=True)
            .web_read({"preview": {}, "size": {}, "is_undecided": {}})
        )
        self.assertIn("Rich", values["preview"])

    def test_original_dropped_after_the_retention(self):
        old = self._receive()
        young = self._receive("young")
        old.date_received = "2020-01-01"
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(
                "complaint_management.ir_cron_complaint_intake_drop_originals"
            ).method_direct_trigger()
        self.env.invalidate_all()
        self.assertFalse(old.raw)
        self.assertEqual(old.size, 0)
        self.assertFalse(old.original)
        self.assertFalse(old.preview)
        self.assertTrue(young.raw)
        self.assertTrue(old.complaint_id)

    def test_health_page(self):
        self._deliver(self._build())._hold("suspicious")
        self.env["fetchmail.server"].create({"name": "Desk mailbox", "server": "x"})
        action = self.env["complaint.intake.health"].with_user(self.user_supervisor)
        health = action.browse(action.action_open()["res_id"])
        self.assertEqual(health.display_name, "Mail Health")
        self.assertGreaterEqual(health.held_count, 1)
        self.assertGreater(health.stored_megabytes, 0)
        self.assertIn("Desk mailbox", health.problems)

    def test_health_page_says_what_is_missing(self):
        """Nothing is green because nothing is there."""
        self.env["mail.alias"].search([]).alias_name = False
        self.env["ir.mail_server"].search([]).active = False
        self.env["fetchmail.server"].search([]).active = False
        self.env["complaint.intake"].search([]).unlink()
        letter = self._create_complaint().message_post(body="Lost")
        self.env["mail.mail"].create(
            {"mail_message_id": letter.id, "state": "exception"}
        )
        self.company.alias_domain_id = False
        for user in (self.user_supervisor, self.user_configurator):
            page = self.env["complaint.intake.health"].with_user(user)
            with patch.dict(config.options, {"smtp_server": "localhost"}):
                problems = page.browse(page.action_open()["res_id"]).problems
            for words in (
                "has no alias domain",
                f"{self.team.name} has no mail address",
                "no mail was ever delivered",
                "No outgoing mail server",
                "could not be sent: 1",
            ):
                self.assertIn(words, problems)

    def test_team_card(self):
        self._deliver(self._build())._hold("suspicious")
        self.assertEqual(self.team.with_user(self.user_agent).held_count, 1)
        self.assertEqual(self.team_branch.held_count, 0)


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestIntakeSecurity(IntakeCommon):
    def test_who_reads_the_tray(self):
        [intake] = self._deliver(self._build())
        for role, readable in (
            ("employee", False),
            ("respondent", False),
            ("manager", False),
            ("agent", True),
            ("agent_other", False),
            ("supervisor", True),
            ("executive", True),
            ("auditor", True),
            ("configurator", False),
        ):
            user = getattr(self, f"user_{role}")
            self.assertEqual(intake.with_user(user).has_access("read"), readable, role)
            self.assertFalse(intake.with_user(user).has_access("write"), role)

    def test_who_decides(self):
        [intake] = self._deliver(self._build())
        intake._hold("suspicious")
        for role in ("auditor", "executive", "agent_other", "employee"):
            for action in (
                "action_process_again",
                "action_give_effect",
                "action_refuse",
                "action_mark_spam",
            ):
                with self.assertRaises(AccessError, msg=f"{role} {action}"):
                    getattr(intake.with_user(getattr(self, f"user_{role}")), action)()
        self.assertEqual(intake.state, "held")

    def test_raw_bytes_are_for_the_system(self):
        [intake] = self._deliver(self._build())
        with self.assertRaises(AccessError):
            intake.with_user(self.user_agent).read(["raw"])
        self.assertTrue(intake.with_user(self.user_agent).original)

    def test_attach_only_where_one_may_write(self):
        [intake] = self._deliver(self._build())
        intake._hold("suspicious")
        other = self._create_complaint(
            user=self.user_agent_other, team_id=self.team_branch.id
        )
        with self.assertRaises(AccessError):
            intake.with_user(self.user_agent)._attach_to(
                other.with_user(self.user_agent)
            )

    def test_gateway_user_delivers(self):
        """The technical group may deliver by program."""
        user = self._new_user("gateway")
        user.group_ids += self.env.ref("complaint_management.group_complaint_gateway")
        known = self.env["complaint.intake"].search([])
        self.env["mail.thread"].with_user(user).message_process(None, self._build())
        intake = self._get_new(known)
        self.assertEqual(intake.state, "received")
        self.assertFalse(intake.with_user(user).has_access("read"))

    def test_hostile_markup_is_inert(self):
        """Vectors in subject, sender, body and file name leave nothing executable."""
        vectors = (
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<svg/onload=alert(1)>",
            "<a href='javascript:alert(1)'>x</a>",
            "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
            "<p t-out='7*7' onmouseover=alert(1)>x</p>",
        )
        html = "".join(vectors)
        [intake] = self._deliver(
            self._build(
                html=html,
                subject=html,
                **{"from": '"<script>alert(1)</script>" <wang@customer.example>'},
            )
        )
        intake._process()
        complaint = intake.complaint_id
        message = complaint.message_ids.filtered(lambda m: m.message_type == "email")
        for stored in (complaint.description, message.body):
            for bad in (
                "<script",
                "onerror",
                "onload",
                "javascript:",
                "t-out",
                "onmouse",
            ):
                self.assertNotIn(bad, stored)
