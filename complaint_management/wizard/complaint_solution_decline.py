from odoo import fields, models


class ComplaintSolutionDecline(models.TransientModel):
    """Asks what the customer wants instead of what we offered."""

    _name = "complaint.solution.decline"
    _description = "The Customer Declines"

    solution_id = fields.Many2one("complaint.solution", required=True)
    customer_answer = fields.Text("What the Customer Said")
    customer_wish = fields.Text(
        required=True, help="What the customer wants instead of what we offered."
    )

    def action_decline(self):
        """Keep the wish for the next version.

        :raise UserError: what stands against it
        """
        self.solution_id._check_can("decline")
        self.solution_id._do_decline(self.customer_wish, self.customer_answer)
