from odoo import api, fields, models


class ComplaintComplaintDispatch(models.TransientModel):
    """Dispatches complaints to the departments that the classification rules propose."""

    _name = "complaint.complaint.dispatch"
    _description = "Dispatch Complaints"

    complaint_ids = fields.Many2many(
        "complaint.complaint",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    department_ids = fields.Many2many(
        "hr.department",
        string="Departments",
        compute="_compute_department_ids",
        store=True,
        readonly=False,
        required=True,
    )
    request = fields.Text(
        "What is Asked", help="Empty: the demand of the customer is passed on."
    )

    @api.depends("complaint_ids")
    def _compute_department_ids(self):
        for wizard in self:
            departments = wizard.complaint_ids.department_id
            for _complaint, rules in wizard.complaint_ids._get_matching_rules():
                departments |= rules[:1].lead_department_id | rules[:1].department_ids
            wizard.department_ids = departments

    def action_dispatch(self):
        """Create an assignment for each complaint and department, and send it."""
        request = {"request": self.request} if self.request else {}
        self.env["complaint.assignment"].create(
            [
                {
                    "complaint_id": complaint.id,
                    "department_id": department.id,
                    **request,
                }
                for complaint in self.complaint_ids
                for department in self.department_ids
            ]
        ).action_send()
