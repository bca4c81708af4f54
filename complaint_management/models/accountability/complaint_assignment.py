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

    def _do_mark_unreported(self, reason):
        """Not reported as prescribed counts like being late (P20)."""
        result = super()._do_mark_unreported(reason)
        # sudo: escalations are written by the engine only
        self.sudo()._fire_penalty_check()
        return result

    def _fire_penalty_check(self):
        """Have the cron propose what the tariff asks for."""
        charged = self.filtered(
            lambda assignment: (
                assignment.complaint_id.procedure_id.penalty_mode == "tariff"
            )
        )
        self.env["complaint.escalation"]._fire_penalty_check(
            [
                {
                    "complaint_id": assignment.complaint_id.id,
                    "assignment_id": assignment.id,
                    "company_id": assignment.company_id.id,
                    "source_key": f"unreported:{assignment.id}:"
                    f"{assignment.date_unreported}",
                }
                for assignment in charged
            ]
        )
