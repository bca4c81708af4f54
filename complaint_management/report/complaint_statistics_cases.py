from odoo import models
from odoo.fields import Domain

from ..tools.spreadsheet import Column
from .statistics_table import get_rate


class ComplaintStatisticsCases(models.AbstractModel):
    """Case statistics of a period (客户投诉案件统计表, P04)."""

    _name = "complaint.statistics.cases"
    _inherit = ["complaint.figures.mixin"]
    _description = "Case Statistics"

    def _get_tables(self, report):
        domains = self._get_domains(report)
        table = self._build_table(
            self.env._("Case Statistics"),
            "complaint.complaint",
            report._get_dimension(),
            self._get_columns(),
            domains,
            self._derive,
        )
        return [table]

    def _get_domains(self, report):
        balance = self._get_balance_domains(report)
        received = balance["received"]
        return {
            "received": received,
            "before": balance["before"],
            "closed": balance["closed"],
            "after": balance["after"],
            "valid": received & Domain("validity", "=", "valid"),
            "to_improve": received & Domain("validity", "=", "to_improve"),
            "invalid": received & Domain("validity", "in", ("invalid", "malicious")),
            "to_assess": received & Domain("validity", "=", "to_assess"),
            "on_time": received & Domain("on_time", "=", "yes"),
            "late": received & Domain("on_time", "=", "no"),
            "first": balance["closed"] & Domain("close_time", "=", "first"),
            "second": balance["closed"] & Domain("close_time", "=", "second"),
            "reopened": received & Domain("round", ">", 1),
        }

    def _get_columns(self):
        return [
            Column("before", self.env._("Open Before")),
            Column("received", self.env._("Received")),
            Column("share", self.env._("Share"), "percent"),
            Column("valid", self.env._("Valid")),
            Column("to_improve", self.env._("To Be Improved")),
            Column("invalid", self.env._("Invalid")),
            Column("to_assess", self.env._("To Assess")),
            Column("closed", self.env._("Closed")),
            Column("first_rate", self.env._("Closed the First Time"), "percent"),
            Column("after", self.env._("Open After")),
            Column("late", self.env._("With a Missed Limit")),
            Column("on_time_rate", self.env._("On Time"), "percent"),
            Column("reopened", self.env._("Further Rounds")),
        ]

    def _derive(self, values, whole):
        return {
            "share": self._get_share(values, whole),
            "first_rate": self._get_first_time_rate(values),
            "on_time_rate": get_rate(
                values["on_time"], values["on_time"] + values["late"]
            ),
        }
