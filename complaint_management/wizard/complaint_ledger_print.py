import tempfile

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.spreadsheet import open_workbook

PRINT_LIMIT = 2000
# how often the progress is told, in rows
STEP = 2000


class ComplaintLedgerPrint(models.TransientModel):
    """Prints the ledger of complaints (客户投诉处理管理台账), or writes it as a
    spreadsheet: both from the rows of ``complaint.ledger.rows``."""

    _name = "complaint.ledger.print"
    _inherit = ["complaint.report.scope.mixin"]
    _description = "Print the Ledger"

    title = fields.Char(
        required=True, default=lambda self: self.env._("Complaint Handling Ledger")
    )
    complaint_count = fields.Integer("Complaints", compute="_compute_complaint_count")
    progress = fields.Integer(readonly=True, export_string_translation=False)

    @api.depends(
        "company_id",
        "complaint_ids",
        "date_from",
        "date_to",
        "team_ids",
        "department_ids",
        "category_ids",
        "state",
    )
    def _compute_complaint_count(self):
        for ledger in self:
            ledger.complaint_count = (
                ledger._get_complaints().search_count(ledger._get_scope_domain())
                if ledger.date_from and ledger.date_to
                else 0
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_print(self):
        """Print on paper.

        :raise UserError: too many complaints for paper
        """
        self.ensure_one()
        if self.complaint_count > PRINT_LIMIT:
            raise UserError(
                self.env._(
                    "%(count)s complaints are too many for paper, %(limit)s can be"
                    " printed: choose a shorter period or take the spreadsheet.",
                    count=self.complaint_count,
                    limit=PRINT_LIMIT,
                )
            )
        report = self.env.ref("complaint_management.complaint_ledger_action_report")
        return report.report_action(self, config=False)

    def action_export(self):
        """Let the browser fetch the spreadsheet and show how far it is."""
        self.ensure_one()
        self.env.user._check_may_export()
        return {
            "type": "ir.actions.client",
            "tag": "complaint_management.download_ledger",
            "target": "new",
            "name": self.title,
            "params": {"ledger_id": self.id, "count": self.complaint_count},
        }

    def get_progress(self):
        """How many rows are written to the spreadsheet so far."""
        self.ensure_one()
        return self.progress

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_columns(self):
        return self.env["complaint.ledger.rows"]._get_columns(self.company_id)

    def _iter_rows(self, columns):
        """The rows of the ledger, see ``complaint.ledger.rows``."""
        return self.env["complaint.ledger.rows"]._iter_rows(
            self._get_scope_domain(), columns, self._get_desk_zone()
        )

    def _get_totals(self):
        """Number of complaints, closed and open."""
        groups = self._get_complaints()._read_group(
            self._get_scope_domain(), ["phase"], ["__count"]
        )
        counts = dict(groups)
        closed = counts.get("closed", 0)
        return {
            "all": sum(counts.values()),
            "closed": closed,
            "open": sum(counts.values()) - closed,
        }

    def _write_spreadsheet(self, file):
        """Write the ledger as XLSX.

        :param file: binary file to write to
        """
        self.env.user._check_may_export()
        columns = self._get_columns()
        with open_workbook(file) as workbook:
            workbook.add_table(
                self.env._("Ledger"),
                columns,
                self._follow_progress(self._iter_rows(columns)),
                title=f"{self.title} · {self._get_scope_label()}",
            )

    def _make_spreadsheet(self):
        """A temporary file with the ledger as XLSX, at its beginning."""
        file = tempfile.TemporaryFile()  # noqa: SIM115 (closed by who sends it)
        self._write_spreadsheet(file)
        file.seek(0)
        return file

    def _follow_progress(self, rows):
        for number, row in enumerate(rows, 1):
            if number % STEP == 0:
                self._keep_progress(number)
            yield row

    def _keep_progress(self, number):
        """Seen by the browser at once, hence in a transaction of its own."""
        with self.env.registry.cursor() as cr:
            self.with_env(self.env(cr=cr)).progress = number
