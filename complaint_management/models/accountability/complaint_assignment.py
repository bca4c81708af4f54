from odoo import fields, models


class ComplaintAssignment(models.Model):
    _inherit = "complaint.assignment"

    is_penalty_allowed = fields.Boolean(compute="_compute_is_penalty_allowed")

    def _compute_is_penalty_allowed(self):
        for assignment in self:
            # sudo: departments have no right on complaints
            procedure = assignment.sudo().complaint_id.procedure_id
            assignment.is_penalty_allowed = procedure.penalty_mode in (
                "opinion",
                "tariff",
            )
