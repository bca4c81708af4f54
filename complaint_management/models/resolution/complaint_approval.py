from odoo import api, fields, models


class ComplaintApproval(models.Model):
    _inherit = "complaint.approval"

    round = fields.Integer(
        compute="_compute_round",
        store=True,
        precompute=True,
        help="The round of the complaint in which it was asked for.",
    )

    @api.depends("complaint_id")
    def _compute_round(self):
        for approval in self:
            approval.round = approval.complaint_id.round
