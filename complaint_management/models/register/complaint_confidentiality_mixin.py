from odoo import api, fields, models


class ComplaintConfidentialityMixin(models.AbstractModel):
    """Who is kept away from a complaint, and what departments must not know of it."""

    _name = "complaint.confidentiality.mixin"
    _inherit = ["complaint.protected.mixin"]
    _description = "Confidentiality of a Complaint"

    access_grant_ids = fields.One2many(
        "complaint.access.grant",
        "complaint_id",
        "Access Grants",
        copy=False,
        groups="complaint_management.group_complaint_agent,"
        "complaint_management.group_complaint_auditor",
    )

    is_conflict_barred = fields.Boolean(
        "Persons Complained about Are Barred",
        compute="_compute_bars",
        store=True,
        precompute=True,
        export_string_translation=False,
        help="As the procedure said when the case began, or an executive applied to it.",
    )
    is_contact_barred = fields.Boolean(
        "Contacts of Their Department Are Barred",
        compute="_compute_bars",
        store=True,
        precompute=True,
        export_string_translation=False,
    )

    statement_ids = fields.One2many(
        "complaint.statement", "complaint_id", "Statement Requests", copy=False
    )

    @api.depends("procedure_id")
    def _compute_bars(self):
        """What the procedure says today; a later switch does not open running cases."""
        for complaint in self:
            complaint.is_conflict_barred = complaint.procedure_id.is_conflict_barred
            complaint.is_contact_barred = complaint.procedure_id.is_contact_barred

    def write(self, vals):
        result = super().write(vals)
        if vals.get("is_confidential"):
            self._withdraw_copies()
        return result

    def _withdraw_copies(self):
        """Take back what departments learned of the customers; they are told anew, by
        number only."""
        # sudo: copies and notifications belong to colleagues of other departments
        assignments = self.sudo().assignment_ids
        assignments._clear_customer_copies()
        assignments._end_token(is_at_once=True)
        assignments.filtered(
            lambda assignment: assignment.state in ("sent", "signed")
        )._notify_arrival()

    def _get_barred_users(self):
        """Who must not see the case: those complained about and, if the procedure says
        so, the contacts of their department (P20; switched off in P03)."""
        self.ensure_one()
        if not self.is_conflict_barred:
            return self.env["res.users"]
        barred = self.subject_user_ids
        if self.is_contact_barred:
            # sudo: the department of an employee is not for everybody to read
            departments = (
                self.subject_department_id
                | self.subject_user_ids.sudo().employee_ids.department_id.sudo(
                    self.env.su
                )
            )
            barred |= departments.complaint_all_contact_ids
        return barred

    def _sweep_users(self, users):
        """Approvals, assignments and grants are taken from them too."""
        super()._sweep_users(users)
        # sudo: grants are not for whoever names the person complained about
        self.sudo().access_grant_ids.filtered(
            lambda grant: (
                grant.user_id in users
                and not grant.is_over_bar
                and grant.date_to > self.env.cr.now()
            )
        )._do_end()
        # sudo: assignments belong to colleagues of other departments
        self.sudo().assignment_ids.filtered(
            lambda assignment: assignment.user_id in users
        )._replace_contact()
        # sudo: the person who saves may just have barred himself
        approvals = (
            self.env["complaint.approval"]
            .sudo()
            .search([("complaint_id", "in", self.ids)])
        )
        approvals._sweep_users(users)
        approvals.filtered(
            lambda approval: approval.state in ("waiting", "pending")
        )._replace_approvers(users)
