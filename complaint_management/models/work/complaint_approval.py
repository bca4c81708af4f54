from odoo import api, fields, models

from ..complaint_data import APPROVAL_ACTIONS, APPROVAL_STATES


class ComplaintApproval(models.Model):
    """A step of an approval: who may decide, who decided, when and why.

    The mechanism is the same for every document: the document asks by
    ``_request_approval`` and is told by ``_on_approved`` or ``_on_refused``.
    """

    _name = "complaint.approval"
    _inherit = ["complaint.protected.mixin", "complaint.guard.mixin"]
    _description = "Complaint Approval"
    _order = "id desc"
    _check_company_auto = True

    res_model = fields.Char("Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", required=True, readonly=True, index=True
    )
    complaint_id = fields.Many2one(
        "complaint.complaint",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True
    )
    action = fields.Selection(
        APPROVAL_ACTIONS, "Approval of", required=True, readonly=True
    )
    rule_id = fields.Many2one(
        "complaint.approval.rule", readonly=True, ondelete="restrict"
    )
    sequence = fields.Integer("Step", readonly=True)
    state = fields.Selection(
        APPROVAL_STATES,
        required=True,
        readonly=True,
        default="waiting",
        index=True,
        tracking=True,
    )
    approver_ids = fields.Many2many("res.users", string="Approvers", readonly=True)
    concerned_user_ids = fields.Many2many(
        "res.users",
        "complaint_approval_concerned_user_rel",
        string="Persons Charged",
        readonly=True,
        help="Whom the decision is about: they neither read nor decide it.",
    )
    requested_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    date_requested = fields.Datetime(
        "Requested on", readonly=True, default=fields.Datetime.now
    )

    # decision
    decided_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    decided_for_id = fields.Many2one(
        "res.users",
        "Decided on Behalf of",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    date_decided = fields.Datetime("Decided on", readonly=True)
    reason = fields.Text(readonly=True)

    content = fields.Html(compute="_compute_content", string="What is to Be Approved")
    can_decide = fields.Boolean(compute="_compute_can_acts")

    # two requests at the same time make one step
    _open_step_uniq = models.UniqueIndex(
        "(res_model, res_id, action, sequence) WHERE state IN ('waiting', 'pending')",
        "This approval has been asked for already.",
    )

    @api.depends("res_model", "res_id", "action")
    def _compute_display_name(self):
        """Act and number, nothing else."""
        labels = dict(self._fields["action"]._description_selection(self.env))
        for approval in self:
            document = approval._get_document()
            approval.display_name = self.env._(
                "%(action)s: %(document)s",
                action=labels.get(approval.action, ""),
                document=document.display_name or "",
            )

    @api.depends("res_model", "res_id", "action")
    def _compute_content(self):
        for approval in self:
            document = approval._get_document()
            approval.content = document and document._get_approval_content(
                approval.action
            )

    @api.depends("state", "approver_ids")
    def _compute_can_acts(self):
        return super()._compute_can_acts()

    @api.model
    def _get_guarded_acts(self):
        return [*super()._get_guarded_acts(), "decide"]

    def _get_cannot_decide_reasons(self):
        reasons = []
        if self.state != "pending":
            reasons.append(self.env._("there is nothing to decide any more"))
        # sudo: other approvers may be in other companies
        approvers = self.sudo().approver_ids
        delegates = self.env["complaint.delegation"]._get_delegates(
            approvers, "approval"
        )
        if not self.env.su and self.env.user not in approvers | delegates:
            reasons.append(self.env._("only its approvers decide"))
        return reasons or self._get_bias_reasons(self._get_biased_users())

    def _get_biased_users(self):
        """Who asked for the approval, and who has a part in what is decided."""
        # sudo: charged may be who is in other companies
        approval = self.sudo()
        document = approval._get_document()
        users = approval.requested_by_id | approval.concerned_user_ids
        if document:
            users |= document._get_biased_users()
        return users.sudo(self.env.su)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_approve(self):
        """Approve, one or many at once."""
        self._check_can("decide")
        self._do_approve()

    def action_refuse(self):
        """Ask why, then refuse."""
        self._check_can("decide")
        return self._get_wizard_action(
            "complaint.approval.refuse", approval_ids=self.ids
        )

    def action_open_document(self):
        """Open what is to be approved, for those who may read it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_document(self):
        """The document; with sudo, because approvers decide on what ``content``
        shows."""
        self.ensure_one()
        if not self.res_model:
            return None
        return self.env[self.res_model].sudo().browse(self.res_id).exists()

    def _do_approve(self):
        self._do_decide("approved")
        for approval in self:
            document = approval._get_document()
            following = approval._get_open_steps()
            if following:
                following[0]._do_open()
            else:
                document._on_approved(approval.action)

    def _do_refuse(self, reason):
        self._do_decide("refused", reason)
        for approval in self:
            approval._get_open_steps()._do_cancel()
            approval._get_document()._on_refused(approval.action, reason)

    def _do_decide(self, state, reason=False):
        for approval in self:
            # sudo: approvers write nothing but their decision, and only here
            approval.sudo().write(
                {
                    "state": state,
                    "reason": reason,
                    "decided_by_id": self.env.uid,
                    "decided_for_id": approval._get_represented_user().id,
                    "date_decided": self.env.cr.now(),
                }
            )
        # at once, so that two who decide meet at the row: the second is repeated
        self.flush_recordset(["state"])
        self._close_activities()

    def _do_open(self):
        """Let the step be decided: its approvers, or their delegates, are asked."""
        self.write({"state": "pending"})
        delegations = self.env["complaint.delegation"]
        for approval in self:
            for user in delegations._get_acting_users(
                approval.approver_ids,
                "approval",
                excluded=approval._get_biased_users(),
            ):
                approval.activity_schedule(
                    "complaint_management.mail_activity_type_approval",
                    summary=approval.display_name,
                    user_id=user.id,
                )

    def _do_cancel(self):
        self.write({"state": "cancelled"})
        # at once, so that the same step may be asked for again
        self.flush_recordset(["state"])
        self._close_activities()

    def _close_activities(self):
        # sudo: the activities of the other approvers end too
        self.sudo().activity_unlink(
            ["complaint_management.mail_activity_type_approval"]
        )

    def _replace_approvers(self, users):
        """Somebody else decides in place of users who may not see the case any more."""
        for approval in self.filtered(lambda approval: approval.approver_ids & users):
            remaining = approval.approver_ids - users
            approval.approver_ids = remaining or approval.complaint_id._get_stand_ins()
            if approval.state == "pending" and not remaining:
                approval._do_open()

    def _get_open_steps(self):
        """The undecided steps of the same request, in order."""
        self.ensure_one()
        # sudo: the next step is for others to read
        return self.sudo().search(
            [
                ("res_model", "=", self.res_model),
                ("res_id", "=", self.res_id),
                ("action", "=", self.action),
                ("state", "in", ("waiting", "pending")),
            ],
            order="sequence, id",
        )

    def _get_represented_user(self):
        """The absent approver for whom the current user decides, if by delegation."""
        self.ensure_one()
        # sudo: other approvers may be in other companies
        return self.env["complaint.delegation"]._get_represented_user(
            self.sudo().approver_ids, "approval"
        )
