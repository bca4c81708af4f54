from odoo import api, fields, models

from ..complaint_data import GRADES
from .resolution_data import HARMS


class ComplaintRemedyStandard(models.Model):
    """Which remedy a procedure provides for a compensation class and harm (P21). Empty
    criteria match everything; each row proposes one remedy."""

    _name = "complaint.remedy.standard"
    _inherit = ["complaint.portable.mixin"]
    _description = "Remedy Standard"
    _order = "procedure_id, sequence, id"

    procedure_id = fields.Many2one(
        "complaint.procedure", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    compensation_class = fields.Selection(GRADES)
    harm = fields.Selection(HARMS)
    type_id = fields.Many2one(
        "complaint.remedy.type", "Remedy", required=True, ondelete="restrict"
    )
    quantity = fields.Float(default=1, required=True)
    multiple = fields.Float("1 :", default=1, help="For one faulty piece so many.")

    @api.depends("compensation_class", "harm", "type_id")
    def _compute_display_name(self):
        grades = dict(
            self._fields["compensation_class"]._description_selection(self.env)
        )
        harms = dict(self._fields["harm"]._description_selection(self.env))
        for standard in self:
            parts = (
                grades.get(standard.compensation_class),
                harms.get(standard.harm),
                standard.type_id.name,
            )
            standard.display_name = " · ".join(filter(None, parts))

    @api.model
    def _get_matching(self, complaint):
        """The rows that apply to the complaint, in order."""
        # sudo: what is due does not depend on who asks
        rows = self.sudo().search([("procedure_id", "=", complaint.procedure_id.id)])
        return rows.filtered(
            lambda row: (
                row.compensation_class in (complaint.compensation_class, False)
                and row.harm in (complaint.harm, False)
            )
        )
