from odoo import api, fields, models

from .resolution_data import (
    CORRECTIVE_KINDS,
    MEASURE_STATES,
    MEETING_KINDS,
    OPEN_MEASURE_STATES,
)

ACTIVITY = "complaint_management.mail_activity_type_measure"


class ComplaintMeasureFlowMixin(models.AbstractModel):
    """The course of a measure (P06).

    draft → submitted → reviewed → done → effect verified by somebody else. The reviewer
    may return it with a reason; what had no effect, or whose cause comes back, begins
    again. Only what removes a cause is reviewed; other kinds are carried out at once.
    """

    _name = "complaint.measure.flow.mixin"
    _inherit = ["complaint.protected.mixin", "complaint.approval.mixin"]
    _description = "Course of a Measure"

    state = fields.Selection(
        MEASURE_STATES,
        required=True,
        readonly=True,
        default="draft",
        index=True,
        tracking=True,
        copy=False,
        group_expand=True,
    )
    is_open = fields.Boolean(
        compute="_compute_is_open",
        search="_search_is_open",
        help="It is still to be carried out.",
    )
    round = fields.Integer(
        "Attempt", readonly=True, copy=False, default=1, help="Opened again: 2 or more."
    )
    return_reason = fields.Text(
        readonly=True, copy=False, help="Why it was returned or opened again."
    )
    submitted_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    date_submitted = fields.Datetime("Submitted on", readonly=True, copy=False)
    reviewed_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    date_reviewed = fields.Datetime("Released on", readonly=True, copy=False)
    done_by_id = fields.Many2one(
        "res.users", "Done by", readonly=True, copy=False, ondelete="restrict"
    )
    date_done = fields.Datetime("Carried Out on", readonly=True, copy=False)
    verified_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    date_verified = fields.Datetime("Verified on", readonly=True, copy=False)

    can_review = fields.Boolean(compute="_compute_can_acts")
    can_verify = fields.Boolean(compute="_compute_can_acts")
    can_reopen = fields.Boolean(compute="_compute_can_acts")

    @api.depends("state")
    def _compute_is_open(self):
        for measure in self:
            measure.is_open = measure.state in OPEN_MEASURE_STATES

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in", OPEN_MEASURE_STATES)]

    @api.depends("state", "user_id")
    def _compute_can_acts(self):
        return super()._compute_can_acts()

    @api.model
    def _get_case_fields(self):
        return ["complaint_ids", "assignment_id"]

    @api.model
    def _get_guarded_acts(self):
        """Buttons of other acts always show: pressed, they tell what is missing."""
        return [*super()._get_guarded_acts(), "review", "verify", "reopen"]

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _get_cannot_submit_reasons(self):
        reasons = self._get_state_reasons("draft") + self._get_owner_reasons()
        if not self.description:
            reasons.append(self.env._("write what is done"))
        if not self.user_id and not self.department_id:
            reasons.append(self.env._("name the owner or the department"))
        if not self.date_due:
            reasons.append(self.env._("say until when"))
        if self.kind in CORRECTIVE_KINDS and not (self.cause_id or self.cause_analysis):
            reasons.append(self.env._("name the cause"))
        return reasons

    def _get_cannot_review_reasons(self):
        reasons = self._get_state_reasons("submitted")
        if self.is_approval_pending and not self.env.su:
            reasons.append(self.env._("its approvers decide"))
        if not self._is_reviewer():
            reasons.append(self.env._("the desk or an executive reviews it"))
        return reasons or self._get_bias_reasons(
            self.submitted_by_id,
            self.env._("somebody else reviews what you submitted"),
        )

    def _get_cannot_finish_reasons(self):
        states = ["reviewed"] if self._is_reviewed_kind() else ["draft", "reviewed"]
        reasons = self._get_state_reasons(*states) + self._get_owner_reasons()
        if self.kind in MEETING_KINDS and not self.date_held:
            reasons.append(self.env._("say when it was held"))
        if self.kind in MEETING_KINDS and not (
            self.participant_ids or self.participant_names
        ):
            reasons.append(self.env._("name the participants"))
        if self.kind not in MEETING_KINDS and not self.result:
            reasons.append(self.env._("write what was done"))
        return reasons

    def _get_cannot_verify_reasons(self):
        reasons = self._get_state_reasons("done")
        if not self._is_reviewer():
            reasons.append(self.env._("the desk or an executive verifies the effect"))
        return reasons or self._get_bias_reasons(
            self.user_id | self.done_by_id,
            self.env._("somebody else verifies what you carried out"),
        )

    def _get_cannot_reopen_reasons(self):
        reasons = self._get_state_reasons("done", "verified", "cancelled")
        if not self._is_reviewer():
            reasons.append(self.env._("the desk or an executive opens it again"))
        return reasons

    def _get_cannot_cancel_reasons(self):
        return self._get_state_reasons(*OPEN_MEASURE_STATES) + self._get_desk_reasons()

    def _get_owner_reasons(self):
        if self._is_owner() or self._is_desk():
            return []
        return [self.env._("only its owner, his department or the desk may do this")]

    # ------------------------------------------------------------
    # PEOPLE
    # ------------------------------------------------------------

    def _get_subject_users(self):
        # sudo: whoever decides need not see the cases
        complaints = self.sudo().complaint_ids
        users = complaints.subject_user_ids | complaints.barred_user_ids
        return users.sudo(self.env.su)

    def _get_biased_users(self):
        return super()._get_biased_users() | self.submitted_by_id

    def _is_owner(self):
        """Whether the user answers for the measure, himself or by delegation."""
        self.ensure_one()
        # sudo: who answers for a department is no secret
        people = self.user_id | self.sudo().department_id.complaint_respondent_ids
        delegations = self.env["complaint.delegation"]
        return self.env.user in people or self.env.user in delegations._get_delegates(
            people, "assignment"
        )

    def _is_desk(self):
        """The desk is whoever may work on one of the complaints; without complaints a
        member of the team, the author, or a supervisor."""
        self.ensure_one()
        user = self.env.user
        if self.env.su or user.has_group(
            "complaint_management.group_complaint_supervisor"
        ):
            return True
        if not user.has_group("complaint_management.group_complaint_agent"):
            return False
        # sudo: only to find the complaints and the team; what counts is the right
        complaints = self.sudo().complaint_ids.sudo(False)
        if complaints:
            return bool(complaints._filtered_access("write"))
        return user in self.create_uid | self.sudo().team_id.member_ids.user_id

    def _is_reviewer(self):
        return self._is_desk() or self.env.user.has_group(
            "complaint_management.group_complaint_executive"
        )

    def _is_reviewed_kind(self):
        return self.kind in CORRECTIVE_KINDS

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_submit(self):
        """Submit the measures: reviewed next, if they remove a cause (P06)."""
        self._check_can("submit")
        self._do_submit()

    def action_review(self):
        """Release the measures to be carried out."""
        self._check_can("review")
        self._do_review()

    def action_finish(self):
        """The measures have been carried out."""
        self._check_can("finish")
        self._do_finish()

    def action_cancel(self):
        """The measures are not needed any more."""
        self._check_can("cancel")
        self._do_cancel()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _do_advance(self, state, **values):
        # sudo: the course of a measure is written by its own acts only
        self.sudo().write({"state": state, **values})
        # at once, so that two who do the same meet at the row: the second is repeated
        self.flush_recordset(["state"])
        self._plan_activities()

    def _do_submit(self):
        self._do_advance(
            "submitted",
            submitted_by_id=self.env.uid,
            date_submitted=self.env.cr.now(),
            return_reason=False,
        )
        self._record_submission()
        reviewed = self.filtered(lambda measure: measure._is_reviewed_kind())
        (self - reviewed)._do_advance("reviewed")
        reviewed.filtered(
            lambda measure: measure._get_first_complaint()
        )._request_approval("measure")

    def _record_submission(self):
        """The record of the department has arrived, for assignment and complaints."""
        # sudo: owners in departments have no right on complaints
        measures = self.sudo()
        assignments = measures.assignment_id
        complaints = measures.complaint_ids - assignments.complaint_id
        if assignments:
            assignments._record_milestone("measure_submitted")
        if complaints:
            complaints._record_milestone("measure_submitted")

    def _do_review(self):
        self._cancel_approvals()
        self._do_advance(
            "reviewed",
            reviewed_by_id=self.env.uid,
            date_reviewed=self.env.cr.now(),
        )

    def _do_return(self, reason):
        """Give measures back to their owners with the reason."""
        self._cancel_approvals()
        self._do_advance("draft", return_reason=reason)
        self._log_reason(self.env._("Returned: %(reason)s", reason=reason))

    def _do_finish(self):
        self._do_advance("done", done_by_id=self.env.uid, date_done=self.env.cr.now())

    def _do_verify(self, effect, note):
        """Keep the finding about the effect; what had none begins again."""
        self._do_advance(
            "verified",
            effect=effect,
            effect_note=note,
            verified_by_id=self.env.uid,
            date_verified=self.env.cr.now(),
        )
        if effect == "ineffective":
            self._do_reopen(note or self.env._("It had no effect."))

    def _do_reopen(self, reason):
        """Begin again: another attempt at the same cause."""
        for measure in self:
            measure._do_advance(
                "draft",
                round=measure.round + 1,
                return_reason=reason,
                date_done=False,
                done_by_id=False,
                date_due=False,
            )
        self._log_reason(self.env._("Opened again: %(reason)s", reason=reason))

    def _do_cancel(self):
        self._cancel_approvals()
        self._do_advance("cancelled")

    def _log_reason(self, text):
        for measure in self.sudo():  # sudo: the owner is told, whoever acts
            measure.message_post(
                body=text,
                partner_ids=measure.user_id.partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )

    # ------------------------------------------------------------
    # APPROVAL
    # ------------------------------------------------------------

    def _on_approved(self, action):
        super()._on_approved(action)
        self._do_review()

    def _on_refused(self, action, reason):
        super()._on_refused(action, reason)
        self._do_return(reason)

    # ------------------------------------------------------------
    # ACTIVITIES
    # ------------------------------------------------------------

    def _plan_activities(self):
        """Who has to act on a measure has one activity, due with the measure."""
        for measure in self.sudo():  # sudo: activities of colleagues
            measure.activity_unlink([ACTIVITY])
            user, summary = measure._get_next_act()
            if user:
                measure.activity_schedule(
                    ACTIVITY,
                    date_deadline=measure.date_due,
                    summary=summary,
                    user_id=user.id,
                )

    def _get_next_act(self):
        """Who has to act next, and how; nobody when nothing is to be done."""
        self.ensure_one()
        complaint = self._get_first_complaint()
        desk = (
            complaint._get_responsible_user()
            if complaint
            else self.create_uid._filter_able(self.company_id)
        )
        if self.state == "draft":
            return self.user_id, self.env._("Work out and submit the measure")
        if self.state == "submitted" and not self.is_approval_pending:
            return desk - self.submitted_by_id, self.env._("Review the measure")
        if self.state == "reviewed":
            return self.user_id, self.env._("Carry out the measure")
        if self.state == "done":
            return (
                desk - self.user_id - self.done_by_id,
                self.env._("Verify the effect of the measure"),
            )
        return desk.browse(), ""
