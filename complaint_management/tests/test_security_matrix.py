from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .assignment_common import AssignmentCommon

ROLES = (
    "employee",
    "respondent",
    "manager",
    "agent",
    "agent_other",
    "supervisor",
    "executive",
    "auditor",
    "configurator",
)
CASES = ("own", "other", "company", "confidential", "conflict")
# what each role may do with what belongs to each case: read, write, delete; "" nothing
COMPLAINTS = {
    "agent": {"own": "rw", "confidential": "rw"},
    "agent_other": {"other": "rw"},
    "supervisor": {"own": "rwd", "other": "rwd", "confidential": "rwd"},
    "executive": {"own": "r", "other": "r", "confidential": "r"},
    "auditor": {"own": "r", "other": "r", "confidential": "r"},
}
ASSIGNMENTS = {
    **COMPLAINTS,
    "respondent": {"own": "rw", "confidential": "rw"},
    "manager": {"own": "rw", "confidential": "rw"},
}
MILESTONES = {role: dict.fromkeys(cases, "r") for role, cases in ASSIGNMENTS.items()}
STATEMENTS = {
    **COMPLAINTS,
    # no role deletes statements; the person asked answers, also when complained about
    "supervisor": {"own": "rw", "other": "rw", "confidential": "rw"},
    "employee": dict.fromkeys(CASES, "rw"),
}


