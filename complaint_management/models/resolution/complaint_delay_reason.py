from odoo import fields, models


class ComplaintDelayReason(models.Model):
    """Why a customer has to wait longer; the holding letter says it (P20)."""

    _name = "complaint.delay.reason"
    _description = "Reason for More Time"
    _order = "sequence, id"

    name = fields.Char(
        required=True, translate=True, help="As the customer reads it in the letter."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
