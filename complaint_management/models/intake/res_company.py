from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    complaint_answer_limit = fields.Integer(
        "Acknowledgements per Address and Day",
        default=10,
        help="More acknowledgements than this are not sent to one address within a day."
        " Complaints are registered all the same.",
    )
    complaint_original_months = fields.Integer(
        "Keep Original Mails (Months)",
        default=24,
        help="The bytes of processed mails are dropped after so many months; the cases"
        " with texts and files stay. 0 keeps them for ever.",
    )

    _complaint_answer_limit_positive = models.Constraint(
        "CHECK (complaint_answer_limit >= 0)", "The limit cannot be negative."
    )
    _complaint_original_months_positive = models.Constraint(
        "CHECK (complaint_original_months >= 0)",
        "The number of months cannot be negative.",
    )
