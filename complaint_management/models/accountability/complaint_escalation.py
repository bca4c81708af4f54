from odoo import api, models


class ComplaintEscalation(models.Model):
    _inherit = "complaint.escalation"

    def _effect_propose_penalty(self):
        """Propose the penalties that the tariff of the procedure asks for (P24)."""
        charged = self.filtered(
            lambda escalation: (
                escalation.complaint_id.procedure_id.penalty_mode == "tariff"
            )
        )
        for escalation in self - charged:
            escalation._note_outcome("no_tariff")
        proposed, spared = self.env["complaint.penalty"]._propose(charged)
        proposed = proposed.grouped("complaint_id")
        for complaint, escalations in charged.grouped("complaint_id").items():
            if complaint in proposed:
                escalations[0]._note_outcome("penalties", numbers=proposed[complaint])
            for key, values in spared.get(complaint, ()):
                escalations[0]._note_outcome(key, **values)

    @api.model
    def _fire_penalty_check(self, values_list):
        """Have the cron propose what is owed, without a rule that fired."""
        effect = self.env["complaint.escalation.effect"].search(
            [("code", "=", "propose_penalty")], limit=1
        )
        if values_list and effect:
            self._fire(
                [
                    {**values, "effect_id": effect.id, "trigger": "manual"}
                    for values in values_list
                ]
            )
