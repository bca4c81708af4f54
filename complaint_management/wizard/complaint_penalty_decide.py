from odoo import fields, models

from ..models.accountability.accountability_data import APPEAL_DECISIONS


class ComplaintPenaltyDecide(models.TransientModel):
    """Asks somebody who had no part in a penalty how he decides on the appeal."""

    _name = "complaint.penalty.decide"
    _description = "Decide on an Appeal"

    penalty_id = fields.Many2one(
        "complaint.penalty",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
        ondelete="cascade",
    )
    appeal_reason = fields.Text(related="penalty_id.appeal_reason", related_sudo=False)
    decision = fields.Selection(APPEAL_DECISIONS, required=True)
    answer = fields.Text(required=True)

    def action_decide(self):
        """Decide on the appeal; those charged are told.

        :raise UserError: what stands against it
        """
        self.penalty_id._check_can("decide")
        self.penalty_id._do_decide(self.decision, self.answer)
