from odoo import api, fields, models

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
    currency_id = fields.Many2one(related="penalty_id.currency_id")
    kind = fields.Selection(related="penalty_id.kind", related_sudo=False)
    measure = fields.Char("Penalty So Far", compute="_compute_measure")
    decision = fields.Selection(APPEAL_DECISIONS, required=True)
    amount = fields.Monetary("Reduced to")
    points = fields.Float("Reduced to (Points)", digits=(8, 2))
    answer = fields.Text(required=True)

    @api.depends("penalty_id")
    def _compute_measure(self):
        for wizard in self:
            wizard.measure = wizard.penalty_id and wizard.penalty_id._get_measure_text()

    def action_decide(self):
        """Decide on the appeal; those charged are told.

        :raise UserError: what stands against it, such as a reduction that is none
        """
        self.penalty_id._check_can("decide")
        self.penalty_id._do_decide(
            self.decision, self.answer, amount=self.amount, points=self.points
        )
