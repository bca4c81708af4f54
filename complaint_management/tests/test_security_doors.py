import io
import json
import logging
import re

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from .assignment_common import AssignmentCommon
from .security_common import SecurityCommon

CANARY = "Canary4711"


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestRoutes(AssignmentCommon, HttpCase):
    """Security yardsticks 3 and 4: methods, forgery and mass assignment."""

    def _get_routes(self):
        """Function and rule of each route of the addon."""
        for rule, endpoint in self.env["ir.http"]._generate_routing_rules(
            ["complaint_management"], converters={}
        ):
            yield rule, endpoint.routing

    def test_whoever_changes_something_posts_with_its_token(self):
        routes = list(self._get_routes())
        self.assertTrue(routes)
        for rule, routing in routes:
            with self.subTest(rule):
                if "<string:token>" not in rule:
                    # pages behind a secret link have a key of their own: see below
                    self.assertIsNot(routing.get("csrf"), False)
                self.assertEqual(len(routing.get("methods") or ()), 1, "one method")
                self.assertIn(routing["auth"], ("user", "public"))
                if routing["auth"] == "public":
                    self.assertIn("<string:token>", rule)

    def _count_rows(self):
        self.env.flush_all()
        return {
            name: self.env.execute_query(
                SQL(
                    "SELECT COUNT(*), MAX(write_date) FROM %s",
                    SQL.identifier(model._table),
                )
            )
            for name, model in self.env.registry.items()
            if name.startswith("complaint.") and model._auto and not model._abstract
            if not model._transient
        }

    def _ask_outside(self):
        partner = self.env["res.partner"].create(
            {"name": "Developer Ltd", "email": "site@developer.example"}
        )
        complaint = self._create_complaint(partner_id=self.partner.id)
        self.env["complaint.complaint.dispatch"].with_user(self.user_agent).create(
            {
                "complaint_ids": complaint.ids,
                "department_ids": [],
                "partner_ids": partner.ids,
            }
        ).action_dispatch()
        statement = self.env["complaint.statement"].create(
            {
                "complaint_id": complaint.id,
                "partner_id": partner.id,
                "questions": "<p>Who was there?</p>",
            }
        )
        with self.mock_mail_gateway():
            statement.action_ask()
        return complaint, complaint.assignment_ids.sudo(), statement.sudo()

    def test_following_links_changes_nothing(self):
        """Link scanners of mail servers open every link of a letter."""
        _complaint, assignment, statement = self._ask_outside()
        before = self._count_rows()
        for document in (assignment, statement):
            self.assertEqual(self.url_open(document._get_token_url()).status_code, 200)
        self.assertEqual(self._count_rows(), before)

    def test_a_form_takes_its_own_fields_only(self):
        _complaint, assignment, statement = self._ask_outside()
        secret = {"reply", "answer", "state", "access_token", "write_date"}
        for document, action in (
            (assignment, "/reply"),
            (statement, ""),
        ):
            page = self.url_open(document._get_token_url())
            token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
            fields = [name for name in document._fields if name not in secret]
            before = document.read(["complaint_id", "company_id", "partner_id"])
            answer = self.url_open(
                f"{document._get_token_url()}{action}",
                data={
                    **dict.fromkeys(fields, "1"),
                    **{f"default_{name}": "1" for name in fields},
                    "context": json.dumps({"default_state": "accepted"}),
                    "csrf_token": token,
                    "reply": "The words",
                    "answer": "The words",
                },
            )
            self.assertEqual(answer.status_code, 200)
            document.invalidate_recordset()
            self.assertEqual(
                document.read(["complaint_id", "company_id", "partner_id"]), before
            )
        self.assertEqual(assignment.state, "replied")
        self.assertEqual(statement.state, "answered")


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestDoors(SecurityCommon):
    """Security yardsticks 5, 7, 17 and 20."""

    def test_nobody_lifts_himself(self):
        """Yardstick 5: neither by groups, nor by desks, nor by what Odoo runs."""
        own, other = self.complaints["own"], self.complaints["other"]
        for role, user in self.users.items():
            env = self.env(user=user)
            agent_group = env.ref("complaint_management.group_complaint_supervisor")
            attempts = {
                "groups": lambda user=user, group=agent_group: user.with_user(
                    user
                ).write({"group_ids": [(4, group.id)]}),
                "server action": lambda env=env: env["ir.actions.server"].create(
                    {
                        "name": "x",
                        "model_id": self.env["ir.model"]._get_id("res.users"),
                        "state": "code",
                    }
                ),
                "rule": lambda env=env: env["ir.rule"].search([], limit=1).unlink(),
                "alias": lambda env=env: env["mail.alias"].create(
                    {"alias_name": "x", "alias_model_id": 1}
                ),
            }
            if role != "configurator":
                attempts["membership"] = lambda env=env, user=user: env[
                    "complaint.team.member"
                ].create({"team_id": self.team_branch.id, "user_id": user.id})
            if role not in ("agent_other", "supervisor"):
                attempts["move"] = lambda user=user: other.with_user(user).write(
                    {"team_id": self.team.id}
                )
            if role not in ("agent", "supervisor"):
                attempts["take"] = lambda user=user: own.with_user(user).write(
                    {"user_id": user.id}
                )
            for name, attempt in attempts.items():
                with (
                    self.subTest(role=role, attempt=name),
                    self.assertRaises(AccessError),
                ):
                    attempt()

    def _read_everything(self, records):
        """What the ways of reading tell about the records, as text."""
        ids = [("id", "in", records.ids)]
        text = [
            name
            for name, field in records._fields.items()
            if field.type in ("char", "text", "html") and field.store
        ]
        calls = {
            "read": records.read,
            "web_read": lambda: records.web_read(
                {"display_name": {}, "complaint_id": {"fields": {"name": {}}}}
            ),
            "search_read": lambda: records.search_read(ids),
            "name_search": lambda: records.name_search(CANARY),
            "export": lambda: records.export_data(text),
            "copy": records.copy_data,
            "progress": lambda: records.read_progress_bar(
                ids, "user_id", {"field": "state", "colors": {"sent": "info"}}
            ),
            "messages": lambda: (
                records.env["mail.message"]
                .search([("model", "=", records._name), ("res_id", "in", records.ids)])
                .read(["body", "subject", "record_name"])
            ),
            "activities": lambda: (
                records.env["mail.activity"]
                .search([("res_model", "=", records._name)])
                .read(["summary", "note", "res_name"])
            ),
            "mentions": lambda: records.env["res.partner"].get_mention_suggestions(
                CANARY
            ),
        }
        for name in text:
            calls[f"group by {name}"] = lambda name=name: records.formatted_read_group(
                ids, [name], ["__count"]
            )
            calls[f"probe {name}"] = lambda name=name: records.search_count(
                [*ids, (name, "ilike", CANARY)]
            )
        told = {}
        for name, call in calls.items():
            try:
                told[name] = call()
            except (AccessError, UserError, KeyError, ValueError):
                continue
        return told

    def test_no_way_of_reading_leaks(self):
        """Yardstick 7: of a case that somebody may not read he learns nothing."""
        case = self.complaints["own"]
        case.write(
            {
                "name": CANARY,
                "customer_name": CANARY,
                "confidential_note": CANARY,
                "demand": CANARY,
            }
        )
        case.message_post(body=CANARY, subject=CANARY)
        case.activity_schedule(
            "mail.mail_activity_data_todo", summary=CANARY, user_id=self.user_agent.id
        )
        for role in ("employee", "respondent", "manager", "agent_other"):
            user = self.users[role]
            for way, told in self._read_everything(case.with_user(user)).items():
                with self.subTest(role=role, way=way):
                    self.assertNotIn(CANARY, str(told))
                    if way.startswith(("group", "probe")):
                        self.assertFalse(told)

    def _propose_values(self, model, user, values, shown):
        """What a new form proposes to the user, asked in the order of ``shown``."""
        self.env.flush_all()
        self.env.invalidate_all()
        form = self.env[model].with_user(user)
        spec = {name: {} for name in (*shown.split(), *values)}
        try:
            return form.onchange(dict(values), list(values), spec)["value"]
        except AccessError:
            return {}

    def test_forms_propose_from_readable_cases_only(self):
        """In any order, as no rule is asked before a form proposes values."""
        case = self.complaints["own"]
        case.department_id = self.department_quality
        assignment = case.assignment_ids
        chosen = [Command.set(case.ids)]
        on_case, on_cases = {"complaint_id": case.id}, {"complaint_ids": chosen}
        on_assignment = {"assignment_id": assignment.id}
        agent, desk = self.user_agent, self.user_agent_other
        respondent, logistics = self.user_respondent, self.user_logistics
        employee = self.user_employee
        for model, insider, outsider, values, shown in (
            ("penalty.propose", agent, employee, on_case, "currency_id department_id"),
            ("penalty.propose", respondent, employee, on_assignment, "department_id"),
            ("complaint.solve", agent, desk, on_case, "category_id"),
            ("complaint.dispatch", agent, desk, on_cases, "department_ids"),
            ("complaint.dispatch", agent, desk, on_cases, "lead_department_id"),
            ("complaint.merge", agent, desk, on_cases, "survivor_id"),
            ("measure", respondent, logistics, on_assignment, "user_id team_id"),
            ("measure", agent, desk, on_assignment, "user_id department_id"),
            ("callback", agent, desk, on_case, "script team_id"),
            ("callback", agent, desk, on_case, "available_grade_ids team_id"),
            ("penalty", agent, desk, on_case, "procedure_id"),
        ):
            model = f"complaint.{model}"
            with self.subTest(model=model, shown=shown):
                told = self._propose_values(model, insider, values, shown)
                self.assertTrue(told[shown.split()[-1]])
                told = self._propose_values(model, outsider, values, shown)
                self.assertFalse([name for name in shown.split() if told.get(name)])

    def test_forwarding_proposes_from_own_assignments_only(self):
        assignment = self.complaints["own"].assignment_ids
        assignment.target_department_id = self.department_quality
        chosen = [Command.set(assignment.ids)]
        form = ({"assignment_ids": chosen}, "department_ids")
        wizard = "complaint.assignment.forward"
        told = self._propose_values(wizard, self.user_respondent, *form)
        self.assertTrue(told["department_ids"])
        self.assertFalse(self._propose_values(wizard, self.user_logistics, *form))

    def test_assignments_do_not_tell_who_is_complained_about(self):
        values = {
            "complaint_id": self.complaints["conflict"].id,
            "department_id": self.department_quality.id,
        }
        told = self._propose_values(
            "complaint.assignment", self.user_agent_other, values, "user_id"
        )
        self.assertEqual(told["user_id"], self.user_respondent.id, "as for any case")

    def test_wizards_do_not_change_over_to_the_cases_of_others(self):
        wizards = self.env["complaint.complaint.solve"].with_user(self.user_agent)
        wizard = wizards.create(
            {"complaint_id": self.complaints["own"].id, "remedy": "Exchanged"}
        )
        with self.assertRaises(AccessError):
            wizard.write({"complaint_id": self.complaints["other"].id})
            wizard.read(["category_id"])

    def test_confidential_cases_tell_the_number_only(self):
        """Yardstick 17: mails, activities and the log."""
        log = io.StringIO()
        handler = logging.StreamHandler(log)
        logging.getLogger().addHandler(handler)
        self.addCleanup(logging.getLogger().removeHandler, handler)
        with self.mock_mail_gateway():
            case = self._register(
                self.user_agent,
                self.department_quality,
                is_confidential=True,
                customer_name=CANARY,
                confidential_note=CANARY,
                email_from=f"{CANARY}@customer.example",
            )
            assignment = case.assignment_ids
            assignment.with_user(self.user_agent).action_chase()
            self._reply(assignment)
            assignment.with_user(self.user_agent).action_accept()
            self.env.flush_all()
        self.assertTrue(self._mails)
        self.assertNotIn(CANARY, str(self._mails))
        self.assertNotIn(CANARY, log.getvalue())
        activities = self.env["mail.activity"].search(
            [
                ("res_model", "=", assignment._name),
                ("res_id", "=", assignment.id),
                ("active", "in", (True, False)),
            ]
        )
        for activity in activities:
            self.assertNotIn(CANARY, f"{activity.summary}{activity.note}")
        for message in assignment.message_ids:
            told = f"{message.body}{message.subject}{message.record_name}"
            values = message.sudo().tracking_value_ids.mapped("new_value_char")
            self.assertNotIn(CANARY, f"{told}{values}")

    @mute_logger("odoo.http")
    def test_walls_of_companies(self):
        """Yardstick 20: the companies that are switched on decide, nothing else."""
        here, there = self.complaints["own"], self.complaints["company"]
        user = self.user_supervisor
        user.company_ids |= there.company_id
        both = here | there
        for companies, visible in (
            (here.company_id, here),
            (there.company_id, there),
            (here.company_id | there.company_id, both),
        ):
            with self.subTest(companies=companies.mapped("name")):
                seen = both.with_user(user).with_context(
                    allowed_company_ids=companies.ids
                )
                found = seen.search([("id", "in", both.ids)])
                self.assertEqual(set(found.ids), set(visible.ids))
                self.assertEqual(
                    set(found.assignment_ids.ids), set(visible.assignment_ids.ids)
                )
        user.company_ids -= there.company_id
        user.invalidate_recordset()
        seen = there.with_user(user).with_context(
            allowed_company_ids=there.company_id.ids
        )
        with self.assertRaises(AccessError):
            seen.search([("id", "=", there.id)])
