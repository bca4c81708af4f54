from odoo import models


class ComplaintLedgerReport(models.AbstractModel):
    """The printed ledger."""

    _name = "report.complaint_management.complaint_ledger_report"
    _inherit = ["complaint.sheet.mixin"]
    _description = "Printed Ledger"

    def _get_report_values(self, docids, data=None):
        ledgers = self.env["complaint.ledger.print"].browse(docids)
        return {"docs": ledgers, **self._prepare_sheet_values()}
