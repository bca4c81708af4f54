from odoo import api, fields, models


class ComplaintApprovalRule(models.Model):
    """Adds what is decided upon to the criteria: kind, multiple and value of remedies
    (P21, P23), and the risk flags of the case."""

    _inherit = "complaint.approval.rule"

    name = fields.Char("Step", translate=True, help="Such as: Quality confirms.")
    risk_ids = fields.Many2many(
        "complaint.risk",
        string="With Risk Flags",
        help="One of these, e.g. a legal claim, which the legal department reviews.",
    )
    remedy_type_ids = fields.Many2many(
        "complaint.remedy.type", string="With Remedies", help="One of these."
    )
    multiple_above = fields.Float("Above 1 :")
    multiple_up_to = fields.Float("Up to 1 :", help="0 for no upper end.")
    amount_above = fields.Float(help="Cost of the remedy, in the company's currency.")
    amount_up_to = fields.Float(help="0 for no upper end.")

    # approvers
    department_id = fields.Many2one(
        "hr.department",
        "Named Department",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    notified_department_ids = fields.Many2many(
        "hr.department",
        "complaint_approval_rule_notified_department_rel",
        string="Departments Told Before",
        help="Their contacts are told of an approved remedy before it is given.",
    )

    @api.depends("name")
    def _compute_display_name(self):
        super()._compute_display_name()
        for rule in self.filtered("name"):
            rule.display_name = rule.name

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _applies_to(self, complaint, remedies):
        return (
            super()._applies_to(complaint, remedies)
            and (not self.risk_ids or bool(self.risk_ids & complaint.risk_ids))
            and (
                not self._has_remedy_criteria()
                or any(self._concerns(remedy) for remedy in remedies)
            )
        )

    def _has_remedy_criteria(self):
        return bool(
            self.remedy_type_ids
            or self.multiple_above
            or self.multiple_up_to
            or self.amount_above
            or self.amount_up_to
        )

    def _concerns(self, remedy):
        """Whether kind, multiple and cost of the remedy are all within the rule."""
        return (
            (not self.remedy_type_ids or remedy.type_id in self.remedy_type_ids)
            and remedy.multiple > self.multiple_above
            and remedy.multiple <= (self.multiple_up_to or remedy.multiple)
            and (not self.amount_above or remedy.amount > self.amount_above)
            and remedy.amount <= (self.amount_up_to or remedy.amount)
        )

    def _lacks_department(self):
        """Whether the rule names no department yet, as after loading it from a file."""
        self.ensure_one()
        named = self.approver_kind in ("named_manager", "named_contact")
        return named and not self.department_id

    def _get_named_manager_approvers(self, document):
        return self.department_id._get_complaint_manager()

    def _get_named_contact_approvers(self, document):
        return self.department_id.complaint_contact_ids
