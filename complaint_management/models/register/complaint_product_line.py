from odoo import fields, models


class ComplaintProductLine(models.Model):
    """The family of products or services that the complaint is about (P21)."""

    _name = "complaint.product.line"
    _inherit = ["complaint.cached.name.mixin"]
    _description = "Complaint Product Line"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
