from odoo import models


class ComplaintEscalation(models.Model):
    _inherit = "complaint.escalation"

    def _effect_propose_penalty(self):
        """Propose the penalties that the tariff of the procedure asks for (P24)."""
        penalties = self.env["complaint.penalty"]
        for escalation in self:
            if escalation.complaint_id.procedure_id.penalty_mode != "tariff":
                escalation._append_result(
                    self.env._("The procedure has no penalties by tariff.")
                )
                continue
            proposed, spared = penalties._propose(escalation)
            if proposed:
                escalation._append_result(
                    self.env._(
                        "Penalties proposed: %(numbers)s.",
                        numbers=", ".join(proposed.mapped("number")),
                    )
                )
            if spared:
                escalation._append_result("\n".join(spared))
