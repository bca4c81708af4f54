from odoo import fields, models


class ComplaintLevelCriterion(models.Model):
    """A numbered criterion of a level, ticked at the classification (P04, P24)."""

    _name = "complaint.level.criterion"
    _inherit = ["complaint.portable.mixin"]
    _description = "Complaint Level Criterion"
    _order = "level_id, sequence, id"
    _part_of = ("level_id",)

    name = fields.Char("Criterion", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    level_id = fields.Many2one(
        "complaint.level", required=True, index=True, ondelete="cascade"
    )
    procedure_id = fields.Many2one(
        related="level_id.procedure_id", store=True, index=True
    )
