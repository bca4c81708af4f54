"""Tables as files: typed cells, and no text that a spreadsheet takes for a formula."""

import csv
import io

import xlsxwriter

# a cell that begins so is calculated by spreadsheets when they open a CSV file
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
XLSX_FORMATS = {"date": "yyyy-mm-dd", "amount": "#,##0.00"}
WIDTHS = {"text": 22, "date": 12, "amount": 14, "number": 10}


def write_xlsx(title, columns, rows):
    """The bytes of a workbook with one sheet, whose head stays in sight.

    :param columns: pairs of label and type: text, date, amount or number
    :param rows: iterable of rows of values; nothing makes an empty cell
    """
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 0)
        head = book.add_format({"bold": True, "bg_color": "#DFE3E8"})
        formats = {
            kind: book.add_format({"num_format": pattern})
            for kind, pattern in XLSX_FORMATS.items()
        }
        for index, (label, kind) in enumerate(columns):
            sheet.set_column(index, index, WIDTHS[kind])
            sheet.write_string(0, index, label, head)
        for line, row in enumerate(rows, 1):
            for index, (value, (_label, kind)) in enumerate(
                zip(row, columns, strict=True)
            ):
                _write_cell(sheet, line, index, value, kind, formats.get(kind))
    return output.getvalue()


def _write_cell(sheet, line, index, value, kind, cell_format):
    if value is None or value is False or value == "":
        return
    if kind == "date":
        sheet.write_datetime(line, index, value, cell_format)
    elif kind == "text":
        sheet.write_string(line, index, str(value))
    else:
        sheet.write_number(line, index, value, cell_format)


def write_csv(columns, rows):
    """The bytes of a CSV file in UTF-8 that Excel recognises as such."""
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow([label for label, _kind in columns])
    for row in rows:
        writer.writerow(
            [
                _to_csv(value, kind)
                for value, (_label, kind) in zip(row, columns, strict=True)
            ]
        )
    return output.getvalue().encode("utf-8-sig")


def _to_csv(value, kind):
    if value is None or value is False:
        return ""
    if kind == "date":
        return value.isoformat()
    if kind == "amount":
        return f"{value:.2f}"
    text = str(value)
    return f"'{text}" if kind == "text" and text.startswith(FORMULA_STARTS) else text
