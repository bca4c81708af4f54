from odoo import models

from .sheet_pages import SheetTable


class ComplaintLedgerReport(models.AbstractModel):
    """The printed ledger."""

    _name = "report.complaint_management.complaint_ledger_report"
    _inherit = ["complaint.sheet.mixin"]
    _description = "Printed Ledger"
    _sheet_model = "complaint.ledger.print"

    def _get_sheet_tables(self, doc):
        columns = doc._get_columns()
        rows = [
            [self._format_cell(value) for value in row]
            for row in doc._iter_rows(columns)
        ]
        return [SheetTable("", columns, rows)]
