from odoo import models
from odoo.fields import Domain

from ..tools.spreadsheet import Column
from .statistics_table import get_rate


class ComplaintStatisticsChecks(models.AbstractModel):
    """What spot checks found in the cases closed in the period, whenever these were
    drawn (抽查; courtesy and clarity: standards 1 and 8 of P17)."""

    _name = "complaint.statistics.checks"
    _inherit = ["complaint.figures.mixin"]
    _description = "Spot Check Table"

    def _get_tables(self, report):
        table = self._build_table(
            self.env._("Spot Checks"),
            "complaint.review",
            f"complaint_id.{report._get_dimension()}",
            self._get_columns(),
            self._get_domains(report),
            self._derive,
        )
        return [table]

    def _get_domains(self, report):
        cases = report._get_filter_domain() & Domain(
            report._get_period_domain("date_closed")
        )
        drawn = Domain("kind", "=", "spot_check") & Domain("complaint_id", "any", cases)
        return {
            "drawn": drawn,
            "checked": drawn & Domain("result", "!=", False),
            "confirmed": drawn & Domain("result", "=", "confirmed"),
            "redo": drawn & Domain("result", "=", "redo"),
            "courteous": drawn & Domain("courtesy", "=", "yes"),
            "discourteous": drawn & Domain("courtesy", "=", "no"),
            "clear": drawn & Domain("clarity", "=", "yes"),
            "unclear": drawn & Domain("clarity", "=", "no"),
        }

    def _get_columns(self):
        return [
            Column("drawn", self.env._("Drawn")),
            Column("checked", self.env._("Checked")),
            Column("checked_rate", self.env._("Checked %"), "percent"),
            Column("confirmed", self.env._("Confirmed")),
            Column("redo", self.env._("To Be Redone")),
            Column("confirmed_rate", self.env._("Confirmed %"), "percent"),
            Column("discourteous", self.env._("Not Courteous")),
            Column("courtesy_rate", self.env._("Courteous %"), "percent"),
            Column("unclear", self.env._("Record Not Clear")),
            Column("clarity_rate", self.env._("Clear %"), "percent"),
        ]

    @staticmethod
    def _derive(values, _whole):
        asked = values["courteous"] + values["discourteous"]
        read = values["clear"] + values["unclear"]
        return {
            "checked_rate": get_rate(values["checked"], values["drawn"]),
            "confirmed_rate": get_rate(values["confirmed"], values["checked"]),
            "courtesy_rate": get_rate(values["courteous"], asked),
            "clarity_rate": get_rate(values["clear"], read),
        }
