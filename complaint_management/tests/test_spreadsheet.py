import io
import zipfile
from datetime import date, datetime

from lxml import etree
from openpyxl import load_workbook

from odoo.tests import BaseCase, tagged

from ..tools.spreadsheet import Column, open_workbook

COLUMNS = [
    Column("number", "No.", "text", 14),
    Column("day", "Day", "date"),
    Column("at", "At", "datetime"),
    Column("count", "Count"),
    Column("rate", "Rate", "percent"),
]
HOSTILE = "<b>&amp;</b>\x00\x0b\r\n\ttail _x0041_ 投诉 \ud800 "


@tagged("complaint", "post_install", "-at_install")
class TestSpreadsheet(BaseCase):
    """Files that any program opens, whatever customers write."""

    def _write(self, rows, name="Table", **options):
        file = io.BytesIO()
        with open_workbook(file) as workbook:
            workbook.add_table(name, COLUMNS, rows, **options)
        return file

    def _read(self, *args, **options):
        return load_workbook(self._write(*args, **options)).active

    def test_values_keep_their_types(self):
        moment = datetime(2026, 2, 28, 23, 59, 30)
        row = ["C1", date(2026, 2, 28), moment, 3, 0.125]
        sheet = self._read([row], title="Ledger", total=["Total", None, None, 3, 1])
        cells = [cell.value for cell in sheet[3]]
        self.assertEqual(cells[1].date(), row[1])
        self.assertEqual([cells[0], *cells[2:]], [row[0], *row[2:]])
        self.assertEqual(sheet["E3"].number_format, "0.0%")
        self.assertEqual(sheet["A1"].value, "Ledger")
        self.assertEqual((sheet.freeze_panes, sheet.auto_filter.ref), ("A3", "A2:E3"))
        self.assertTrue(sheet["A4"].font.bold)
        self.assertEqual(sheet.column_dimensions["A"].width, 14)

    def test_any_text_is_kept(self):
        [[cell, *_rest]] = self._read([[HOSTILE, None, "", 1, None]]).iter_rows(
            min_row=2
        )
        # openpyxl leaves to its caller what XML cannot hold
        self.assertIn("<b>&amp;</b>", cell.value)
        self.assertIn("_x0000_", cell.value)
        self.assertIn("_x005F_x0041_ 投诉", cell.value)
        self.assertTrue(cell.value.endswith(" "))
        sheet = zipfile.ZipFile(self._write([[HOSTILE] + [None] * 4]))
        etree.fromstring(sheet.read("xl/worksheets/sheet1.xml"))

    def test_formulas_stay_text(self):
        for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1"):
            cell = self._read([[text] + [None] * 4])["A2"]
            self.assertEqual(cell.data_type, "s", text)
            self.assertTrue(cell.quotePrefix, text)

    def test_what_is_no_number_or_date_is_text(self):
        row = ["x" * 40_000, date(1815, 6, 18), "unknown", True, float("nan")]
        values = [cell.value for cell in self._read([row])[2]]
        self.assertEqual(len(values[0]), 32_767)
        self.assertEqual(values[1:], ["1815-06-18", "unknown", "True", "nan"])

    def test_names_of_sheets_are_allowed_and_unlike(self):
        file = io.BytesIO()
        with open_workbook(file) as workbook:
            for name in ("Cases: A/B", "cases  a b", "C" * 40, "C" * 40):
                workbook.add_table(name, COLUMNS, [])
        names = load_workbook(file).sheetnames
        self.assertEqual(len({name.casefold() for name in names}), 4)
        self.assertEqual(names[0], "Cases  A B")
        self.assertTrue(all(len(name) <= 31 for name in names))
