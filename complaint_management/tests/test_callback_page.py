import re

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .satisfaction_common import SatisfactionCommon

BROWSER = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605.1"


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestCallbackPage(SatisfactionCommon, HttpCase):
    """The customer answers behind a link; reading the page changes nothing."""

    def setUp(self):
        super().setUp()
        self.partner.complaint_callback_channel = "mail"
        self.complaint = self.new_case(name="Washing machine leaks")
        with self.mock_mail_gateway():
            self.callback = self.carry_out(self.complaint).sudo()
            self.kept = self._new_mails.body_html
            self._new_mails.send()
            [self.mail] = self._mails
        # the mail went out some time ago
        self.callback.date_link_sent = "2026-01-01 10:00:00"
        self.path = f"/complaint/callback/{self.callback.id}/"
        self.path += self.callback.access_token

    def open(self, path=None):
        return self.url_open(path or self.path, headers={"User-Agent": BROWSER})

    def send(self, grade="A", user_agent=BROWSER, **values):
        page = self.open()
        found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        token = (found and found.group(1)) or self.csrf_token
        self.csrf_token = token
        data = {"csrf_token": token, "solved": "yes", **values}
        if grade:
            data["grade"] = str(self.grade[grade].id)
        return self.url_open(self.path, data=data, headers={"User-Agent": user_agent})

    def test_link_is_mailed(self):
        self.assertEqual(self.callback.channel, "mail")
        self.assertIn("wang@customer.example", self.mail["email_to"][0])
        self.assertIn(self.path, self.mail["body"])
        self.assertIn(self.complaint.number, self.mail["subject"])
        self.assertNotIn(self.path, self.kept)

    def test_reading_changes_nothing(self):
        for _visit in range(3):
            page = self.open()
        self.assertIn("Washing machine leaks", page.text)
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(self.callback.state, "planned")
        self.assertFalse(self.callback.answer_ids)

    def test_first_answer_counts(self):
        page = self.send("B", comment="Quick work")
        self.assertIn("Thank you", page.text)
        self.assertEqual(self.callback.state, "done")
        self.assertEqual(self.callback.remark, "Quick work")
        self.assertTrue(self.callback.is_by_customer)
        self.assertFalse(self.callback.done_by_id)
        self.assertEqual(self.complaint.satisfaction, "satisfied")

    def test_second_answer_is_flagged(self):
        self.send("A")
        page = self.send("D", comment="It broke again")
        self.assertIn("Thank you", page.text)
        self.assertEqual(self.callback.answer_ids.mapped("flag"), [False, "second"])
        self.assertEqual(self.complaint.satisfaction, "satisfied")
        self.assertTrue(self.callback.has_flagged_answer)

    def test_worse_answer_with_words_asks_somebody(self):
        """The first counts; who was not satisfied after all is heard."""
        self.send("A")
        self.send("D")
        self.assertFalse(self.complaint.activity_ids, "nobody wrote anything")
        self.send("D", comment="It broke <b>again</b>", solved="no")
        activity = self.complaint.activity_ids
        self.assertEqual(activity.user_id, self.user_agent)
        self.assertIn("It broke &lt;b&gt;again", activity.note)
        self.assertIn("It broke", self.complaint.message_ids[0].body)

    def test_answer_without_cookies(self):
        page = self.open()
        key = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
        self.opener.cookies.pop("session_id")
        answer = self.url_open(
            self.path,
            data={"csrf_token": key, "grade": self.grade["B"].id, "comment": "Fine"},
            headers={"User-Agent": BROWSER},
        )
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Thank you", answer.text)
        self.assertEqual(self.callback.remark, "Fine")

    def test_late_answer_is_flagged(self):
        page = self.open()
        self.csrf_token = re.search(
            r'name="csrf_token" value="([^"]+)"', page.text
        ).group(1)
        self.callback._do_cancel()
        self.send("A")
        self.assertEqual(self.callback.answer_ids.flag, "late")
        self.assertEqual(self.callback.state, "cancelled")

    def test_robots_are_flagged(self):
        self.send("A", user_agent="python-requests/2.31")
        self.send("A", website="http://spam.example")
        self.callback.date_link_sent = fields.Datetime.now()
        self.send("A")
        self.assertEqual(self.callback.answer_ids.mapped("flag"), ["robotic"] * 3)
        self.assertEqual(self.callback.state, "planned")

    def test_comment_demanded(self):
        page = self.send("D")
        self.assertIn("Please tell us why", page.text)
        self.assertFalse(self.callback.answer_ids)
        self.send("D", comment="Still leaks", pursued="yes")
        self.assertEqual(self.complaint.satisfaction, "dissatisfied")

    def test_grade_demanded(self):
        page = self.send(None, comment="Fine")
        self.assertIn("Please choose", page.text)
        self.assertIn("Fine", page.text, "nothing typed is lost")

    def test_not_pursued(self):
        self.send("D", comment="Never mind")
        self.assertEqual(self.complaint.satisfaction, "not_pursued")

    def test_forged_links(self):
        foreign = self.carry_out(self.new_case()).sudo()
        for path in (
            f"{self.path}x",
            f"/complaint/callback/{foreign.id}/{self.callback.access_token}",
            "/complaint/callback/999999/abc",
        ):
            self.assertEqual(self.open(path).status_code, 404, path)

    @mute_logger("odoo.http")
    def test_no_answer_without_the_form(self):
        response = self.url_open(
            self.path,
            data={"grade": self.grade["A"].id},
            headers={"User-Agent": BROWSER},
        )
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self.callback.answer_ids)

    def test_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.partner.lang = "zh_CN"
        page = self.open()
        self.assertIn('lang="zh-CN"', page.text)
