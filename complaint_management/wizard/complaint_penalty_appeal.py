from odoo import fields, models


class ComplaintPenaltyAppeal(models.TransientModel):
    """Asks those charged why the penalty should not stand (申诉)."""

    _name = "complaint.penalty.appeal"
    _description = "Appeal against a Penalty"

    penalty_id = fields.Many2one(
        "complaint.penalty",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
        ondelete="cascade",
    )
    reason = fields.Text(required=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Files")

    def action_appeal(self):
        """Appeal against the penalty.

        :raise UserError: what stands against it, such as that the time is over
        """
        self.penalty_id._check_can("appeal")
        self.penalty_id._do_appeal(self.reason, self.attachment_ids)
