from odoo import api, fields, models
from odoo.exceptions import AccessError


class HrDepartment(models.Model):
    _inherit = "hr.department"

    complaint_contact_ids = fields.Many2many(
        "res.users",
        "hr_department_complaint_contact_rel",
        string="Complaint Contacts",
        domain="[('share', '=', False)]",
        help="Receive and answer the assignments of the department; the first one is"
        " told by mail.",
    )
    complaint_job_id = fields.Many2one(
        "hr.job",
        "Contact Post",
        index="btree_not_null",
        ondelete="restrict",
        help="Whoever holds this post in the department is a complaint contact, too.",
    )
    complaint_all_contact_ids = fields.Many2many(
        "res.users",
        "hr_department_complaint_all_contact_rel",
        compute="_compute_complaint_all_contact_ids",
        store=True,
        export_string_translation=False,
        help="The contacts named, then the holders of the post.",
    )
    complaint_deputy_id = fields.Many2one(
        "res.users",
        "Deputy of the Complaint Contacts",
        domain="[('share', '=', False)]",
        ondelete="restrict",
        help="Acts when a contact and his delegate are both absent.",
    )
    complaint_administrator_ids = fields.Many2many(
        "res.users",
        "hr_department_complaint_administrator_rel",
        string="Unit Administrators",
        domain="[('share', '=', False)]",
        help="Name the contacts of this department and of those below it.",
    )
    is_complaint_first_node = fields.Boolean(
        "First Node",
        help="Receives the assignments of all departments below it and distributes them.",
    )
    complaint_manager_ids = fields.Many2many(
        "res.users",
        "hr_department_complaint_manager_rel",
        compute="_compute_complaint_manager_ids",
        store=True,
        recursive=True,
        export_string_translation=False,
        help="The manager of the department and the managers above it.",
    )
    complaint_respondent_ids = fields.Many2many(
        "res.users",
        "hr_department_complaint_respondent_rel",
        compute="_compute_complaint_respondent_ids",
        store=True,
        export_string_translation=False,
        help="Who answers assignments of the department: contacts, deputy, managers.",
    )
    complaint_count = fields.Integer(
        compute="_compute_complaint_count",
        groups="complaint_management.group_complaint_agent",
    )

    complaint_late_count = fields.Integer(
        "Late",
        compute="_compute_complaint_late_count",
        groups="complaint_management.group_complaint_agent",
        help="Time limits missed and work not reported as prescribed within a year, for"
        " accountability.",
    )

    @api.depends("manager_id.user_id", "parent_id.complaint_manager_ids")
    def _compute_complaint_manager_ids(self):
        for department in self:
            department.complaint_manager_ids = (
                department.manager_id.user_id
                | department.parent_id.complaint_manager_ids
            )

    @api.depends("complaint_contact_ids", "complaint_job_id")
    def _compute_complaint_all_contact_ids(self):
        # sudo: employees are for officers of human resources to read
        groups = (
            self.env["hr.employee"]
            .sudo()
            ._read_group(
                [
                    ("department_id", "in", self.ids),
                    ("job_id", "in", self.complaint_job_id.ids),
                ],
                ["department_id", "job_id"],
                ["user_id:recordset"],
            )
        )
        holders = {(department, job): users for department, job, users in groups}
        for department in self:
            key = (department._origin, department.complaint_job_id)
            department.complaint_all_contact_ids = (
                department.complaint_contact_ids
                | holders.get(key, self.env["res.users"]).sudo(False)
            )

    @api.depends(
        "complaint_all_contact_ids", "complaint_deputy_id", "complaint_manager_ids"
    )
    def _compute_complaint_respondent_ids(self):
        for department in self:
            department.complaint_respondent_ids = (
                department.complaint_all_contact_ids
                | department.complaint_deputy_id
                | department.complaint_manager_ids
            )

    def _compute_complaint_count(self):
        groups = self.env["complaint.complaint"]._read_group(
            [("department_id", "in", self.ids)], ["department_id"], ["__count"]
        )
        counts = {department.id: count for department, count in groups}
        for department in self:
            department.complaint_count = counts.get(department.id, 0)

    def _compute_complaint_late_count(self):
        groups = self.env["complaint.fault.report"]._read_group(
            [*self._get_fault_domain(), ("department_id", "in", self.ids)],
            ["department_id"],
            ["__count"],
        )
        counts = {department.id: count for department, count in groups}
        for department in self:
            department.complaint_late_count = counts.get(department.id, 0)

    @api.model
    def _get_fault_domain(self):
        """What happened within a year; any other period in the report."""
        return [("date", ">=", "-365d")]

    @api.model
    def _refresh_post_holders(self):
        """Employees changed: find anew who holds the contact posts. Posts depend on the
        date, through versions of the employee, so no dependency finds it out."""
        # sudo: whoever changes an employee need not see the departments
        departments = self.sudo().search([("complaint_job_id", "!=", False)])
        departments.modified(["complaint_job_id"])

    def action_open_late(self):
        """Open what the department did late or not as prescribed."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "complaint_management.complaint_fault_report_action"
        )
        return {
            **action,
            "view_mode": "list,pivot,graph",
            "views": [(False, "list"), (False, "pivot"), (False, "graph")],
            "domain": [*self._get_fault_domain(), ("department_id", "=", self.id)],
            "context": {},
        }

    def action_open_complaints(self):
        """Open the complaints the department handles."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "complaint_management.complaint_complaint_action"
        )
        return {**action, "domain": [("department_id", "=", self.id)], "context": {}}

    def _get_managers_up(self, above=None):
        """The managers of the department and of those above it, from the nearest up.

        :param above: only the managers above this user, if he is one of them
        """
        managers = self.env["res.users"]
        department = self
        while department:
            managers |= department._get_complaint_manager()
            department = department.parent_id
        if above and above in managers:
            managers = managers[managers.ids.index(above.id) + 1 :]
        return managers

    def _get_complaint_manager(self):
        """The user who manages the department; nobody when he has left."""
        # sudo: employees are for officers of human resources to read
        manager = self.sudo().manager_id
        return manager.filtered("active").user_id.filtered("active").sudo(self.env.su)

    def _get_complaint_first_node(self):
        """The department that receives assignments meant for this one: the nearest
        first node above it, else itself (P20)."""
        self.ensure_one()
        department = self
        while department and not department.is_complaint_first_node:
            department = department.parent_id
        return department or self

    @api.model
    def _get_complaint_administered(self):
        """The departments whose contacts the user may name: all for configurators, the
        own trees for unit administrators (P20)."""
        if self.env.user.has_group("complaint_management.group_complaint_configurator"):
            return self.search([])
        if not self.env.user.has_group(
            "complaint_management.group_complaint_unit_administrator"
        ):
            return self.browse()
        roots = self.search([("complaint_administrator_ids", "in", self.env.user.ids)])
        return self.search([("id", "child_of", roots.ids)])

    def _set_complaint_people(self, contacts, deputy):
        """Name contacts and deputy, and let them answer; logged.

        :raise AccessError: somebody names himself
        """
        self.ensure_one()
        # sudo: whom the department has already is no secret
        known = self.sudo().complaint_contact_ids | self.sudo().complaint_deputy_id
        if self.env.user in (contacts | deputy) - known:
            raise AccessError(
                self.env._("Nobody names themselves: ask another administrator.")
            )
        # sudo: unit administrators have this one right on departments and users
        department = self.sudo()
        department.write(
            {"complaint_contact_ids": contacts.ids, "complaint_deputy_id": deputy.id}
        )
        respondents = self.env.ref("complaint_management.group_complaint_respondent")
        respondents.sudo().user_ids |= (contacts | deputy).filtered(
            lambda user: respondents not in user.sudo().all_group_ids
        )
        department._message_log(
            body=self.env._(
                "%(user)s named complaint contacts: %(contacts)s; deputy: %(deputy)s",
                user=self.env.user.name,
                contacts=", ".join(contacts.mapped("name")),
                deputy=deputy.name or "–",
            )
        )
