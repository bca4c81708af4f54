from odoo import models


class ComplaintComplaint(models.Model):
    """The mixins come first: they extend what the case does until then."""

    _name = "complaint.complaint"
    _inherit = [
        "complaint.resolution.mixin",
        "complaint.satisfaction.mixin",
        "complaint.recurrence.mixin",
        "complaint.auto.close.mixin",
        "complaint.closing.mixin",
        "complaint.complaint",
    ]
