from odoo import fields, models


class ComplaintRisk(models.Model):
    """A risk flag such as media, authority, legal claim, injury or extortion (P21)."""

    _name = "complaint.risk"
    _description = "Complaint Risk Flag"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()

    _name_uniq = models.Constraint("UNIQUE(name)", "This risk flag exists already.")
