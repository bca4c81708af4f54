from odoo import api, fields, models


class ComplaintAssignmentReturn(models.TransientModel):
    """Asks why assignments go back: to the department whose reply does not do, or to
    who sent them, because they are not the department's."""

    _name = "complaint.assignment.return"
    _description = "Return Assignments"

    assignment_ids = fields.Many2many(
        "complaint.assignment",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    is_refusal = fields.Boolean(compute="_compute_is_refusal")
    reason = fields.Text(required=True)

    @api.depends("assignment_ids")
    def _compute_is_refusal(self):
        for wizard in self:
            wizard.is_refusal = any(
                assignment.state in ("sent", "signed")
                for assignment in wizard.assignment_ids
            )

    def action_return(self):
        """Give the assignments back with the reason.

        :raise UserError: what stands against it, for each assignment
        """
        if self.is_refusal:
            self.assignment_ids._check_can("refuse")
            self.assignment_ids._do_refuse(self.reason)
        else:
            self.assignment_ids._check_can("return")
            self.assignment_ids._do_return(self.reason)
