from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import ComplaintCommon
from .door_common import DoorMixin

CASE = "complaint.complaint"


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestLateBar(DoorMixin, ComplaintCommon, HttpCase):
    """Messages and files that somebody had a part in close to them with the case."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls._create_complaint(user_id=cls.user_agent.id)
        cls.accused = cls.user_supervisor

    def _accuse(self, command=Command.link):
        self._call(
            self.user_agent,
            CASE,
            "write",
            self.complaint.ids,
            {"subject_user_ids": [command(self.accused.id)]},
        )

    def _tell(self, method, **values):
        self._call(
            self.user_agent,
            CASE,
            method,
            self.complaint.ids,
            body="Between us",
            partner_ids=self.accused.partner_id.ids,
            **values,
        )

    def _read(self):
        return self._call(
            self.accused,
            "mail.message",
            "search_count",
            [("model", "=", CASE), ("body", "ilike", "Between us")],
        )

    def test_messages_to_the_accused(self):
        self._accuse()
        self._tell("message_post", subtype_xmlid="mail.mt_note")
        self._tell("message_notify", subject="Look")
        self.assertEqual(self._read(), 0)

    def test_messages_from_before(self):
        self._tell("message_post", subtype_xmlid="mail.mt_note")
        self.assertEqual(self._read(), 1)
        self._accuse()
        self.assertEqual(self._read(), 0)

    def test_scheduled_messages(self):
        """They are sent by their writer, whomever they name as author."""
        self._accuse()
        [message_id] = self._call(
            self.user_agent,
            "mail.scheduled.message",
            "create",
            [
                {
                    "model": CASE,
                    "res_id": self.complaint.id,
                    "body": "Between us",
                    "is_note": True,
                    "scheduled_date": "2030-01-01 00:00:00",
                    "author_id": self.user_executive.partner_id.id,
                    "partner_ids": [Command.set(self.accused.partner_id.ids)],
                }
            ],
        )
        self.env["mail.scheduled.message"].browse(message_id)._post_message()
        self.assertEqual(self._read(), 0)
        message = self.complaint.message_ids[:1]
        self.assertIn("Between us", message.body)
        self.assertEqual(message.author_id, self.user_agent.partner_id)

    def test_keys_of_files(self):
        file = self.env["ir.attachment"].create(
            {
                "name": "evidence.txt",
                "raw": b"What they did",
                "res_model": CASE,
                "res_id": self.complaint.id,
            }
        )
        [key] = self._call(
            self.accused, "ir.attachment", "generate_access_token", file.ids
        )
        url = f"/web/content/{file.id}?access_token={key}"
        self.assertEqual(self.url_open(url).text, "What they did")
        self._accuse()
        self.assertNotIn("What they did", self.url_open(url).text)

    def test_what_a_file_is_stays(self):
        file = self.env["ir.attachment"].create(
            {
                "name": "a.txt",
                "raw": b"A",
                "res_model": CASE,
                "res_id": self.complaint.id,
            }
        )
        for values in ({"file_size": 9}, {"index_content": "B"}):
            door = ("ir.attachment", "write", file.ids, values)
            self.assertTrue(self._attack(self.user_agent, *door))

    def test_history_tells_who_was_accused(self):
        """Whoever takes an accusation back opens the case to the person."""
        self.flush_tracking()
        self._accuse()
        self.flush_tracking()
        self._accuse(Command.unlink)
        self.flush_tracking()
        logs = self.complaint.message_ids.sudo().tracking_value_ids
        logs = logs.filtered(lambda log: log.field_id.name == "subject_user_ids")
        self.assertIn(self.accused.name, logs.mapped("old_value_char"))

    def test_history_is_not_turned_off(self):
        self.flush_tracking()
        for key in ("tracking_disable", "mail_notrack"):
            self._call(
                self.user_agent,
                CASE,
                "write",
                self.complaint.ids,
                {"name": f"Without {key}"},
                context={key: True},
            )
            self.flush_tracking()
            log = self.complaint.message_ids.sudo().tracking_value_ids
            self.assertIn(f"Without {key}", log.mapped("new_value_char"))

    def test_history_is_not_made_up(self):
        name = self.env["ir.model.fields"]._get(CASE, "name")
        forged = {
            "field_id": name.id,
            "old_value_char": "Made up",
            "new_value_char": "Made up",
        }
        commands = [Command.create(forged)]
        self._attack(
            self.user_agent,
            CASE,
            "message_post",
            self.complaint.ids,
            body="Look",
            subtype_xmlid="mail.mt_note",
            tracking_value_ids=commands,
        )
        values = {
            "model": CASE,
            "res_id": self.complaint.id,
            "body": "Look",
            "tracking_value_ids": commands,
        }
        self._attack(self.user_agent, "mail.message", "create", [values])
        log = self.complaint.message_ids.sudo().tracking_value_ids
        self.assertNotIn("Made up", log.mapped("old_value_char"))

    def test_history_tells_what_was_found(self):
        for words in ("The driver was rude", "Nothing happened"):
            self._call(
                self.user_agent, CASE, "write", self.complaint.ids, {"finding": words}
            )
        self.assertIn(
            "The driver was rude", str(self.complaint.message_ids.mapped("body"))
        )


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestDeskAddress(DoorMixin, ComplaintCommon):
    """The row behind an address belongs to one desk."""

    def test_desks_keep_their_addresses(self):
        support = self.env["mail.alias"].create(
            {
                "alias_name": "support",
                "alias_model_id": self.env["ir.model"]._get_id("res.partner"),
            }
        )
        for alias in (self.team_branch.alias_id, support):
            values = {"alias_id": alias.id}
            for method, args in (
                ("write", [self.team.ids, values]),
                ("web_save", [self.team.ids, values, {"name": {}}]),
                ("create", [{"name": "Another", **values}]),
            ):
                door = ("complaint.team", method, *args)
                self.assertTrue(self._attack(self.user_configurator, *door))

    def test_desks_name_their_addresses(self):
        """With the first, and with another one."""
        [team_id] = self._call(
            self.user_configurator, "complaint.team", "create", [{"name": "Another"}]
        )
        for name in ("first", "second"):
            values = {"alias_name": name}
            self._call(
                self.user_configurator, "complaint.team", "write", [team_id], values
            )
            team = self.env["complaint.team"].browse(team_id)
            self.assertEqual(team.alias_id.alias_name, name)
