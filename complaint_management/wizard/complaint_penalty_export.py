import base64
import io

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.spreadsheet import Column, open_workbook, write_csv

PERIOD_FIELDS = [
    ("date_executed", "Executed"),
    ("date_approved", "Approved"),
    ("date_occurred", "Happened"),
]
# field of the penalty → kind of column; “person” is who, with or without a user
COLUMNS = {
    "number": "text",
    "notice_kind": "text",
    "target_kind": "text",
    "department_id": "text",
    "person": "text",
    "complaint_id": "text",
    "occasion": "text",
    "level_id": "text",
    "reason": "text",
    "date_occurred": "date",
    "kind": "text",
    "amount": "amount",
    "currency_id": "text",
    "points": "number",
    "months": "number",
    "state": "text",
    "approved_by_id": "text",
    "date_approved": "date",
    "executor_id": "text",
    "date_executed": "date",
    "execution_reference": "text",
}
WIDTHS = {"text": 22, "date": 12, "amount": 14, "number": 10}


class ComplaintPenaltyExport(models.TransientModel):
    """The penalties of a period as a file for human resources and finance (兑现)."""

    _name = "complaint.penalty.export"
    _description = "Export Penalties"

    period_field = fields.Selection(
        PERIOD_FIELDS, "Penalties that Were", required=True, default="date_approved"
    )
    date_from = fields.Date(
        "From", required=True, default=lambda self: self._default_month()
    )
    date_to = fields.Date(
        "To",
        required=True,
        default=lambda self: self._default_month() + relativedelta(months=1, days=-1),
    )
    department_id = fields.Many2one(
        "hr.department", help="This department and those below it. Empty: all."
    )
    user_id = fields.Many2one("res.users", "Person", help="Empty: all.")
    file_format = fields.Selection(
        [("xlsx", "Excel"), ("csv", "CSV")], required=True, default="xlsx"
    )
    file = fields.Binary(readonly=True, attachment=False)

    _dates_ordered = models.Constraint(
        "CHECK (date_from <= date_to)", "The period ends after it begins."
    )

    def _default_month(self):
        """First day of the last month."""
        today = self.env["complaint.penalty"]._get_local_today()
        return today + relativedelta(months=-1, day=1)

    def action_export(self):
        """Download the file, with the penalties that the user may read.

        :raise AccessError: the user may not export data
        :raise UserError: there are none
        """
        self.ensure_one()
        self.env.user._check_may_export()
        penalties = self._get_penalties()
        if not penalties:
            raise UserError(self.env._("There are no such penalties in this period."))
        title = self.env._("Penalties")
        self.file = base64.b64encode(self._make_file(title, penalties))
        name = f"{title} {self.date_from} {self.date_to}.{self.file_format}"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{name}?download=true",
            "target": "download",
        }

    def _make_file(self, title, penalties):
        """The bytes of the file, in the format chosen."""
        file = io.BytesIO()
        columns, rows = self._get_columns(), self._get_rows(penalties)
        if self.file_format == "csv":
            write_csv(file, columns, rows)
        else:
            with open_workbook(file) as workbook:
                workbook.add_table(title, columns, rows)
        return file.getvalue()

    def _get_penalties(self):
        penalties = self.env["complaint.penalty"]
        after = penalties._from_local_day(self.date_to + relativedelta(days=1))
        domain = (
            Domain(self.period_field, ">=", penalties._from_local_day(self.date_from))
            & Domain(self.period_field, "<", after)
            & Domain("state", "not in", ("proposed", "waived", "cancelled"))
        )
        if self.department_id:
            domain &= Domain("department_id", "child_of", self.department_id.id)
        if self.user_id:
            domain &= Domain("user_id", "=", self.user_id.id)
        return penalties.search(domain, order="department_id, user_id, id")

    @api.model
    def _get_columns(self):
        labels = self.env["complaint.penalty"].fields_get(attributes=["string"])
        labels["person"] = {"string": self.env._("Person")}
        return [
            Column(name, labels[name]["string"], kind, WIDTHS[kind])
            for name, kind in COLUMNS.items()
        ]

    @api.model
    def _get_rows(self, penalties):
        for penalty in penalties:
            # nothing makes an empty cell
            yield [self._get_cell(penalty, name) or None for name in COLUMNS]

    @api.model
    def _get_cell(self, penalty, name):
        if name == "person":
            return penalty.target_kind == "person" and penalty._get_target_name()
        field, value = penalty._fields[name], penalty[name]
        if field.type == "selection":
            return penalty._get_label(name)
        if field.type == "many2one":
            return value.sudo().display_name  # sudo: names only
        if field.type == "datetime":
            return penalty._to_local_day(value)
        return value
