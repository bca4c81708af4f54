import io

import xlsxwriter

from odoo import api, models

# the columns of the template; a file may have others
IMPORTED_FIELDS = [
    "number",
    "name",
    "description",
    "date_received",
    "date_closed",
    "stage_id",
    "kind",
    "channel_id",
    "category_id",
    "priority",
    "validity",
    "outcome",
    "outcome_note",
    "partner_id",
    "customer_name",
    "phone",
    "email_from",
    "incident_date",
    "incident_place",
    "demand",
    "subject_name",
    "department_id",
    "team_id",
    "user_id",
    "is_historic",
]
# said at the registration, once for all
GIVEN_ONCE = ("number", "is_historic")


class ComplaintImportMixin(models.AbstractModel):
    """Takes complaints over from files and earlier systems.

    Imported complaints are historic unless the file says otherwise: they may start in
    any stage, also closed, and have no effects, that is no acknowledgement, no check of
    late entry, no notification, no deadline and no escalation.
    """

    _name = "complaint.import.mixin"
    _description = "Import of Complaints"

    @api.model
    def load(self, fields, data):
        """As for any model, with the defaults of an import: what is created is historic
        where no column tells, and not followed by whoever imports it."""
        defaults = {"default_is_historic": True, "tracking_disable": True}
        importing = self.with_context(**{**defaults, **self.env.context})
        return super(ComplaintImportMixin, importing).load(fields, data)

    def write(self, vals):
        """A case keeps its number, and its clock runs or never does.

        :raise AccessError: somebody changes them
        """
        self._check_not_written(
            {
                name
                for name in GIVEN_ONCE
                if name in vals and set(self.mapped(name)) - {vals[name]}
            }
        )
        return super().write(vals)

    @api.model
    def get_import_templates(self):
        """The file that the import page offers, in the language of the user."""
        return [
            {
                "label": self.env._("Import Template for Complaints"),
                "template": "/complaint_management/import_template",
            }
        ]

    def _generate_import_template(self):
        """The template: labels that the import page recognises, one column a field.

        :return: the bytes of an XLSX file
        """
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
            sheet = book.add_worksheet(self.env._("Complaints"))
            sheet.freeze_panes(1, 0)
            formats = {
                "header": book.add_format({"bold": True, "bg_color": "#DFE3E8"}),
                "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            }
            descriptions = self.fields_get(IMPORTED_FIELDS)
            for column, name in enumerate(IMPORTED_FIELDS):
                self._write_import_column(sheet, column, descriptions[name], formats)
        return output.getvalue()

    def _write_import_column(self, sheet, column, description, formats):
        sheet.set_column(column, column, 20, formats.get(description["type"]))
        sheet.write(0, column, description["string"], formats["header"])
        if description["type"] == "selection":
            labels = [label for _value, label in description["selection"]]
            sheet.data_validation(
                1,
                column,
                sheet.xls_rowmax - 1,
                column,
                {"validate": "list", "source": labels, "ignore_blank": True},
            )

    def _record_history(self):
        """Remember what is known of the past of historic complaints."""
        self._append_milestones(
            {"received": {case.id: case.date_received for case in self}}
        )
        closed = self.filtered("date_closed")
        closed._append_milestones(
            {"closed": {case.id: case.date_closed for case in closed}}
        )
