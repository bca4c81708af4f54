import csv
import io
from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..controllers.complaint_export import ComplaintCsvExport
from .penalty_common import OpinionCommon


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestReading(OpinionCommon):
    """Doors by which somebody read what was kept from him."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_other = cls._new_user("other_agent", "agent")
        # the procedure of these tests is one of all companies
        cls.user_configurator.company_ids = cls.env["res.company"].search([])

    def _grant(self, complaint, user, by=None):
        """Access for a week, from now."""
        now = self.env.cr.now().replace(microsecond=0)
        grants = self.env["complaint.access.grant"].with_user(
            by or self.user_supervisor
        )
        values = {
            "complaint_id": complaint.id,
            "user_id": user.id,
            "reason": "Stands in",
            "date_from": now - timedelta(minutes=1),
            "date_to": now + timedelta(days=7),
        }
        return grants.browse(call_kw(grants, "create", [values], {}))

    # ------------------------------------------------------------
    # PENALTIES
    # ------------------------------------------------------------

    def test_auditors_read_no_penalty_through_its_approval(self):
        self.env["complaint.approval.rule"].create(
            [
                {"action": "penalty", "approver_kind": "executive"},
                {"action": "dispatch", "approver_kind": "supervisor"},
            ]
        )
        penalty = self.propose()
        penalty.invalidate_recordset(["approval_ids"])
        approval = penalty.approval_ids
        dispatch = self._dispatch(self.complaint).sudo().approval_ids
        auditor = self.env["complaint.approval"].with_user(self.user_auditor)
        found = call_kw(auditor, "search_read", [[], ["content"]], {})
        ids = [row["id"] for row in found]
        self.assertIn(dispatch.id, ids)
        self.assertNotIn(approval.id, ids)
        with self.assertRaises(AccessError):
            call_kw(auditor, "read", [approval.ids, ["content"]], {})
        executive = auditor.with_user(self.user_executive)
        [row] = call_kw(executive, "read", [approval.ids, ["content"]], {})
        self.assertIn("twice", row["content"])

    # ------------------------------------------------------------
    # GRANTS
    # ------------------------------------------------------------

    def test_a_grant_ends_with_being_complained_about(self):
        complaint = self.complaint
        grant = self._grant(complaint, self.user_other)
        reader = self.env["complaint.complaint"].with_user(self.user_other)
        [row] = call_kw(reader, "read", [complaint.ids, ["confidential_note"]], {})
        self.assertEqual(row["id"], complaint.id)
        complaint.with_user(self.user_agent).subject_user_ids = self.user_other
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            call_kw(reader, "read", [complaint.ids, ["confidential_note"]], {})
        self.assertLessEqual(grant.sudo().date_to, self.env.cr.now())
        # also where the bar came without anybody writing the case
        grant.sudo().date_to = self.env.cr.now() + timedelta(days=1)
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            call_kw(reader, "read", [complaint.ids, ["confidential_note"]], {})
        # given afterwards, it says so
        knowing = self._grant(complaint, self.user_other)
        self.assertTrue(knowing.is_over_bar)
        self.env.invalidate_all()
        call_kw(reader, "read", [complaint.ids, ["confidential_note"]], {})
        self.assertIn("although complained about", complaint.message_ids[0].body)

    def test_nobody_gives_a_grant_over_a_bar_in_advance(self):
        grants = self.env["complaint.access.grant"].with_user(self.user_supervisor)
        now = self.env.cr.now()
        values = {
            "complaint_id": self.complaint.id,
            "user_id": self.user_other.id,
            "reason": "In case",
            "is_over_bar": True,
            "date_to": now + timedelta(days=9),
        }
        grant = grants.browse(call_kw(grants, "create", [values], {}))
        self.assertFalse(grant.is_over_bar)

    def test_agents_read_the_grants_of_their_own_desk(self):
        self.complaint.is_confidential = True
        grant = self._grant(self.complaint, self.user_other)
        for user, visible in (
            (self.user_agent, True),
            (self.user_other, True),
            (self.user_agent_other, False),
            (self.user_supervisor, True),
            (self.user_auditor, True),
        ):
            with self.subTest(user=user.login):
                grants = self.env["complaint.access.grant"].with_user(user)
                found = call_kw(grants, "search", [[("id", "=", grant.id)]], {})
                self.assertEqual(bool(found), visible)

    # ------------------------------------------------------------
    # EXAMPLES
    # ------------------------------------------------------------

    def test_the_accused_reads_no_draft_of_his_example(self):
        case = self._create_complaint(
            subject_user_ids=[Command.set(self.user_supervisor.ids)]
        )
        example = self.env["complaint.example"].create(
            {"name": "A lesson", "situation": "<p>Canary</p>"}
        )
        example.complaint_id = case
        free = self.env["complaint.example"].create({"name": "Free"})
        accused = self.env["complaint.example"].with_user(self.user_supervisor)
        ids = (example | free).ids
        found = call_kw(accused, "search", [[("id", "in", ids)]], {})
        self.assertEqual(found, free.ids)
        example.is_published = True
        self.assertIn(example.id, call_kw(accused, "search", [[]], {}))
        with self.assertRaises(AccessError):
            call_kw(accused, "write", [example.ids, {"lesson": "<p>Mine</p>"}], {})
        call_kw(accused, "write", [free.ids, {"lesson": "<p>Ours</p>"}], {})

    # ------------------------------------------------------------
    # BARS
    # ------------------------------------------------------------

    def test_switching_the_bar_off_opens_no_running_case(self):
        accused = self.user_supervisor
        self.complaint.subject_user_ids = accused
        configurator = self.rules.with_user(self.user_configurator)
        reader = self.complaint.with_user(accused)
        with self.mock_mail_gateway():
            call_kw(
                configurator,
                "write",
                [self.rules.ids, {"is_conflict_barred": False}],
                {},
            )
        self.flush_tracking()
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            call_kw(reader, "read", [reader.ids, ["name"]], {})
        self.assertTrue(self.rules.is_bar_kept)
        changed = self.rules.message_ids.sudo().tracking_value_ids.field_id
        self.assertIn("is_conflict_barred", changed.mapped("name"))
        self.assertEqual(self.rules.activity_ids.user_id, self.user_executive)
        # neither who switched it nor who is complained about opens it
        accused.group_ids += self.env.ref(
            "complaint_management.group_complaint_executive"
        )
        for user in (self.user_configurator, accused):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                act = self.rules.with_user(user)
                call_kw(act, "action_release_bars", [act.ids], {})
        act = self.rules.with_user(self.user_executive)
        call_kw(act, "action_release_bars", [act.ids], {})
        self.env.invalidate_all()
        self.assertEqual(
            call_kw(reader, "read", [reader.ids, ["name"]], {})[0]["id"], reader.id
        )
        self.assertFalse(self.rules.is_bar_kept)
        self.assertFalse(self.rules.activity_ids)
        # to bar counts at once
        self.rules.with_user(self.user_configurator).is_conflict_barred = True
        self.env.invalidate_all()
        self.assertFalse(reader.has_access("read"))


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestCompanies(OpinionCommon):
    """What belongs to a company, and what hangs on it, stays with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_b = cls.env["res.company"].create({"name": "Company B"})
        cls.configurator_b = cls._new_user("configurator_b", "configurator")
        cls.configurator_b.write(
            {
                "company_ids": [Command.set(cls.company_b.ids)],
                "company_id": cls.company_b.id,
            }
        )

    def test_every_model_of_a_company_has_a_wall(self):
        """A new model that has a company, or hangs on one that has, needs a rule."""
        rules = self.env["ir.rule"].search([("groups", "=", False)])
        by_company = rules.filtered(lambda rule: "company" in rule.domain_force)
        walled = set(by_company.mapped("model_id.model"))
        # by user: their companies are those of the person
        walled.add("complaint.delegation")
        for name in self._get_models():
            if self._has_company(name):
                with self.subTest(model=name):
                    self.assertIn(name, walled)

    def _get_models(self):
        return [
            name
            for name, model in self.registry.items()
            if name.startswith("complaint.")
            and not model._abstract
            and not model._transient
        ]

    def _has_company(self, name, seen=()):
        """Whether the model has a company, or is a part of what has one."""
        fields = self.env[name]._fields
        if "company_id" in fields:
            return True
        return any(
            field.ondelete == "cascade"
            and field.comodel_name.startswith("complaint.")
            and field.comodel_name not in (*seen, name)
            and self._has_company(field.comodel_name, (*seen, name))
            for field in fields.values()
            if field.type == "many2one" and field.store
        )

    def test_settings_of_another_company(self):
        """Nor are those that all companies share changed from one of them."""
        self.rules.company_id = self.company
        shared = self.env.ref("complaint_management.complaint_procedure_general")
        self.assertFalse(shared.company_id)
        for procedure, readable in ((self.rules, False), (shared, True)):
            parts = [
                procedure,
                self.env["complaint.level"].create(
                    {"procedure_id": procedure.id, "name": "Level X"}
                ),
                self.env["complaint.closing.rule"].create(
                    {"procedure_id": procedure.id}
                ),
                self.env["complaint.satisfaction.grade"].create(
                    {"procedure_id": procedure.id, "name": "X", "grade": "A"}
                ),
                self.env["complaint.penalty.tariff"].create(
                    {"procedure_id": procedure.id}
                ),
            ]
            for part in parts:
                with self.subTest(part=part._name, shared=readable):
                    other = part.with_user(self.configurator_b)
                    self.assertEqual(other.has_access("read"), readable)
                    for values in ({"sequence": 77}, None):
                        act = "write" if values else "unlink"
                        arguments = [part.ids, *([values] if values else [])]
                        with self.assertRaises(AccessError):
                            call_kw(other, act, arguments, {})
        with self.assertRaises(AccessError):
            call_kw(
                self.env["complaint.closing.rule"].with_user(self.configurator_b),
                "create",
                [{"procedure_id": shared.id}],
                {},
            )

    def test_a_loaded_procedure_is_ones_own(self):
        load = self.env["complaint.procedure.load"].with_user(self.configurator_b)
        wizard_id = call_kw(load, "create", [{"shipped": "p06_cable"}], {})
        action = call_kw(load, "action_load", [[wizard_id]], {})
        procedure = self.env["complaint.procedure"].browse(action["res_id"])
        self.assertEqual(procedure.company_id, self.company_b)
        own = procedure.with_user(self.configurator_b)
        call_kw(own, "write", [own.ids, {"sequence": 3}], {})

    def test_who_is_in_all_companies_changes_what_they_share(self):
        self.user_configurator.company_ids = self.env["res.company"].search([])
        shared = self.env.ref("complaint_management.complaint_procedure_general")
        own = shared.with_user(self.user_configurator)
        call_kw(own, "write", [own.ids, {"sequence": 3}], {})
        self.env["res.company"].create({"name": "Company C"})
        with self.assertRaises(AccessError):
            call_kw(own, "write", [own.ids, {"sequence": 4}], {})


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestSettingsDoors(OpinionCommon):
    def test_no_effect_runs_the_action_that_a_configurator_names(self):
        effect = self.env.ref("complaint_management.complaint_escalation_effect_remind")
        action = self.env["ir.actions.server"].search(
            [("id", "!=", effect.action_id.id)], limit=1
        )
        own = effect.with_user(self.user_configurator)
        with self.assertRaises(AccessError):
            call_kw(own, "copy", [own.ids, {"action_id": action.id}], {})
        [copy_id] = call_kw(own, "copy", [own.ids, {"name": "Mine"}], {})
        self.assertEqual(effect.browse(copy_id).action_id, effect.action_id)

    def test_mail_health_of_a_configurator(self):
        health = self.env["complaint.intake.health"].with_user(self.user_configurator)
        health_id = call_kw(health, "create", [{}], {})
        [row] = call_kw(health, "read", [[health_id]], {})
        self.assertIn("held_count", row)

    def test_exported_lists_calculate_nothing(self):
        cells = ["@SUM(1)", "\tx", "\rx", "＝1+1", "=1", "+1", "-1", "plain", 5, None]
        text = ComplaintCsvExport().from_data([], ["A"] * len(cells), [cells])
        [_head, row] = csv.reader(io.StringIO(text, newline=""))
        for cell, shown in zip(cells, row, strict=True):
            is_active = isinstance(cell, str) and cell != "plain"
            self.assertEqual(shown.startswith("'"), is_active, shown)


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestPenaltyNotice(OpinionCommon, HttpCase):
    """The printed notice is for those who read the penalty."""

    def _ask(self, user, penalty):
        self.authenticate(user.login, user.login)
        with mute_logger("odoo.http"):
            return self.url_open(
                "/report/html/complaint_management.complaint_penalty_notice/"
                f"{penalty.id}"
            )

    def test_over_http(self):
        penalty = self.propose(target_kind="person", user_id=self.user_employee.id)
        undecided = self._ask(self.user_executive, penalty)
        self.assertNotIn("twice", undecided.text)
        penalty.with_user(self.user_executive).action_approve()
        stranger = self._new_user("stranger", "respondent")
        for user, may in (
            (stranger, False),
            (self.user_respondent, False),
            (self.user_agent_other, False),
            (self.user_configurator, False),
            (self.user_auditor, False),
            (self.user_employee, True),
            (self.user_supervisor, True),
        ):
            with self.subTest(user=user.login):
                answer = self._ask(user, penalty)
                self.assertEqual(answer.status_code == 200, may)
                self.assertEqual("twice" in answer.text, may)
