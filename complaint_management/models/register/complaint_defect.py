from odoo import fields, models


class ComplaintDefect(models.Model):
    """What is wrong with the product or service, as the customer reports it: leads to the
    departments responsible before the cause is known (P21)."""

    _name = "complaint.defect"
    _inherit = ["complaint.cached.name.mixin"]
    _description = "Complaint Defect"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
