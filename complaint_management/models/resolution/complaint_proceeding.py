from odoo import api, fields, models

from ...tools.rich_text_field import RichText
from .resolution_data import PROCEEDING_DECISIONS, PROCEEDING_STATES

ACTIVITY = "complaint_management.mail_activity_type_proceeding"


class ComplaintProceeding(models.Model):
    """An outside body deals with the case: authority, association, court, medium (P15,
    P21, P24). The case stays open until it has decided."""

    _name = "complaint.proceeding"
    _inherit = [
        "complaint.number.mixin",
        "complaint.protected.mixin",
        "complaint.guard.mixin",
    ]
    _description = "External Proceeding"
    _number_letter = "E"
    _rec_name = "number"
    _order = "date_due, id desc"
    _check_company_auto = True
    _course_fields = frozenset({"number", "complaint_id", "state", "date_answered"})

    complaint_id = fields.Many2one(
        "complaint.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Body",
        compute="_compute_origin",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        tracking=True,
        ondelete="restrict",
        help="Authority, consumer association, court or medium.",
    )
    reference = fields.Char(
        "Their Number",
        compute="_compute_origin",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    date_opened = fields.Date(
        "Opened on", required=True, default=fields.Date.context_today
    )
    date_due = fields.Date("Their Deadline", tracking=True)
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        compute="_compute_user_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False)]",
        ondelete="restrict",
    )
    state = fields.Selection(
        PROCEEDING_STATES,
        required=True,
        readonly=True,
        default="open",
        copy=False,
        tracking=True,
        index=True,
    )
    request = RichText("What They Ask")
    answer = RichText("Our Answer", copy=False)
    date_answered = fields.Datetime("Answered on", readonly=True, copy=False)
    decision = fields.Selection(PROCEEDING_DECISIONS, copy=False, tracking=True)
    decision_note = RichText("Their Decision", copy=False)
    date_decided = fields.Date("Decided on", copy=False)

    can_answer = fields.Boolean(compute="_compute_can_acts")
    can_decide = fields.Boolean(compute="_compute_can_acts")
    can_resume = fields.Boolean(compute="_compute_can_acts")

    _open_idx = models.Index("(complaint_id) WHERE state != 'decided'")

    @api.depends("complaint_id")
    def _compute_origin(self):
        """The body that passed the complaint on is the first to be proposed."""
        for proceeding in self._sudo_case():
            complaint = proceeding.complaint_id
            proceeding.partner_id = proceeding.partner_id or complaint.external_body_id
            if proceeding.partner_id == complaint.external_body_id:
                proceeding.reference = (
                    proceeding.reference or complaint.external_reference
                )

    @api.depends("complaint_id")
    def _compute_user_id(self):
        for proceeding in self._sudo_case():
            proceeding.user_id = proceeding.user_id or proceeding.complaint_id.user_id

    @api.depends("state")
    def _compute_can_acts(self):
        return super()._compute_can_acts()

    @api.model
    def _get_guarded_acts(self):
        return [*super()._get_guarded_acts(), "answer", "decide", "resume"]

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _get_cannot_answer_reasons(self):
        reasons = self._get_desk_reasons()
        if self.state != "open":
            reasons.append(self.env._("they wait for no answer"))
        return reasons

    def _get_cannot_decide_reasons(self):
        reasons = self._get_desk_reasons()
        if self.state == "decided":
            reasons.append(self.env._("it has been decided"))
        return reasons

    def _get_cannot_resume_reasons(self):
        reasons = self._get_desk_reasons()
        if self.state == "open":
            reasons.append(self.env._("it is open"))
        return reasons

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_course_fields(*vals_list, allowed={"complaint_id"})
        proceedings = super().create(vals_list)
        proceedings._plan_activities()
        return proceedings

    def write(self, vals):
        """Their deadline is watched: a new one moves the activity.

        :raise AccessError: somebody writes what only follows from an act
        """
        self._check_course_fields(vals)
        result = super().write(vals)
        if {"date_due", "user_id", "state"} & vals.keys():
            self._plan_activities()
        return result

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_answer(self):
        """We have answered the body."""
        self._check_can("answer")
        # sudo: the course is written by the acts only
        self.sudo().write({"state": "answered", "date_answered": self.env.cr.now()})

    def action_decide(self):
        """The body has decided: the case may go on to its end."""
        self._check_can("decide")
        for proceeding in self.sudo():  # sudo: as above
            proceeding.write(
                {
                    "state": "decided",
                    "date_decided": proceeding.date_decided
                    or proceeding._get_local_today(self.env.user),
                }
            )

    def action_resume(self):
        """The body asks again."""
        self._check_can("resume")
        self.sudo().write({"state": "open", "date_due": False})  # sudo: as above

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _plan_activities(self):
        """Whoever is responsible is reminded of their deadline, while it is open."""
        for proceeding in self.sudo():  # sudo: activities of colleagues
            proceeding.activity_unlink([ACTIVITY])
            if proceeding.state == "open" and proceeding.date_due:
                complaint = proceeding.complaint_id
                user = (
                    complaint._filter_able(proceeding.user_id)
                    or complaint._get_responsible_user()
                )
                proceeding.activity_schedule(
                    ACTIVITY, date_deadline=proceeding.date_due, user_id=user.id
                )
