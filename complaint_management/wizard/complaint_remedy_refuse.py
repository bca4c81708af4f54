from odoo import fields, models

from ..models.resolution.resolution_data import REMEDY_REFUSALS


class ComplaintRemedyRefuse(models.TransientModel):
    """Asks why remedies are not given."""

    _name = "complaint.remedy.refuse"
    _description = "Refuse Remedies"

    remedy_ids = fields.Many2many("complaint.remedy", required=True)
    refusal = fields.Selection(REMEDY_REFUSALS, required=True, default="customer")
    reason = fields.Text(required=True)

    def action_refuse(self):
        """They are not given.

        :raise UserError: what stands against it
        """
        self.remedy_ids._check_can("refuse")
        self.remedy_ids._do_refuse(self.refusal, self.reason)
