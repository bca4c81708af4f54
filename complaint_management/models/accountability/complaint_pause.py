from odoo import api, models


class ComplaintPause(models.Model):
    """A pause may explain what seemed late."""

    _inherit = "complaint.pause"

    @api.model_create_multi
    def create(self, vals_list):
        pauses = super().create(vals_list)
        pauses._review_penalties()
        return pauses

    def write(self, vals):
        result = super().write(vals)
        if {"date_start", "date_end"} & vals.keys():
            self._review_penalties()
        return result

    def _review_penalties(self):
        charged = self.complaint_id.filtered(
            lambda complaint: complaint.procedure_id.penalty_mode == "tariff"
        )
        # sudo: penalties follow what happened, whoever enters it
        charged.sudo().deadline_ids._review_penalties()
