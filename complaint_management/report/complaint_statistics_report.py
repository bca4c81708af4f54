from odoo import models

from .sheet_pages import SheetTable


class ComplaintStatisticsReport(models.AbstractModel):
    """Printed statistics."""

    _name = "report.complaint_management.complaint_statistics_report"
    _inherit = ["complaint.sheet.mixin"]
    _description = "Printed Statistics"
    _sheet_model = "complaint.statistics"

    def _get_sheet_tables(self, doc):
        return [
            SheetTable(
                table.title,
                table.columns,
                [self._format_row(row, table.columns) for row in table.rows],
                self._format_row(table.total, table.columns) if table.total else [],
            )
            for table in doc._get_tables()
        ]

    def _format_row(self, row, columns):
        return [
            self._format_cell(figure.value, column.kind)
            for figure, column in zip(row, columns, strict=True)
        ]
