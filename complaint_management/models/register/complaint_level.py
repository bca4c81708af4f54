from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..complaint_data import SEVERITIES


class ComplaintLevel(models.Model):
    """A level of a procedure, such as general, strong or major (P04, P24)."""

    _name = "complaint.level"
    _inherit = ["complaint.cached.name.mixin", "complaint.portable.mixin"]
    _description = "Complaint Level"
    _order = "procedure_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    procedure_id = fields.Many2one(
        "complaint.procedure", required=True, index=True, ondelete="cascade"
    )
    criterion_ids = fields.One2many(
        "complaint.level.criterion",
        "level_id",
        "Criteria",
        copy=True,
        help="Ticked at the classification; the highest level ticked is proposed.",
    )
    severity = fields.Selection(
        SEVERITIES,
        required=True,
        default="3",
        help="Compares levels of different procedures in reports.",
    )
    next_level_id = fields.Many2one(
        "complaint.level",
        "Rises To",
        domain="[('procedure_id', '=', procedure_id), ('id', '!=', id)]",
        ondelete="restrict",
        index="btree_not_null",
    )

    @api.constrains("next_level_id", "procedure_id")
    def _check_next_level(self):
        for level in self:
            following = level.next_level_id
            if following and following.procedure_id != level.procedure_id:
                raise ValidationError(
                    self.env._(
                        "Level %(level)s can only rise to a level of its own"
                        " procedure.",
                        level=level.name,
                    )
                )
        if self._has_cycle("next_level_id"):
            raise ValidationError(
                self.env._("Levels cannot rise in a circle: end with a last level.")
            )
