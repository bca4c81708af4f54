from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ComplaintImport(Controller):
    @route(
        "/complaint_management/import_template",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def download_import_template(self):
        """The XLSX file that the import page of complaints offers."""
        complaints = request.env["complaint.complaint"]
        complaints.check_access("create")
        return request.make_response(
            complaints._generate_import_template(),
            headers=[
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition("complaints.xlsx")),
            ],
        )
