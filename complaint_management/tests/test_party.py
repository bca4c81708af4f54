import re

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .assignment_common import AssignmentCommon


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestParty(AssignmentCommon, HttpCase):
    """An outside party (developer, supplier, dealer) signs and replies behind a
    link."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.developer = cls.env["res.partner"].create(
            {"name": "Developer Ltd", "email": "site@developer.example"}
        )

    def _dispatch_to_party(self, **values):
        complaint = self._create_complaint(partner_id=self.partner.id)
        self.env["complaint.complaint.dispatch"].with_user(self.user_agent).create(
            {
                "complaint_ids": complaint.ids,
                "department_ids": [],
                "partner_ids": self.developer.ids,
                **values,
            }
        ).action_dispatch()
        return complaint.assignment_ids

    def _get_path(self, assignment):
        return f"/complaint/assignment/{assignment.id}/{assignment.access_token}"

    def _post(self, path, page, **data):
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
        return self.url_open(path, data={"csrf_token": token, **data})

    def test_sign_and_reply_behind_the_link(self):
        with self.mock_mail_gateway():
            assignment = self._dispatch_to_party()
        [mail] = [m for m in self._mails if "developer.example" in m["email_to"][0]]
        path = self._get_path(assignment)
        self.assertIn(path, mail["body"])
        page = self.url_open(path)
        self.assertIn(assignment.number, page.text)
        self.assertNotIn("Wang Fang", page.text, "who the customer is was not ticked")
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(assignment.state, "sent", "reading changes nothing")
        page = self._post(f"{path}/sign", page)
        self.assertEqual(assignment.state, "signed")
        page = self._post(f"{path}/reply", page, reply="<b>Repaired</b> on Monday")
        self.assertEqual(assignment.state, "replied")
        self.assertIn("&lt;b&gt;Repaired&lt;/b&gt;", assignment.reply)
        self.assertIn("Thank you", page.text)

    def test_customer_is_shared_when_ticked(self):
        assignment = self._dispatch_to_party(is_customer_shared=True)
        self.assertIn("Wang Fang", self.url_open(self._get_path(assignment)).text)

    def test_wrong_and_missing_links_answer_alike(self):
        assignment, other = self._dispatch_to_party(), self._dispatch_to_party()
        department = self._dispatch(self._create_complaint())
        base = "/complaint/assignment"
        missing = self.url_open(f"{base}/{other.id + 9999}/{other.access_token}")
        self.assertEqual(missing.status_code, 404)
        for path in (
            f"{base}/{assignment.id}/{other.access_token}",
            f"{base}/{assignment.id}/False",
            f"{base}/{assignment.id}/None",
            f"{base}/{department.id}/False",
            f"{base}/{assignment.id}/{assignment.access_token[:-1]}",
            f"{base}/{assignment.id}/",
        ):
            answer = self.url_open(path)
            self.assertEqual(answer.status_code, 404, path)
        wrong = self.url_open(f"{base}/{assignment.id}/{other.access_token}")
        self.assertEqual(len(wrong.text), len(missing.text))

    @mute_logger("odoo.http")
    def test_post_needs_its_token_against_forgery(self):
        assignment = self._dispatch_to_party()
        answer = self.url_open(f"{self._get_path(assignment)}/sign", data={"x": "1"})
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(
            self.url_open(f"{self._get_path(assignment)}/sign").status_code, 405
        )
        self.assertEqual(assignment.state, "sent")

    def test_only_the_reply_is_taken(self):
        """Nothing else that is posted reaches the assignment."""
        assignment = self._dispatch_to_party()
        path = self._get_path(assignment)
        page = self.url_open(path)
        page = self._post(f"{path}/sign", page)
        self._post(
            f"{path}/reply",
            page,
            reply="Done",
            state="accepted",
            partner_id=str(self.partner.id),
            name="Hacked",
            access_token="x",
            context="{}",
        )
        self.assertEqual(assignment.state, "replied")
        self.assertEqual(assignment.partner_id, self.developer)
        self.assertNotEqual(assignment.name, "Hacked")

    def test_posting_again_changes_nothing(self):
        """Each answer is taken once, however often it is posted."""
        assignment = self._dispatch_to_party()
        path = self._get_path(assignment)
        page = self._post(f"{path}/sign", self.url_open(path))
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
        for turn in range(5):
            self.url_open(
                f"{path}/reply",
                data={"csrf_token": token, "reply": f"Turn {turn}"},
                files={"files": ("photo.txt", b"x")},
            )
        self.assertIn("Turn 0", assignment.reply)
        attachments = [
            ("res_model", "=", assignment._name),
            ("res_id", "=", assignment.id),
        ]
        self.assertEqual(self.env["ir.attachment"].search_count(attachments), 1)
        self.assertEqual(self._codes(assignment).count("replied"), 1)

    def test_link_changes_and_ends(self):
        assignment = self._dispatch_to_party()
        first = self._get_path(assignment)
        self._reply(assignment, self.user_agent)
        self._return(assignment, self.user_agent)
        second = self._get_path(assignment)
        self.assertNotEqual(first, second)
        self.assertEqual(self.url_open(first).status_code, 404)
        self._reply(assignment, self.user_agent)
        assignment.with_user(self.user_agent).action_accept()
        self.assertEqual(self.url_open(second).status_code, 200)
        assignment.date_token_end = "2020-01-01 00:00:00"
        self.assertEqual(self.url_open(second).status_code, 404)

    def test_token_is_unreadable_and_strong(self):
        assignment = self._dispatch_to_party()
        self.assertGreaterEqual(len(assignment.access_token), 40)
        for role in ("agent", "supervisor", "auditor"):
            user = getattr(self, f"user_{role}")
            self.assertNotIn(
                "access_token", assignment.with_user(user).fields_get(), role
            )

    def test_forwarded_to_an_outside_party(self):
        """P14: the department has the developer repair it."""
        assignment = self._dispatch(self._create_complaint())
        child = self._forward(
            assignment, self.user_respondent, partner_id=self.developer.id
        )
        self.assertEqual(child.partner_id, self.developer)
        self._reply(child, self.user_agent)
        child.with_user(self.user_respondent).action_accept()
        self.assertIn("Developer Ltd", assignment.reply)

    def test_active_files_become_inert(self):
        assignment = self._dispatch_to_party()
        path = self._get_path(assignment)
        page = self._post(f"{path}/sign", self.url_open(path))
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
        self.url_open(
            f"{path}/reply",
            data={"csrf_token": token, "reply": "See the report"},
            files={"files": ("report.html", b"<script>alert(1)</script>")},
        )
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", assignment._name), ("res_id", "=", assignment.id)]
        )
        self.assertEqual(attachment.name, "report.html")
        self.assertEqual(attachment.mimetype, "text/plain")


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestStatementPage(AssignmentCommon, HttpCase):
    """A person without a user gives his statement behind a link."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls.env["res.partner"].create(
            {"name": "Zhao Lei", "email": "zhao@contractor.example", "lang": "zh_CN"}
        )

    def _ask(self):
        complaint = self._create_complaint(partner_id=self.partner.id)
        statement = (
            self.env["complaint.statement"]
            .with_user(self.user_agent)
            .create(
                {
                    "complaint_id": complaint.id,
                    "partner_id": self.worker.id,
                    "questions": "<p>When were you at the site?</p>",
                }
            )
        )
        statement.action_ask()
        return statement.sudo()

    def _get_path(self, statement):
        return f"/complaint/statement/{statement.id}/{statement.access_token}"

    def test_question_and_statement_behind_the_link(self):
        with self.mock_mail_gateway():
            statement = self._ask()
        path = self._get_path(statement)
        [mail] = [m for m in self._mails if "contractor.example" in m["email_to"][0]]
        self.assertIn(path, mail["body"])
        page = self.url_open(path)
        self.assertIn("When were you at the site?", page.text)
        for secret in ("Wang Fang", statement.complaint_id.number):
            self.assertNotIn(secret, page.text)
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(page.headers["X-Robots-Tag"], "noindex")
        self.assertIn('lang="zh-CN"', page.text)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
        for answer in ("<b>On Monday</b>", "Changed afterwards"):
            self.url_open(path, data={"csrf_token": token, "answer": answer})
        self.assertEqual(statement.state, "answered")
        self.assertIn("&lt;b&gt;On Monday&lt;/b&gt;", statement.answer)
        told = self.env["mail.message"].search(
            [
                ("model", "=", statement._name),
                ("res_id", "=", statement.id),
                ("notified_partner_ids", "in", self.user_agent.partner_id.ids),
            ]
        )
        self.assertTrue(told)

    def test_wrong_and_ended_links(self):
        statement, other = self._ask(), self._ask()
        asked = self.env["complaint.statement"].create(
            {
                "complaint_id": statement.complaint_id.id,
                "user_id": self.user_employee.id,
                "questions": "<p>Where were you?</p>",
            }
        )
        asked.action_ask()
        for path in (
            f"/complaint/statement/{statement.id}/{other.access_token}",
            f"/complaint/statement/{statement.id}/False",
            f"/complaint/statement/{asked.id}/False",
            f"/complaint/assignment/{statement.id}/{statement.access_token}",
        ):
            self.assertEqual(self.url_open(path).status_code, 404, path)
        path = self._get_path(statement)
        with mute_logger("odoo.http"):
            answer = self.url_open(path, data={"answer": "forged"})
        self.assertEqual(answer.status_code, 400)
        statement.date_token_end = "2020-01-01 00:00:00"
        self.assertEqual(self.url_open(path).status_code, 404)

    def test_one_person_with_an_address(self):
        statement = self._create_complaint().statement_ids.with_user(self.user_agent)
        values = {
            "complaint_id": self._create_complaint().id,
            "questions": "<p>?</p>",
        }
        self.worker.email = False
        statement = statement.create({**values, "partner_id": self.worker.id})
        with self.assertRaisesRegex(UserError, "no mail address"):
            statement.action_ask()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            statement.create(values)

    def test_asked_again_by_another(self):
        """A request is duplicated for the next person; whoever does it asks."""
        statement = self._ask()
        copy = statement.with_user(self.user_supervisor).copy()
        self.assertEqual(copy.state, "draft")
        self.assertEqual(copy.questions, statement.questions)
        self.assertEqual(copy.requested_by_id, self.user_supervisor)
        self.assertEqual(statement.requested_by_id, self.user_agent)
        self.assertEqual(
            statement.with_user(self.user_agent).copy().requested_by_id, self.user_agent
        )
