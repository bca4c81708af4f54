from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .resolution_common import ResolutionCommon

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
# who may do what with the parts of a complaint of the agent's own desk
READERS = {"agent", "supervisor", "executive", "auditor"}
WRITERS = {"agent", "supervisor"}


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestResolutionSecurity(ResolutionCommon):
    """Solutions, steps, remedies, letters and evidence follow their complaint."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {role: getattr(cls, f"user_{role}") for role in ROLES}
        cls.complaint = cls._create_complaint(partner_id=cls.partner.id)
        cls.solution = cls._propose(
            cls.complaint, step_ids=[Command.create({"name": "Send it"})]
        )
        cls.remedy = cls._plan(cls.complaint, "refund", amount=100)
        cls.documents = [
            document.with_user(cls.env.user)
            for document in (
                cls.solution,
                cls.solution.step_ids,
                cls.remedy,
                cls._write(cls.complaint, "reply"),
                cls.env["complaint.evidence"].create(
                    {"complaint_id": cls.complaint.id, "name": "Photo"}
                ),
            )
        ]

    def _readers(self, document):
        return {
            role
            for role, user in self.users.items()
            if document.with_user(user).has_access("read")
        }

    def test_who_reads_and_writes(self):
        for document in self.documents:
            with self.subTest(model=document._name):
                self.assertEqual(self._readers(document), READERS)
                writers = {
                    role
                    for role, user in self.users.items()
                    if document.with_user(user).has_access("write")
                }
                self.assertEqual(writers, WRITERS)

    def test_complained_about_sees_nothing(self):
        everybody = [user.id for user in self.users.values()]
        self.complaint.subject_user_ids = [Command.set(everybody)]
        for document in self.documents:
            with self.subTest(model=document._name):
                self.assertFalse(self._readers(document))

    def test_other_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._new_user("stranger", "supervisor")
        stranger.write({"company_ids": company.ids, "company_id": company.id})
        for document in self.documents:
            with self.subTest(model=document._name):
                self.assertFalse(document.with_user(stranger).has_access("read"))

    def test_labels_are_numbers(self):
        for document in self.documents:
            if document._name != "complaint.solution.step":
                self.assertIn(self.complaint.number, document.display_name)
                self.assertNotIn("Parcel", document.display_name)

    def test_approval_matrix(self):
        """Only the approvers decide, whatever else somebody may do."""
        self._approve_by("remedy", "executive")
        self.remedy.action_submit()
        approval = self.remedy.sudo().approval_ids.sudo(False)
        for role, user in self.users.items():
            if role != "executive":
                with (
                    self.subTest(role=role),
                    self.assertRaises(UserError),
                ):
                    approval.with_user(user).action_approve()
        self.assertEqual(self.remedy.state, "submitted")
        approval.with_user(self.user_executive).action_approve()
        self.assertEqual(self.remedy.state, "approved")

    def test_acts_by_role(self):
        """Who may not write the case may not act on its parts, whoever calls."""
        for role, user in self.users.items():
            if role in WRITERS:
                continue
            for call in (
                self.solution.with_user(user).action_submit,
                self.solution.with_user(user).action_cancel,
                self.remedy.with_user(user).action_submit,
                self.remedy.with_user(user).action_give,
                self.solution.step_ids.with_user(user).action_finish,
                self.complaint.with_user(user).action_propose_remedies,
                self.complaint.with_user(user).action_investigated,
            ):
                with (
                    self.subTest(role=role, call=call.__name__),
                    self.assertRaises(UserError),
                ):
                    call()
        self.assertEqual((self.solution.state, self.remedy.state), ("draft", "planned"))

    def test_cost_of_complaints(self):
        self.remedy.action_submit()
        self._give(self.remedy)
        self.complaint.fault_department_id = self.department_quality
        costs = self.env["complaint.remedy.report"].with_user(self.user_executive)
        groups = costs._read_group(
            [("state", "=", "given"), ("complaint_id", "=", self.complaint.id)],
            ["fault_department_id"],
            ["amount:sum"],
        )
        self.assertEqual(groups, [(self.department_quality, 100)])
        others = costs.with_user(self.user_agent_other)
        self.assertFalse(others.search([("complaint_id", "=", self.complaint.id)]))

    def test_defaults_of_the_context_decide_nothing(self):
        remedies = self.env["complaint.remedy"].with_user(self.user_agent)
        remedy = remedies.with_context(default_state="approved").create(
            {
                "complaint_id": self.complaint.id,
                "type_id": self.remedy.type_id.id,
                "amount": 5000,
            }
        )
        self.assertEqual(remedy.state, "planned")
