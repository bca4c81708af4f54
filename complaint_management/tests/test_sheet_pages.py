import io
from datetime import datetime

from lxml import html

from odoo.tests import BaseCase, tagged
from odoo.tools.pdf import PdfFileReader

from ..report.sheet_pages import WIDTH, SheetPages, SheetTable
from ..tools.spreadsheet import Column
from ..tools.text_lines import measure, wrap
from .common import ComplaintCommon

REPORT = "complaint_management.complaint_ledger_report"
CHINESE = "客户反映变速箱更换后再次出现异响（详见附件《客户来信》），要求退款。"
ENGLISH = "The noise came back after three days of use, see https://example.com/12345. "


@tagged("complaint", "post_install", "-at_install")
class TestSheetPages(BaseCase):
    def _divide(self, rows, title="", total=(), tables=1):
        columns = [Column("number", "Number", "text", 14), Column("text", "Text")]
        table = SheetTable(title, columns, rows, list(total))
        return SheetPages([table] * tables, height=900, opening=100, closing=90).pages

    def test_rows_are_printed_once_in_order(self):
        rows = [[f"C{number}", CHINESE * (number % 9)] for number in range(123)]
        pages = self._divide(rows)
        self.assertGreater(len(pages), 3)
        printed = [row for page in pages for part in page for row in part.rows]
        self.assertEqual(printed, rows)

    def test_each_page_has_a_head_and_the_same_columns(self):
        pages = self._divide([[f"C{number}", ENGLISH] for number in range(123)])
        parts = [part for page in pages for part in page]
        self.assertEqual(len(parts), len(pages))
        for part in parts:
            self.assertTrue(part.rows)
            self.assertEqual(part.widths, parts[0].widths)
            self.assertAlmostEqual(sum(part.widths), WIDTH)

    def test_longer_texts_make_more_pages(self):
        short, long = (
            self._divide([["C1", text * 20]] * 60) for text in (ENGLISH[:20], CHINESE)
        )
        self.assertGreater(len(long), len(short))

    def test_row_higher_than_a_page_goes_on(self):
        pages = self._divide([["C1", CHINESE * 200], ["C2", "end"]])
        rows = [row for page in pages for part in page for row in part.rows]
        self.assertGreater(len(pages), 1)
        self.assertEqual(rows[0][0], "C1")
        self.assertEqual("".join(row[1] for row in rows[:-1]), CHINESE * 200)
        self.assertFalse(any(row[0] for row in rows[1:-1]))
        self.assertEqual(rows[-1], ["C2", "end"])

    def test_end_never_stands_alone(self):
        for count in range(25, 60):
            pages = self._divide([["C", "x"]] * count, total=("Total", "1"))
            self.assertTrue(pages[-1][-1].rows)
            totals = [part.total for page in pages for part in page]
            self.assertEqual(totals[-1], ["Total", "1"])
            self.assertFalse(any(totals[:-1]))

    def test_nothing_to_print(self):
        (page,) = self._divide([])
        (part,) = page
        self.assertEqual(part.rows, [])

    def test_tables_follow_each_other(self):
        pages = self._divide([["C", "x"]] * 10, title="Cases", tables=5)
        self.assertGreater(len(pages), 1)
        self.assertGreater(len(pages[0]), 1)
        rows = [row for page in pages for part in page for row in part.rows]
        self.assertEqual(len(rows), 50)

    def test_lines_keep_the_text(self):
        for text in (CHINESE * 3, ENGLISH * 3, CHINESE + ENGLISH, "x" * 90, ""):
            lines = wrap(text, 10)
            self.assertEqual("".join(lines), text)
            for line in lines:
                self.assertLessEqual(measure(line.rstrip()), 10)
        self.assertEqual(wrap("投诉处理", 2), ["投诉", "处理"])
        self.assertEqual(wrap("投诉（一）", 3), ["投诉", "（一）"])


@tagged("complaint", "post_install", "-at_install")
class TestLedgerPages(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaints = cls.env["complaint.complaint"].create(
            [
                {
                    "name": f"{number} {(CHINESE, ENGLISH)[number % 2] * (number % 7)}",
                    "is_historic": True,
                    "team_id": cls.team.id,
                    "date_received": datetime(2026, 2, 3, number // 60, number % 60),
                }
                for number in range(123)
            ]
        )
        cls.ledger = (
            cls.env["complaint.ledger.print"]
            .with_context(
                active_model="complaint.complaint", active_ids=cls.complaints.ids
            )
            .create({})
        )
        cls.reports = cls.env["ir.actions.report"]

    def test_each_page_has_head_and_number(self):
        content, _kind = self.reports._render_qweb_html(REPORT, self.ledger.ids)
        pages = html.fromstring(content).find_class("o_complaint_sheet")
        self.assertGreater(len(pages), 3)
        for number, page in enumerate(pages, 1):
            self.assertEqual(len(page.findall(".//thead")), 1)
            self.assertIn(f"{number} / {len(pages)}", page.text_content())
            is_last = number == len(pages)
            self.assertEqual("Approved by" in page.text_content(), is_last)
            self.assertEqual("Total:" in page.text_content(), is_last)
        numbers = [
            row[0].text for page in pages for row in page.iterfind(".//tbody/tr")
        ]
        self.assertEqual(numbers, self.complaints.mapped("number"))

    def test_paper_has_the_same_pages(self):
        if self.reports.get_wkhtmltopdf_state() == "install":
            self.skipTest("wkhtmltopdf is not installed")
        content, _kind = self.reports._render_qweb_html(REPORT, self.ledger.ids)
        pages = html.fromstring(content).find_class("o_complaint_sheet")
        reports = self.reports.with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            content, _kind = reports._render_qweb_pdf(REPORT, self.ledger.ids)
        self.assertEqual(PdfFileReader(io.BytesIO(content)).numPages, len(pages))
