from odoo import fields, models

from .reporting_data import CHECK_ANSWERS


class ComplaintReview(models.Model):
    _inherit = "complaint.review"

    # what a spot check looks at besides the handling (P17 standards 1 and 8)
    courtesy = fields.Selection(CHECK_ANSWERS, "Courteous")
    clarity = fields.Selection(CHECK_ANSWERS, "Record Complete and Clear")
