from odoo import api, models

from .complaint_penalty_flow_mixin import DECISION_TYPE


class ComplaintPenaltyAppealMixin(models.AbstractModel):
    """Appeals (申诉): by the person charged or his manager, once, within the days that
    the procedure gives; decided by somebody who had no part in it."""

    _name = "complaint.penalty.appeal.mixin"
    _inherit = ["complaint.penalty.flow.mixin"]
    _description = "Appeals against Complaint Penalties"

    @api.model
    def _get_guarded_acts(self):
        return [*super()._get_guarded_acts(), "appeal", "decide"]

    def _get_appellants(self):
        """The person and the manager of the department; the manager above where there
        is none."""
        return self._get_notified_users()

    def _get_appeal_text(self):
        """What the notice says about appeals."""
        if not self.date_appeal_until:
            return self.env._("Against this penalty there is no appeal.")
        return self.env._(
            "You may appeal in writing, with reason and proof, until %(date)s. Somebody"
            " who had no part in this decision decides on it.",
            date=self.date_appeal_until,
        )

    def _get_judges(self):
        """Executives and supervisors who had no part in the penalty."""
        penalty = self.sudo()  # sudo: who decides does not depend on who asks
        return penalty._get_leaders() - (
            penalty._get_partial_users()
            | penalty.approved_by_id
            | penalty.appealed_by_id
            | penalty._get_appellants()
        )

    def _get_cannot_appeal_reasons(self):
        reasons = self._get_state_reasons("notified")
        until = self.date_appeal_until
        if not reasons and self.appeal_decision:
            reasons.append(self.env._("the appeal has been decided"))
        elif not reasons and not (until and until >= self._get_today()):
            reasons.append(self.env._("the time to appeal is over"))
        return reasons + self._get_role_reasons(
            self._get_appellants(),
            self.env._("only the person charged or the manager appeals"),
        )

    def _get_cannot_decide_reasons(self):
        return self._get_state_reasons("appealed") + self._get_role_reasons(
            self._get_judges(),
            self.env._("somebody decides who had no part in the penalty"),
        )

    def _do_appeal(self, reason, attachments):
        """:param attachments: files of the appellant, who uploaded them himself"""
        for penalty in self:
            # sudo: those charged read their penalty and do nothing but appeal
            sudo_penalty = penalty.sudo()
            copies = attachments.sudo().copy(
                {"res_model": self._name, "res_id": penalty.id}
            )
            sudo_penalty.write(
                {
                    "state": "appealed",
                    "appeal_reason": reason,
                    "appeal_attachment_ids": copies.ids,
                    "appealed_by_id": self.env.uid,
                    "date_appealed": self.env.cr.now(),
                }
            )
            penalty._schedule_for(penalty._get_judges(), DECISION_TYPE)

    def _do_decide(self, decision, answer):
        """:param str decision: a code of ``accountability_data.APPEAL_DECISIONS``"""
        # sudo: the course is written by its acts only
        self.sudo().write(
            {
                "state": "notified",
                "appeal_decision": decision,
                "appeal_answer": answer,
                "appeal_decided_by_id": self.env.uid,
                "date_appeal_decided": self.env.cr.now(),
            }
        )
        self._close_activities(DECISION_TYPE)
        if decision == "accepted":
            self._do_waive(answer)
        for penalty in self:
            penalty._tell_users(
                penalty._get_appellants(),
                self.env._("Appeal against %(number)s", number=penalty.number),
                self.env._("Your appeal has been decided. Open it to read the answer."),
            )
