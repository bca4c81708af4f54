from odoo import api, fields, models

from .accountability_data import PENALTY_MODES


class ComplaintComplaint(models.Model):
    _inherit = "complaint.complaint"

    penalty_mode = fields.Selection(PENALTY_MODES, compute="_compute_penalty_mode")

    @api.depends("procedure_id")
    def _compute_penalty_mode(self):
        modes = self.env["complaint.procedure"]._get_penalty_modes()
        for complaint in self:
            complaint.penalty_mode = modes.get(complaint.procedure_id.id)
