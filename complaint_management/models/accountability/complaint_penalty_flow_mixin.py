from datetime import timedelta

from odoo import api, models

from .accountability_data import STANDING_PENALTY_STATES

DECISION_TYPE = "complaint_management.mail_activity_type_penalty_decision"
EXECUTION_TYPE = "complaint_management.mail_activity_type_penalty_execution"


class ComplaintPenaltyFlowMixin(models.AbstractModel):
    """The course of penalties: who may take which step, and what follows from it."""

    _name = "complaint.penalty.flow.mixin"
    _inherit = ["complaint.approval.mixin"]
    _description = "Course of Complaint Penalties"

    # ------------------------------------------------------------
    # WHO
    # ------------------------------------------------------------

    def _get_approvers(self):
        """Who approves the penalty where no approval rule says otherwise."""
        self.ensure_one()
        penalty = self.sudo()  # sudo: who decides does not depend on who asks
        if penalty.approval_mode == "executor":
            users = penalty._get_executors()
        else:
            users = penalty._get_group_users("executive")
        return users - penalty._get_biased_users()

    def _get_executors(self):
        """Who executes: the executing department, or the supervisors."""
        self.ensure_one()
        penalty = self.sudo()  # sudo: as above
        users = (
            penalty.executor_id.complaint_respondent_ids
            or penalty._get_group_users("supervisor")
        )
        return users._filter_able(penalty.company_id) - penalty._get_charged_users()

    def _get_group_users(self, role):
        group = self.env.ref(f"complaint_management.group_complaint_{role}")
        # sudo: company and colleagues may not be for the user to read
        company = self.sudo().company_id
        users = group.sudo().all_user_ids._filter_able(company)
        return users.sudo(self.env.su)

    def _get_leaders(self):
        """Supervisors and executives who are not charged themselves."""
        return (
            self._get_group_users("supervisor") | self._get_group_users("executive")
        ) - self._get_charged_users()

    def _get_charged_users(self):
        """Who is charged, and whoever may not see the case at all."""
        penalty = self.sudo()  # sudo: as above
        users = penalty.user_id | penalty.complaint_id.barred_user_ids
        if penalty.target_kind == "department":
            users |= penalty.department_id.manager_id.user_id
        return users

    def _get_biased_users(self):
        """Whoever is charged, and whoever proposed it by hand."""
        # sudo: as above
        return self._get_charged_users() | self.sudo().proposed_by_id

    def _get_approval_excluded_users(self):
        return super()._get_approval_excluded_users() | self._get_charged_users()

    def _get_role_reasons(self, users, text):
        return [] if self.env.su or self.env.user in users else [text]

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    @api.model
    def _get_guarded_acts(self):
        return [
            *super()._get_guarded_acts(),
            "edit",
            "approve",
            "notify",
            "execute",
            "waive",
            "cancel",
            "print",
        ]

    def _get_cannot_edit_reasons(self):
        """Amounts are frozen at the approval."""
        reasons = self._get_state_reasons("proposed")
        reasons += self._get_role_reasons(
            self._get_leaders() | self.proposed_by_id,
            self.env._("only who proposes it may change it"),
        )
        return reasons or self._get_bias_reasons(self._get_charged_users())

    def _get_cannot_approve_reasons(self):
        reasons = self._get_state_reasons("proposed")
        # sudo: the procedure decides, whoever asks
        if self.sudo().procedure_id.penalty_mode == "forbidden":
            reasons.append(self.env._("its procedure forbids penalties"))
        if self.is_approval_pending:
            reasons.append(self.env._("it is decided under Approvals"))
        reasons += self._get_role_reasons(
            self._get_approvers(), self.env._("only its approvers decide")
        )
        return reasons or self._get_bias_reasons(self._get_biased_users())

    def _get_cannot_notify_reasons(self):
        return self._get_state_reasons("approved") + self._get_staff_reasons()

    def _get_cannot_execute_reasons(self):
        reasons = self._get_state_reasons("notified")
        until = self.date_appeal_until
        is_open = until and not self.appeal_decision and until >= self._get_today()
        if not reasons and is_open:
            reasons.append(
                self.env._("an appeal is possible until %(date)s", date=until)
            )
        return reasons + self._get_role_reasons(
            self._get_executors(), self.env._("only the executing department does this")
        )

    def _get_cannot_waive_reasons(self):
        reasons = self._get_state_reasons(*STANDING_PENALTY_STATES) + (
            self._get_role_reasons(
                self._get_group_users("executive") - self._get_charged_users(),
                self.env._("only executives waive penalties"),
            )
        )
        # sudo: as above
        appellants = self.sudo().appealed_by_id
        return reasons or self._get_bias_reasons(self._get_charged_users() | appellants)

    def _get_cannot_cancel_reasons(self):
        if self.env.user == self.proposed_by_id:
            # whoever proposed it may withdraw it
            return self._get_state_reasons("proposed")
        reasons = self._get_state_reasons("proposed") + self._get_role_reasons(
            self._get_approvers()
            | self._get_group_users("supervisor") - self._get_charged_users(),
            self.env._("only who proposes or approves it may cancel it"),
        )
        return reasons or self._get_bias_reasons(self._get_charged_users())

    def _get_cannot_print_reasons(self):
        """A notice tells what was decided."""
        return self._get_state_reasons(*STANDING_PENALTY_STATES, "executed", "waived")

    def _get_staff_reasons(self):
        """Notices are handed over by the desk, the executives and who executes."""
        return self._get_role_reasons(
            self._get_executors() | self._get_leaders(),
            self.env._("only the desk and the executing department do this"),
        )

    def _get_today(self):
        return self._get_local_today()

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_approve(self):
        """Approve, one or many by one signature; those charged are told at once."""
        self._check_can("approve")
        self._do_approve()

    def action_notify(self):
        """Record that the printed notice was handed over."""
        self._check_can("notify")
        self._do_notify()

    def action_print_notice(self):
        """Print the notices of the penalties, each on its own page.

        :raise UserError: nobody has decided on one of them
        """
        self._check_can("print")
        return self.env.ref(
            "complaint_management.action_report_complaint_penalty_notice"
        ).report_action(self)

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _ask_for_approval(self):
        """New penalties wait for those who approve them; where one signature approves
        many, nobody gets an activity for each."""
        proposed = self.filtered(lambda penalty: penalty.state == "proposed")
        each = proposed.filtered(lambda penalty: penalty.approval_mode == "each")
        asked = each._request_approval("penalty")
        for penalty in proposed - asked:
            if penalty.approval_mode != "together":
                penalty._schedule_for(penalty._get_approvers(), DECISION_TYPE)

    def _ask_again_for_approval(self):
        """The proposal has changed: decisions made and asked for so far are void."""
        proposed = self.filtered(lambda penalty: penalty.state == "proposed")
        proposed._cancel_approvals()
        proposed._close_activities(DECISION_TYPE)
        proposed._ask_for_approval()

    def _schedule_for(self, users, activity_type):
        """One activity for each of the users, or for who stands in for him."""
        # sudo: whoever proposes asks colleagues
        penalty = self.sudo()
        delegations = self.env["complaint.delegation"]
        biased = penalty._get_biased_users()
        for user in delegations._get_acting_users(users, "approval", excluded=biased):
            penalty.activity_schedule(
                activity_type, summary=penalty.display_name, user_id=user.id
            )

    def _do_approve(self):
        # sudo: the course is written by its acts only
        self.sudo().write(
            {
                "state": "approved",
                "approved_by_id": self.env.uid,
                "date_approved": self.env.cr.now(),
            }
        )
        self._close_activities(DECISION_TYPE)
        told = self.filtered(lambda penalty: penalty._get_notified_users())
        told._do_notify()

    def _do_notify(self):
        """The charged are told; from now on they may read it, and appeal."""
        for penalty in self.sudo():  # sudo: as above
            days = penalty.procedure_id.penalty_appeal_days
            penalty.write(
                {
                    "state": "notified",
                    "date_notified": self.env.cr.now(),
                    "date_appeal_until": days
                    and penalty._get_today() + timedelta(days=days),
                }
            )
            penalty._schedule_for(penalty._get_executors(), EXECUTION_TYPE)
        self._tell_charged()

    def _do_execute(self, date, reference):
        """Keep when and under which reference the penalties were executed (兑现)."""
        # sudo: as above
        self.sudo().write(
            {
                "state": "executed",
                "date_executed": date,
                "execution_reference": reference,
                "executed_by_id": self.env.uid,
            }
        )
        self._close_activities(EXECUTION_TYPE)

    def _do_waive(self, reason):
        # sudo: as above
        self.sudo().write({"state": "waived", "end_reason": reason})
        self._close_activities(DECISION_TYPE, EXECUTION_TYPE)

    def _do_cancel(self, reason):
        self._cancel_approvals()
        doubted = self.filtered("is_flagged")
        # sudo: as above
        self.sudo().write({"state": "cancelled", "end_reason": reason})
        for penalty in doubted.sudo():  # sudo: as above
            penalty._charge_again()
        self._close_activities(DECISION_TYPE, EXECUTION_TYPE)

    def _close_activities(self, *activity_types):
        # sudo: the activities of the colleagues end too
        self.sudo().activity_unlink(list(activity_types))

    # ------------------------------------------------------------
    # TELLING
    # ------------------------------------------------------------

    def _get_notified_users(self):
        """Who receives the notice: the person and the manager of the department, or the
        nearest manager above who may see it."""
        self.ensure_one()
        penalty = self.sudo()  # sudo: managers of other departments
        barred = penalty.complaint_id.barred_user_ids
        department = penalty.department_id
        while department and not department._get_complaint_manager() - barred:
            department = department.parent_id
        return penalty.user_id | department._get_complaint_manager()

    def _tell_charged(self):
        for penalty in self:
            penalty._tell_users(
                penalty._get_notified_users(),
                self.env._("Penalty %(number)s", number=penalty.number),
                self.env._(
                    "A penalty has been decided. Open it to read what it is for and"
                    " until when you may appeal."
                ),
            )

    def _tell_users(self, users, subject, body):
        """A message by number only; what it is about is read in the record."""
        users = users._filter_able(self.sudo().company_id)  # sudo: as above
        if users:
            # sudo: whoever acts need not follow the record
            self.sudo().message_notify(
                partner_ids=users.partner_id.ids,
                subject=subject,
                body=body,
                author_id=self.env.user.partner_id.id,
                email_layout_xmlid="mail.mail_notification_light",
            )

    # ------------------------------------------------------------
    # APPROVAL
    # ------------------------------------------------------------

    def _get_approval_complaint(self):
        return self.complaint_id

    def _get_approval_department(self):
        return self.complaint_id.team_id.department_id

    def _get_approval_content(self, action):
        return self.env["ir.qweb"]._render(
            "complaint_management.complaint_penalty_summary", {"penalty": self}
        )

    def _on_approved(self, action):
        super()._on_approved(action)
        # the procedure may have come to forbid penalties since they were asked
        self._check_can("approve")
        self._do_approve()

    def _on_refused(self, action, reason):
        super()._on_refused(action, reason)
        self._do_cancel(reason)
