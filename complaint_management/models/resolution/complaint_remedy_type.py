from odoo import fields, models


class ComplaintRemedyType(models.Model):
    """A kind of remedy (补救措施): apology, exchange, refund, visit, compensation …"""

    _name = "complaint.remedy.type"
    _description = "Remedy Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="Refers to the type in files of procedures, e.g. refund."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    unit = fields.Char(translate=True, help="What is counted, e.g. piece or visit.")
    is_money = fields.Boolean(
        "Counts as Money", help="Needs an amount, and is handed over with a receipt."
    )
    is_multiple = fields.Boolean(
        "By Multiple", help="Given 1:N, for one faulty piece N pieces."
    )
    is_consent_needed = fields.Boolean(
        "Needs the Customer's Consent", help="Such as a repair."
    )

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "Another type of remedy has this code."
    )
