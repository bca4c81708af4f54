import logging
import re

from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from ..tools.log_redaction import redact
from .assignment_common import AssignmentCommon

SECRET = re.compile(r"/complaint/\w+/\d+/([\w-]{20,})")


@tagged("complaint", "complaint_security", "post_install", "-at_install")
class TestSecretLink(AssignmentCommon, HttpCase):
    """The link is in the mail that leaves for the person asked, and nowhere else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.developer = cls.env["res.partner"].create(
            {"name": "Developer Ltd", "email": "site@developer.example"}
        )
        cls.complaint = cls._create_complaint(partner_id=cls.partner.id)

    def setUp(self):
        super().setUp()
        with self.mock_mail_gateway():
            self.assignment = self._send_outside()
            self.statement = self._ask()
            self.mails = list(self._mails)

    def _send_outside(self):
        self.env["complaint.complaint.dispatch"].with_user(self.user_agent).create(
            {
                "complaint_ids": self.complaint.ids,
                "department_ids": [],
                "partner_ids": self.developer.ids,
            }
        ).action_dispatch()
        return self.complaint.assignment_ids[-1:].sudo()

    def _ask(self):
        statement = self.env["complaint.statement"].create(
            {
                "complaint_id": self.complaint.id,
                "partner_id": self.developer.id,
                "questions": "<p>Who was there?</p>",
            }
        )
        statement.with_user(self.user_agent).action_ask()
        return statement.sudo()

    def _read_key(self, url):
        page = self.url_open(url)
        return re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)

    def test_only_the_mail_that_leaves_has_it(self):
        for document in (self.assignment, self.statement):
            secret = document.access_token
            [mail] = [m for m in self.mails if secret in m["body"]]
            self.assertIn("site@developer.example", mail["email_to"][0])
            self.assertEqual(
                self.env["mail.message"].search_count([("body", "like", secret)]), 0
            )
            kept = self.env["mail.mail"].search([("model", "=", document._name)])
            self.assertFalse([m for m in kept if secret in (m.body_html or "")])
            row = self.env.execute_query_dict(
                SQL(
                    "SELECT * FROM %s WHERE id = %s",
                    SQL.identifier(document._table),
                    document.id,
                )
            )
            self.assertNotIn(secret, str(row))
            self.assertFalse(SECRET.search(str(document.message_ids.mapped("body"))))

    def test_colleagues_cannot_have_it_sent(self):
        """Who writes the stand-in into a mail to somebody else gets the stand-in."""
        stand_in = self.assignment._get_mail_link()
        with self.mock_mail_gateway():
            self.assignment.with_user(self.user_agent).message_notify(
                partner_ids=self.user_supervisor.partner_id.ids,
                subject="Look",
                body=stand_in,
            )
            self.env["mail.mail"].search([("state", "=", "outgoing")]).send()
        for mail in self._mails:
            self.assertNotIn(self.assignment.access_token, mail["body"])

    def test_log_has_no_secret(self):
        url = self.assignment._get_token_url()
        self.assertEqual(
            redact(f"GET {url} 200"), f"GET {url.rpartition('/')[0]}/*** 200"
        )
        with self.assertLogs("werkzeug", logging.INFO) as logs:
            self.url_open(url)
        self.assertNotIn(self.assignment.access_token, str(logs.output))

    def test_ends_with_what_it_stands_for(self):
        for end in (
            lambda: self.assignment.with_user(self.user_agent).action_cancel(),
            lambda: self.complaint.write({"is_confidential": True}),
        ):
            self.assignment = self._send_outside()
            url = self.assignment._get_token_url()
            self.assertEqual(self.url_open(url).status_code, 200)
            end()
            self.assertEqual(self.url_open(url).status_code, 404)

    def test_odd_requests(self):
        """Neither of them is an error of the server."""
        for path in (
            f"assignment/{self.assignment.id}/%E5%AF%86%E7%A0%81",
            f"assignment/{self.assignment.id}/%00%ff",
            "statement/99999999999999999999/abc",
            "callback/99999999999/abc",
        ):
            answer = self.url_open(f"/complaint/{path}")
            self.assertEqual(answer.status_code, 404, path)

    def test_reply_without_cookies_with_odd_bytes(self):
        """Browsers that keep no cookies answer; what no database keeps is left out."""
        url = self.assignment._get_token_url()
        key = self._read_key(url)
        self.opener.cookies.pop("session_id")
        answer = self.url_open(
            f"{url}/reply",
            data={"csrf_token": key, "reply": "Repaired\0 on Monday"},
            files={"files": ("pho\0to.txt", b"x")},
        )
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Repaired on Monday", self.assignment.reply)
        [file] = self.env["ir.attachment"].search(
            [
                ("res_model", "=", self.assignment._name),
                ("res_id", "=", self.assignment.id),
            ]
        )
        self.assertNotIn("\0", file.name)

    def test_no_words_are_lost(self):
        """Words that are not taken come back, with the reason."""
        url, words = self.statement._get_token_url(), "I was <there> the whole day"
        key = self._read_key(url)
        shown = "I was &lt;there&gt; the whole day"
        page = self.url_open(url, data={"csrf_token": "old", "answer": words})
        self.assertEqual(page.status_code, 400)
        self.assertIn(shown, page.text)
        page = self.url_open(
            url, data={"csrf_token": key, "answer": words + "x" * 60_000}
        )
        self.assertIn(shown, page.text)
        self.assertIn("too large", page.text)
        self.assertEqual(self.statement.state, "asked")
        self.url_open(url, data={"csrf_token": key, "answer": "I was there"})
        page = self.url_open(url, data={"csrf_token": key, "answer": words})
        self.assertIn(shown, page.text)
        self.assertNotIn("whole day", self.statement.answer)
        self.statement._end_token(is_at_once=True)
        page = self.url_open(url, data={"csrf_token": key, "answer": words})
        self.assertEqual(page.status_code, 404)
        self.assertIn(shown, page.text)
