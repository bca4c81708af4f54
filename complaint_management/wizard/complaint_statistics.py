import tempfile
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..models.reporting.reporting_data import DIMENSIONS, RATE_UNITS, STATISTICS_KINDS
from ..tools.spreadsheet import open_workbook


class ComplaintStatistics(models.TransientModel):
    """Statistics of a period: on the screen with a list behind each figure, on paper and
    as a spreadsheet, all three from the same tables."""

    _name = "complaint.statistics"
    _inherit = ["complaint.report.scope.mixin"]
    _description = "Complaint Statistics"

    kind = fields.Selection(STATISTICS_KINDS, required=True, default="cases")
    dimension = fields.Selection(
        DIMENSIONS, "Rows", required=True, default="category_id"
    )
    rate_unit = fields.Selection(
        RATE_UNITS,
        "Rate",
        required=True,
        default="10000",
        help="Complaints per so many.",
    )

    @api.onchange("kind")
    def _onchange_kind(self):
        """Weekly statistics begin with the week before this one (P24: on Friday, last
        week's counts), all others with last month. No quantity is known of a team
        with which its complaints could be compared."""
        today = self._get_local_today()
        if self.kind == "weekly":
            monday = today - relativedelta(days=today.weekday() + 7)
            self.date_from, self.date_to = monday, monday + relativedelta(days=6)
        else:
            self.date_from = self._default_date_from()
            self.date_to = self._default_date_to()
        if self.kind == "rate":
            self.team_ids = False

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_show(self):
        """Show the tables on the screen."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "complaint_management.statistics",
            "name": self._get_title(),
            "params": {"statistics_id": self.id},
        }

    def action_print(self):
        """Print the tables."""
        report = self.env.ref("complaint_management.complaint_statistics_action_report")
        return report.report_action(self, config=False)

    def action_export(self):
        """Let the browser fetch the tables as a spreadsheet."""
        self.ensure_one()
        self.env.user._check_may_export()
        return {
            "type": "ir.actions.act_url",
            "url": f"/complaint_management/statistics/{self.id}",
            "target": "download",
        }

    def get_tables(self):
        """The tables for the web client, each figure with the domain of its list."""
        self.ensure_one()
        return {
            "title": self._get_title(),
            "scope": self._get_scope_label(),
            "can_export": self.env.user.has_group("base.group_allow_export"),
            "tables": [table.to_dict() for table in self._get_tables()],
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_title(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        return labels[self.kind]

    def _get_file_name(self):
        """Name of the file to which the tables are printed or written."""
        return f"{self._get_title()} {self._get_days_label()}"

    def _get_days(self):
        """Quantities are known by month: a complaint rate is about whole months."""
        first, last = super()._get_days()
        if self.kind != "rate":
            return first, last
        return first.replace(day=1), last + relativedelta(day=31)

    def _get_period_before(self):
        """Begin and end in UTC of what the period is compared with: as many months
        before whole months, otherwise as many days."""
        first, last = self._get_days()
        after = last + timedelta(days=1)
        length = after - first
        if first.day == after.day == 1:
            length = relativedelta(after, first)
        return self._to_utc(first - length), self._to_utc(first)

    def _get_dimension(self):
        return self.dimension

    def _get_tables(self):
        """The tables of the kind, under the rights of the user.

        :return: list of :class:`~.report.statistics_table.Table`
        """
        return self.env[f"complaint.statistics.{self.kind}"]._get_tables(self)

    def _make_spreadsheet(self):
        """A temporary file with a sheet for each table, at its beginning."""
        self.env.user._check_may_export()
        file = tempfile.TemporaryFile()  # noqa: SIM115 (closed by who sends it)
        with open_workbook(file) as workbook:
            for table in self._get_tables():
                workbook.add_table(
                    table.title,
                    table.columns,
                    table.get_values(),
                    title=f"{table.title} · {self._get_scope_label()}",
                    total=table.get_total_values(),
                )
        file.seek(0)
        return file
