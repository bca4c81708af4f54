from odoo import api, models

# decide who holds a contact post; the post itself is written on the version
HOLDER_FIELDS = {"user_id", "active", "current_version_id"}


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    @api.model_create_multi
    def create(self, vals_list):
        employees = super().create(vals_list)
        self.env["hr.department"]._refresh_post_holders()
        return employees

    def write(self, vals):
        result = super().write(vals)
        if HOLDER_FIELDS & vals.keys():
            self.env["hr.department"]._refresh_post_holders()
        return result
