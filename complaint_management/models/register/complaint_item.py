from odoo import fields, models

from ..complaint_data import VERDICTS


class ComplaintItem(models.Model):
    """One matter raised by a complaint. Optional; each gets its own verdict and answer
    (P16)."""

    _name = "complaint.item"
    _inherit = ["complaint.part.mixin"]
    _corrected_fields = frozenset({"name", "finding"})
    _description = "Complaint Item"
    _order = "sequence, id"
    _check_company_auto = True

    complaint_id = fields.Many2one(
        "complaint.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="complaint_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("Matter", required=True)
    category_id = fields.Many2one(
        "complaint.category", check_company=True, ondelete="restrict"
    )
    verdict = fields.Selection(VERDICTS)
    finding = fields.Text()
    fault_department_id = fields.Many2one(
        "hr.department",
        "Department at Fault",
        check_company=True,
        ondelete="restrict",
    )
    fault_name = fields.Char("Person at Fault by Name")
