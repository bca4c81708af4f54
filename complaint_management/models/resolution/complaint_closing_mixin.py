from odoo import models


class ComplaintClosingMixin(models.AbstractModel):
    """What must be true before a case may end."""

    _name = "complaint.closing.mixin"
    _description = "Closing of a Complaint"
