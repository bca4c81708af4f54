from odoo import fields, models

from ..models.resolution.resolution_data import EFFECTS


class ComplaintMeasureVerify(models.TransientModel):
    """Asks what effect measures had: found by somebody who did not carry them out."""

    _name = "complaint.measure.verify"
    _description = "Verify the Effect of Measures"

    measure_ids = fields.Many2many(
        "complaint.measure",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    effect = fields.Selection(EFFECTS, required=True, default="effective")
    note = fields.Text("Finding", required=True)

    def action_verify(self):
        """Keep the finding; measures without effect begin again.

        :raise UserError: what stands against it, for each measure
        """
        self.measure_ids._check_can("verify")
        self.measure_ids._do_verify(self.effect, self.note)
