from odoo import fields, models
from odoo.exceptions import AccessError


class ResUsers(models.Model):
    _inherit = "res.users"

    complaint_member_ids = fields.One2many(
        "complaint.team.member", "user_id", "Complaint Team Memberships"
    )

    def _check_may_export(self):
        """:raise AccessError: the user may not take data out of the system"""
        self.ensure_one()
        if not self.has_group("base.group_allow_export"):
            raise AccessError(
                self.env._("You may not export data: ask your administrator.")
            )
