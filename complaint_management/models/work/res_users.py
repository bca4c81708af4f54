from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    complaint_delegation_ids = fields.One2many(
        "complaint.delegation", "user_id", "Complaint Delegations"
    )
    complaint_grant_ids = fields.One2many(
        "complaint.access.grant", "user_id", "Complaint Access Grants"
    )
