from odoo import fields, models


class ComplaintPenaltyViolation(models.Model):
    """What opinions on penalties name (违规): no time limit need be missed (P06)."""

    _name = "complaint.penalty.violation"
    _description = "Complaint Violation"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Text(translate=True)
