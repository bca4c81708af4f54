from odoo import models


class ComplaintComplaint(models.Model):
    _name = "complaint.complaint"
    _inherit = [
        "complaint.response.mixin",
        "complaint.retention.mixin",
        "complaint.complaint",
    ]
