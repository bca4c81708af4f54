from odoo.addons.web.controllers.export import (
    CSVExport,
    ExcelExport,
    ExportXlsxWriter,
    GroupExportXlsxWriter,
)

from ..tools.spreadsheet import make_inert

# What the writer would make a formula, or a link that opens a page, program or file.
ACTIVE = (
    "=",
    "{=",
    "internal:",
    "external:",
    "file:",
    "http:",
    "https:",
    "ftp:",
    "ftps:",
    "mailto:",
)
# longer texts are cut by the writer of Odoo, too
CELL_LENGTH = 32767


class InertTextMixin:
    """Text stays text: subjects and names come from outside, and a spreadsheet would
    calculate those that look like formulas."""

    def write(self, row, column, cell_value, style=None):
        if isinstance(cell_value, str) and cell_value.lower().startswith(ACTIVE):
            text = cell_value[:CELL_LENGTH]
            self.worksheet.write_string(row, column, text, style)
        else:
            super().write(row, column, cell_value, style)


class InertXlsxWriter(InertTextMixin, ExportXlsxWriter):
    """A list as a spreadsheet."""


class InertGroupXlsxWriter(InertTextMixin, GroupExportXlsxWriter):
    """A grouped list as a spreadsheet."""


class ComplaintExport(ExcelExport):
    """Odoo's export of lists, for whatever is exported."""

    def from_group_data(self, fields, columns_headers, groups):
        with InertGroupXlsxWriter(fields, columns_headers, groups.count) as writer:
            row, column = 1, 0
            for name, group in groups.children.items():
                row, column = writer.write_group(row, column, name, group)
        return writer.value

    def from_data(self, fields, columns_headers, rows):
        with InertXlsxWriter(fields, columns_headers, len(rows)) as writer:
            for number, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    writer.write_cell(number, column, value)
        return writer.value


class ComplaintCsvExport(CSVExport):
    """Odoo knows three of the signs by which a spreadsheet sees a formula."""

    def from_data(self, fields, columns_headers, rows):
        return super().from_data(
            fields,
            columns_headers,
            [
                [make_inert(cell) if isinstance(cell, str) else cell for cell in row]
                for row in rows
            ],
        )
