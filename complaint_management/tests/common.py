from datetime import datetime

from odoo.addons.mail.tests.common import MailCommon, mail_new_test_user


class ComplaintCommon(MailCommon):
    """A company with two desks and two departments, and one user for each role.

    ============== ========================================== =====================
    user           groups                                     belongs to
    ============== ========================================== =====================
    employee       internal user only                         nobody
    respondent     respondent                                 contact of quality
    manager        respondent                                 manager of operations,
                                                              above quality
    agent          agent                                      team desk
    agent_other    agent                                      team branch
    supervisor     supervisor                                 the company
    executive      executive                                  the company
    auditor        auditor                                    the company
    configurator   configurator                               nobody
    ============== ========================================== =====================
    """

    # a Friday, within working hours
    reference_now = datetime(2026, 3, 6, 9, 0, 0)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        for role, group in (
            ("employee", None),
            ("respondent", "respondent"),
            ("manager", "respondent"),
            ("agent", "agent"),
            ("agent_other", "agent"),
            ("supervisor", "supervisor"),
            ("executive", "executive"),
            ("auditor", "auditor"),
            ("configurator", "configurator"),
        ):
            setattr(cls, f"user_{role}", cls._new_user(role, group))
        cls.department_operations, cls.department_quality = cls.env[
            "hr.department"
        ].create(
            [
                {
                    "name": "Operations",
                    "manager_id": cls.env["hr.employee"]
                    .create({"name": "Manager", "user_id": cls.user_manager.id})
                    .id,
                },
                {
                    "name": "Quality",
                    "complaint_contact_ids": cls.user_respondent.ids,
                },
            ]
        )
        cls.department_quality.parent_id = cls.department_operations
        cls.procedure = cls.env.ref("complaint_management.complaint_procedure_general")
        cls.team, cls.team_branch = cls.env["complaint.team"].create(
            [
                {
                    "name": "Desk",
                    "alias_name": "desk",
                    "sequence": 1,
                    "procedure_id": cls.procedure.id,
                    "member_ids": [(0, 0, {"user_id": cls.user_agent.id})],
                },
                {
                    "name": "Branch",
                    "alias_name": "branch",
                    "sequence": 2,
                    "procedure_id": cls.procedure.id,
                    "member_ids": [(0, 0, {"user_id": cls.user_agent_other.id})],
                },
            ]
        )
        cls.category = cls.env.ref("complaint_management.complaint_category_product")
        cls.partner = cls.env["res.partner"].create(
            {
                "name": "Wang Fang",
                "email": "wang@customer.example",
                "phone": "13800138000",
            }
        )

    @classmethod
    def _new_user(cls, role, group=None, **values):
        groups = ["base.group_user"]
        if group:
            groups.append(f"complaint_management.group_complaint_{group}")
        return mail_new_test_user(
            cls.env,
            login=f"complaint_{role}",
            name=f"Complaint {role}",
            groups=",".join(groups),
            company_id=cls.company.id,
            **values,
        )

    @classmethod
    def _create_complaint(cls, user=None, **values):
        """A complaint registered by the agent, or by ``user``."""
        complaints = cls.env["complaint.complaint"].with_user(user or cls.user_agent)
        return complaints.create(
            {"name": "Parcel arrived broken", "category_id": cls.category.id, **values}
        ).with_user(cls.env.user)

    @classmethod
    def _dispatch(cls, complaint, department=None, user=None):
        """The assignment made by dispatching the complaint to the department."""
        wizard = (
            cls.env["complaint.complaint.dispatch"]
            .with_user(user or cls.user_agent)
            .create(
                {
                    "complaint_ids": complaint.ids,
                    "department_ids": (department or cls.department_quality).ids,
                }
            )
        )
        wizard.action_dispatch()
        return complaint.assignment_ids[-1:]
