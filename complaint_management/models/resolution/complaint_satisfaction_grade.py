from odoo import api, fields, models


class ComplaintSatisfactionGrade(models.Model):
    """A grade in which customers answer a follow-up. The grades of a procedure take the
    place of the common ones (A to C count as satisfied, D does not)."""

    _name = "complaint.satisfaction.grade"
    _inherit = ["complaint.portable.mixin"]
    _description = "Satisfaction Grade"
    _order = "procedure_id, sequence, id"

    grade = fields.Char(required=True, help="Short, such as A.")
    name = fields.Char("Meaning", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    procedure_id = fields.Many2one(
        "complaint.procedure",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: for all procedures without grades of their own.",
    )
    is_satisfied = fields.Boolean("Counts as Satisfied", default=True)
    is_comment_needed = fields.Boolean(
        "Comment Needed", help="Whoever chooses this grade must say why."
    )

    _grade_uniq = models.UniqueIndex(
        "(grade, COALESCE(procedure_id, 0)) WHERE active IS TRUE",
        "There is a grade of this name already.",
    )

    @api.depends("grade", "name")
    def _compute_display_name(self):
        for grade in self:
            grade.display_name = f"{grade.grade or ''} {grade.name or ''}".strip()

    @api.model
    def _get_for(self, procedure):
        """The grades from which customers under the procedure choose."""
        own = procedure.grade_ids
        return own or self.search([("procedure_id", "=", False)])
