import json

from odoo import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .door_common import DoorMixin
from .security_common import SecurityCommon

WRITERS = ("agent", "supervisor", "respondent", "admin")


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestEvidenceSecurity(DoorMixin, SecurityCommon):
    """What was written, sent or filed about a case stays as it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["admin"] = cls.env.ref("base.user_admin")
        cls.case = cls.complaints["own"]
        cls.assignment = cls.case.assignment_ids[:1]
        cls.notes = cls.env["mail.message"].concat(
            *(
                document.with_user(user).message_post(body="What I saw")
                for document, user in (
                    (cls.case, cls.user_agent),
                    (cls.assignment, cls.user_respondent),
                )
            )
        )
        cls.file = cls.env["ir.attachment"].create(
            {
                "name": "photo.txt",
                "raw": b"Canary",
                "res_model": cls.case._name,
                "res_id": cls.case.id,
            }
        )

    def test_messages_stay(self):
        tracked = self.case.message_ids.filtered("tracking_value_ids")[:1]
        for message in self.notes | tracked:
            for role in WRITERS:
                for values in (
                    {"body": "I saw nothing"},
                    {"author_id": self.user_executive.partner_id.id},
                    {"date": "2020-01-01 00:00:00"},
                    {"res_id": self.complaints["other"].id},
                    {"attachment_ids": [Command.clear()]},
                    {"tracking_value_ids": [Command.clear()]},
                ):
                    with self.subTest(role=role, values=values):
                        self.assertTrue(
                            self._attack(
                                self.users[role],
                                "mail.message",
                                "write",
                                message.ids,
                                values,
                            )
                        )
                self.assertTrue(
                    self._attack(
                        self.users[role], "mail.message", "unlink", message.ids
                    )
                )
        self.assertIn("What I saw", self.notes[0].body)

    def test_messages_are_the_writers_own(self):
        """Neither author nor time nor place come from the caller."""
        values = {
            "model": self.case._name,
            "res_id": self.case.id,
            "body": "I approve",
            "message_type": "comment",
        }
        forged = {**values, "author_id": self.user_executive.partner_id.id}
        for role in ("agent", "supervisor", "respondent"):
            self._attack(self.users[role], "mail.message", "create", [forged])
        authors = self.case.message_ids.author_id
        self.assertNotIn(self.user_executive.partner_id, authors)
        elsewhere = self.env["mail.message"].with_user(self.user_agent)
        note = elsewhere.create({"body": "To myself"})
        for change in ({"model": self.case._name, "res_id": self.case.id}, forged):
            self.assertTrue(
                self._attack(self.user_agent, "mail.message", "write", note.ids, change)
            )
        old = {**values, "date": "2020-01-01 00:00:00"}
        self._attack(self.user_agent, "mail.message", "create", [old])
        self.assertFalse(
            self.case.message_ids.filtered(lambda message: message.date.year == 2020)
        )

    def test_tracked_values_stay(self):
        self.case.with_user(self.user_agent).name = "Another subject"
        self.flush_tracking()
        values = self.case.message_ids.tracking_value_ids
        self.assertTrue(values)
        for role in WRITERS:
            for method, *more in (("write", {"new_value_char": "x"}), ("unlink",)):
                self.assertTrue(
                    self._attack(
                        self.users[role], values._name, method, values.ids, *more
                    )
                )

    def test_files_stay(self):
        for role in ("agent", "supervisor", "respondent"):
            for method, *more in (
                ("unlink",),
                ("write", {"raw": "Other"}),
                ("write", {"name": "holiday.txt"}),
                ("write", {"res_id": self.complaints["other"].id}),
                ("write", {"res_model": False, "res_id": False}),
            ):
                with self.subTest(role=role, method=method, more=more):
                    self.assertTrue(
                        self._attack(
                            self.users[role],
                            "ir.attachment",
                            method,
                            self.file.ids,
                            *more,
                        )
                    )
        self.assertEqual(self.file.raw, b"Canary")

    def test_own_mistake_of_the_day(self):
        """Removed by whoever added it, and the history tells."""
        file = (
            self.env["ir.attachment"]
            .with_user(self.user_agent)
            .create(
                {
                    "name": "wrong-customer.txt",
                    "raw": b"x",
                    "res_model": self.case._name,
                    "res_id": self.case.id,
                }
            )
        )
        self.assertTrue(
            self._attack(self.user_supervisor, "ir.attachment", "unlink", file.ids)
        )
        self.assertFalse(
            self._attack(self.user_agent, "ir.attachment", "unlink", file.ids)
        )
        self.assertIn("wrong-customer.txt", self.case.message_ids[0].body)

    def test_files_that_were_sent_stay(self):
        file = (
            self.env["ir.attachment"]
            .with_user(self.user_agent)
            .create({"name": "answer.txt", "raw": b"x", "res_model": self.case._name})
        )
        file.sudo().res_id = self.case.id
        self.case.with_user(self.user_agent).message_post(
            body="Our answer",
            partner_ids=self.partner.ids,
            attachment_ids=file.ids,
            subtype_xmlid="mail.mt_comment",
        )
        self.assertTrue(
            self._attack(self.user_agent, "ir.attachment", "unlink", file.ids)
        )

    def test_no_file_of_others_is_taken_along(self):
        """What an assignment shares is given by dispatching alone: nothing else is
        deleted when the case becomes confidential."""
        victim = self.env["ir.attachment"].create(
            {"name": "public.txt", "raw": b"x", "public": True}
        )
        for user in (self.user_agent, self.user_respondent, self.user_supervisor):
            self.assertTrue(
                self._attack(
                    user,
                    self.assignment._name,
                    "write",
                    self.assignment.ids,
                    {"shared_attachment_ids": [Command.set(victim.ids)]},
                )
            )
        self.assignment.shared_attachment_ids = victim | self.file
        self.case.with_user(self.user_agent).is_confidential = True
        self.assertTrue(victim.exists() and self.file.exists())

    def test_records_stay(self):
        """Cases, and what colleagues or earlier days added to them."""
        parts = {
            "complaint.item": {"name": "Broken box"},
            "complaint.complainant": {"customer_name": "Li"},
            "complaint.evidence": {"name": "Photo"},
        }
        for model, values in parts.items():
            part = self.env[model].create({**values, "complaint_id": self.case.id})
            for role in ("agent", "supervisor"):
                with self.subTest(model=model, role=role):
                    self.assertTrue(
                        self._attack(self.users[role], model, "unlink", part.ids)
                    )
        for document in (self.case, self.assignment):
            self.assertTrue(
                self._attack(
                    self.user_supervisor, document._name, "unlink", document.ids
                )
            )
        self.assertTrue(self.case.exists())

    def test_corrections_are_visible(self):
        item = self.env["complaint.item"].with_user(self.user_agent)
        item = item.create({"complaint_id": self.case.id, "name": "Broken box"})
        item.name = "Broken lamp"
        self.assertIn("Broken box", self.case.message_ids[0].body)
        self.case.with_user(self.user_agent).description = "<p>I slipped</p>"
        self.case.with_user(self.user_agent).description = "<p>All is well</p>"
        self.assertIn("I slipped", self.case.message_ids[0].body)
        item.unlink()
        self.assertIn("Broken lamp", self.case.message_ids[0].body)


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestEvidenceRoutes(SecurityCommon, HttpCase):
    """The same over the routes of the chatter."""

    def _post(self, route, **params):
        with mute_logger("odoo.http"):
            response = self.url_open(
                route,
                data=json.dumps({"params": params}),
                headers={"Content-Type": "application/json"},
            )
        return response.json()

    def test_chatter(self):
        case = self.complaints["own"]
        agent = self.user_agent
        note = case.with_user(agent).message_post(body="What I saw")
        file = self.env["ir.attachment"].create(
            {
                "name": "photo.txt",
                "raw": b"Canary",
                "res_model": case._name,
                "res_id": case.id,
            }
        )
        self.authenticate(agent.login, agent.login)
        for body in ("I saw nothing", ""):
            answer = self._post(
                "/mail/message/update_content",
                message_id=note.id,
                update_data={"body": body, "attachment_ids": []},
            )
            self.assertIn("error", answer)
            self.assertIn("stays as it is", answer["error"]["data"]["message"])
        self.assertIn(
            "error", self._post("/mail/attachment/delete", attachment_id=file.id)
        )
        self.env.invalidate_all()
        self.assertIn("What I saw", note.body)
        self.assertTrue(file.exists())
