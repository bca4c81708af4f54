import logging
import re
from contextlib import suppress
from pathlib import Path

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.service.model import call_kw
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .access_world import TEXTS, AccessWorld

_logger = logging.getLogger(__name__)
DOCUMENT = Path(__file__).parents[2] / "doc" / "security.md"
CANARY = re.compile(r"canary-([ofcbx])-([a-z.]*[a-z])")
REFUSED = (AccessError, MissingError, UserError)
QUIET = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


def read_table():
    """{model: {role: letters}} as ``doc/security.md`` says."""
    roles, table = [], {}
    for line in DOCUMENT.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] == "model":
            roles = cells[1:]
        elif cells[0].startswith("`complaint."):
            letters = (cell.replace("–", "") for cell in cells[1:])
            table[cells[0].strip("`")] = dict(zip(roles, letters, strict=True))
    return table


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestAccessMatrix(AccessWorld, HttpCase):
    """Every model × role × position × reading path, against the one table of what the
    design says."""

    @classmethod
    def setUpClass(cls):
        if not DOCUMENT.exists():
            cls.skipTest(cls, f"needs the project's {DOCUMENT.name}")
        super().setUpClass()
        cls.table = read_table()
        reports = cls.env["ir.actions.report"].search([("model", "like", "complaint.")])
        cls.reports = reports.grouped("model")

    def setUp(self):
        super().setUp()
        self.checks = 0
        self.mismatches = []

    def tearDown(self):
        _logger.info(
            "%s: %s checks, %s mismatches",
            self._testMethodName,
            self.checks,
            len(self.mismatches),
        )
        super().tearDown()

    # ------------------------------------------------------------
    # TESTS
    # ------------------------------------------------------------

    def test_every_model_has_a_line(self):
        """A new model, or a new role, is decided upon before it is shipped."""
        self.assertEqual(set(self._get_models()), set(self.table))
        for name, line in self.table.items():
            self.assertEqual(set(line), set(self.people), name)

    def test_every_path(self):
        with mute_logger(*QUIET):
            for role, env in self._get_environments():
                for name, records in self.records.items():
                    self.env.invalidate_all()
                    self._walk_search(env[name], records, role)
                    self._walk_read(env[name], records, role)
                    self._walk_web(env[name], records, role)
                    self._walk_export(env[name], records, role)
                    self._walk_domains(env[name], records, role)
                    self._walk_forms(env[name], role)
                    self._walk_reports(env[name], records, role)
                self._walk_sides(env, role)
                self._walk_followers(env, role)
        self._conclude()

    def test_over_http(self):
        """The same doors as a browser knocks at them."""
        urls = list(self._get_urls())
        for role, user in self.people.items():
            self.authenticate(user.login, user.login)
            for name, letter, url in urls:
                with mute_logger("odoo.http", *QUIET):
                    answer = self.url_open(url, allow_redirects=False)
                is_shown = answer.status_code == 200 and "canary" in answer.text
                may = letter in self.table[name][role]
                self._note(may or not is_shown, role, name, letter, url)
                self._scan(answer.text, role, url)
        self._conclude()

    # ------------------------------------------------------------
    # WALKING
    # ------------------------------------------------------------

    def _get_environments(self):
        for role, user in self.people.items():
            context = {"allowed_company_ids": user.company_ids.ids}
            yield role, self.env(user=user, su=False, context=context)

    def _conclude(self):
        self.assertGreater(self.checks, 100)
        self.assertFalse(self.mismatches, "\n".join(self.mismatches[:40]))

    def _note(self, is_right, *what):
        self.checks += 1
        if not is_right:
            self.mismatches.append(" · ".join(map(str, what)))

    def _scan(self, output, role, *what):
        """Whatever is shown may be shown."""
        for letter, name in set(CANARY.findall(str(output))):
            may = self.table.get(name, {}).get(role, "")
            self._note(letter in may, role, "reads", name, letter, *what)

    def _try(self, model, method, *args, **kwargs):
        """What the door answers, or None when it refuses."""
        try:
            return call_kw(model, method, list(args), kwargs)
        except REFUSED:
            return None

    def _get_expected(self, model, records, role):
        may = self.table[model._name][role]
        return {record.id for letter, record in records.items() if letter in may}

    def _get_texts(self, model):
        """The field in which the canary sits."""
        return [
            name
            for name in TEXTS
            if name in model._fields
            and model._fields[name].store
            and not model._fields[name].related
            and model._has_field_access(model._fields[name], "read")
        ]

    def _get_links(self, model):
        """Fields that lead to documents of ours."""
        return [
            field
            for field in model._fields.values()
            if field.relational
            and field.comodel_name in self.table
            and (field.store or field.type == "one2many")
            and model._has_field_access(field, "read")
        ]

    # ------------------------------------------------------------
    # PATHS
    # ------------------------------------------------------------

    def _walk_search(self, model, records, role):
        expected = self._get_expected(model, records, role)
        domain = [("id", "in", [record.id for record in records.values()])]
        what = role, model._name
        found = set(self._try(model, "search", domain) or [])
        self._note(found == expected, *what, "search", found, expected)
        count = self._try(model, "search_count", domain) or 0
        self._note(count == len(expected), *what, "search_count")
        groups = self._try(model, "formatted_read_group", domain, [], ["__count"])
        count = sum(group["__count"] for group in groups or [])
        self._note(count == len(expected), *what, "formatted_read_group")
        if model._rec_name:
            names = self._try(model, "name_search", "", domain)
            found = {row[0] for row in names or []}
            self._note(found <= expected, *what, "name_search")
            self._scan(names, role, *what, "name_search")

    def _walk_read(self, model, records, role):
        may = self.table[model._name][role]
        for letter, record in records.items():
            rows = self._try(model, "read", [record.id])
            self._note(bool(rows) == (letter in may), role, model._name, letter, "read")
            self._scan(rows, role, model._name, letter, "read")

    def _walk_web(self, model, records, role):
        """Nested specifications, as forms ask for parts of parts."""
        inner = {}
        for field in self._get_links(model):
            other = self._of(model, field)
            # a form that asks for more of what its user may not read is refused whole
            texts = self._get_texts(other) if other.has_access("read") else ()
            names = {name: {} for name in ("display_name", *texts)}
            inner[field.name] = {"fields": names}
        own = {name: {} for name in ("display_name", *self._get_texts(model))}
        specification = {**own, **inner}
        expected = self._get_expected(model, records, role)
        domain = [("id", "in", [record.id for record in records.values()])]
        answer = self._try(model, "web_search_read", domain, own) or {"records": []}
        found = {row["id"] for row in answer["records"]}
        self._note(found == expected, role, model._name, "web_search_read")
        # whoever sees a case by a grant sees few of its parts, and may be refused whole
        nested = self._try(model, "web_search_read", domain, specification)
        found = {row["id"] for row in (nested or {"records": []})["records"]}
        self._note(found <= expected, role, model._name, "web_search_read, nested")
        self._scan([answer, nested], role, model._name, "web_search_read")
        for letter, record in records.items():
            if record.id not in expected:
                rows = self._try(model, "web_read", [record.id], specification)
                self._note(not rows, role, model._name, letter, "web_read")

    def _of(self, model, field):
        return model.env[field.comodel_name]

    def _walk_export(self, model, records, role):
        paths = self._get_texts(model)[:1] + [
            f"{field.name}/{text}"
            for field in self._get_links(model)
            for text in self._get_texts(self._of(model, field))[:1]
        ]
        for letter, record in records.items() if paths else ():
            may = letter in self.table[model._name][role]
            if may or letter in "bx":
                rows = self._try(model, "export_data", [record.id], paths)
                self._note(may or not rows, role, model._name, letter, "export_data")
                self._scan(rows, role, model._name, letter, "export_data")

    def _walk_domains(self, model, records, role):
        """What cannot be read cannot be guessed by searching through it either."""
        probes = [
            (field.name, Domain(f"{field.name}.{text}", "ilike", f"canary-{letter}-"))
            for field in self._get_links(model)
            for text in self._get_texts(self._of(model, field))[:1]
            for letter in set("ofcbx") - set(self.table[field.comodel_name][role])
        ]
        if not probes:
            return
        ids = [record.id for record in records.values()]
        domain = Domain("id", "in", ids) & Domain.OR(probe for _name, probe in probes)
        found = self._try(model, "search", list(domain))
        names = sorted({name for name, _probe in probes})
        self.checks += len(probes)
        self._note(not found, role, model._name, "probe", *names)

    def _walk_forms(self, model, role):
        """A form proposes values before any rule is asked."""
        if not model.has_access("create"):
            return
        texts = {name: {} for name in ["display_name", *self._get_texts(model)]}
        for field in self._get_links(model):
            hidden = set("bx") - set(self.table[field.comodel_name][role])
            targets = self.records[field.comodel_name]
            if field.type == "many2one" and self._is_of_cases(field.comodel_name):
                for letter in sorted(hidden & targets.keys()):
                    answer = self._try(
                        model,
                        "onchange",
                        [],
                        {field.name: targets[letter].id},
                        [field.name],
                        {field.name: {"fields": {"display_name": {}}}, **texts},
                    )
                    self._note(True)
                    self._scan(answer, role, model._name, field.name, "onchange")

    def _walk_reports(self, model, records, role):
        """Nobody prints what they do not read; one of those they read shows no other."""
        may = self.table[model._name][role]
        shown = [letter for letter in records if letter in may][:1]
        for report in self.reports.get(model._name, ()):
            for letter in shown + [other for other in records if other not in may]:
                html = None
                with suppress(*REFUSED):
                    html, _kind = report.with_env(model.env)._render_qweb_html(
                        report.report_name, records[letter].ids
                    )
                self._note(letter in may or not html, role, report.report_name, letter)
                self._scan(html, role, report.report_name, letter)

    def _walk_sides(self, env, role):
        """Messages, files and activities go with their document."""
        by_model = {}
        for (name, letter), sides in self.sides.items():
            for side in sides:
                may = letter in self.table[name][role]
                by_model.setdefault(side._name, {})[side.id] = may, name, letter
        for side_name, expected in by_model.items():
            found = self._try(env[side_name], "search", [("id", "in", list(expected))])
            for side_id, (may, name, letter) in expected.items():
                what = role, side_name, "of", name, letter
                self._note(may or side_id not in (found or []), *what, "search")
                if not may:
                    rows = self._try(env[side_name], "read", [side_id])
                    self._note(not rows, *what, "read")
            self._scan(self._try(env[side_name], "read", found or []), role, side_name)

    def _walk_followers(self, env, role):
        hidden = [
            (self.records[name][letter].sudo(), sides[0])
            for (name, letter), sides in self.sides.items()
            if letter not in self.table[name][role]
        ]
        documents = Domain.OR(
            Domain("res_model", "=", record._name) & Domain("res_id", "=", record.id)
            for record, _message in hidden
        )
        messages = [message.id for _record, message in hidden]
        followers = [
            ids for r, _message in hidden if (ids := r.message_follower_ids.ids)
        ]
        self.checks += 2 * len(hidden)
        for found in (
            self._try(env["mail.followers"], "search", list(documents)),
            self._try(
                env["mail.notification"],
                "search",
                [("mail_message_id", "in", messages)],
            ),
            *(self._try(env["mail.followers"], "read", ids) for ids in followers),
        ):
            self._note(not found, role, "followers and notifications", found)

    def _get_urls(self):
        names = ("complaint.complaint", "complaint.assignment", "complaint.penalty")
        for (name, letter), (_message, file, *_activity) in self.sides.items():
            if name in names:
                yield name, letter, f"/web/content/{file.id}"
        yield "complaint.letter", "b", self._get_file_url("complaint.letter", "b")
        for name, report in (
            ("complaint.penalty", "complaint_penalty_notice"),
            ("complaint.assignment", "complaint_handling_form"),
        ):
            for letter, record in self.records[name].items():
                url = f"/report/html/complaint_management.{report}/{record.id}"
                yield name, letter, url

    def _get_file_url(self, name, letter):
        return f"/web/image/{self.sides[name, letter][1].id}"
