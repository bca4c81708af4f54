from odoo import api, fields, models


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
    complaint_manager_ids = fields.Many2many(
        "res.users",
        "hr_department_complaint_manager_rel",
        compute="_compute_complaint_manager_ids",
        store=True,
        recursive=True,
        export_string_translation=False,
        help="The manager of the department and the managers above it.",
    )
    complaint_count = fields.Integer(
        compute="_compute_complaint_count",
        groups="complaint_management.group_complaint_agent",
    )

    @api.depends("manager_id.user_id", "parent_id.complaint_manager_ids")
    def _compute_complaint_manager_ids(self):
        for department in self:
            department.complaint_manager_ids = (
                department.manager_id.user_id
                | department.parent_id.complaint_manager_ids
            )

    def _compute_complaint_count(self):
        groups = self.env["complaint.complaint"]._read_group(
            [("department_id", "in", self.ids)], ["department_id"], ["__count"]
        )
        counts = {department.id: count for department, count in groups}
        for department in self:
            department.complaint_count = counts.get(department.id, 0)

    def action_open_complaints(self):
        """Open the complaints the department handles."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "complaint_management.complaint_complaint_action"
        )
        return {**action, "domain": [("department_id", "=", self.id)], "context": {}}
