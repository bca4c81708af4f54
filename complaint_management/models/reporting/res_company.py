from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    complaint_archive_months = fields.Integer(
        "Archive Closed Complaints after (Months)",
        help="Archived complaints stay in ledger and statistics. 0 never archives.",
    )

    _complaint_archive_months_positive = models.Constraint(
        "CHECK (complaint_archive_months >= 0)",
        "The number of months cannot be negative.",
    )
