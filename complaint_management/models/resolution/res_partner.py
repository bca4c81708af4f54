from odoo import fields, models

from ...tools.guarded_fields import GuardedOne2many
from ..complaint_data import CASE_READERS
from .resolution_data import CALLBACK_CHANNELS


class ResPartner(models.Model):
    _inherit = "res.partner"

    complaint_callback_channel = fields.Selection(
        CALLBACK_CHANNELS,
        "Follow-ups through",
        copy=False,
        groups=CASE_READERS,
        help="How the customer wishes to be followed up.",
    )
    complaint_ids = GuardedOne2many(
        "complaint.complaint",
        "partner_id",
        "Complaints",
        groups="complaint_management.group_complaint_agent",
    )
