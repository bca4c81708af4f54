from odoo import fields, models


class ComplaintCause(models.Model):
    """Why the complaint arose, found by the investigation (P12, P17, P21)."""

    _name = "complaint.cause"
    _inherit = ["complaint.cached.name.mixin"]
    _description = "Complaint Cause"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
