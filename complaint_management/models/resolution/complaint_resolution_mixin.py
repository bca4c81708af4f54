from odoo import models


class ComplaintResolutionMixin(models.AbstractModel):
    """Finding, solution and remedies of a complaint."""

    _name = "complaint.resolution.mixin"
    _description = "Resolution of a Complaint"
