from odoo import models

from ...tools.guarded_fields import GuardedOne2many


class ResUsers(models.Model):
    _inherit = "res.users"

    complaint_delegation_ids = GuardedOne2many(
        "complaint.delegation", "user_id", "Complaint Delegations"
    )
    complaint_grant_ids = GuardedOne2many(
        "complaint.access.grant",
        "user_id",
        "Complaint Access Grants",
        groups="complaint_management.group_complaint_agent,"
        "complaint_management.group_complaint_auditor",
    )
