"""Writes tables into XLSX and CSV files row by row, in memory that does not grow."""

import contextlib
import csv
import io
from dataclasses import dataclass

import xlsxwriter

# a cell that begins with one of these is a formula for a careless program
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
FORMATS = {
    "date": {"num_format": "yyyy-mm-dd", "valign": "top"},
    "datetime": {"num_format": "yyyy-mm-dd hh:mm", "valign": "top"},
    "number": {"num_format": "#,##0.##", "valign": "top"},
    "amount": {"num_format": "#,##0.00", "valign": "top"},
    "integer": {"num_format": "0", "valign": "top"},
    "percent": {"num_format": "0.0%", "valign": "top"},
    "text": {"valign": "top", "text_wrap": True},
    # quoted, as if typed with an apostrophe: it stays text whatever is done to it
    "quoted": {"valign": "top", "text_wrap": True, "quote_prefix": True},
    "head": {"bold": True, "bg_color": "#DFE3E8", "border": 1, "text_wrap": True},
    "title": {"bold": True, "font_size": 14},
    "total": {"bold": True, "top": 1},
}
# what an XLSX cell holds at most
LONGEST_TEXT = 32767


@dataclass(frozen=True)
class Column:
    """What is in a column of a table, and how it looks."""

    name: str
    label: str
    kind: str = "integer"  # a name in FORMATS, up to "text"
    width: int = 12


@contextlib.contextmanager
def open_workbook(file):
    """A :class:`Workbook` that is written to ``file`` in the end."""
    workbook = Workbook(file)
    try:
        yield workbook
    finally:
        workbook.close()


class Workbook:
    """Sheets of titled tables with a frozen head and filters."""

    def __init__(self, file):
        self._workbook = xlsxwriter.Workbook(
            file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"}
        )
        self._formats = {
            name: self._workbook.add_format(properties)
            for name, properties in FORMATS.items()
        }

    def close(self):
        """Write the file."""
        self._workbook.close()

    def add_table(self, name, columns, rows, title=None, total=None):
        """Write a sheet.

        :param columns: list of :class:`Column`
        :param rows: an iterable of sequences of values, ``None`` for empty cells
        :param total: a last row, without filters
        """
        sheet = self._workbook.add_worksheet(name[:31])
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
        head = 0
        if title:
            sheet.write_string(0, 0, title, self._formats["title"])
            head = 1
        for index, column in enumerate(columns):
            sheet.write_string(head, index, column.label, self._formats["head"])
        sheet.freeze_panes(head + 1, 0)
        last = self._write_rows(sheet, columns, rows, head)
        sheet.autofilter(head, 0, max(last, head), len(columns) - 1)
        if total:
            self._write_row(sheet, last + 1, self._get_writers(sheet, columns), total)

    def _write_rows(self, sheet, columns, rows, head):
        writers = self._get_writers(sheet, columns)
        line = head
        for line, values in enumerate(rows, head + 1):
            self._write_row(sheet, line, writers, values)
        return line

    @staticmethod
    def _write_row(sheet, line, writers, values):
        for index, (write, value) in enumerate(zip(writers, values, strict=True)):
            if value is not None and value != "":
                write(line, index, value)

    def _get_writers(self, sheet, columns):
        return [self._get_writer(sheet, column.kind) for column in columns]

    def _get_writer(self, sheet, kind):
        if kind == "text":
            plain, quoted = self._formats["text"], self._formats["quoted"]

            def write_text(line, index, value):
                value = str(value)[:LONGEST_TEXT]
                style = quoted if value.startswith(FORMULA_STARTS) else plain
                sheet.write_string(line, index, value, style)

            return write_text

        write = (
            sheet.write_datetime if kind in ("date", "datetime") else sheet.write_number
        )
        style = self._formats[kind]

        def write_typed(line, index, value):
            if isinstance(value, str):
                return sheet.write_string(line, index, value, self._formats["text"])
            return write(line, index, value, style)

        return write_typed


def write_csv(file, columns, rows):
    """Write a table as CSV in UTF-8 that Excel recognises as such.

    :param file: binary file to write to
    :param columns: list of :class:`Column`
    :param rows: as in :meth:`Workbook.add_table`
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([column.label for column in columns])
    for values in rows:
        writer.writerow(
            [
                _get_csv_text(column.kind, value)
                for column, value in zip(columns, values, strict=True)
            ]
        )
    text.detach()


def _get_csv_text(kind, value):
    if value is None:
        return ""
    if kind in ("date", "datetime"):
        return value.isoformat(" ") if kind == "datetime" else value.isoformat()
    if kind == "amount":
        return f"{value:.2f}"
    text = str(value)
    # an apostrophe keeps it text, see FORMULA_STARTS
    return f"'{text}" if kind == "text" and text.startswith(FORMULA_STARTS) else text
