from werkzeug.wsgi import wrap_file

from odoo.http import Controller, Response, content_disposition, request, route

from .complaint_import import XLSX


class ComplaintReports(Controller):
    @route(
        "/complaint_management/ledger/<int:ledger_id>",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def download_ledger(self, ledger_id):
        """The ledger as XLSX, sent piece by piece."""
        ledger = request.env["complaint.ledger.print"].browse(ledger_id)
        ledger.check_access("read")
        return self._send(ledger, ledger.title)

    @route(
        "/complaint_management/statistics/<int:statistics_id>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def download_statistics(self, statistics_id):
        """The tables of statistics as XLSX."""
        statistics = request.env["complaint.statistics"].browse(statistics_id)
        statistics.check_access("read")
        return self._send(statistics, statistics._get_file_name())

    @staticmethod
    def _send(report, title):
        file = report._make_spreadsheet()
        return Response(
            wrap_file(request.httprequest.environ, file),
            direct_passthrough=True,
            headers=[
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(f"{title}.xlsx")),
            ],
        )
