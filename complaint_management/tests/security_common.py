from odoo import Command

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
