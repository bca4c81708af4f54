from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError

from .complaint_closing_condition_mixin import Gap
from .resolution_data import CLOSE_TIMES, WAIVING_OUTCOMES

CLOSE_MILESTONES = {"close_requested", "closed"}
# what frees a case from the conditions: set when it is created, or by an act
FREEING_FIELDS = {"is_historic", "is_solved_on_spot"}
# the places where gaps are mended
GAP_ACTS = (
    "action_open_form",
    "action_open_assignments",
    "action_open_measures",
    "action_open_contacts",
    "action_open_callbacks",
    "action_open_solutions",
    "action_open_reviews",
    "action_open_proceedings",
)


class ComplaintClosingMixin(models.AbstractModel):
    """What must be true before a case may end, by the closing rule of its procedure.

    All gaps are told at once, to buttons, API, import and mass edit alike.
    """

    _name = "complaint.closing.mixin"
    _inherit = ["complaint.closing.condition.mixin", "complaint.approval.mixin"]
    _description = "Closing of a Complaint"

    proceeding_ids = fields.One2many(
        "complaint.proceeding", "complaint_id", "External Proceedings", copy=False
    )
    suspension_ids = fields.One2many(
        "complaint.suspension", "complaint_id", "Suspensions", copy=False
    )
    referred_to = fields.Char(
        copy=False, help="The competent unit to which the customer was sent."
    )
    close_time = fields.Selection(
        CLOSE_TIMES,
        "Closed",
        readonly=True,
        copy=False,
        help="The first time: in the first round and within the limit.",
    )

    def _get_cannot_enter_phase_reasons(self):
        reasons = super()._get_cannot_enter_phase_reasons()
        if self.phase == "closed":
            reasons += self._get_closing_reasons()
        return reasons

    def write(self, vals):
        """Nobody makes a case free of conditions afterwards.

        :raise AccessError: the user says so himself
        """
        free = FREEING_FIELDS & {name for name in vals if vals[name]}
        if free and not self.env.su and not all(case[n] for case in self for n in free):
            raise AccessError(
                self.env._(
                    "Only imported complaints are historic, and “Solved on the Spot”"
                    " says what was solved so."
                )
            )
        return super().write(vals)

    def _do_enter_phase(self):
        super()._do_enter_phase()
        self.filtered(lambda case: case.phase == "closed")._do_end()

    # ------------------------------------------------------------
    # CONDITIONS
    # ------------------------------------------------------------

    def _get_closing_reasons(self):
        """Everything that still stands against the end, translated; else empty."""
        self.ensure_one()
        return [
            gap.text for gap in self._get_closing_gaps() + self._get_approval_gaps()
        ]

    def _get_closing_gaps(self):
        """What is missing before anybody need approve the closing.

        :return: list of :class:`Gap`, empty when the handling is complete
        """
        self.ensure_one()
        if self.is_historic or self._is_closed_with_another():
            return []
        gaps = self._get_proceeding_gaps()
        rule = self._get_closing_rule()
        if not rule or self._is_closing_free(rule):
            return gaps
        return gaps + [
            gap
            for condition in self._get_closing_conditions()
            for gap in getattr(self, f"_get_{condition}_gaps")(rule)
        ]

    def _is_closing_free(self, rule):
        """Whether the case ends without conditions: with another one, as old data, or
        solved on the spot where the procedure allows it."""
        return (
            self.is_historic
            or self._is_closed_with_another()
            or (self.is_solved_on_spot and (not rule or rule.is_on_spot_allowed))
        )

    def _get_closing_rule(self):
        # sudo: what must be true does not depend on who closes
        return self.sudo().procedure_id.closing_rule_ids._find_for(self)

    def _get_closing_conditions(self):
        """Names of the conditions that count for the outcome."""
        conditions = ["outcome", "acceptance"]
        if self.outcome in WAIVING_OUTCOMES:
            return [*conditions, "waiver"]
        return [
            *conditions,
            "verdict",
            "cause",
            "solution",
            "measure",
            "request",
            "answer",
            "review",
        ]

    def _get_approval_gaps(self):
        """The leader's approval by level (P24): after everything else is complete."""
        if self._is_closing_free(self._get_closing_rule()):
            return []
        steps = self._get_approval_steps("closing")
        decided = self.sudo().approval_ids.filtered(
            lambda approval: (
                approval.action == "closing"
                and approval.round == self.round
                and approval.state == "approved"
            )
        )
        if steps <= decided.rule_id:
            return []
        return [Gap(self.env._("the closing has not been approved"))]

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_request_close(self):
        """Ask for closing (P24): the handling is complete, the customer is followed up
        next.

        :raise UserError: what the handling still misses
        """
        self._check_can("request_close")
        self._record_milestone("close_requested")
        self.filtered(lambda case: case.phase != "callback").write(
            {"phase": "callback"}
        )

    def action_open_form(self):
        """Open the complaint itself."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def action_open_measures(self):
        """Open the measures of the complaint."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "complaint_management.complaint_measure_action"
        )
        return {
            **action,
            "domain": [("complaint_ids", "in", self.ids)],
            "context": {"default_complaint_ids": self.ids},
        }

    def _open_gap(self, act):
        """Open the place where a :class:`Gap` can be mended."""
        return getattr(self, act)() if act in GAP_ACTS else self.action_open_form()

    def action_open_proceedings(self):
        """Open the external proceedings about the complaint."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "complaint_management.complaint_proceeding_action"
        )
        return {
            **action,
            "domain": [("complaint_id", "=", self.id)],
            "context": {"default_complaint_id": self.id},
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_cannot_request_close_reasons(self):
        reasons = []
        if self.phase == "closed":
            reasons.append(self.env._("it is closed"))
        if "close_requested" in self._get_round_codes():
            reasons.append(self.env._("closing has been requested already"))
        if self.assignment_ids.filtered("is_open"):
            reasons.append(self.env._("wait for the replies of all departments"))
        rule = self._get_closing_rule()
        for condition in ("acceptance", "verdict", "cause", "solution", "measure"):
            gaps = getattr(self, f"_get_{condition}_gaps")(rule)
            reasons += [gap.text for gap in gaps]
        return reasons + self._get_desk_reasons()

    def _is_desk(self):
        self.ensure_one()
        return self.env.su or self.has_access("write")

    def _ask_to_close(self):
        """Ask the leaders for their approval, once; the case waits for it (P24)."""
        self.filtered(lambda case: not case.is_approval_pending)._request_approval(
            "closing"
        )

    def _do_end(self):
        """What follows from the end of a case: whether it was closed the first time,
        and nothing is left to decide."""
        late = self._get_late_closings()
        first = self.filtered(lambda case: case.round == 1 and case not in late)
        self._note_referred()
        # sudo: follows from the closing, nobody fills it in
        first.sudo().close_time = "first"
        (self - first).sudo().close_time = "second"
        self._cancel_approvals()
        self._drop_suspensions(self.env._("The complaint was closed."))

    def _note_referred(self):
        """Whoever was told which unit is competent has been answered."""
        referred = self.filtered(
            lambda case: case.outcome == "referred" and not case.is_historic
        )
        referred._record_milestone("informed")

    def _drop_suspensions(self, reason):
        """What was asked for is not needed any more."""
        # sudo: requests of departments
        requested = self.sudo().suspension_ids.filtered(
            lambda suspension: suspension.state == "requested"
        )
        requested._cancel_approvals()
        requested._do_decide("refused", decision_note=reason)

    def _adopt_parts(self, merged):
        """Proceedings go on about the survivor, with evidence and contacts."""
        super()._adopt_parts(merged)
        for parts in (merged.proceeding_ids, merged.evidence_ids, merged.contact_ids):
            parts.write({"complaint_id": self.id})

    def _is_reopened_by_mail(self, date):
        """Whether a mail of the customer at that moment starts the next round: within
        the days of the procedure, unless another case goes on for this one."""
        self.ensure_one()
        days = self.procedure_id.reopen_days
        return bool(
            days
            and self.phase == "closed"
            and not self.is_historic
            and not self._is_closed_with_another()
            and date <= self.date_closed + timedelta(days=days)
        )

    def _get_late_closings(self):
        """The cases whose closing limit was missed, also before the level rose."""
        # sudo: time limits count, whoever may read them
        deadlines = self.sudo().deadline_ids
        return deadlines.filtered(
            lambda deadline: (
                deadline.is_late
                and CLOSE_MILESTONES & set((deadline.target_codes or "").split(","))
            )
        ).complaint_id.with_env(self.env)

    # ------------------------------------------------------------
    # APPROVAL
    # ------------------------------------------------------------

    def _get_approval_complaint(self):
        return self

    def _get_approval_department(self):
        return self.department_id or self.team_id.department_id

    def _get_subject_users(self):
        # sudo: whoever decides need not see the case
        complaint = self.sudo()
        users = complaint.subject_user_ids | complaint.barred_user_ids
        return users.sudo(self.env.su)

    def _get_approval_content(self, action):
        return self.env["ir.qweb"]._render(
            "complaint_management.complaint_closing_approval", {"complaint": self}
        )

    def _on_approved(self, action):
        """The leader has approved: the case ends, unless something is missing again,
        which stays to be done by the desk."""
        super()._on_approved(action)
        if not self._get_closing_gaps():
            self.write({"phase": "closed"})

    def _on_refused(self, action, reason):
        """The case stays open with its outcome; its owner is told why."""
        super()._on_refused(action, reason)
        self.message_post(
            body=self.env._("The closing was refused: %(reason)s", reason=reason),
            partner_ids=self.user_id.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )
