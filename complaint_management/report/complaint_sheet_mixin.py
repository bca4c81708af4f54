from datetime import date, datetime

from odoo import models
from odoo.tools import get_lang


class ComplaintSheetMixin(models.AbstractModel):
    """What every printed table needs."""

    _name = "complaint.sheet.mixin"
    _inherit = ["complaint.form.mixin"]
    _description = "Printed Table"

    def _prepare_sheet_values(self):
        return {
            "sheet_lang": get_lang(self.env).code,
            "sheet_imprint": self._get_form_imprint(),
            "format_cell": self._format_cell,
        }

    @staticmethod
    def _format_cell(value, kind="text"):
        """A value of the table in a notation that is the same in all languages."""
        if value is None:
            return ""
        if kind == "percent":
            return f"{value:.1%}"
        if isinstance(value, datetime):
            return value.strftime("%Y-%m-%d %H:%M")
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, float):
            return f"{value:,.2f}".rstrip("0").rstrip(".")
        return value
