from odoo import fields, models


class ComplaintPenaltyExecute(models.TransientModel):
    """Records when and under which reference penalties were executed (兑现)."""

    _name = "complaint.penalty.execute"
    _description = "Execute Penalties"

    penalty_ids = fields.Many2many(
        "complaint.penalty",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    date = fields.Date("Executed on", required=True, default=fields.Date.context_today)
    reference = fields.Char(
        required=True, help="Payroll run, voucher or circular, so that it can be found."
    )

    def action_execute(self):
        """Record the execution.

        :raise UserError: what stands against it, for each penalty
        """
        self.penalty_ids._check_can("execute")
        self.penalty_ids._do_execute(self.date, self.reference)
