from odoo import api, fields, models
from odoo.tools import is_html_empty

from .resolution_data import OPEN_REMEDY_STATES, OPEN_SOLUTION_STATES, SOLUTION_STATES

# state reached → its date, copied from the milestones for lists
STATE_DATES = {
    "submitted": "date_submitted",
    "approved": "date_approved",
    "offered": "date_offered",
    "agreed": "date_answered",
    "declined": "date_answered",
    "executed": "date_executed",
}
# state reached → its milestone; that the customer was told, the contact remembers
MILESTONES = {
    "submitted": "solution_proposed",
    "approved": "approved",
    "agreed": "agreed",
    "declined": "declined",
    "executed": "executed",
}
# way of telling → channel of the contact
CONTACT_CHANNELS = {"phone": "call", "visit": "visit"}


class ComplaintSolutionFlowMixin(models.AbstractModel):
    """The course of a solution between desk, approvers and customer.

    draft → submitted → approved → told to the customer → agreed → carried out; refused
    by an approver it is a draft again, declined by the customer the next version
    follows. A ruling is told, not agreed; without a customer nobody is asked (P06).
    """

    _name = "complaint.solution.flow.mixin"
    _inherit = ["complaint.approval.mixin"]
    _description = "Course of a Solution"

    state = fields.Selection(
        SOLUTION_STATES,
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    date_submitted = fields.Datetime("Submitted on", readonly=True, copy=False)
    date_approved = fields.Datetime("Approved on", readonly=True, copy=False)
    date_offered = fields.Datetime("Told on", readonly=True, copy=False)
    date_answered = fields.Datetime("Answered on", readonly=True, copy=False)
    date_executed = fields.Datetime("Carried Out on", readonly=True, copy=False)

    can_submit = fields.Boolean(compute="_compute_can_acts")
    can_offer = fields.Boolean(compute="_compute_can_acts")
    can_agree = fields.Boolean(compute="_compute_can_acts")
    can_decline = fields.Boolean(compute="_compute_can_acts")
    can_execute = fields.Boolean(compute="_compute_can_acts")
    can_revise = fields.Boolean(compute="_compute_can_acts")
    can_cancel = fields.Boolean(compute="_compute_can_acts")

    @api.depends("state")
    def _compute_is_open(self):
        for solution in self:
            solution.is_open = solution.state in OPEN_SOLUTION_STATES

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in", OPEN_SOLUTION_STATES)]

    @api.model
    def _get_guarded_acts(self):
        return [
            *super()._get_guarded_acts(),
            "submit",
            "offer",
            "agree",
            "decline",
            "execute",
            "revise",
            "cancel",
        ]

    @api.depends("state", "kind", "description", "step_ids", "remedy_ids.state")
    def _compute_can_acts(self):
        return super()._compute_can_acts()

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _get_cannot_plan_reasons(self):
        return self._get_state_reasons("draft") + self._get_desk_reasons()

    def _get_cannot_submit_reasons(self):
        reasons = self._get_state_reasons("draft") + self._get_desk_reasons()
        complaint = self.sudo().complaint_id  # sudo: see _is_desk
        if complaint.phase == "closed":
            reasons.append(self.env._("the complaint is closed: reopen it first"))
        if is_html_empty(self.description):
            reasons.append(self.env._("write what we offer"))
        if self.kind == "ruling" and not complaint.is_ruling_required:
            reasons.append(
                self.env._("a ruling follows only when the procedure demands one")
            )
        for remedy in self.remedy_ids.filtered(lambda r: r.state == "planned"):
            reasons += remedy._get_plan_reasons()
        return reasons

    def _get_cannot_offer_reasons(self):
        reasons = self._get_state_reasons("approved", "offered")
        if not self._has_customer():
            reasons.append(self.env._("there is no customer to be told"))
        return reasons + self._get_desk_reasons()

    def _get_cannot_agree_reasons(self):
        return self._get_answer_reasons()

    def _get_cannot_decline_reasons(self):
        return self._get_answer_reasons()

    def _get_answer_reasons(self):
        reasons = self._get_state_reasons("offered") + self._get_desk_reasons()
        if self.kind == "ruling":
            reasons.append(self.env._("a ruling is told, not agreed"))
        return reasons

    def _get_cannot_execute_reasons(self):
        reasons = self._get_state_reasons(self._get_settled_state())
        reasons += [
            self.env._("step “%(step)s” is not done", step=step.name)
            for step in self.step_ids
            if not step.is_done
        ]
        reasons += [
            self.env._(
                "%(remedy)s is neither given nor refused", remedy=remedy.display_name
            )
            for remedy in self.remedy_ids
            if remedy.state in OPEN_REMEDY_STATES
        ]
        return reasons + self._get_desk_reasons()

    def _get_cannot_revise_reasons(self):
        reasons = self._get_state_reasons("declined", "executed", "cancelled")
        complaint = self.sudo().complaint_id  # sudo: see _is_desk
        if complaint.solution_ids.filtered("is_open"):
            reasons.append(self.env._("another version is open"))
        return reasons + self._get_desk_reasons()

    def _get_cannot_cancel_reasons(self):
        return self._get_state_reasons(*OPEN_SOLUTION_STATES) + self._get_desk_reasons()

    def _get_settled_state(self):
        """The state in which nothing but carrying out is left."""
        if not self._has_customer():
            return "approved"
        return "offered" if self.kind == "ruling" else "agreed"

    def _has_customer(self):
        """Whether anybody has to agree (P06: nobody for discovered cases)."""
        return self.sudo().complaint_id._has_customer()  # sudo: see _is_desk

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_submit(self):
        """Propose the solution; approvers decide where the procedure wants them."""
        self._check_can("submit")
        self._do_submit()

    def action_propose_remedies(self):
        """Plan what the remedy standard provides (P21)."""
        self.ensure_one()
        self._check_can("plan")
        self.complaint_id._propose_remedies(self)

    def action_offer(self):
        """Ask how the customer is told."""
        self.ensure_one()
        self._check_can("offer")
        return self._get_wizard_action("complaint.solution.offer", solution_id=self.id)

    def action_agree(self):
        """The customer agrees."""
        self._check_can("agree")
        self._do_agree()

    def action_decline(self):
        """Ask what the customer wants instead."""
        self.ensure_one()
        self._check_can("decline")
        return self._get_wizard_action(
            "complaint.solution.decline", solution_id=self.id
        )

    def action_execute(self):
        """The solution has been carried out."""
        self._check_can("execute")
        self._do_execute()

    def action_revise(self):
        """Open the next version, drafted after this one."""
        self.ensure_one()
        self._check_can("revise")
        return self._do_revise()._get_records_action()

    def action_cancel(self):
        """Withdraw solutions that are not wanted any more."""
        self._check_can("cancel")
        self._do_cancel()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _do_advance(self, state, **values):
        """Write the state with its date, and remember the milestone."""
        if state in STATE_DATES:
            values[STATE_DATES[state]] = self.env.cr.now()
        # sudo: the course of a solution is written by its own acts only
        self.sudo().write({"state": state, **values})
        # at once, so that two who do the same meet at the row: the second is repeated
        self.flush_recordset(["state"])
        if state in MILESTONES:
            # sudo: approvers need no right on the complaint
            self.sudo().complaint_id._record_milestone(MILESTONES[state])

    def _do_submit(self):
        self._do_advance("submitted", refusal_reason=False)
        self.remedy_ids.filtered(lambda r: r.state == "planned")._do_await_solution()
        self.sudo().complaint_id._advance_phase("solution")  # sudo: see _do_advance
        waiting = self.browse()
        for solution in self:
            action = "ruling" if solution.kind == "ruling" else "solution"
            waiting |= solution._request_approval(action)
        (self - waiting)._do_approve()

    def _do_approve(self):
        """Approved with all its remedies."""
        self._do_advance("approved")
        self.sudo().remedy_ids._do_approve_submitted()  # sudo: see _do_advance

    def _do_offer(self, way, answer=False):
        """The customer has been told by word of mouth: a contact with him, with what
        he answered."""
        for solution in self:
            self.env["complaint.contact"].create(
                {
                    "complaint_id": solution.complaint_id.id,
                    "channel": CONTACT_CHANNELS[way],
                    "purpose": "result",
                    "content": "\n".join(
                        filter(None, [solution._get_form_text("description"), answer])
                    ),
                }
            )
        self._do_note_offer(way)

    def _do_note_offer(self, way):
        """The customer knows; a ruling ends the case (P06)."""
        fresh = self.filtered(lambda solution: solution.state == "approved")
        fresh._do_advance("offered", offer_way=way)
        rulings = fresh.filtered(lambda solution: solution.kind == "ruling")
        rulings.complaint_id.write({"outcome": "ruling"})
        rulings.complaint_id._advance_phase("execution")

    def _do_write_offer(self, way):
        """A letter that tells the customers, to be completed and sent.

        :return: the draft
        """
        self.ensure_one()
        return self.env["complaint.letter"].create(
            {
                "complaint_id": self.complaint_id.id,
                "solution_id": self.id,
                "kind": "ruling" if self.kind == "ruling" else "solution",
                "way": way,
            }
        )

    def _do_agree(self, answer=False):
        self._do_advance("agreed", customer_answer=answer)
        self.complaint_id._advance_phase("execution")

    def _do_decline(self, wish, answer=False):
        """The customer declines: his wish is kept, and planned remedies stay for the
        next version."""
        self._do_advance("declined", customer_wish=wish, customer_answer=answer)
        self.sudo().remedy_ids._do_release()  # sudo: see _do_advance

    def _do_revise(self):
        """The next version takes over what has not been given yet."""
        revision = self.copy()
        # sudo: the remedies of an ended version are closed to the desk
        revision.sudo().remedy_ids = self.sudo().remedy_ids.filtered(
            lambda remedy: remedy.state == "planned"
        )
        return revision

    def _do_execute(self):
        self._do_advance("executed")
        with_customer = self.filtered(lambda solution: solution._has_customer())
        with_customer.complaint_id._advance_phase("callback")

    def _do_cancel(self):
        self._cancel_approvals()
        self._do_advance("cancelled")
        self.sudo().remedy_ids._do_release()  # sudo: see _do_advance

    def _get_approval_rules(self, action):
        """Remedies of a solution are approved with it. Without a rule of the company an
        executive decides on rulings (P06)."""
        rules = super()._get_approval_rules(action)
        if self.remedy_ids:
            rules |= super()._get_approval_rules("remedy")
        if action == "ruling" and not rules:
            return rules.new({"action": action, "approver_kind": "executive"})
        return rules.sorted(lambda rule: (rule.sequence, rule.id))

    def _on_approved(self, action):
        super()._on_approved(action)
        self._do_approve()

    def _on_refused(self, action, reason):
        """Back to the draft with the reason; nothing of the plan is lost."""
        super()._on_refused(action, reason)
        self._do_advance("draft", refusal_reason=reason)
        self.sudo().remedy_ids._do_release()  # sudo: see _do_advance
