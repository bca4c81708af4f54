from odoo import models


class ComplaintSatisfactionMixin(models.AbstractModel):
    """What the customer says about the handling, and what follows from it."""

    _name = "complaint.satisfaction.mixin"
    _description = "Satisfaction of a Complaint"
