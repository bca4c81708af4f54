from odoo import api, fields, models
from odoo.tools import plaintext2html

from ..engine.working_time import get_offset
from .resolution_data import CALLBACK_STATES

ACTIVITY_TYPE = "complaint_management.mail_activity_type_callback"


class ComplaintCallbackFlowMixin(models.AbstractModel):
    """The course of a follow-up: planned → answered, unreachable after enough vain
    attempts, or no longer needed."""

    _name = "complaint.callback.flow.mixin"
    _inherit = ["complaint.guard.mixin"]
    _description = "Course of a Follow-up"

    state = fields.Selection(
        CALLBACK_STATES, required=True, readonly=True, default="planned", copy=False
    )
    attempt_ids = fields.One2many(
        "complaint.callback.attempt", "callback_id", "Attempts", readonly=True
    )
    attempt_count = fields.Integer("Vain Attempts", readonly=True, copy=False)
    date_next_attempt = fields.Datetime("Call Again on", copy=False)
    date_done = fields.Datetime(
        "Answered on", readonly=True, copy=False, index="btree_not_null"
    )
    done_by_id = fields.Many2one(
        "res.users", "Recorded by", readonly=True, copy=False, ondelete="restrict"
    )

    is_by_customer = fields.Boolean(
        "Answered by the Customer Himself", readonly=True, copy=False
    )

    can_finish = fields.Boolean(compute="_compute_can_acts")
    can_miss = fields.Boolean(compute="_compute_can_acts")
    can_give_up = fields.Boolean(compute="_compute_can_acts")
    can_cancel = fields.Boolean(compute="_compute_can_acts")
    can_register = fields.Boolean(compute="_compute_can_acts")

    @api.depends("state", "user_id", "attempt_count", "limit_id", "registered_id")
    def _compute_can_acts(self):
        return super()._compute_can_acts()

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    @api.model
    def _get_guarded_acts(self):
        return [
            *super()._get_guarded_acts(),
            "finish",
            "miss",
            "give_up",
            "cancel",
            "register",
        ]

    def _get_cannot_finish_reasons(self):
        """What the caller must have done; the answer itself is asked for when the
        result is recorded."""
        return self._get_state_reasons("planned") + self._get_caller_reasons()

    def _get_cannot_miss_reasons(self):
        return self._get_state_reasons("planned") + self._get_caller_reasons()

    def _get_cannot_give_up_reasons(self):
        reasons = self._get_cannot_miss_reasons()
        # sudo: the caller need not see the settings
        needed = self.sudo()._get_terms().callback_attempts
        if not needed:
            reasons.append(self.env._("the procedure does not give customers up"))
        elif self.attempt_count < needed:
            reasons.append(
                self.env._(
                    "%(count)s of %(needed)s attempts have been made",
                    count=self.attempt_count,
                    needed=needed,
                )
            )
        return reasons

    def _get_cannot_cancel_reasons(self):
        return self._get_state_reasons("planned") + self._get_desk_reasons()

    def _get_cannot_register_reasons(self):
        reasons = self._get_state_reasons("done") + self._get_caller_reasons()
        if self.complaint_id or self.registered_id:
            reasons.append(self.env._("there is a complaint already"))
        return reasons

    def _get_caller_reasons(self):
        if not self._is_caller() and not self._is_desk():
            return [self.env._("somebody else follows the customer up")]
        # sudo: the caller need not see the case
        callback = self.sudo()
        if self.env.su or not callback._get_terms().is_callback_by_other:
            return []
        delegations = self.env["complaint.delegation"]
        if callback.complaint_id.user_id & delegations._get_bound_users(self.env.user):
            return [self.env._("somebody else than the case owner has to ask")]
        return []

    def _get_answer_reasons(self):
        """What is missing in the answer of the customer."""
        reasons = []
        if not self.grade_id:
            reasons.append(self.env._("choose how satisfied the customer is"))
        elif self.grade_id.is_comment_needed and not (self.remark or "").strip():
            reasons.append(
                self.env._("write what the customer says about the grade he gives")
            )
        return reasons

    def _is_caller(self):
        """Whether the user calls in his own right or stands in for who does."""
        self.ensure_one()
        if self.env.su or self.env.user == self.user_id:
            return True
        delegations = self.env["complaint.delegation"]
        return self.env.user in delegations._get_delegates(self.user_id, "callback")

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_finish(self):
        """Record what the customer answered; what follows begins at once.

        :raise UserError: everything that is missing
        """
        self._check_can("finish")
        self._check_can("answer")
        for callback in self.sudo():  # sudo: attempts are written by the acts only
            callback._log_attempt(is_reached=True)
        self._do_finish()

    def action_miss(self):
        """Nobody answered: plan the next attempt."""
        self._check_can("miss")
        for callback in self.sudo():  # sudo: attempts are written by the acts only
            again = callback._get_next_attempt()
            callback._log_attempt(date_next=again)
            callback.write(
                {
                    "attempt_count": callback.attempt_count + 1,
                    "date_next_attempt": again,
                }
            )

    def action_give_up(self):
        """The customer cannot be reached: end the follow-up."""
        self._check_can("give_up")
        # sudo: the course is written by the acts only
        self.sudo()._do_end("unreachable")
        self._record_milestones("called_back", self)

    def action_cancel(self):
        """The follow-up is not needed any more."""
        self._check_can("cancel")
        self.sudo()._do_cancel()  # sudo: as above

    def action_register(self):
        """Make a complaint of what a customer said in a periodic follow-up (P15)."""
        self.ensure_one()
        self._check_can("register")
        # sudo: every user registers; what he may see of it afterwards is ruled elsewhere
        callback = self.sudo()
        complaints = callback.env["complaint.complaint"]
        callback.registered_id = complaints.create(callback._prepare_complaint())
        complaint = callback.registered_id.sudo(False)
        if complaint.has_access("read"):
            return complaint._get_records_action()
        return None

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_cannot_answer_reasons(self):
        return self._get_answer_reasons()

    def _do_finish(self):
        """Keep the answers and let the cases follow them."""
        callbacks = self.sudo()  # sudo: the caller need not see the case
        for callback in callbacks:
            callback.is_satisfied = callback.grade_id.is_satisfied
        callbacks._do_end("done")
        self._record_milestones("called_back", callbacks)
        by_result = callbacks.grouped("satisfaction")
        for satisfaction, code in (
            ("satisfied", "confirmed"),
            ("not_pursued", "dissatisfied"),
            ("dissatisfied", "dissatisfied"),
        ):
            self._record_milestones(code, by_result.get(satisfaction, self.browse()))
        dissatisfied = by_result.get("dissatisfied", callbacks.browse())
        for callback in dissatisfied.filtered("complaint_id"):
            callback.complaint_id._follow_dissatisfaction(callback)

    def _prepare_complaint(self):
        """The complaint that the customer made when he was followed up."""
        return {
            "name": self.env._(
                "Follow-up of %(customer)s", customer=self.customer_name
            ),
            "description": self.remark and plaintext2html(self.remark),
            "demand": self.wish,
            "partner_id": self.partner_id.id,
            "customer_name": self.customer_name,
            "phone": self.phone,
            "email_from": self.email,
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
        }

    def _do_end(self, state):
        self.write(
            {
                "state": state,
                "date_done": self.env.cr.now(),
                "date_next_attempt": False,
            }
        )
        self.filtered(lambda callback: not callback.is_by_customer).write(
            {"done_by_id": self.env.uid}
        )
        # at once, so that two who do the same meet at the row
        self.flush_recordset(["state"])
        self._close_calls()

    def _do_cancel(self):
        planned = self.filtered(lambda callback: callback.state == "planned")
        planned.write({"state": "cancelled", "date_next_attempt": False})
        planned._close_calls()

    def _do_plan_again(self):
        cancelled = self.filtered(lambda callback: callback.state == "cancelled")
        cancelled.write({"state": "planned"})
        cancelled._open_calls()

    def _record_milestones(self, code, callbacks):
        """Remember the milestone on the cases, with the absent colleague for whom it
        was done."""
        # sudo: the caller need not see the case
        for user, group in callbacks.sudo().grouped("user_id").items():
            milestones = group.complaint_id._record_milestone(code)
            delegations = self.env["complaint.delegation"]
            absent = delegations._get_represented_user(user, "callback")
            if absent:
                milestones.write({"on_behalf_id": absent.id})

    def _log_attempt(self, **values):
        self.ensure_one()
        self.env["complaint.callback.attempt"].create(
            {
                "callback_id": self.id,
                "date": self.env.cr.now(),
                "user_id": self.env.uid,
                **values,
            }
        )

    def _get_next_attempt(self):
        hours = self._get_terms().callback_interval
        now = self.env.cr.now().replace(microsecond=0)
        return get_offset(now, hours, "working_hours", self._get_timetable())

    # ------------------------------------------------------------
    # ACTIVITIES
    # ------------------------------------------------------------

    def _open_calls(self):
        """One activity for each caller; the list of follow-ups says the rest."""
        activity_type = self.env.ref(ACTIVITY_TYPE)
        # mail_activity_quick_update: no mail for each of them
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "automated": True,
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": callback.id,
                    "user_id": callback.user_id.id,
                    "summary": callback.display_name,
                    "date_deadline": callback._to_local_day(
                        callback.date_due, callback.user_id
                    ),
                }
                for callback in self
                if callback.user_id and callback.state == "planned"
            ]
        )

    def _close_calls(self):
        self.activity_unlink([ACTIVITY_TYPE])
