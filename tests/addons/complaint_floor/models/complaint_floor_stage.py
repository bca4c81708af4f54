from odoo import fields, models


class ComplaintFloorStage(models.Model):
    _name = "complaint.floor.stage"
    _description = "Complaint Floor Stage"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    fold = fields.Boolean()
