import re
from unittest.mock import patch

from odoo.tests import HttpCase, tagged
from odoo.tests.common import BaseCase

from ..controllers import token_page
from ..tools import rate_limit
from .assignment_common import AssignmentCommon


@tagged("complaint", "complaint_security", "post_install", "-at_install")
class TestRateLimit(BaseCase):
    def setUp(self):
        super().setUp()
        self.now = 0
        clock = patch.object(rate_limit.time, "monotonic", lambda: self.now)
        self.startPatcher(clock)
        self.visits = rate_limit.RateLimit(limit=3, seconds=60, keys=2)

    def visit(self, key, times=1):
        for _time in range(times):
            self.visits.count(key)

    def test_each_key_is_counted_by_itself(self):
        self.visit("a", 2)
        self.assertFalse(self.visits.is_reached("a"))
        self.visit("a")
        self.assertTrue(self.visits.is_reached("a"))
        self.assertFalse(self.visits.is_reached("b"))

    def test_time_heals(self):
        self.visit("a")
        self.now = 40
        self.visit("a", 2)
        self.assertTrue(self.visits.is_reached("a"))
        self.now = 61
        self.assertFalse(self.visits.is_reached("a"))
        self.visit("a")
        self.assertTrue(self.visits.is_reached("a"))

    def test_memory_is_limited(self):
        self.visit("a", 3)
        self.visit("b", 3)
        self.visit("a")
        self.visit("c")
        self.assertTrue(self.visits.is_reached("a"))
        self.assertFalse(self.visits.is_reached("b"))


@tagged("complaint", "complaint_security", "post_install", "-at_install")
class TestTokenPage(AssignmentCommon, HttpCase):
    """Whoever tries links or posts too often has to wait (security yardstick 14)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        complaint = cls._create_complaint(partner_id=cls.partner.id)
        developer = cls.env["res.partner"].create(
            {"name": "Developer Ltd", "email": "site@developer.example"}
        )
        cls.env["complaint.complaint.dispatch"].with_user(cls.user_agent).create(
            {
                "complaint_ids": complaint.ids,
                "department_ids": [],
                "partner_ids": developer.ids,
            }
        ).action_dispatch()
        cls.assignment = complaint.assignment_ids.sudo()
        cls.path = f"/complaint/assignment/{cls.assignment.id}/"
        cls.path += cls.assignment.access_token

    def setUp(self):
        super().setUp()
        visits = rate_limit.RateLimit(limit=5, seconds=60)
        self.startPatcher(patch.object(token_page, "VISITS", visits))

    def test_wrong_links(self):
        answers = [
            self.url_open(
                f"/complaint/{page}/{number}/wrong",
                headers={"X-Forwarded-For": f"10.0.0.{number}"},
            ).status_code
            for number in range(1, 4)
            for page in ("assignment", "statement", "callback")
        ]
        self.assertEqual(answers, [404] * 5 + [429] * 4)
        answer = self.url_open(self.path)
        self.assertEqual(answer.status_code, 429, "right and wrong links look alike")
        self.assertEqual(answer.headers["Retry-After"], "60")

    def test_reading_is_free(self):
        answers = {self.url_open(self.path).status_code for _visit in range(8)}
        self.assertEqual(answers, {200})

    def test_posting(self):
        page = self.url_open(self.path)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
        posts = [
            self.url_open(
                f"{self.path}/reply",
                data={"csrf_token": token, "reply": "Again and again"},
                allow_redirects=False,
            ).status_code
            for _turn in range(7)
        ]
        self.assertEqual(posts, [303] * 5 + [429] * 2)
        self.assertEqual(self.assignment.state, "replied")
