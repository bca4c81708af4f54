from odoo import api, fields, models
from odoo.exceptions import UserError

from .accountability_data import APPEAL_DECISIONS
from .complaint_penalty_flow_mixin import DECISION_TYPE


class ComplaintPenaltyAppealMixin(models.AbstractModel):
    """Appeals (申诉): by the person charged or his manager, once, within the days that
    the procedure gives; decided by somebody who had no part in it: the penalty stands,
    is reduced or waived."""

    _name = "complaint.penalty.appeal.mixin"
    _inherit = ["complaint.penalty.flow.mixin"]
    _description = "Appeals against Complaint Penalties"

    date_appeal_until = fields.Date("Appeal until", readonly=True, copy=False)
    appeal_reason = fields.Text(readonly=True, copy=False)
    appeal_attachment_ids = fields.Many2many(
        "ir.attachment", string="Files of the Appeal", readonly=True, copy=False
    )
    appealed_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    date_appealed = fields.Datetime("Appealed on", readonly=True, copy=False)
    appeal_decision = fields.Selection(APPEAL_DECISIONS, readonly=True, copy=False)
    appeal_answer = fields.Text(readonly=True, copy=False)
    appeal_decided_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    date_appeal_decided = fields.Datetime(
        "Appeal Decided on", readonly=True, copy=False
    )

    can_appeal = fields.Boolean(compute="_compute_can_acts")
    can_decide = fields.Boolean(compute="_compute_can_acts")

    @api.model
    def _get_guarded_acts(self):
        return [*super()._get_guarded_acts(), "appeal", "decide"]

    def _get_appellants(self):
        """The person and the manager of the department; the manager above where there
        is none."""
        return self._get_notified_users()

    def _get_appeal_text(self):
        """What the notice says about appeals."""
        if self.appeal_decision:
            return "\n".join(
                (
                    self.env._(
                        "Decided on %(date)s: %(decision)s.",
                        date=self._format_form_datetime(self.date_appeal_decided),
                        decision=self._get_label("appeal_decision"),
                    ),
                    self.appeal_answer,
                )
            )
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
        return penalty._get_leaders() - penalty._get_parties()

    def _get_parties(self):
        """Whoever had a part in the penalty or in the appeal."""
        penalty = self.sudo()  # sudo: as above
        return (
            penalty._get_biased_users()
            | penalty._get_deciders()
            | penalty.appealed_by_id
            | penalty._get_appellants()
        )

    def _get_deciders(self):
        """Who approved the penalty, in any step, himself or through a delegate."""
        approvals = self.approval_ids.filtered(lambda a: a.state == "approved")
        return self.approved_by_id | approvals.decided_by_id | approvals.decided_for_id

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
        reasons = self._get_state_reasons("appealed") + self._get_role_reasons(
            self._get_judges(),
            self.env._("somebody decides who had no part in the penalty"),
        )
        return reasons or self._get_bias_reasons(self._get_parties())

    def _do_appeal(self, reason, attachments):
        """:param attachments: files of the appellant, who uploaded them himself"""
        attachments.check_access("read")
        for penalty in self:
            # sudo: those charged read their penalty and do nothing but appeal
            copies = attachments.sudo().copy(
                {"res_model": self._name, "res_id": penalty.id}
            )
            # sudo: the course is written by its acts only
            penalty.sudo().write(
                {
                    "state": "appealed",
                    "appeal_reason": reason,
                    "appeal_attachment_ids": copies.ids,
                    "appealed_by_id": self.env.uid,
                    "date_appealed": self.env.cr.now(),
                }
            )
            penalty._schedule_for(penalty._get_judges(), DECISION_TYPE)

    def _check_reduction(self, amount, points):
        """:raise UserError: it is none, or more than the penalty was"""
        for penalty in self:
            is_points = penalty.kind == "points"
            before, after = (
                (penalty.points, points) if is_points else (penalty.amount, amount)
            )
            if penalty.kind == "criticism":
                raise UserError(
                    self.env._(
                        "%(number)s: a criticism stands or is waived.",
                        number=penalty.number,
                    )
                )
            if not 0 < after < before:
                raise UserError(
                    self.env._(
                        "%(number)s: reduce it to less than %(penalty)s; to nothing is"
                        " to waive it.",
                        number=penalty.number,
                        penalty=penalty._get_measure_text(),
                    )
                )

    def _do_decide(self, decision, answer, amount=0, points=0):
        """
        :param str decision: a code of ``accountability_data.APPEAL_DECISIONS``
        :param str answer: the reason, which those charged read
        :param amount: to what a fine is reduced, in the currency of the company
        :param points: to how many points it is reduced
        :raise UserError: a reduction that is none
        """
        if decision == "reduced":
            self._check_reduction(amount, points)
        # sudo: the course is written by its acts only
        self.sudo().write(
            {
                "state": "notified",
                "appeal_decision": decision,
                "appeal_answer": answer,
                "reduced_amount": amount if decision == "reduced" else 0,
                "reduced_points": points if decision == "reduced" else 0,
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
