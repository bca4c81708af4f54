from odoo import api, fields, models


class ComplaintPenaltyWaive(models.TransientModel):
    """Asks why penalties are given up: proposals are cancelled, what was decided is
    waived."""

    _name = "complaint.penalty.waive"
    _description = "Waive Penalties"

    penalty_ids = fields.Many2many(
        "complaint.penalty",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    is_proposal = fields.Boolean(compute="_compute_is_proposal")
    reason = fields.Text(required=True)

    @api.depends("penalty_ids")
    def _compute_is_proposal(self):
        for wizard in self:
            wizard.is_proposal = all(
                penalty.state == "proposed" for penalty in wizard.penalty_ids
            )

    def action_waive(self):
        """Give the penalties up.

        :raise UserError: what stands against it, for each penalty
        """
        if self.is_proposal:
            self.penalty_ids._check_can("cancel")
            self.penalty_ids._do_cancel(self.reason)
        else:
            self.penalty_ids._check_can("waive")
            self.penalty_ids._do_waive(self.reason)
