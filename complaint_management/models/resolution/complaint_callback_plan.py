import logging
from ast import literal_eval

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..complaint_data import CARE_GRADES
from ..engine.working_time import get_offset

_logger = logging.getLogger(__name__)

BATCH = 200


class ComplaintCallbackPlan(models.Model):
    """Customers who are followed up from time to time, with or without a complaint
    (P15): new occupants, everybody once a quarter, frequent complainers more
    often. Each of them once in a period."""

    _name = "complaint.callback.plan"
    _inherit = [
        "complaint.callback.terms.mixin",
        "complaint.local.time.mixin",
        "complaint.part.mixin",
    ]
    _part_of = ("team_id",)
    _whole_operation = "read"  # supervisors plan for desks that others configure
    _description = "Periodic Follow-ups"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    team_id = fields.Many2one(
        "complaint.team", required=True, check_company=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="team_id.company_id", store=True)

    # whom
    partner_domain = fields.Char("Customers", required=True)
    domain_user_id = fields.Many2one(
        "res.users",
        "Customers Chosen by",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Only customers whom this user may read are followed up.",
    )
    care_grade = fields.Selection(CARE_GRADES, "Customer Care Grade")
    is_attention_needed = fields.Boolean(
        "Only Customers Needing Attention",
        help="Those with a reason for attention.",
    )
    complaint_minimum = fields.Integer(
        "Complaints at Least",
        help="Only customers who complained so often within the months below.",
    )
    complaint_months = fields.Integer("Within Months", default=12)
    is_open_skipped = fields.Boolean(
        "Not While a Complaint Is Open",
        default=True,
        help="These customers hear from us anyway.",
    )

    # when
    interval = fields.Integer("Every … Months", required=True, default=3)
    working_days = fields.Integer(
        "Due after Working Days",
        required=True,
        default=10,
        help="From the day on which the follow-up is planned.",
    )
    callback_count = fields.Integer(
        "Number of Follow-ups", compute="_compute_callback_count"
    )

    _interval_positive = models.Constraint(
        "CHECK (interval > 0 AND working_days > 0 AND complaint_months > 0)",
        "Periods are longer than nothing.",
    )

    def _compute_callback_count(self):
        groups = self.env["complaint.callback"]._read_group(
            [("plan_id", "in", self.ids)], ["plan_id"], ["__count"]
        )
        counts = {plan.id: count for plan, count in groups}
        for plan in self:
            plan.callback_count = counts.get(plan.id, 0)

    @api.constrains("partner_domain")
    def _check_partner_domain(self):
        for plan in self:
            try:
                plan._get_known_partners()
            except (ValueError, TypeError, SyntaxError) as error:
                raise ValidationError(
                    self.env._(
                        "The customers of %(plan)s cannot be found: choose them again,"
                        " with fields and fixed values.",
                        plan=plan.display_name,
                    )
                ) from error

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Whoever chooses the customers answers for it."""
        author = {"domain_user_id": self.env.uid}
        return super().create([{**vals, **author} for vals in vals_list])

    def write(self, vals):
        """As for a new one: nobody chooses customers with the rights of another."""
        if vals.keys() & {"partner_domain", "domain_user_id"}:
            vals = {**vals, "domain_user_id": self.env.uid}
        return super().write(vals)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_callbacks(self):
        """Open the follow-ups of the plan."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "complaint_management.complaint_callback_action_all"
        )
        return {**action, "domain": [("plan_id", "=", self.id)], "context": {}}

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_period(self):
        """The first day of the present period: periods are counted from January."""
        today = self._get_local_today()
        month = (today.month - 1) // self.interval * self.interval + 1
        if 12 % self.interval:
            months = today.year * 12 + today.month - 1
            months -= months % self.interval
            return today.replace(year=months // 12, month=months % 12 + 1, day=1)
        return today.replace(month=month, day=1)

    def _get_calendar(self):
        return self.team_id.calendar_id or self.company_id.resource_calendar_id

    def _get_partners(self, limit=None):
        """Customers who have to be followed up and are not planned in the period."""
        self.ensure_one()
        planned = [
            ("plan_id", "=", self.id),
            ("period", "=", self._get_period()),
            ("partner_id", "!=", False),
        ]
        callbacks = self.env["complaint.callback"]._search(planned)
        domain = Domain("id", "in", self._get_known_partners())
        domain &= Domain("id", "not in", callbacks.subselect("partner_id"))
        domain &= Domain("company_id", "in", [False, self.company_id.id])
        domain &= Domain("partner_share", "=", True)
        domain &= ~(self._get_mail_domain() & Domain("email", "=", False))
        if self.care_grade:
            domain &= Domain("complaint_care_grade", "=", self.care_grade)
        if self.is_attention_needed:
            domain &= Domain("complaint_care_reason", "!=", False)
        if self.is_open_skipped:
            is_open = [
                ("phase", "!=", "closed"),
                ("company_id", "=", self.company_id.id),
            ]
            domain &= Domain("complaint_ids", "not any", is_open)
        if self.complaint_minimum:
            domain &= Domain("id", "in", self._get_complainer_ids())
        return self.env["res.partner"].search(domain, limit=limit, order="id")

    def _get_known_partners(self):
        """Query of the customers chosen, among those whom the user who chose them may
        read himself."""
        # plans older than the field were chosen by whoever made them
        author = self.domain_user_id or self.create_uid
        partners = (
            self.env["res.partner"]
            .with_user(author)
            .with_context(allowed_company_ids=author._get_company_ids())
        )
        return partners._search(Domain(literal_eval(self.partner_domain)))

    def _get_mail_domain(self):
        """Customers who are followed up by mail: as they wish, else as planned."""
        channels = ["mail", False] if self.callback_channel == "mail" else ["mail"]
        return Domain("complaint_callback_channel", "in", channels)

    def _get_complainer_ids(self):
        since = fields.Datetime.now() - relativedelta(months=self.complaint_months)
        groups = self.env["complaint.complaint"]._read_group(
            [
                ("partner_id", "!=", False),
                ("date_received", ">=", since),
                ("company_id", "=", self.company_id.id),
            ],
            ["partner_id"],
            having=[("__count", ">=", self.complaint_minimum)],
        )
        return [partner.id for (partner,) in groups]

    def _plan_batch(self, limit=BATCH):
        """Plan the follow-ups of the next customers.

        :return: the ``complaint.callback`` records, empty when all are planned
        """
        callbacks = self.env["complaint.callback"]
        partners = self._get_partners(limit)
        if not partners:
            return callbacks
        common = {
            "plan_id": self.id,
            "team_id": self.team_id.id,
            "company_id": self.company_id.id,
            "period": self._get_period(),
            "date_due": self._get_due(),
        }
        callbacks = callbacks.create(
            [
                {
                    **common,
                    "partner_id": partner.id,
                    "channel": partner.complaint_callback_channel
                    or self.callback_channel
                    or "phone",
                }
                for partner in partners
            ]
        )
        callbacks.filtered(lambda c: c.channel == "mail")._do_send_link()
        return callbacks

    def _get_due(self):
        now = self.env.cr.now().replace(microsecond=0)
        timetable = self._get_calendar()._get_timetable(self.company_id)
        return get_offset(now, self.working_days, "working_days", timetable)

    # ------------------------------------------------------------
    # CRON
    # ------------------------------------------------------------

    @api.model
    def _cron_plan(self):
        """Plan what is missing in the present periods, in batches. Whoever is planned
        already is left out, so that it may be run again at any time."""
        plans = self.search([])
        self.env["ir.cron"]._commit_progress(remaining=len(plans))
        for plan in plans:
            try:
                if not plan._plan_all():
                    return
            except Exception:
                self.env.cr.rollback()
                # the others are planned all the same
                _logger.exception("Follow-ups of plan %s cannot be planned.", plan.id)
            if not self.env["ir.cron"]._commit_progress(1):
                return

    def _plan_all(self):
        """Plan batch by batch what is missing, unless another process does it.

        :return: whether time is left
        """
        locked = self.try_lock_for_update()
        while locked and locked._plan_batch():
            if not self.env["ir.cron"]._commit_progress():
                return False
            locked = self.try_lock_for_update()
        return True
