from odoo import api, fields, models


class ComplaintApprovalMixin(models.AbstractModel):
    """For documents whose acts may need approval; see ``complaint.approval``."""

    _name = "complaint.approval.mixin"
    _inherit = ["complaint.guard.mixin"]
    _description = "Document with Approvals"

    approval_ids = fields.One2many(
        "complaint.approval",
        "res_id",
        domain=lambda self: [("res_model", "=", self._name)],
        string="Approvals",
        copy=False,
    )
    is_approval_pending = fields.Boolean(
        "Waits for Approval", compute="_compute_is_approval_pending", compute_sudo=True
    )

    @api.depends("approval_ids.state")
    def _compute_is_approval_pending(self):
        for document in self:
            document.is_approval_pending = any(
                approval.state in ("waiting", "pending")
                for approval in document.approval_ids
            )

    # ------------------------------------------------------------
    # HOOKS
    # ------------------------------------------------------------

    def _get_approval_complaint(self):
        """The complaint whose procedure, level and conflicts of interest count."""
        raise NotImplementedError

    def _get_approval_department(self):
        """The department whose manager approves."""
        return self.env["hr.department"]

    def _get_approval_excluded_users(self):
        """Who is charged: never approves, whatever the rules say, and never reads what
        is asked for."""
        return self.env["res.users"]

    def _get_biased_users(self):
        """Who has a part in the document, besides whoever asks for the approval."""
        return self._get_approval_excluded_users()

    def _get_approval_remedies(self):
        """The remedies that are decided upon, whose kind and value may matter."""
        return self.env["complaint.remedy"]

    def _get_approval_rules(self, action):
        """The rules that say who approves the act, in order."""
        self.ensure_one()
        return self.env["complaint.approval.rule"]._get_matching(
            action, self._get_approval_complaint(), self._get_approval_remedies()
        )

    def _get_approval_content(self, action):
        """HTML that shows the approver what he decides on."""
        raise NotImplementedError

    def _on_approved(self, action):
        """What happens when the last step has been approved."""

    def _on_refused(self, action, reason):
        """What happens when a step has been refused: nothing may be lost."""

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _request_approval(self, action):
        """Ask for the approvals that the procedure demands for an act.

        :param str action: a code of ``complaint_data.APPROVAL_ACTIONS``
        :return: the documents of self that have to wait
        """
        waiting = self.browse()
        for document in self:
            steps = document._get_approval_steps(action)
            if steps:
                document._create_approvals(action, steps)
                waiting |= document
        return waiting

    def _get_approval_steps(self, action):
        """The rules by which others must approve the act of the user."""
        self.ensure_one()
        # sudo: the procedure decides, whoever asks
        document = self.sudo()
        return document._get_approval_rules(action).filtered(
            lambda rule: (
                not rule.allows_own
                or self.env.user not in rule._get_approvers(document)
            )
        )

    def _create_approvals(self, action, rules):
        self.ensure_one()
        # sudo: nobody creates approvals by hand
        document = self.sudo()
        approvals = document.env["complaint.approval"].create(
            [
                {
                    "res_model": document._name,
                    "res_id": document.id,
                    "complaint_id": document._get_approval_complaint().id,
                    "action": action,
                    "rule_id": rule._origin.id,
                    "sequence": step,
                    "concerned_user_ids": document._get_approval_excluded_users().ids,
                    "approver_ids": rule._get_approvers(document).ids,
                }
                for step, rule in enumerate(rules, 1)
            ]
        )
        approvals[0]._do_open()

    def _cancel_approvals(self):
        """Withdraw what is still to be decided."""
        # sudo: nobody writes approvals by hand
        self.sudo().approval_ids.filtered(
            lambda approval: approval.state in ("waiting", "pending")
        )._do_cancel()
