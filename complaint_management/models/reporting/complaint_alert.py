import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

# so many cases are linked to the proposed measure, the latest ones
LINKED = 100


class ComplaintAlert(models.Model):
    """Watches how often a problem comes up: when too many complaints are received within
    some days, a corrective action is proposed (P23: preventive measures where a
    problem is frequent)."""

    _name = "complaint.alert"
    _inherit = ["complaint.part.mixin"]
    _description = "Complaint Alert"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    category_id = fields.Many2one(
        "complaint.category",
        ondelete="cascade",
        help="With the categories below it. Empty: all complaints.",
    )
    department_id = fields.Many2one(
        "hr.department",
        "Handling Department",
        check_company=True,
        ondelete="cascade",
        help="With the departments below it. Empty: all departments.",
    )
    threshold = fields.Integer(
        "Complaints", required=True, default=10, help="From so many complaints on."
    )
    days = fields.Integer("Within Days", required=True, default=30)
    user_id = fields.Many2one(
        "res.users",
        "Owner of the Measure",
        domain="[('share', '=', False)]",
        ondelete="restrict",
    )
    date_raised = fields.Datetime("Last Raised on", readonly=True, copy=False)

    _threshold_positive = models.Constraint(
        "CHECK (threshold > 0 AND days > 0)",
        "Give a number of complaints and of days of at least one.",
    )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_complaints(self):
        """Open the complaints counted at present."""
        self.ensure_one()
        complaints = self.env["complaint.complaint"]
        return {
            **complaints._get_records_action(name=self.name),
            "domain": list(self._get_complaint_domain()),
            "views": [(False, "list"), (False, "form")],
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _cron_raise(self):
        """Propose a measure for each alert whose number is reached. One that was raised
        keeps quiet until its days have passed."""
        for alert in self.search([]):
            try:
                if alert.try_lock_for_update() and not alert._is_quiet():
                    alert._raise_if_reached()
                self.env.flush_all()
            except Exception:
                self.env.cr.rollback()
                # the others are raised all the same
                _logger.exception("Alert %s cannot be raised.", alert.id)
            if not self.env["ir.cron"]._commit_progress(1):
                return

    def _is_quiet(self):
        """Whether it was raised within its days already."""
        if not self.date_raised:
            return False
        return self.env.cr.now() < self.date_raised + timedelta(self.days)

    def _raise_if_reached(self):
        complaints = self.env["complaint.complaint"].search(
            self._get_complaint_domain(), order="id desc"
        )
        if len(complaints) < self.threshold:
            return self.env["complaint.measure"]
        self.date_raised = self.env.cr.now()
        return self.env["complaint.measure"].create(
            self._prepare_measure_values(complaints)
        )

    def _get_complaint_domain(self):
        since = self.env.cr.now() - timedelta(days=self.days)
        domain = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("kind", "=", "complaint")
            & Domain("date_received", ">=", since)
        )
        if self.category_id:
            domain &= Domain("category_id", "child_of", self.category_id.id)
        if self.department_id:
            domain &= Domain("department_id", "child_of", self.department_id.id)
        return domain

    def _prepare_measure_values(self, complaints):
        lang = self.user_id.lang or self.company_id.partner_id.lang
        env = self.with_context(lang=lang).env
        return {
            "name": env._("Frequent problem: %(alert)s", alert=self.with_env(env).name),
            "kind": "corrective",
            "problem": env._(
                "%(count)s complaints within %(days)s days.",
                count=len(complaints),
                days=self.days,
            ),
            "complaint_ids": complaints[:LINKED].ids,
            "company_id": self.company_id.id,
            "category_id": self.category_id.id,
            "department_id": self.department_id.id,
            "user_id": self.user_id.id,
        }
