from odoo import models


class ComplaintEscalationRule(models.Model):
    _inherit = "complaint.escalation.rule"

    def _filter_for_deadline(self, deadline):
        """The rules that concern the limit and level of the deadline."""
        return self.filtered(
            lambda rule: (
                rule.procedure_id == deadline.limit_id.procedure_id
                and (not rule.limit_ids or deadline.limit_id in rule.limit_ids)
                and (not rule.level_ids or deadline.level_id in rule.level_ids)
            )
        )

    def _raises_level(self):
        return "raise_level" in self.effect_ids.mapped("code")
