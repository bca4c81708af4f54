from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintAssignmentForward(models.TransientModel):
    """Passes assignments on: the first node to the departments of its branch, or any
    department to another one or to an outside party (P20)."""

    _name = "complaint.assignment.forward"
    _inherit = ["complaint.wizard.mixin"]
    _description = "Forward Assignments"

    assignment_ids = fields.Many2many(
        "complaint.assignment",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    department_ids = fields.Many2many(
        "hr.department",
        string="Departments",
        compute="_compute_department_ids",
        store=True,
        readonly=False,
    )
    partner_id = fields.Many2one("res.partner", "Outside Party")
    is_customer_shared = fields.Boolean("Share the Customer's Name and Phone")
    request = fields.Text(
        "What is Asked", help="Empty: what you were asked is passed on."
    )

    @api.depends("assignment_ids")
    def _compute_department_ids(self):
        """The department for which the desk means it."""
        for wizard in self:
            assignments = wizard._get_readable("assignment_ids")
            wizard.department_ids = assignments.target_department_id

    def action_forward(self):
        """Create and send the children; their answers come back the same way.

        :raise UserError: nobody to forward to, or what stands against it
        """
        if not self.department_ids and not self.partner_id:
            raise UserError(self.env._("Choose who shall answer."))
        self.assignment_ids._check_can("forward")
        self.assignment_ids._do_forward(self._prepare_child_values())

    def _prepare_child_values(self):
        request = {"request": self.request} if self.request else {}
        targets = [
            {"department_id": department.id} for department in self.department_ids
        ]
        if self.partner_id:
            targets.append(
                {
                    "partner_id": self.partner_id.id,
                    "is_customer_shared": self.is_customer_shared,
                }
            )
        return [{**target, **request} for target in targets]
