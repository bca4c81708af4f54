from odoo import models


class ComplaintComplaint(models.Model):
    _name = "complaint.complaint"
    _inherit = [
        "complaint.complaint",
        "complaint.resolution.mixin",
        "complaint.satisfaction.mixin",
        "complaint.closing.mixin",
    ]
