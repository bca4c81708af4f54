from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    complaint_member_ids = fields.One2many(
        "complaint.team.member", "user_id", "Complaint Team Memberships"
    )
