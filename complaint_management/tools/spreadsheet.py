"""Writes tables into XLSX and CSV files row by row, in memory that does not grow."""

import contextlib
import csv
import io
from dataclasses import dataclass
from datetime import date

from .xlsx import (
    BOLD,
    FRAME,
    HEAD_FILL,
    LARGE,
    LINE_ABOVE,
    NUMBER_FORMATS,
    Styles,
    XlsxFile,
    escape_text,
    get_column_name,
    get_serial,
    is_number,
)

# a cell that begins with one of these is a formula for a careless program
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
KINDS = (*NUMBER_FORMATS, "text")


@dataclass(frozen=True)
class Column:
    """What is in a column of a table, and how it looks."""

    name: str
    label: str
    kind: str = "integer"  # one of KINDS
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
        styles = Styles()
        self._plain = self._add_styles(styles)
        self._total = self._add_styles(styles, font=BOLD, border=LINE_ABOVE)
        self._head = styles.add(font=BOLD, fill=HEAD_FILL, border=FRAME)
        self._title = styles.add(font=LARGE)
        self._file = XlsxFile(file, styles)

    def close(self):
        """Write the file."""
        self._file.close()

    def add_table(self, name, columns, rows, title=None, total=None):
        """Write a sheet.

        :param columns: list of :class:`Column`
        :param rows: an iterable of sequences of values, ``None`` for empty cells
        :param total: a last row, without filters
        """
        letters = [get_column_name(index) for index in range(len(columns))]
        writers = self._get_writers(columns, letters, self._plain)
        head = 2 if title else 1
        with self._file.open_sheet(name) as sheet:
            sheet.write(self._get_opening(columns, head))
            if title:
                sheet.write(_get_row(1, [_get_text("A", 1, title, self._title)]))
            labels = zip(letters, columns, strict=True)
            cells = [
                _get_text(letter, head, column.label, self._head)
                for letter, column in labels
            ]
            sheet.write(_get_row(head, cells))
            last = head
            for last, values in enumerate(rows, head + 1):
                sheet.write(_get_row(last, _get_cells(writers, last, values)))
            if total:
                writers = self._get_writers(columns, letters, self._total)
                line = last + 1
                sheet.write(_get_row(line, _get_cells(writers, line, total)))
            sheet.write(f'</sheetData><autoFilter ref="A{head}:{letters[-1]}{last}"/>')

    @staticmethod
    def _add_styles(styles, **look):
        return {
            **{kind: styles.add(kind, **look) for kind in KINDS},
            "quoted": styles.add(is_quoted=True, **look),
        }

    @staticmethod
    def _get_opening(columns, head):
        """Head that stays in sight, and widths."""
        widths = "".join(
            f'<col min="{n}" max="{n}" width="{column.width}" customWidth="1"/>'
            for n, column in enumerate(columns, 1)
        )
        return (
            '<sheetViews><sheetView workbookViewId="0">'
            f'<pane ySplit="{head}" topLeftCell="A{head + 1}" activePane="bottomLeft"'
            ' state="frozen"/></sheetView></sheetViews>'
            f"<cols>{widths}</cols><sheetData>"
        )

    def _get_writers(self, columns, letters, looks):
        return [
            self._get_writer(column.kind, letter, looks)
            for column, letter in zip(columns, letters, strict=True)
        ]

    @staticmethod
    def _get_writer(kind, letter, looks):
        """A function of line and value that returns the cell."""
        text, quoted = looks["text"], looks["quoted"]

        def write_text(line, value):
            value = str(value)
            style = quoted if value.startswith(FORMULA_STARTS) else text
            return _get_text(letter, line, value, style)

        if kind == "text":
            return write_text
        style = looks[kind]

        def write_number(line, value):
            number = get_serial(value) if isinstance(value, date) else value
            if not is_number(number):
                return write_text(line, value)
            return f'<c r="{letter}{line}" s="{style}"><v>{number!r}</v></c>'

        return write_number


def _get_text(letter, line, value, style):
    return (
        f'<c r="{letter}{line}" s="{style}" t="inlineStr"><is>'
        f'<t xml:space="preserve">{escape_text(value)}</t></is></c>'
    )


def _get_cells(writers, line, values):
    return [
        write(line, value)
        for write, value in zip(writers, values, strict=True)
        if value is not None and value != ""
    ]


def _get_row(line, cells):
    return f'<row r="{line}">{"".join(cells)}</row>'


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
    return make_inert(value) if kind == "text" else str(value)


def make_inert(value):
    """The text, with an apostrophe before what a spreadsheet would calculate."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
