from odoo import api, fields, models


class ComplaintMeasureReturn(models.TransientModel):
    """Asks why measures go back to their owners, or begin again."""

    _name = "complaint.measure.return"
    _description = "Return Measures"

    measure_ids = fields.Many2many(
        "complaint.measure",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    is_reopening = fields.Boolean(compute="_compute_is_reopening")
    reason = fields.Text(required=True)

    @api.depends("measure_ids")
    def _compute_is_reopening(self):
        for wizard in self:
            wizard.is_reopening = any(
                measure.state != "submitted" for measure in wizard.measure_ids
            )

    def action_return(self):
        """Give the measures back with the reason.

        :raise UserError: what stands against it, for each measure
        """
        if self.is_reopening:
            self.measure_ids._check_can("reopen")
            self.measure_ids._do_reopen(self.reason)
        else:
            self.measure_ids._check_can("review")
            self.measure_ids._do_return(self.reason)
