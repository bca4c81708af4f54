from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    complaint_notice_interval = fields.Integer(
        "Minutes between Complaint Reminders",
        default=15,
        help="Reminders for one person are collected and sent at most so often; 0: at"
        " once.",
    )
