from odoo import fields, models

from .resolution_data import CALLBACK_CHANNELS


class ResPartner(models.Model):
    _inherit = "res.partner"

    complaint_callback_channel = fields.Selection(
        CALLBACK_CHANNELS,
        "Follow-ups through",
        help="How the customer wishes to be followed up (P15).",
    )
    complaint_ids = fields.One2many(
        "complaint.complaint",
        "partner_id",
        "Complaints",
        groups="complaint_management.group_complaint_agent",
    )
