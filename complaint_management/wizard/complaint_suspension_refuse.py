from odoo import fields, models


class ComplaintSuspensionRefuse(models.TransientModel):
    """Asks why a suspension is refused."""

    _name = "complaint.suspension.refuse"
    _description = "Refuse Suspensions"

    suspension_ids = fields.Many2many("complaint.suspension", required=True)
    reason = fields.Text(required=True)

    def action_refuse(self):
        """Refuse with the reason.

        :raise UserError: the user may not decide, or it has been decided
        """
        self.suspension_ids._check_can("decide")
        self.suspension_ids._do_refuse(self.reason)
