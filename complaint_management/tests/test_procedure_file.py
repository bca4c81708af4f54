import json
from base64 import b64encode

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.engine.complaint_procedure_file_mixin import FORMAT
from .engine_common import EngineCommon


@tagged("post_install", "-at_install", "complaint")
class TestProcedureFile(EngineCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.procedures = cls.env["complaint.procedure"].with_user(cls.user_configurator)

    def content(self, procedure):
        return json.loads(procedure._export())["procedure"]

    def test_every_shipped_procedure_survives_the_round_trip(self):
        for name, path in self.procedures._get_shipped_files().items():
            shipped = json.loads(path.read_text("utf-8"))["procedure"]
            procedure = self.procedures._import_shipped(name)
            first = self.content(procedure)
            second = self.content(self.procedures._import(procedure._export()))
            for content in (first, second):
                content.pop("code", None)
            self.assertEqual(first, second, name)
            self.assertEqual(len(first["limit_ids"]), len(shipped["limit_ids"]), name)
            self.assertEqual(len(first["rule_ids"]), len(shipped["rule_ids"]), name)

    def test_shipped_procedures_are_translated(self):
        procedure = self.procedures._import_shipped("p24_car_dealer")
        for lang, name in (
            ("zh_CN", "一般抱怨"),
            ("zh_TW", "一般抱怨"),
            ("en_US", "General"),
        ):
            if self.env["res.lang"]._lang_get(lang):
                self.assertEqual(
                    procedure.with_context(lang=lang).level_ids[0].name, name
                )

    def test_duplicate_has_its_own_parts(self):
        procedure = self.procedures._import_shipped("p24_car_dealer")
        duplicate = procedure.copy()
        self.assertIn("(copy)", duplicate.name)
        self.assertFalse(duplicate.level_ids & procedure.level_ids)
        self.assertEqual(duplicate.level_ids.next_level_id.procedure_id, duplicate)
        self.assertEqual(duplicate.rule_ids.limit_ids.procedure_id, duplicate)
        self.assertEqual(duplicate.suspended_level_id.procedure_id, duplicate)
        self.assertEqual(len(duplicate.limit_ids), len(procedure.limit_ids))

    def test_approval_rules_travel(self):
        """Who approves travels with the procedure, users named do not."""
        procedure = self.new_procedure(code="APP")
        level = self.env["complaint.level"].create(
            {"name": "Major", "procedure_id": procedure.id}
        )
        self.env["complaint.approval.rule"].create(
            [
                {
                    "action": "dispatch",
                    "procedure_id": procedure.id,
                    "level_ids": level.ids,
                    "approver_kind": "executive",
                    "compensation_class": "a",
                },
                {
                    "action": "reply",
                    "procedure_id": procedure.id,
                    "approver_kind": "user",
                    "user_ids": self.user_manager.ids,
                },
            ]
        )
        loaded = self.procedures._import(self.procedures.browse(procedure.id)._export())
        dispatch, reply = loaded.approval_rule_ids
        self.assertEqual(dispatch.level_ids, loaded.level_ids)
        self.assertEqual(dispatch.approver_kind, "executive")
        self.assertEqual(dispatch.compensation_class, "a")
        self.assertFalse(reply.user_ids)
        self.assertIn("so the supervisors decide", "\n".join(loaded._get_gaps()))

    def test_foreign_files_are_refused(self):
        for text in ("", "{}", '{"format": "something"}', "PK\x03\x04"):
            with self.assertRaisesRegex(UserError, "not a file of a procedure"):
                self.procedures._import(text)

    def test_damaged_files_are_told_in_words(self):
        """Whatever somebody edited into the file, and however large it is."""
        whole = json.loads(self.new_procedure()._export())["procedure"]
        load = self.env["complaint.procedure.load"]
        deep = []
        for _level in range(900):
            deep = [deep]
        for damage in (
            None,
            [],
            {"name": 7, "level_ids": 7},
            {**whole, "name": {"de_DE": "Nur deutsch"}},
            {**whole, "level_ids": "many"},
            {**whole, "level_ids": [7]},
            {**whole, "level_ids": [{"name": {}}]},
            {**whole, "penalty_mode": "death"},
            {**whole, "suspended_level_id": {"key": 1}},
            {**whole, "description": deep},
            {**whole, "level_ids": [{"key": str(n), "name": "L"} for n in range(2000)]},
            {**whole, "description": "x" * 600_000},
        ):
            text = json.dumps({"format": FORMAT, "procedure": damage})
            with self.subTest(text=text[:80]):
                wizard = load.create(
                    {"source": "file", "file": b64encode(text.encode())}
                )
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    wizard.action_load()
        nested = load.create(
            {"source": "file", "file": b64encode(b"[" * 100_000 + b"]" * 100_000)}
        )
        with self.assertRaises(UserError):
            nested.action_load()

    def test_unknown_settings_are_named(self):
        text = json.dumps(
            {
                "format": "complaint.procedure/1",
                "procedure": {"name": "New", "colour_of_the_sky": "blue"},
            }
        )
        with self.assertRaisesRegex(UserError, "colour_of_the_sky"):
            self.procedures._import(text)

    def test_agents_do_not_load_procedures(self):
        agent = self.env["complaint.procedure"].with_user(self.user_agent)
        with self.assertRaises(AccessError):
            agent._import_shipped("p17_property")

    def test_wizard_loads_from_the_gallery(self):
        wizard = (
            self.env["complaint.procedure.load"]
            .with_user(self.user_configurator)
            .create({"shipped": "p20_call_centre"})
        )
        self.assertIn("working days", wizard.preview)
        action = wizard.action_load()
        loaded = self.env["complaint.procedure"].browse(action["res_id"])
        self.assertEqual(loaded.name, "Bank Call Centre")

    def test_check_names_the_gaps(self):
        procedure = self.new_procedure(code="GAP")
        level = self.env["complaint.level"].create(
            {"name": "Only", "procedure_id": procedure.id}
        )
        limit = self.new_limit(procedure, "received", ["first_reply"], 1, "hours")
        rule = self.new_rule(
            procedure,
            "rise",
            effects=["raise_level", "remind"],
            is_to_owner=False,
            level_ids=level.ids,
        )
        rule.limit_ids = limit
        gaps = "\n".join(procedure._get_gaps())
        self.assertIn("Level “Only” has no limit for closing", gaps)
        self.assertIn("which is the last one", gaps)
        self.assertIn("tells nobody", gaps)
        self.new_limit(procedure, "received", ["closed"], 1, "days", name="close")
        gaps = "\n".join(procedure._get_gaps())
        self.assertNotIn("closing", gaps)
        self.assertIn("watched by no escalation rule", gaps)
