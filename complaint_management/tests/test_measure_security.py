from odoo import Command
from odoo.tests import tagged

from .security_common import COMPLAINTS, SecurityCommon

CASES = ("own", "other", "confidential")
MEASURES = {
    "agent": {"own": "rwd", "confidential": "rwd"},
    "agent_other": {"other": "rwd"},
    "supervisor": dict.fromkeys(CASES, "rwd"),
    "executive": dict.fromkeys(CASES, "r"),
    "auditor": dict.fromkeys(CASES, "r"),
    # the contact of the department, and its manager
    "respondent": {"own": "rw", "confidential": "rw"},
    "manager": {"own": "rw", "confidential": "rw"},
}
# nobody deletes them
DOCUMENTS = {**COMPLAINTS, "supervisor": dict.fromkeys(CASES, "rw")}


@tagged("post_install", "-at_install", "complaint", "complaint_security")
class TestMeasureSecurity(SecurityCommon):
    """Who may do what with measures, proceedings and suspensions of each case."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.body = cls.env["res.partner"].create({"name": "Authority"})
        for model in ("measure", "proceeding", "suspension"):
            cls.documents[f"complaint.{model}"] = {
                case: getattr(cls, f"_add_{model}")(complaint)
                for case, complaint in cls.complaints.items()
            }

    @classmethod
    def _add_measure(cls, complaint):
        return complaint.env["complaint.measure"].create(
            {
                "name": "Canary measure",
                "complaint_ids": [Command.set(complaint.ids)],
                "department_id": complaint.assignment_ids.department_id[:1].id,
            }
        )

    @classmethod
    def _add_proceeding(cls, complaint):
        return complaint.env["complaint.proceeding"].create(
            {"complaint_id": complaint.id, "partner_id": cls.body.id}
        )

    @classmethod
    def _add_suspension(cls, complaint):
        return complaint.env["complaint.suspension"].create(
            {
                "complaint_id": complaint.id,
                "reason": "Canary reason",
                "date_recheck": "2030-01-01",
            }
        )

    def test_measures(self):
        self._check_matrix("complaint.measure", MEASURES)

    def test_proceedings(self):
        self._check_matrix("complaint.proceeding", DOCUMENTS)

    def test_suspensions(self):
        self._check_matrix("complaint.suspension", DOCUMENTS)
