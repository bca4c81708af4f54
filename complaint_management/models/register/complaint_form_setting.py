from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..complaint_data import FORMS


class ComplaintFormSetting(models.Model):
    """How a procedure names, numbers and keeps one of the printed forms.

    Forms that a procedure says nothing of have their usual name and the number of the
    document they show.
    """

    _name = "complaint.form.setting"
    _inherit = ["complaint.portable.mixin"]
    _description = "Form of a Complaint Procedure"
    _rec_name = "form"
    _order = "procedure_id, sequence, id"

    sequence = fields.Integer(default=10)
    procedure_id = fields.Many2one(
        "complaint.procedure", required=True, index=True, ondelete="cascade"
    )
    form = fields.Selection(FORMS, required=True)
    title = fields.Char(translate=True, help="Empty: the usual name of the form.")
    control_number = fields.Char(
        help="Number of the form itself in the quality handbook, e.g. PM03-01-09-R01."
    )
    number_pattern = fields.Char(
        help="How the printed form is numbered, e.g. TS-%(year)s-%(number)s. Known are"
        " number (that of the document), year, month and day. Empty: the number of the"
        " document."
    )
    retention_months = fields.Integer(
        "Kept for Months",
        help="How long the form is kept after the complaint is closed; 0: not said.",
    )

    _form_uniq = models.UniqueIndex(
        "(procedure_id, form)", "The procedure has settings for this form already."
    )
    _retention_positive = models.Constraint(
        "CHECK (retention_months >= 0)", "A form is kept for some months, or for none."
    )

    @api.constrains("number_pattern")
    def _check_number_pattern(self):
        for setting in self.filtered("number_pattern"):
            try:
                setting._format_number("1", self.env.cr.now())
            except (KeyError, TypeError, ValueError) as error:
                raise ValidationError(
                    self.env._(
                        "“%(pattern)s” cannot number a form: write %(known)s only.",
                        pattern=setting.number_pattern,
                        known="%(number)s, %(year)s, %(month)s, %(day)s",
                    )
                ) from error

    def _format_number(self, number, date):
        """The number that the pattern makes of the document's number and date."""
        return self.number_pattern % {
            "number": number,
            "year": f"{date:%Y}",
            "month": f"{date:%m}",
            "day": f"{date:%d}",
        }
