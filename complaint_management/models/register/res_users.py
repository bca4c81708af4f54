from odoo import api, fields, models
from odoo.exceptions import AccessError


class ResUsers(models.Model):
    _inherit = "res.users"

    complaint_member_ids = fields.One2many(
        "complaint.team.member", "user_id", "Complaint Team Memberships"
    )

    complaint_is_in_all_companies = fields.Boolean(
        compute="_compute_complaint_is_in_all_companies",
        compute_sudo=True,
        export_string_translation=False,
        help="May change the settings that all companies share.",
    )

    @api.depends("company_ids")
    def _compute_complaint_is_in_all_companies(self):
        """Rules keep it in the cache, which users and companies clear when they are
        created or changed."""
        companies = self.env["res.company"].search([])
        for user in self:
            user.complaint_is_in_all_companies = companies <= user.company_ids

    def _filter_able(self, company):
        """Those of the users who can act on complaints of the company: who left, work
        elsewhere or are outside get no work and no decision."""
        # sudo: whether a colleague is still there is no secret
        return self.filtered(
            lambda user: (
                user.sudo().active
                and not user.sudo().share
                # a form names users and companies by records of its own
                and company._origin in user.sudo().company_ids._origin
            )
        )

    def _check_may_export(self):
        """:raise AccessError: the user may not take data out of the system"""
        self.ensure_one()
        if not self.has_group("base.group_allow_export"):
            raise AccessError(
                self.env._("You may not export data: ask your administrator.")
            )
