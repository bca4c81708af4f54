from collections import defaultdict

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .security_common import (
    ASSIGNMENTS,
    COMPLAINTS,
    MILESTONES,
    ROLES,
    STATEMENTS,
    SecurityCommon,
)

EXTENDED = ("res.partner", "res.users", "hr.department", "res.company")
CASE_PARTS = {
    "complaint.complaint",
    "complaint.assignment",
    "complaint.milestone",
    "complaint.deadline",
}


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

    def test_remarks_about_customers_are_internal(self):
        """Who works on no cases neither reads nor searches them, customers least of
        all; the cases he registers have them all the same."""
        remarks = {
            "complaint_care_grade": "high",
            "complaint_care_reason": "Lawyer",
            "complaint_callback_channel": "mail",
        }
        self.partner.write(remarks)
        customer = mail_new_test_user(
            self.env,
            "customer",
            groups="base.group_portal",
            partner_id=self.partner.id,
        )
        employee = self.user_employee
        employee.group_ids += self.env.ref("base.group_partner_manager")
        for user in (customer, employee, self.user_respondent, self.user_manager):
            partner = self.partner.with_user(user)
            self.assertTrue(partner.has_access("read"))
            self.assertFalse(remarks.keys() & partner.fields_get().keys())
            for name, value in remarks.items():
                with self.subTest(user=user.login, field=name):
                    with self.assertRaises(AccessError):
                        partner.search_read([], [name])
                    with self.assertRaises(AccessError):
                        partner.search([(name, "=", value)])
        for role in ("agent", "supervisor", "executive", "auditor"):
            partner = self.partner.with_user(self.users[role])
            self.assertEqual(partner.complaint_care_reason, "Lawyer")
        case = self._create_complaint(user=self.user_agent, partner_id=self.partner.id)
        self.assertEqual(case.care_grade, "high")
        copy = self.partner.with_user(employee).copy()
        self.assertEqual(copy.sudo().complaint_care_grade, "normal")
        self.assertFalse(copy.sudo().complaint_care_reason)

    def _get_readable_models(self, user, extended=()):
        """The addon's documents, and the others asked for."""
        for name in self.registry:
            model = self.env[name].with_user(user)
            if (
                (name.startswith("complaint.") or name in extended)
                and not model._abstract
                and not model._transient
                and model.has_access("read")
            ):
                yield model

    def test_lists_of_parts_are_for_who_may_read_the_parts(self):
        """Otherwise whoever reads a document without naming fields is refused it."""
        for role, user in self.users.items():
            for model in self._get_readable_models(user, EXTENDED):
                for field in model._fields.values():
                    if (
                        field.type in ("one2many", "many2many")
                        and field.comodel_name.startswith("complaint.")
                        and not field.compute
                        and model._has_field_access(field, "read")
                    ):
                        with self.subTest(role=role, field=str(field)):
                            parts = self.env[field.comodel_name].with_user(user)
                            self.assertTrue(parts.has_access("read"))

    def test_whatever_may_be_read_is_read_whole(self):
        """As programs do: ``read`` and ``search_read`` without a list of fields."""
        read = defaultdict(set)
        for role, user in self.users.items():
            for model in self._get_readable_models(user):
                document = model.search([], limit=1)
                with self.subTest(role=role, model=model._name):
                    if document:
                        document.invalidate_recordset()
                        self.assertTrue(document.read())
                        read[role].add(model._name)
        self.assertLessEqual(CASE_PARTS, read["executive"])
        self.assertLessEqual(CASE_PARTS - {"complaint.complaint"}, read["respondent"])
        self.assertIn("complaint.team", read["employee"])

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
