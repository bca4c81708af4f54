from datetime import timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

SCOPE_STATES = [
    ("all", "All"),
    ("open", "Open"),
    ("closed", "Closed"),
]


class ComplaintReportScopeMixin(models.AbstractModel):
    """Which complaints a report is about: a period of receipt and some filters, or the
    complaints chosen in a list. Archived ones are always part of it."""

    _name = "complaint.report.scope.mixin"
    _inherit = ["complaint.local.time.mixin"]
    _description = "Scope of a Report"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    complaint_ids = fields.Many2many("complaint.complaint", string="Chosen Complaints")
    date_from = fields.Date(
        "From", required=True, default=lambda self: self._default_date_from()
    )
    date_to = fields.Date(
        "To", required=True, default=lambda self: self._default_date_to()
    )
    team_ids = fields.Many2many("complaint.team", string="Teams")
    department_ids = fields.Many2many(
        "hr.department", help="With the departments below them."
    )
    category_ids = fields.Many2many(
        "complaint.category", help="With the categories below them."
    )
    state = fields.Selection(SCOPE_STATES, required=True, default="all")

    @api.model
    def default_get(self, fields_list):
        """Reports called from a list are about the complaints chosen there."""
        values = super().default_get(fields_list)
        context = self.env.context
        if context.get("active_model") == "complaint.complaint":
            values["complaint_ids"] = [(6, 0, context.get("active_ids", []))]
        return values

    def _default_date_from(self):
        return self._get_local_today().replace(day=1) - relativedelta(months=1)

    def _default_date_to(self):
        return self._get_local_today().replace(day=1) - timedelta(days=1)

    @api.constrains("date_from", "date_to")
    def _check_period(self):
        for report in self:
            if report.date_to < report.date_from:
                raise UserError(
                    self.env._("The period ends before it begins: correct its dates.")
                )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_complaints(self):
        """The model of what is reported: archived complaints stay in reports."""
        return self.env["complaint.complaint"].with_context(active_test=False)

    def _get_scope_domain(self):
        """Domain on complaints, by the clock of the desk."""
        self.ensure_one()
        if self.complaint_ids:
            return Domain("id", "in", self.complaint_ids.ids)
        return self._get_filter_domain() & Domain(
            self._get_period_domain("date_received")
        )

    def _get_filter_domain(self):
        """Domain on complaints, without the period."""
        domain = Domain("company_id", "=", self.company_id.id)
        if self.team_ids:
            domain &= Domain("team_id", "in", self.team_ids.ids)
        if self.department_ids:
            domain &= Domain("department_id", "child_of", self.department_ids.ids)
        if self.category_ids:
            domain &= Domain("category_id", "child_of", self.category_ids.ids)
        if self.state != "all":
            operator = "=" if self.state == "closed" else "!="
            domain &= Domain("phase", operator, "closed")
        return domain

    def _get_period_domain(self, field_name):
        """The period as a domain on a datetime field."""
        begin, end = self._get_period()
        return [(field_name, ">=", begin), (field_name, "<", end)]

    def _get_period(self):
        """Begin and end of the period in UTC, the end not included."""
        first, last = self._get_days()
        return self._to_utc(first), self._to_utc(last + timedelta(days=1))

    def _get_days(self):
        """First and last day of the period."""
        return self.date_from, self.date_to

    def _get_days_label(self):
        """The period as printed."""
        return "{} – {}".format(*self._get_days())

    def _to_utc(self, day):
        """The moment at which the day begins by the clock of the report."""
        return self._from_local_day(day)

    def _get_desk_zone(self):
        """The clock of the report: that of the desks it is about where they agree, else
        that of the company. The same report is equal for all who read it."""
        company = self._get_local_company()
        # sudo: the clock of a desk is no secret
        teams = self.sudo().team_ids or self.sudo().env["complaint.team"].search(
            [("company_id", "=", company.id)]
        )
        zone = company._get_complaint_zone()
        zones = {team.calendar_id.tz or zone for team in teams}
        return ZoneInfo(zones.pop() if len(zones) == 1 else zone)

    def _get_scope_label(self):
        """What the report is about, for its head."""
        if self.complaint_ids:
            chosen = self.env._(
                "%(count)s chosen complaints", count=len(self.complaint_ids)
            )
            return f"{chosen} · {self._get_zone_label()}"
        chosen = [
            *self.team_ids.mapped("name"),
            *self.department_ids.mapped("name"),
            *self.category_ids.mapped("display_name"),
        ]
        if self.state != "all":
            labels = dict(self._fields["state"]._description_selection(self.env))
            chosen.append(labels[self.state])
        return " · ".join([self._get_days_label(), *chosen, self._get_zone_label()])
