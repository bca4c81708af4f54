from odoo import fields, models


class ComplaintAssignmentReport(models.TransientModel):
    """Tells the desk how far the department is, or asks it something (P23, P24)."""

    _name = "complaint.assignment.report"
    _description = "Report Progress or Ask"

    assignment_ids = fields.Many2many(
        "complaint.assignment",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    is_question = fields.Boolean("Ask the Desk", help="Otherwise progress is reported.")
    text = fields.Text(required=True)

    def action_report(self):
        """Send it to who asked for the reply.

        :raise UserError: what stands against it, for each assignment
        """
        self.assignment_ids._check_can("report")
        self.assignment_ids._do_report(self.text, self.is_question)
