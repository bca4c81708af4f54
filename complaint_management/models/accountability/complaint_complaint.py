from odoo import fields, models


class ComplaintComplaint(models.Model):
    _inherit = "complaint.complaint"

    penalty_mode = fields.Selection(
        string="Penalty Mode", related="procedure_id.penalty_mode"
    )
