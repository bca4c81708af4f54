from odoo import models


class ComplaintStatisticsReport(models.AbstractModel):
    """Printed statistics."""

    _name = "report.complaint_management.complaint_statistics_report"
    _inherit = ["complaint.sheet.mixin"]
    _description = "Printed Statistics"

    def _get_report_values(self, docids, data=None):
        reports = self.env["complaint.statistics"].browse(docids)
        return {"docs": reports, **self._prepare_sheet_values()}
