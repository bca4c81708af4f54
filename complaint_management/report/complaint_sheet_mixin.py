from datetime import date, datetime

from odoo import models
from odoo.tools import get_lang

from ..tools.text_lines import wrap
from . import sheet_pages

# in pixels: company, title and space; total, signatures and space
OPENING = 60
CLOSING = 90


class ComplaintSheetMixin(models.AbstractModel):
    """What every printed sheet of tables needs."""

    _name = "complaint.sheet.mixin"
    _description = "Printed Table"
    # of what is printed
    _sheet_model = None

    def _get_report_values(self, docids, data=None):
        return {
            "docs": self.env[self._sheet_model].browse(docids),
            "sheet_lang": get_lang(self.env).code,
            "sheet_imprint": self._get_sheet_imprint(docids),
            # in pixels
            "sheet_look": {
                "width": sheet_pages.WIDTH,
                "font": sheet_pages.FONT,
                "line": sheet_pages.LINE,
                "padding": sheet_pages.PADDING,
                "table_extra": sheet_pages.TABLE_EXTRA,
            },
            "divide_sheet": self._divide_sheet,
        }

    def _get_sheet_imprint(self, docids):
        """Who printed the sheet and when, on the clock of what is printed."""
        doc = self.env[self._sheet_model].browse(docids)[:1]
        return self.env._(
            "Printed on %(date)s by %(user)s",
            date=doc._format_moment(self.env.cr.now()),
            user=self.env.user.name,
        )

    def _get_sheet_tables(self, doc):
        """What is printed of the document.

        :return: list of :class:`~.sheet_pages.SheetTable`
        """
        raise NotImplementedError

    def _divide_sheet(self, doc):
        """The pages of the document, see :class:`~.sheet_pages.SheetPages`."""
        scope = wrap(doc._get_scope_label(), sheet_pages.WIDTH / sheet_pages.FONT)
        return sheet_pages.SheetPages(
            self._get_sheet_tables(doc),
            self._get_page_height(),
            OPENING + len(scope) * sheet_pages.LINE,
            CLOSING,
        )

    def _get_page_height(self):
        """Height between the margins of the paper, in pixels."""
        reports = self.env["ir.actions.report"]
        report = reports._get_report_from_name(self._name.removeprefix("report."))
        paper = report.get_paperformat()
        width = paper.print_page_width - paper.margin_left - paper.margin_right
        height = paper.print_page_height - paper.margin_top - paper.margin_bottom
        return sheet_pages.WIDTH * height / width

    @staticmethod
    def _format_cell(value, kind="text"):
        """A value of the table as text, in a notation that is the same in all
        languages."""
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
        return " ".join(str(value).split())
