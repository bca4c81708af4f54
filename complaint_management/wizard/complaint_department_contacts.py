from odoo import api, fields, models
from odoo.exceptions import AccessError


class ComplaintDepartmentContacts(models.TransientModel):
    """Lets a unit administrator name the contacts and the deputy of a department in his
    own tree, and gives them the right to answer; logged on the department (P20)."""

    _name = "complaint.department.contacts"
    _description = "Complaint Contacts of a Department"

    allowed_department_ids = fields.Many2many(
        "hr.department", compute="_compute_allowed_department_ids"
    )
    department_id = fields.Many2one(
        "hr.department",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
        domain="[('id', 'in', allowed_department_ids)]",
    )
    contact_ids = fields.Many2many(
        "res.users",
        string="Contacts",
        compute="_compute_people",
        store=True,
        readonly=False,
        domain="[('share', '=', False)]",
    )
    deputy_id = fields.Many2one(
        "res.users",
        compute="_compute_people",
        store=True,
        readonly=False,
        domain="[('share', '=', False)]",
    )

    @api.depends_context("uid")
    def _compute_allowed_department_ids(self):
        departments = self.env["hr.department"]._get_complaint_administered()
        for wizard in self:
            wizard.allowed_department_ids = departments

    @api.depends("department_id")
    def _compute_people(self):
        for wizard in self:
            wizard.contact_ids = wizard.department_id.complaint_contact_ids
            wizard.deputy_id = wizard.department_id.complaint_deputy_id

    def action_apply(self):
        """Write contacts and deputy, and make respondents of them.

        :raise AccessError: the department is not in the user's tree
        """
        department = self.department_id
        if department not in self.env["hr.department"]._get_complaint_administered():
            raise AccessError(
                self.env._(
                    "%(department)s is not among the departments you administer.",
                    department=department.name,
                )
            )
        department._set_complaint_people(self.contact_ids, self.deputy_id)
