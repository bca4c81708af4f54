from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    complaint_notice_interval = fields.Integer(
        "Minutes between Complaint Reminders",
        default=15,
        help="Reminders for one person are collected and sent at most so often; 0: at"
        " once.",
    )
    complaint_stand_in_id = fields.Many2one(
        "res.users",
        "Stand-in for Complaints",
        domain="[('share', '=', False)]",
        ondelete="restrict",
        help="Gets what nobody else can do: when those responsible have left and there is"
        " no supervisor. Empty: the administrators.",
    )
