from typing import NamedTuple

from odoo import fields, models
from odoo.exceptions import AccessError

from .resolution_data import (
    CLOSE_TIMES,
    CORRECTIVE_KINDS,
    DEMANDED_MEASURE_STATES,
    FITTING_OUTCOMES,
    TOLD_MILESTONES,
    UNDERSTOOD_MILESTONES,
    WAIVING_OUTCOMES,
)

CLOSE_MILESTONES = {"close_requested", "closed"}
# what frees a case from the conditions: set when it is created, or by an act
FREEING_FIELDS = {"is_historic", "is_solved_on_spot"}
# the places where gaps are mended
GAP_ACTS = ("action_open_form", "action_open_assignments", "action_open_measures")


class Gap(NamedTuple):
    """What is missing for closing, and the act that opens the place to mend it."""

    text: str
    act: str = "action_open_form"


class ComplaintClosingMixin(models.AbstractModel):
    """What must be true before a case may end, by the closing rule of its procedure.

    Each condition is a method ``_get_<condition>_gaps(rule)``; all gaps are told at
    once, to buttons, API, import and mass edit alike.
    """

    _name = "complaint.closing.mixin"
    _inherit = ["complaint.approval.mixin"]
    _description = "Closing of a Complaint"

    close_time = fields.Selection(
        CLOSE_TIMES,
        "Closed",
        readonly=True,
        copy=False,
        help="The first time: in the first round and within the limit (P24).",
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
        rule = self._get_closing_rule()
        if not rule or self._is_closing_free(rule):
            return []
        return [
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
        ]

    def _get_outcome_gaps(self, rule):
        fitting = FITTING_OUTCOMES.get(self.validity)
        if not self.outcome or not fitting or self.outcome in fitting:
            return []
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        validities = dict(self._fields["validity"]._description_selection(self.env))
        return [
            Gap(
                self.env._(
                    "the outcome “%(outcome)s” does not fit “%(validity)s”",
                    outcome=outcomes[self.outcome],
                    validity=validities[self.validity],
                )
            )
        ]

    def _get_waiver_gaps(self, rule):
        """Ending it otherwise takes a reason; that no answer is needed is said by a
        reviewer (P20)."""
        gaps = []
        if not self.outcome_note:
            gaps.append(Gap(self.env._("write the reason as the result")))
        if self.outcome == "no_answer" and not self._is_closing_reviewer():
            gaps.append(Gap(self.env._("a reviewer says that no answer is needed")))
        return gaps

    def _get_acceptance_gaps(self, rule):
        if rule.is_acceptance_needed and self.assignment_ids.filtered(
            lambda assignment: assignment.state == "replied"
        ):
            return [
                Gap(
                    self.env._("accept or return the replies of the departments"),
                    "action_open_assignments",
                )
            ]
        return []

    def _get_verdict_gaps(self, rule):
        if rule.is_verdict_needed and self.item_ids.filtered(
            lambda item: not (item.verdict and item.finding)
        ):
            return [Gap(self.env._("give each item its verdict and finding"))]
        return []

    def _get_cause_gaps(self, rule):
        if rule.is_cause_needed and not self.cause_id:
            return [Gap(self.env._("name the cause"))]
        return []

    def _get_solution_gaps(self, rule):
        codes = self._get_round_codes()
        if rule.solution_demand == "executed" and "executed" not in codes:
            return [Gap(self.env._("the solution has not been carried out"))]
        if (
            rule.solution_demand == "agreed"
            and not codes & {"agreed", "executed"}
            and self._has_customer()
        ):
            return [Gap(self.env._("the customer has not agreed to the solution"))]
        return []

    def _get_measure_gaps(self, rule):
        states = DEMANDED_MEASURE_STATES.get(rule.measure_demand)
        # sudo: measures may belong to other desks
        if not states or self.sudo().measure_ids.filtered(
            lambda measure: measure.kind in CORRECTIVE_KINDS and measure.state in states
        ):
            return []
        demands = dict(rule._fields["measure_demand"]._description_selection(self.env))
        return [
            Gap(
                self.env._(
                    "a corrective or preventive action is needed: %(state)s",
                    state=demands[rule.measure_demand],
                ),
                "action_open_measures",
            )
        ]

    def _get_request_gaps(self, rule):
        if rule.is_close_request_needed and (
            "close_requested" not in self._get_round_codes()
        ):
            return [Gap(self.env._("closing has not been requested"))]
        return []

    def _get_answer_gaps(self, rule):
        """What the customer must have heard or said; without a customer nothing."""
        codes = self._get_round_codes()
        answer = rule.customer_answer
        if not self._has_customer():
            return []
        if answer == "told" and not codes & TOLD_MILESTONES:
            return [Gap(self.env._("tell the customer the result"))]
        if answer == "understands" and not codes & UNDERSTOOD_MILESTONES:
            return [Gap(self.env._("the customer has not said that he understands"))]
        if answer == "satisfied" and "confirmed" not in codes:
            return [Gap(self.env._("the customer has not confirmed his satisfaction"))]
        return []

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
    # FACTS
    # ------------------------------------------------------------

    def _get_round_codes(self):
        """Milestones reached in the present round."""
        # sudo: all milestones count, whoever may read them
        return {
            milestone.code
            for milestone in self.sudo().milestone_ids
            if milestone.round == self.round
        }

    def _is_closing_reviewer(self):
        """Whether the user may end a case with a reason of his own: reviewers of the
        team and supervisors."""
        user = self.env.user
        # sudo: who reviews is no secret
        reviewers = self.sudo().team_id.member_ids.filtered("is_reviewer").user_id
        return (
            self.env.su
            or user in reviewers
            or user.has_group("complaint_management.group_complaint_supervisor")
        )

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
        first.close_time = "first"
        (self - first).close_time = "second"
        self._cancel_approvals()

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
