from typing import NamedTuple

from odoo import models

from .resolution_data import (
    ANNOUNCING_CHANNELS,
    CORRECTIVE_KINDS,
    DEMANDED_MEASURE_STATES,
    ENDING_SATISFACTIONS,
    FITTING_OUTCOMES,
    TOLD_MILESTONES,
    UNDERSTOOD_MILESTONES,
)


class Gap(NamedTuple):
    """What is missing for closing, and the act that opens the place to mend it."""

    text: str
    act: str = "action_open_form"


class ComplaintClosingConditionMixin(models.AbstractModel):
    """The conditions that a closing rule may name: each is a method
    ``_get_<condition>_gaps(rule)`` that lists what is missing, as :class:`Gap`."""

    _name = "complaint.closing.condition.mixin"
    _description = "Conditions of Closing a Complaint"

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
        if self.outcome == "referred" and not self.referred_to:
            gaps.append(Gap(self.env._("say to which unit the customer was sent")))
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
        if not rule.is_verdict_needed:
            return []
        return [Gap(reason) for reason in self._get_missing_verdict_reasons()]

    def _get_cause_gaps(self, rule):
        if rule.is_cause_needed and not self.cause_id:
            return [Gap(self.env._("name the cause"))]
        return []

    def _get_solution_gaps(self, rule):
        codes = self._get_round_codes()
        if self.outcome == "ruling":
            return []
        if rule.solution_demand == "executed" and "executed" not in codes:
            return [
                Gap(
                    self.env._("the solution has not been carried out"),
                    "action_open_solutions",
                )
            ]
        if (
            rule.solution_demand == "agreed"
            and not codes & {"agreed", "executed"}
            and self._has_customer()
        ):
            return [
                Gap(
                    self.env._("the customer has not agreed to the solution"),
                    "action_open_solutions",
                )
            ]
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
        if not self._has_customer():
            return []
        if self.outcome == "ruling":
            return self._get_ruling_gaps()
        gaps = self._get_explanation_gaps(rule)
        if rule.customer_answer != "none":
            gaps += getattr(self, f"_get_{rule.customer_answer}_gaps")()
        return gaps

    def _get_told_gaps(self):
        if self._get_round_codes() & TOLD_MILESTONES:
            return []
        return [Gap(self.env._("tell the customer the result"), "action_open_contacts")]

    def _get_understands_gaps(self):
        """He said so in a contact, or to the question whether he is satisfied (P17)."""
        understood = self._get_round_contacts().filtered("is_understood")
        if understood or self._get_round_codes() & UNDERSTOOD_MILESTONES:
            return []
        return [
            Gap(
                self.env._("the customer has not said that he understands"),
                "action_open_contacts",
            )
        ]

    def _get_satisfied_gaps(self):
        """Satisfied when followed up; dissatisfied but not pursued, or never reached,
        ends with the reason of a reviewer (P06)."""
        if self.satisfaction == "satisfied":
            return []
        if self.satisfaction in ENDING_SATISFACTIONS:
            if self.outcome_note and self._is_closing_reviewer():
                return []
            return [
                Gap(
                    self.env._(
                        "the customer is not satisfied, but does not go on: a reviewer"
                        " closes it and writes the reason as the result"
                    )
                )
            ]
        return [
            Gap(
                self.env._("the customer has not confirmed that he is satisfied"),
                "action_open_callbacks",
            )
        ]

    def _get_review_gaps(self, rule):
        """A manager has checked the case in its present round (P17)."""
        if not rule.is_review_needed:
            return []
        # sudo: the check counts, whoever may read it
        checks = self.sudo().review_ids.filtered(
            lambda review: (
                review.kind == "closing"
                and review.result == "confirmed"
                and review.round == self.round
            )
        )
        if checks:
            return []
        return [
            Gap(
                self.env._("the manager has not checked the case"),
                "action_open_reviews",
            )
        ]

    def _get_proceeding_gaps(self):
        """Outside bodies decide first, also where no closing rule applies."""
        # sudo: proceedings count, whoever may read them
        pending = self.sudo().proceeding_ids.filtered(lambda p: p.state != "decided")
        return [
            Gap(
                self.env._(
                    "%(body)s has not decided yet (%(number)s)",
                    body=proceeding.partner_id.name,
                    number=proceeding.reference or proceeding.number,
                ),
                "action_open_proceedings",
            )
            for proceeding in pending
        ]

    def _get_explanation_gaps(self, rule):
        """Visited, or answered by an announcement (P17)."""
        if rule.explanation_way not in ("visit", "manager"):
            return []
        contacts = self._get_round_contacts().filtered("user_id")
        visits = contacts.filtered(lambda contact: contact.channel == "visit")
        if rule.explanation_way == "manager":
            visits = visits.filtered(lambda c: c.user_id in self._get_managers())
        if visits or contacts.filtered(
            lambda contact: contact.channel in ANNOUNCING_CHANNELS
        ):
            return []
        ways = dict(rule._fields["explanation_way"]._description_selection(self.env))
        return [
            Gap(
                self.env._(
                    "explain it to the customer: %(way)s",
                    way=ways[rule.explanation_way],
                ),
                "action_open_contacts",
            )
        ]

    def _get_ruling_gaps(self):
        """A ruling ends a case only after enough dissatisfied answers, and when it was
        told to the customer (P06)."""
        # sudo: the executive's ruling counts, whoever may read it
        rulings = self.sudo().solution_ids.filtered(
            lambda solution: (
                solution.kind == "ruling" and solution.state in ("offered", "executed")
            )
        )
        if self.is_ruling_required and rulings:
            return []
        return [
            Gap(
                self.env._("record the executive's ruling and tell it to the customer")
                if self.is_ruling_required
                else self.env._("a ruling follows only when the procedure demands one"),
                "action_open_solutions",
            )
        ]

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

    def _get_round_contacts(self):
        """What was said to the customer in the present round."""
        # sudo: contacts of departments count, too
        return self.sudo().contact_ids.filtered(
            lambda contact: contact.round == self.round and contact.state == "done"
        )

    def _get_managers(self):
        """The managers of the desk and of the handling department, with those above."""
        # sudo: who manages a department is no secret
        departments = self.sudo().department_id | self.sudo().team_id.department_id
        return departments.complaint_manager_ids

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
