from odoo import api, fields, models

from ..models.accountability.accountability_data import APPEAL_DECISIONS, PENALTY_KINDS


class ComplaintPenaltyDecide(models.TransientModel):
    """Asks somebody who had no part in a penalty how he decides on the appeal."""

    _name = "complaint.penalty.decide"
    _inherit = ["complaint.wizard.mixin"]
    _description = "Decide on an Appeal"

    penalty_id = fields.Many2one(
        "complaint.penalty",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
        ondelete="cascade",
    )
    appeal_reason = fields.Text(compute="_compute_penalty")
    currency_id = fields.Many2one("res.currency", compute="_compute_penalty")
    kind = fields.Selection(PENALTY_KINDS, compute="_compute_penalty")
    measure = fields.Char("Penalty So Far", compute="_compute_penalty")
    decision = fields.Selection(APPEAL_DECISIONS, required=True)
    amount = fields.Monetary("Reduced to")
    points = fields.Float("Reduced to (Points)", digits=(8, 2))
    answer = fields.Text(required=True)

    @api.depends("penalty_id")
    def _compute_penalty(self):
        """What is decided upon."""
        for wizard in self:
            penalty = wizard._get_readable("penalty_id")
            wizard.appeal_reason = penalty.appeal_reason
            wizard.currency_id = penalty.currency_id
            wizard.kind = penalty.kind
            wizard.measure = penalty and penalty._get_measure_text()

    @api.constrains("penalty_id")
    def _check_penalty_id(self):
        self._get_readable("penalty_id")

    def action_decide(self):
        """Decide on the appeal; those charged are told.

        :raise UserError: what stands against it, such as a reduction that is none
        """
        self.penalty_id._check_can("decide")
        self.penalty_id._do_decide(
            self.decision, self.answer, amount=self.amount, points=self.points
        )
