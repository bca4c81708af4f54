from odoo import api, fields, models

from .resolution_data import OPEN_REMEDY_STATES, REMEDY_STATES


class ComplaintRemedyFlowMixin(models.AbstractModel):
    """The course of a remedy: planned → (submitted) → approved → given, or refused.

    A remedy of a solution is decided with it; alone it asks for its own approval.
    """

    _name = "complaint.remedy.flow.mixin"
    _inherit = ["complaint.approval.mixin"]
    _description = "Course of a Remedy"

    state = fields.Selection(
        REMEDY_STATES,
        required=True,
        readonly=True,
        default="planned",
        copy=False,
        index=True,
        tracking=True,
    )
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    date_approved = fields.Datetime("Approved on", readonly=True, copy=False)
    date_notified = fields.Datetime(
        "Departments Told on",
        readonly=True,
        copy=False,
        help="When the departments were told that have to know before it is given.",
    )
    date_given = fields.Datetime("Given on", readonly=True, copy=False)

    can_submit = fields.Boolean(compute="_compute_can_acts")
    can_give = fields.Boolean(compute="_compute_can_acts")
    can_refuse = fields.Boolean(compute="_compute_can_acts")

    @api.depends("state")
    def _compute_is_open(self):
        for remedy in self:
            remedy.is_open = remedy.state in OPEN_REMEDY_STATES

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in", OPEN_REMEDY_STATES)]

    @api.model
    def _get_guarded_acts(self):
        return [*super()._get_guarded_acts(), "submit", "give", "refuse"]

    @api.depends("state", "solution_id", "amount", "date_consent", "deviation_reason")
    def _compute_can_acts(self):
        return super()._compute_can_acts()

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _get_cannot_submit_reasons(self):
        reasons = self._get_state_reasons("planned") + self._get_desk_reasons()
        if self.solution_id:
            reasons.append(self.env._("it is decided with its solution"))
        return reasons + self._get_plan_reasons()

    def _get_plan_reasons(self):
        """What is missing before the remedy can be decided upon."""
        reasons = []
        if self.is_money and not self.amount:
            reasons.append(
                self.env._("%(remedy)s: enter the cost", remedy=self.type_id.name)
            )
        if self.is_deviation and not self.deviation_reason:
            reasons.append(
                self.env._(
                    "%(remedy)s: say why it deviates from the standard",
                    remedy=self.type_id.name,
                )
            )
        return reasons

    def _get_cannot_give_reasons(self):
        reasons = self._get_state_reasons("approved") + self._get_desk_reasons()
        if self.solution_id and self.solution_id.is_open:
            settled = self.solution_id._get_settled_state()
            if self.solution_id.state != settled:
                reasons.append(self.env._("its solution is not settled yet"))
        if self.is_consent_needed and not self.date_consent:
            reasons.append(self.env._("note when the customer agreed to it"))
        departments = self.sudo()._get_departments_to_tell()  # sudo: see _is_desk
        if departments and not self.date_notified:
            reasons.append(
                self.env._(
                    "%(departments)s could not be told before: name a contact there",
                    departments=", ".join(departments.mapped("name")),
                )
            )
        return reasons

    def _get_cannot_refuse_reasons(self):
        reasons = self._get_state_reasons("planned", "approved")
        return reasons + self._get_desk_reasons()

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_submit(self):
        """Have the remedies approved, where the procedure wants it."""
        self._check_can("submit")
        self._do_submit()

    def action_give(self):
        """Ask to whom it was handed over."""
        self._check_can("give")
        return self._get_wizard_action("complaint.remedy.give", remedy_ids=self.ids)

    def action_refuse(self):
        """Ask why it is not given."""
        self._check_can("refuse")
        return self._get_wizard_action("complaint.remedy.refuse", remedy_ids=self.ids)

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _do_advance(self, state, **values):
        # sudo: the course of a remedy is written by its own acts only
        self.sudo().write({"state": state, **values})
        # at once, so that two who do the same meet at the row: the second is repeated
        self.flush_recordset(["state"])

    def _do_submit(self):
        self._do_advance("submitted")
        waiting = self._request_approval("remedy")
        (self - waiting)._do_approve()

    def _do_await_solution(self):
        """Decided with the solution."""
        self._do_advance("submitted")

    def _do_approve(self):
        self._do_advance("approved", date_approved=self.env.cr.now())
        self._tell_departments()

    def _do_approve_submitted(self):
        self.filtered(lambda remedy: remedy.state == "submitted")._do_approve()

    def _do_release(self):
        """Back to planning: the solution was refused, declined or withdrawn."""
        self.filtered(
            lambda remedy: remedy.state in ("submitted", "approved")
        )._do_advance("planned", date_approved=False)

    def _do_give(self, **values):
        """Handed over: what, to whom and when is on the remedy (P23)."""
        self._do_advance("given", **{"date_given": self.env.cr.now(), **values})
        self._on_given()

    def _do_refuse(self, refusal, reason):
        self._do_advance("refused", refusal=refusal, refusal_reason=reason)

    def _on_approved(self, action):
        super()._on_approved(action)
        self._do_approve()

    def _on_refused(self, action, reason):
        """Back to planning with the reason, so that it can be changed."""
        super()._on_refused(action, reason)
        self._do_advance("planned", refusal_reason=reason)

    def _get_departments_to_tell(self):
        """Departments that have to know of the remedy before it is given (P23)."""
        return self._get_approval_rules("remedy").notified_department_ids

    def _tell_departments(self):
        for remedy in self.sudo():  # sudo: contacts of other departments
            departments = remedy._get_departments_to_tell()
            partners = departments.complaint_contact_ids.partner_id
            if not partners:
                continue
            # of no document: departments are told what is given, and read no cases
            self.env["mail.thread"].message_notify(
                partner_ids=partners.ids,
                subject=self.env._("To be given: %(remedy)s", remedy=remedy.number),
                body=remedy._get_approval_content("remedy"),
                author_id=self.env.user.partner_id.id,
                email_layout_xmlid="mail.mail_notification_light",
                model_description=self.env._("Remedy"),
            )
            remedy.date_notified = self.env.cr.now()
