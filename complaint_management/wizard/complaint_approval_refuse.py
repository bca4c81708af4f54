from odoo import fields, models


class ComplaintApprovalRefuse(models.TransientModel):
    """Asks why approval is refused, for one or many."""

    _name = "complaint.approval.refuse"
    _description = "Refuse Approvals"

    approval_ids = fields.Many2many(
        "complaint.approval",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    reason = fields.Text(required=True)

    def action_refuse(self):
        """Refuse with the reason; nothing of what was asked for is lost.

        :raise UserError: the user may not decide, or it has been decided
        """
        self.approval_ids._check_can("decide")
        self.approval_ids._do_refuse(self.reason)
