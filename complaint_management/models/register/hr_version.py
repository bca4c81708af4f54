from odoo import models


class HrVersion(models.Model):
    _inherit = "hr.version"

    def write(self, vals):
        """Who changes post or department may begin or cease to be a contact."""
        result = super().write(vals)
        if {"job_id", "department_id"} & vals.keys():
            self.env["hr.department"]._refresh_post_holders()
        return result
