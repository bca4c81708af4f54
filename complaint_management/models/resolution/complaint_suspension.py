from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..complaint_data import WATCH_MODES
from .resolution_data import SUSPENSION_STATES

REQUEST_FIELDS = {
    "complaint_id",
    "assignment_id",
    "reason",
    "watch_mode",
    "date_recheck",
}

DECISION_ACTIVITY_TYPE = "complaint_management.mail_activity_type_suspension"


class ComplaintSuspension(models.Model):
    """Somebody asks that a case be left open, because nothing can or need be done for
    now (暂缓关闭; P24). Once approved it is watched or monitored, and changes to the
    level that the procedure provides."""

    _name = "complaint.suspension"
    _inherit = [
        "complaint.number.mixin",
        "complaint.protected.mixin",
        "complaint.approval.mixin",
    ]
    _description = "Suspension of a Complaint"
    _number_letter = "H"
    _rec_name = "number"
    _order = "id desc"
    _part_of = ("assignment_id", "complaint_id")
    _check_company_auto = True

    complaint_id = fields.Many2one(
        "complaint.complaint", required=True, index=True, ondelete="cascade"
    )
    assignment_id = fields.Many2one(
        "complaint.assignment",
        index="btree_not_null",
        ondelete="cascade",
        help="The department that asks for it.",
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True
    )
    reason = fields.Text(required=True, help="Why nothing can or need be done now.")
    watch_mode = fields.Selection(
        WATCH_MODES,
        required=True,
        default="watch",
        help="Watch: the case owner looks again. Monitor: so does the manager of the"
        " handling department.",
    )
    date_recheck = fields.Date("Look Again on", required=True)
    requested_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    state = fields.Selection(
        SUSPENSION_STATES,
        required=True,
        readonly=True,
        default="requested",
        copy=False,
        tracking=True,
    )
    decision_note = fields.Text("Reason for the Refusal", readonly=True, copy=False)
    date_decided = fields.Datetime("Decided on", readonly=True, copy=False)
    pause_id = fields.Many2one(
        "complaint.pause", readonly=True, copy=False, ondelete="set null"
    )

    can_decide = fields.Boolean(compute="_compute_can_acts")

    _open_uniq = models.UniqueIndex(
        "(complaint_id) WHERE state = 'requested'",
        "The suspension of this complaint has been requested already.",
    )

    @api.depends("state")
    def _compute_can_acts(self):
        return super()._compute_can_acts()

    @api.model
    def _get_guarded_acts(self):
        return [*super()._get_guarded_acts(), "decide"]

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _get_cannot_request_reasons(self):
        # sudo: departments have no right on complaints
        complaint = self.sudo().complaint_id
        reasons = []
        if complaint.phase == "closed":
            reasons.append(self.env._("the complaint is closed"))
        if complaint.is_paused:
            reasons.append(self.env._("it is paused already: resume it first"))
        if not self._is_desk() and not self.assignment_id._is_respondent():
            reasons.append(
                self.env._("only the desk or a department that handles it may ask")
            )
        return reasons

    def _get_cannot_decide_reasons(self):
        reasons = self._get_desk_reasons()
        if self.state != "requested":
            reasons.append(self.env._("it has been decided already"))
        if self.is_approval_pending:
            reasons.append(self.env._("its approvers decide"))
        return reasons or self._get_bias_reasons(
            self.requested_by_id, self.env._("somebody else decides on your request")
        )

    def _get_biased_users(self):
        return super()._get_biased_users() | self.requested_by_id

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """To create a suspension is to ask for it.

        :raise UserError: everything that stands against it
        """
        self._check_own_fields(REQUEST_FIELDS, *vals_list)
        suspensions = super().create([self._complete_case(vals) for vals in vals_list])
        suspensions._check_can("request")
        suspensions._do_request()
        return suspensions

    def write(self, vals):
        if not self.env.su:
            raise AccessError(
                self.env._("A request stays as it is: withdraw it and ask again.")
            )
        return super().write(vals)

    @api.model
    def _complete_case(self, vals):
        """A department asks on its assignment; it need not know the case."""
        if vals.get("complaint_id") or not vals.get("assignment_id"):
            return vals
        assignment = self.env["complaint.assignment"].browse(vals["assignment_id"])
        assignment.check_access("read")
        # sudo: see above
        return {**vals, "complaint_id": assignment.sudo().complaint_id.id}

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_approve(self):
        """The desk approves what a department asks for, where no rule names others."""
        self._check_can("decide")
        self._do_approve()

    def action_refuse(self):
        """Ask why, then refuse."""
        self._check_can("decide")
        return self._get_wizard_action(
            "complaint.suspension.refuse", suspension_ids=self.ids
        )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _do_request(self):
        """Ask the approvers; without any the desk need not ask itself."""
        waiting = self._request_approval("suspension")
        for suspension in self - waiting:
            if suspension._is_desk():
                suspension._do_approve()
            else:
                suspension._call_desk()

    def _call_desk(self):
        # sudo: activities of the desk
        suspension = self.sudo()
        complaint = suspension.complaint_id
        for user in complaint._get_responsible_user():
            suspension.activity_schedule(
                DECISION_ACTIVITY_TYPE,
                summary=self.env._("Decide on the suspension"),
                user_id=user.id,
            )

    def _do_approve(self):
        """Stop the clock and change the level, as the procedure provides (P24)."""
        for suspension in self.sudo():  # sudo: approvers need no right on the case
            complaint = suspension.complaint_id
            level = complaint.procedure_id.suspended_level_id
            if level:
                complaint._raise_level(level=level)
            suspension.pause_id = suspension.pause_id.create(
                suspension._prepare_pause_values()
            )
            suspension._do_decide("approved")

    def _do_refuse(self, reason):
        self.sudo()._do_decide("refused", decision_note=reason)  # sudo: as above
        for suspension in self.sudo():
            suspension.message_post(
                body=self.env._("Refused: %(reason)s", reason=reason),
                partner_ids=suspension.requested_by_id.partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )

    def _do_decide(self, state, **values):
        if not self:
            return
        self.write({"state": state, "date_decided": self.env.cr.now(), **values})
        self.flush_recordset(["state"])
        self.activity_unlink([DECISION_ACTIVITY_TYPE])

    def _prepare_pause_values(self):
        self.ensure_one()
        return {
            "complaint_id": self.complaint_id.id,
            "kind": "suspended",
            "reason": self.reason,
            "watch_mode": self.watch_mode,
            "date_recheck": self.date_recheck,
            "user_id": self.requested_by_id.id,
        }

    # ------------------------------------------------------------
    # APPROVAL
    # ------------------------------------------------------------

    def _get_approval_complaint(self):
        return self.complaint_id

    def _get_approval_department(self):
        return self.assignment_id.department_id or self.complaint_id.department_id

    def _get_approval_content(self, action):
        return self.env["ir.qweb"]._render(
            "complaint_management.complaint_suspension_approval", {"suspension": self}
        )

    def _on_approved(self, action):
        super()._on_approved(action)
        self._do_approve()

    def _on_refused(self, action, reason):
        super()._on_refused(action, reason)
        self._do_refuse(reason)
