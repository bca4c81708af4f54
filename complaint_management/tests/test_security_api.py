from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .security_common import (
    ASSIGNMENTS,
    COMPLAINTS,
    STATEMENTS,
    SecurityCommon,
)


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestSecurityApi(SecurityCommon, HttpCase):
    """The JSON-2 interface gives each role what its screens give, no more."""

    def _call(self, user, model, method, **arguments):
        key = (
            self.env["res.users.apikeys"]
            .with_user(user)
            ._generate("rpc", "test", fields.Datetime.now() + timedelta(hours=1))
        )
        with mute_logger("odoo.http"):
            return self.url_open(
                f"/json/2/{model}/{method}",
                json=arguments,
                headers={
                    "Authorization": f"bearer {key}",
                    "X-Odoo-Database": self.env.cr.dbname,
                },
            )

    def test_search_read_by_role(self):
        matrix = {
            "complaint.complaint": COMPLAINTS,
            "complaint.assignment": ASSIGNMENTS,
            "complaint.statement": STATEMENTS,
        }
        for model, expected in matrix.items():
            documents = self.documents[model]
            ids = [document.id for document in documents.values()]
            for role, user in self.users.items():
                with self.subTest(model=model, role=role):
                    answer = self._call(
                        user,
                        model,
                        "search_read",
                        domain=[["id", "in", ids]],
                        fields=["display_name"],
                    )
                    if not self.env[model].with_user(user).has_access("read"):
                        self.assertEqual(answer.status_code, 403)
                        self.assertNotIn(role, expected)
                        continue
                    visible = {documents[case].id for case in expected.get(role, {})}
                    self.assertEqual({row["id"] for row in answer.json()}, visible)

    def test_acts_and_writes_by_role(self):
        assignment = self.documents["complaint.assignment"]["own"]
        for role in ("employee", "agent_other", "executive", "auditor", "configurator"):
            for method, arguments in (
                ("action_sign", {}),
                ("write", {"vals": {"reply": "x"}}),
                ("write", {"vals": {"state": "accepted"}}),
                ("unlink", {}),
            ):
                with self.subTest(role=role, method=method):
                    answer = self._call(
                        self.users[role],
                        "complaint.assignment",
                        method,
                        ids=assignment.ids,
                        **arguments,
                    )
                    self.assertGreaterEqual(answer.status_code, 400)
        answer = self._call(
            self.user_respondent,
            "complaint.assignment",
            "action_sign",
            ids=assignment.ids,
        )
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(assignment.state, "signed")

    def test_private_acts_are_not_callable(self):
        assignment = self.documents["complaint.assignment"]["own"]
        for method in ("_do_accept", "_do_sign", "_record_milestone", "_renew_token"):
            answer = self._call(
                self.user_respondent, "complaint.assignment", method, ids=assignment.ids
            )
            self.assertIn(answer.status_code, (403, 404))
