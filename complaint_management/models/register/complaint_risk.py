from odoo import fields, models


class ComplaintRisk(models.Model):
    """A risk flag such as media, authority, legal claim, injury or extortion (P21)."""

    _name = "complaint.risk"
    _description = "Complaint Risk Flag"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(help="Refers to the flag in files of procedures, e.g. legal.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()

    _code_uniq = models.Constraint("UNIQUE(code)", "Another risk flag has this code.")
    _name_uniq = models.Constraint("UNIQUE(name)", "This risk flag exists already.")
