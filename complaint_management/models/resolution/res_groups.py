from odoo import models

MEMBER_FIELDS = {"implied_ids", "user_ids"}


class ResGroups(models.Model):
    _inherit = "res.groups"

    def write(self, vals):
        """Members may lose a role from this side too, see ``res.users``."""
        if not MEMBER_FIELDS & vals.keys():
            return super().write(vals)
        # sudo: whoever administers groups sees their members
        before = self.sudo().all_user_ids._get_complaint_posts()
        result = super().write(vals)
        self.env["res.users"]._hand_over_posts(before)
        return result