class SecurityCommon(AssignmentCommon):
    """One complaint of each kind, dispatched, with an employee asked for a
    statement."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {role: getattr(cls, f"user_{role}") for role in ROLES}
        everybody = [Command.set([user.id for user in cls.users.values()])]
        cls.complaints = {
            "own": cls._register(cls.user_agent, cls.department_quality),
            "other": cls._register(
                cls.user_agent_other,
                cls.department_logistics,
                team_id=cls.team_branch.id,
            ),
            "company": cls._register_elsewhere(),
            "confidential": cls._register(
                cls.user_agent, cls.department_quality, is_confidential=True
            ),
            "conflict": cls._register(
                cls.user_agent, cls.department_quality, subject_user_ids=everybody
            ),
        }
        cls.documents = {
            "complaint.complaint": cls.complaints,
            "complaint.assignment": cls._collect(lambda c: c.assignment_ids),
            "complaint.milestone": cls._collect(
                lambda c: c.assignment_ids.milestone_ids[:1]
            ),
            "complaint.statement": cls._collect(lambda c: c.statement_ids),
        }

    @classmethod
    def _collect(cls, get):
        return {case: get(complaint) for case, complaint in cls.complaints.items()}

    @classmethod
    def _register(cls, user, department, **values):
        complaint = cls._create_complaint(
            user=user, name="Canary subject", partner_id=cls.partner.id, **values
        ).sudo()
        cls._complete(complaint, department)
        return complaint

    @classmethod
    def _register_elsewhere(cls):
        company = cls.env["res.company"].create({"name": "Elsewhere"})
        team = cls.env["complaint.team"].create(
            {"name": "Elsewhere", "company_id": company.id, "calendar_id": False}
        )
        department = cls.env["hr.department"].create(
            {"name": "Elsewhere", "company_id": company.id}
        )
        complaint = cls.env["complaint.complaint"].create(
            {
                "name": "Canary subject",
                "company_id": company.id,
                "team_id": team.id,
                "category_id": cls.category.id,
            }
        )
        cls._complete(complaint, department)
        return complaint

    @classmethod
    def _complete(cls, complaint, department):
        env = complaint.env
        env["complaint.assignment"].create(
            {"complaint_id": complaint.id, "department_id": department.id}
        ).action_send()
        env["complaint.statement"].create(
            {
                "complaint_id": complaint.id,
                "user_id": cls.user_employee.id,
                "questions": "<p>Canary question</p>",
            }
        ).action_ask()

    def _check_matrix(self, model, expected):
        operations = {"r": "read", "w": "write", "d": "unlink"}
        for role, user in self.users.items():
            for case, document in self.documents[model].items():
                may = expected.get(role, {}).get(case, "")
                for letter, operation in operations.items():
                    with self.subTest(role=role, case=case, operation=operation):
                        self.assertEqual(
                            document.with_user(user).has_access(operation),
                            letter in may,
                        )


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestSecurityMatrix(SecurityCommon):
    def test_complaints(self):
        self._check_matrix("complaint.complaint", COMPLAINTS)

    def test_assignments(self):
        self._check_matrix("complaint.assignment", ASSIGNMENTS)

    def test_milestones(self):
        self._check_matrix("complaint.milestone", MILESTONES)

    def test_statements(self):
        self._check_matrix("complaint.statement", STATEMENTS)

    def test_two_roles_see_what_either_sees(self):
        """Group rules only widen: the walls hold for every pair of roles."""
        documents = self.documents["complaint.assignment"]
        ids = [document.id for document in documents.values()]
        for index, first in enumerate(ROLES):
            for second in ROLES[index + 1 :]:
                with self.subTest(first=first, second=second):
                    user = self.users[first]
                    added = self.users[second].group_ids - user.group_ids
                    user.group_ids += added
                    rows = self.env["complaint.assignment"].with_user(user)
                    visible = (
                        set(rows.search([("id", "in", ids)]).ids)
                        if rows.has_access("read")
                        else set()
                    )
                    self.assertNotIn(documents["company"].id, visible)
                    self.assertNotIn(documents["conflict"].id, visible)
                    expected = {
                        documents[case].id for case in ASSIGNMENTS.get(first, {})
                    }
                    if second in ("supervisor", "executive", "auditor"):
                        expected = {documents[case].id for case in ASSIGNMENTS[second]}
                    self.assertEqual(visible, expected)
                    user.group_ids -= added

    def test_who_creates(self):
        creators = {
            "complaint.complaint": {"agent", "agent_other", "supervisor"},
            "complaint.assignment": {"agent", "agent_other", "supervisor"},
            "complaint.statement": {"agent", "agent_other", "supervisor"},
            "complaint.access.grant": {"supervisor"},
            "complaint.approval": set(),
            "complaint.milestone": set(),
            "complaint.approval.rule": {"configurator"},
        }
        for model, allowed in creators.items():
            for role, user in self.users.items():
                with self.subTest(model=model, role=role):
                    records = self.env[model].with_user(user)
                    self.assertEqual(records.has_access("create"), role in allowed)

    def test_nothing_leaks_by_searching(self):
        """Search, count, groups, names and export show what may be read, nothing
        else."""
        matrix = {
            "complaint.complaint": COMPLAINTS,
            "complaint.assignment": ASSIGNMENTS,
        }
        for model, expected in matrix.items():
            documents = self.documents[model]
            domain = [("id", "in", [document.id for document in documents.values()])]
            for role, user in self.users.items():
                with self.subTest(model=model, role=role):
                    visible = {documents[case].id for case in expected.get(role, {})}
                    records = self.env[model].with_user(user)
                    if not records.has_access("read"):
                        with self.assertRaises(AccessError):
                            records.search(domain)
                        continue
                    self.assertEqual(set(records.search(domain).ids), visible)
                    self.assertEqual(records.search_count(domain), len(visible))
                    groups = records.formatted_read_group(domain, ["name"], ["__count"])
                    counted = sum(group["__count"] for group in groups)
                    self.assertEqual(counted, len(visible))
                    found = records.web_search_read(domain, {"name": {}})["records"]
                    self.assertEqual({row["id"] for row in found}, visible)
                    names = records.name_search("", domain)
                    self.assertEqual({row[0] for row in names}, visible)

    def test_departments_do_not_search_through_to_the_case(self):
        """Domain probing on what the assignment does not show."""
        respondent = self.env["complaint.assignment"].with_user(self.user_respondent)
        own = self.documents["complaint.assignment"]["confidential"]
        self.complaints["confidential"].confidential_note = "Secret passage"
        for probe in (
            ("complaint_id.customer_name", "ilike", "Wang"),
            ("complaint_id.confidential_note", "ilike", "Secret"),
            ("complaint_id.partner_id.phone", "like", "138"),
        ):
            try:
                found = respondent.search([("id", "=", own.id), probe])
            except AccessError:
                continue
            self.assertFalse(found, probe)

    def test_other_doors_of_the_case_are_closed(self):
        complaint = self.complaints["own"]
        attachment = self.env["ir.attachment"].create(
            {
                "name": "a.txt",
                "raw": b"x",
                "res_model": complaint._name,
                "res_id": complaint.id,
            }
        )
        complaint.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.user_agent.id
        )
        message = complaint.message_post(body="Canary")
        for role in (
            "employee",
            "respondent",
            "manager",
            "agent_other",
            "configurator",
        ):
            user = self.users[role]
            with self.subTest(role=role):
                env = self.env(user=user)
                with self.assertRaises(AccessError):
                    attachment.with_user(user).read(["raw"])
                with self.assertRaises(AccessError):
                    complaint.with_user(user).message_post(body="I was here")
                with self.assertRaises(AccessError):
                    message.with_user(user).read(["body"])
                self.assertFalse(
                    env["mail.activity"].search(
                        [
                            ("res_model", "=", complaint._name),
                            ("res_id", "=", complaint.id),
                        ]
                    )
                )
                with self.assertRaises(AccessError):
                    env["ir.actions.report"]._render_qweb_html(
                        "complaint_management.complaint_registration_form",
                        complaint.ids,
                    )
                with self.assertRaises(UserError):
                    complaint.with_user(user).export_data(["name"])

    def test_foreign_assignments_by_message_and_report(self):
        assignment = self.documents["complaint.assignment"]["other"]
        for role in ("employee", "respondent", "manager", "agent", "configurator"):
            user = self.users[role]
            with self.subTest(role=role), self.assertRaises(AccessError):
                assignment.with_user(user).message_post(body="I was here")
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.env["ir.actions.report"].with_user(user)._render_qweb_html(
                    "complaint_management.complaint_handling_form", assignment.ids
                )

    def test_nobody_follows_in(self):
        """Adding oneself as follower widens no right."""
        assignment = self.documents["complaint.assignment"]["own"]
        partner = self.user_logistics.partner_id
        stranger = assignment.with_user(self.user_logistics)
        self.assertFalse(stranger.message_subscribe(partner_ids=partner.ids))
        assignment.message_subscribe(partner_ids=partner.ids)
        self.assertNotIn(partner, assignment.message_partner_ids)
        self.assertFalse(stranger.has_access("read"))

    def test_visibility_of_a_branch(self):
        """P20's four lines: head office sees what was dispatched, the branch leader
        what was routed to his branch, a department head his department's, others their
        own."""
        own, other = (
            self.documents["complaint.assignment"][case] for case in ("own", "other")
        )
        draft = own.copy({"complaint_id": own.complaint_id.id})
        head = self._new_user("head", "respondent")
        self.department_quality.manager_id = self.env["hr.employee"].create(
            {"name": "Head", "user_id": head.id}
        )
        everything = own | other | draft
        for user, visible in (
            (self.user_executive, own | other),
            (self.user_manager, own),
            (head, own),
            (self.user_respondent, own),
            (self.user_logistics, other),
            (self.user_employee, own.browse()),
        ):
            with self.subTest(user=user.login):
                readable = everything.with_user(user)._filtered_access("read")
                self.assertEqual(readable.ids, visible.ids)


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
