from odoo import api, fields, models

from ..complaint_data import APPROVAL_ACTIONS, APPROVER_KINDS, GRADES


class ComplaintApprovalRule(models.Model):
    """Says which acts need whose approval.

    * an empty criterion matches everything
    * all matching rules apply, one step after the other by sequence
    * approvers act through their delegates; whoever is complained about is left out
    * a rule of a procedure travels in its file; named users stay behind, and until
      others are named the supervisors decide
    """

    _name = "complaint.approval.rule"
    _inherit = ["complaint.portable.mixin"]
    _description = "Complaint Approval Rule"
    _order = "action, sequence, id"
    _part_of = ()  # the procedure is a condition like others
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    action = fields.Selection(APPROVAL_ACTIONS, required=True)

    # criteria
    procedure_id = fields.Many2one(
        "complaint.procedure", index=True, ondelete="cascade", check_company=True
    )
    level_ids = fields.Many2many(
        "complaint.level",
        string="At Levels",
        domain="[('procedure_id', '=', procedure_id)]",
    )
    responsibility_class = fields.Selection(GRADES)
    compensation_class = fields.Selection(GRADES)

    # approvers
    approver_kind = fields.Selection(
        APPROVER_KINDS, "Approved by", required=True, default="manager"
    )
    user_ids = fields.Many2many(
        "res.users", string="Named Users", domain="[('share', '=', False)]", copy=False
    )
    allows_own = fields.Boolean(
        "Own Requests Count as Approved",
        help="An approver who asks himself needs nobody else; else four eyes decide.",
    )

    @api.depends("action", "approver_kind")
    def _compute_display_name(self):
        actions = dict(self._fields["action"]._description_selection(self.env))
        kinds = dict(self._fields["approver_kind"]._description_selection(self.env))
        for rule in self:
            rule.display_name = self.env._(
                "%(action)s approved by %(approvers)s",
                action=actions.get(rule.action, ""),
                approvers=kinds.get(rule.approver_kind, ""),
            )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _get_matching(self, action, complaint, remedies):
        """The rules for an act on (a part of) the complaint, in order.

        :param remedies: the ``complaint.remedy`` records that are decided upon
        """
        # sudo: what needs approval does not depend on who asks
        rules = self.sudo().search(
            [("action", "=", action), ("company_id", "=", complaint.company_id.id)]
        )
        return rules.filtered(lambda rule: rule._applies_to(complaint, remedies))

    def _applies_to(self, complaint, remedies):
        """Whether all criteria of the rule are met."""
        self.ensure_one()
        return (
            self.procedure_id in (complaint.procedure_id, self.procedure_id.browse())
            and (not self.level_ids or complaint.level_id in self.level_ids)
            and self.responsibility_class in (complaint.responsibility_class, False)
            and self.compensation_class in (complaint.compensation_class, False)
        )

    def _get_approvers(self, document):
        """Everybody who may approve the step for the document: the users of the rule,
        else the supervisors, without those complained about."""
        self.ensure_one()
        complaint = document._get_approval_complaint()
        barred = complaint.barred_user_ids | document._get_approval_excluded_users()
        users = getattr(self, f"_get_{self.approver_kind}_approvers")(document)
        users = complaint._filter_able(users) - barred
        if not self.allows_own:
            users -= self.env.user
        return users or complaint._get_stand_ins() - barred - self.env.user

    def _get_user_approvers(self, document):
        return self.user_ids

    def _get_manager_approvers(self, document):
        """The manager of the handling department; above a barred or asking manager the
        next one up."""
        department = document._get_approval_department()
        barred = document._get_approval_complaint().barred_user_ids
        excluded = barred if self.allows_own else barred | self.env.user
        while department and not department._get_complaint_manager() - excluded:
            department = department.parent_id
        return department._get_complaint_manager()

    def _get_reviewer_approvers(self, document):
        members = document._get_approval_complaint().team_id.member_ids
        return members.filtered("is_reviewer").user_id

    def _get_supervisor_approvers(self, document):
        return document._get_approval_complaint()._get_supervisors()

    def _get_executive_approvers(self, document):
        return document._get_approval_complaint()._get_executives()
