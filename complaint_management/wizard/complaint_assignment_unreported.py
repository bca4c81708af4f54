from odoo import fields, models


class ComplaintAssignmentUnreported(models.TransientModel):
    """Notes that departments did not report as prescribed (P20)."""

    _name = "complaint.assignment.unreported"
    _description = "Not Reported as Prescribed"

    assignment_ids = fields.Many2many(
        "complaint.assignment",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    reason = fields.Char(required=True)

    def action_mark(self):
        """Keep it with its reason; the report of faults counts it.

        :raise UserError: what stands against it, for each assignment
        """
        self.assignment_ids._check_can("mark_unreported")
        self.assignment_ids._do_mark_unreported(self.reason)
