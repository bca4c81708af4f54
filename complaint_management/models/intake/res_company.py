from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    complaint_answer_limit = fields.Integer(
        "Acknowledgements per Address and Day",
        default=10,
        help="More acknowledgements than this are not sent to one address within a day."
        " Complaints are registered all the same.",
    )
    complaint_answer_domain_limit = fields.Integer(
        "Acknowledgements per Domain and Hour",
        default=1000,
        help="More acknowledgements than this are not sent by one desk to all addresses"
        " of one domain, such as @example.com, within an hour.",
    )
    complaint_answer_hour_limit = fields.Integer(
        "Acknowledgements per Desk and Hour",
        default=1000,
        help="More acknowledgements than this are not sent by one desk within an hour:"
        " nobody can use the desk to write to many strangers.",
    )
    complaint_mail_server = fields.Char(
        "Mail Server that Checks Senders",
        help="The name with which your own mail server begins its"
        " Authentication-Results, such as mx.example.com. Then its results of DMARC,"
        " SPF and DKIM tell whether a sender is verified.",
    )
    complaint_original_months = fields.Integer(
        "Keep Original Mails (Months)",
        default=24,
        help="The bytes of processed mails are dropped after so many months; the cases"
        " with texts and files stay. 0 keeps them for ever.",
    )

    _complaint_answer_limit_positive = models.Constraint(
        "CHECK (complaint_answer_limit >= 0 AND complaint_answer_domain_limit >= 0"
        " AND complaint_answer_hour_limit >= 0)",
        "The limit cannot be negative.",
    )
    _complaint_original_months_positive = models.Constraint(
        "CHECK (complaint_original_months >= 0)",
        "The number of months cannot be negative.",
    )
