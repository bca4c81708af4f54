from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import get_lang

from .resolution_data import CALLBACK_CHANNELS, SATISFACTIONS

RESULT_FIELDS = {
    "grade_id",
    "is_solved",
    "remark",
    "wish",
    "is_pursued",
    "date_next_attempt",
}
PLAN_FIELDS = {
    "complaint_id",
    "date_due",
    "user_id",
    "channel",
    "partner_id",
    "customer_name",
    "phone",
    "email",
}


class ComplaintCallback(models.Model):
    """A customer is asked whether he is satisfied (回访): planned by the procedure, or
    by hand; answered to a caller, or by the customer himself through a link.

    It carries copies of what the caller needs: he need not see the case.
    """

    _name = "complaint.callback"
    _inherit = [
        "complaint.number.mixin",
        "complaint.callback.planning.mixin",
        "complaint.callback.caller.mixin",
        "complaint.callback.link.mixin",
        "complaint.protected.mixin",
        "complaint.form.mixin",
    ]
    _description = "Complaint Follow-up"
    _number_letter = "F"
    _rec_name = "number"
    _order = "date_due, id"
    _check_company_auto = True
    _settled_fields = frozenset({"company_id"})

    complaint_id = fields.Many2one(
        "complaint.complaint", index="btree_not_null", ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_case",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    team_id = fields.Many2one(
        "complaint.team",
        compute="_compute_case",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    round = fields.Integer(readonly=True, default=1)

    # whom to ask, and when
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        compute="_compute_customer",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    customer_name = fields.Char(
        compute="_compute_customer",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )
    phone = fields.Char(
        compute="_compute_customer",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )
    email = fields.Char(
        compute="_compute_customer",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )
    subject = fields.Char(
        compute="_compute_subject", compute_sudo=False, store=True, precompute=True
    )
    deadline_id = fields.Many2one(
        "complaint.deadline", readonly=True, ondelete="cascade"
    )
    limit_id = fields.Many2one(
        "complaint.time.limit",
        "Planned by",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    plan_id = fields.Many2one(
        "complaint.callback.plan",
        "Periodic Plan",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    period = fields.Date(
        "Period from", readonly=True, help="The period of the plan begins on that day."
    )
    date_due = fields.Datetime(
        "Due on",
        compute="_compute_date_due",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Followed Up by",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        ondelete="restrict",
    )
    channel = fields.Selection(CALLBACK_CHANNELS, required=True, default="phone")
    script = fields.Text(compute="_compute_script")
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")

    # result
    available_grade_ids = fields.Many2many(
        "complaint.satisfaction.grade", compute="_compute_available_grade_ids"
    )
    grade_id = fields.Many2one(
        "complaint.satisfaction.grade",
        "Satisfaction",
        copy=False,
        domain="[('id', 'in', available_grade_ids)]",
        ondelete="restrict",
    )
    is_satisfied = fields.Boolean("Satisfied", readonly=True, copy=False)
    is_solved = fields.Boolean(
        "Solved",
        compute="_compute_is_solved",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
    )
    remark = fields.Text("What the Customer Says", copy=False)
    wish = fields.Text("What the Customer Wishes", copy=False)
    is_pursued = fields.Boolean(
        "Pursue Further",
        default=True,
        copy=False,
        help="A dissatisfied customer wants us to go on.",
    )
    registered_id = fields.Many2one(
        "complaint.complaint",
        "Registered as",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The complaint that the customer made when he was followed up.",
    )
    satisfaction = fields.Selection(
        SATISFACTIONS,
        "Result",
        compute="_compute_satisfaction",
        store=True,
        precompute=True,
    )

    _deadline_uniq = models.UniqueIndex(
        "(deadline_id) WHERE deadline_id IS NOT NULL",
        "The follow-up is planned already.",
    )
    _period_uniq = models.UniqueIndex(
        "(plan_id, partner_id, period) WHERE plan_id IS NOT NULL",
        "The customer is followed up once in each period of the plan.",
    )
    _planned_idx = models.Index("(user_id, date_due, id) WHERE state = 'planned'")

    @api.depends("complaint_id.company_id", "complaint_id.team_id")
    def _compute_case(self):
        for callback in self._sudo_case():
            complaint = callback.complaint_id
            callback.company_id = (
                complaint.company_id or callback.company_id or self.env.company
            )
            callback.team_id = complaint.team_id or callback.team_id

    @api.depends(
        "complaint_id.partner_id",
        "complaint_id.customer_name",
        "complaint_id.phone",
        "complaint_id.email_from",
        "partner_id",
    )
    def _compute_customer(self):
        for callback in self._sudo_case():
            complaint = callback.complaint_id
            partner = complaint.partner_id or callback.partner_id
            callback.partner_id = partner
            callback.customer_name = complaint.customer_name or partner.name
            callback.phone = complaint.phone or partner.phone
            callback.email = complaint.email_from or partner.email

    @api.depends("complaint_id.name")
    def _compute_subject(self):
        for callback in self._sudo_case():
            callback.subject = callback.complaint_id.name

    @api.depends("deadline_id.date_due")
    def _compute_date_due(self):
        for callback in self._sudo_case():
            callback.date_due = (
                callback.deadline_id.date_due
                or callback.date_due
                or fields.Datetime.now()
            )

    @api.depends("limit_id", "plan_id", "partner_id")
    def _compute_script(self):
        for callback in self._sudo_case():
            terms = callback._get_terms().with_context(lang=callback._get_lang())
            callback.script = terms.callback_script

    @api.depends_context("uid")
    @api.depends("user_id")
    def _compute_is_mine(self):
        for callback in self:
            callback.is_mine = callback._is_caller()

    @api.model
    def _get_case_fields(self):
        return [*super()._get_case_fields(), "deadline_id"]

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        delegations = self.env["complaint.delegation"]
        absent = delegations._get_represented_users(self.env.user, "callback")
        return [("user_id", "in", (self.env.user | absent).ids)]

    @api.depends("complaint_id")
    def _compute_available_grade_ids(self):
        grades = self.env["complaint.satisfaction.grade"]
        for callback in self._sudo_case():
            callback.available_grade_ids = grades._get_for(callback._get_procedure())

    @api.depends("grade_id")
    def _compute_is_solved(self):
        """Whoever is satisfied is taken to have his matter solved, until he says
        otherwise."""
        for callback in self:
            callback.is_solved = callback.grade_id.is_satisfied

    @api.depends("state", "is_satisfied", "is_pursued")
    def _compute_satisfaction(self):
        for callback in self:
            if callback.state == "unreachable":
                callback.satisfaction = "unreachable"
            elif callback.state != "done":
                callback.satisfaction = False
            elif callback.is_satisfied:
                callback.satisfaction = "satisfied"
            else:
                callback.satisfaction = (
                    "dissatisfied" if callback.is_pursued else "not_pursued"
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Plan follow-ups; the desk may do so by hand."""
        self._check_own_fields(PLAN_FIELDS, *vals_list)
        callbacks = super().create(vals_list)
        # sudo: who calls follows from the terms and from the case
        planned = callbacks.sudo()
        planned.filtered(lambda callback: not callback.user_id)._choose_callers()
        planned._open_calls()
        return callbacks

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            is_desk = all(callback._is_desk() for callback in self)
            # a follow-up stays with its case: it shows the customer's data
            planned = PLAN_FIELDS - {"complaint_id"} if is_desk else set()
            self._check_own_fields(RESULT_FIELDS | planned, vals)
            if any(callback.state != "planned" for callback in self):
                raise AccessError(
                    self.env._("The follow-up has ended: its result stays as it is.")
                )
        result = super().write(vals)
        if "user_id" in vals and not self.env.su:
            # sudo: the activity of a colleague
            self.sudo()._close_calls()
            self.sudo()._open_calls()
        return result

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_terms(self):
        """The record with the terms of the follow-up."""
        self.ensure_one()
        return self.plan_id or self.limit_id

    def _get_procedure(self):
        self.ensure_one()
        return self.complaint_id.procedure_id or self.team_id.procedure_id

    def _get_lang(self):
        """Code of the language in which the customer is spoken to."""
        self.ensure_one()
        # sudo: the language alone; the caller need not see the case
        callback = self.sudo()
        code = (
            callback.complaint_id.correspondence_lang
            or callback.partner_id.lang
            or callback.company_id.partner_id.lang
        )
        return get_lang(self.env, code).code

    def _get_timetable(self):
        # sudo: the caller need not see the calendar of the desk
        callback = self.sudo()
        calendar = (
            callback.limit_id.calendar_id
            or callback.team_id.calendar_id
            or callback.company_id.resource_calendar_id
        )
        return calendar._get_timetable(callback.company_id)

    # ------------------------------------------------------------
    # PRINTED FORMS
    # ------------------------------------------------------------

    def _get_form_number(self, form):
        """The head of a register has no number."""
        return super()._get_form_number(form) if self.id else False

    def _get_register_head(self):
        """What the head of the register shows: company and procedure, no number."""
        first = self[:1]
        return self.new(
            {"company_id": first.company_id.id, "complaint_id": first.complaint_id.id}
        )
