from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .resolution_data import CONSENT_WAYS, REMEDY_REFUSALS

# what is decided upon: written while the remedy is planned
PLAN_FIELDS = {
    "complaint_id",
    "solution_id",
    "type_id",
    "name",
    "quantity",
    "multiple",
    "amount",
    "standard_id",
    "deviation_reason",
    "bearer_department_id",
}


class ComplaintRemedy(models.Model):
    """What the customer gets (补救措施): from an apology to money. Costs are counted
    here and booked nowhere; see :meth:`_on_given`."""

    _name = "complaint.remedy"
    _inherit = [
        "complaint.number.mixin",
        "complaint.protected.mixin",
        "complaint.remedy.flow.mixin",
        "complaint.form.mixin",
        "complaint.attachment.mixin",
    ]
    _description = "Remedy"
    _rec_name = "number"
    _order = "complaint_id desc, id"
    _check_company_auto = True
    _course_fields = frozenset(
        {
            "number",
            "state",
            "refusal",
            "refusal_reason",
            "date_approved",
            "date_notified",
            "date_given",
            "handed_by_id",
            "handed_to",
            "receipt_number",
            "receipt_ids",
            "approval_ids",
        }
    )

    complaint_id = fields.Many2one(
        "complaint.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    solution_id = fields.Many2one(
        "complaint.solution",
        index="btree_not_null",
        domain="[('complaint_id', '=', complaint_id), ('state', '=', 'draft')]",
        ondelete="restrict",
    )

    # what
    type_id = fields.Many2one(
        "complaint.remedy.type", "Remedy", required=True, ondelete="restrict"
    )
    is_money = fields.Boolean(related="type_id.is_money")
    is_multiple = fields.Boolean(related="type_id.is_multiple")
    is_consent_needed = fields.Boolean(related="type_id.is_consent_needed")
    name = fields.Char("Details", help="Such as the goods or the matter.")
    quantity = fields.Float(default=1, required=True)
    unit = fields.Char(related="type_id.unit")
    multiple = fields.Float("1 :", default=1, help="For one faulty piece so many.")
    amount = fields.Monetary(
        "Cost", help="What it costs us, in the company's currency.", tracking=True
    )
    bearer_department_id = fields.Many2one(
        "hr.department",
        "Borne by",
        compute="_compute_bearer_department_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="The department at fault bears the loss.",
    )

    # standard
    standard_id = fields.Many2one(
        "complaint.remedy.standard",
        "By Standard",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    is_deviation = fields.Boolean(
        "Deviates from the Standard", compute="_compute_is_deviation"
    )
    deviation_reason = fields.Char()

    # handing over
    date_due = fields.Date("To Be Given by")
    unit_department_id = fields.Many2one(
        "hr.department",
        "Carried Out by",
        check_company=True,
        ondelete="restrict",
        help="Such as the nearest shop.",
    )
    handed_to = fields.Char(readonly=True, copy=False)
    receipt_number = fields.Char(readonly=True, copy=False)
    receipt_ids = fields.Many2many(
        "ir.attachment", string="Receipt Files", readonly=True, copy=False
    )
    date_consent = fields.Datetime("Customer Agreed on")
    consent_way = fields.Selection(CONSENT_WAYS)

    # outcome
    refusal = fields.Selection(REMEDY_REFUSALS, readonly=True, copy=False)
    refusal_reason = fields.Text("Refused Because", readonly=True, copy=False)
    handed_by_id = fields.Many2one(
        "res.users", "Handed over by", readonly=True, copy=False, ondelete="restrict"
    )

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "Enter a quantity above zero."
    )
    _multiple_positive = models.Constraint(
        "CHECK (multiple >= 1)", "A multiple is at least 1:1."
    )
    _amount_positive = models.Constraint(
        "CHECK (amount >= 0)", "The cost of a remedy cannot be negative."
    )

    @api.depends("complaint_id.number")
    def _compute_number(self):
        for remedy in self.filtered("id"):
            remedy.number = f"{remedy.complaint_id.number}-R{remedy.id}"

    @api.depends("complaint_id")
    def _compute_bearer_department_id(self):
        for remedy in self._sudo_case():
            remedy.bearer_department_id = (
                remedy.bearer_department_id
                or remedy.complaint_id.fault_department_id
                or remedy.complaint_id.department_id
            )

    @api.depends(
        "standard_id",
        "type_id",
        "quantity",
        "multiple",
        "complaint_id.compensation_class",
        "complaint_id.harm",
        "complaint_id.procedure_id",
    )
    def _compute_is_deviation(self):
        """Other than the standard provides, where the procedure has one (P21)."""
        for complaint, remedies in self.grouped("complaint_id").items():
            standards = self.env["complaint.remedy.standard"]._get_matching(complaint)
            for remedy in remedies:
                remedy.is_deviation = bool(standards) and not any(
                    remedy._follows(standard) for standard in standards
                )

    @api.constrains("solution_id", "complaint_id")
    def _check_solution_id(self):
        for remedy in self.filtered("solution_id"):
            if remedy.solution_id.complaint_id != remedy.complaint_id:
                raise UserError(
                    self.env._("Solution and remedy belong to the same complaint.")
                )

    def _follows(self, standard):
        self.ensure_one()
        return (
            standard.type_id == self.type_id
            and standard.quantity == self.quantity
            and standard.multiple == self.multiple
        )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Remedies begin as planned; those of a solution while it is a draft."""
        self._check_course_fields(*vals_list)
        remedies = super().create(vals_list)
        remedies._check_solution_open()
        return remedies

    def write(self, vals):
        """The desk plans until the remedy is submitted, and notes the handing over
        until it is given.

        :raise AccessError: anything else is written
        """
        if not self.env.su:
            self.check_access("write")
            self._check_course_fields(vals)
            for remedy in self:
                if not remedy._may_write(vals):
                    raise AccessError(
                        self.env._(
                            "%(remedy)s cannot be changed any more.",
                            remedy=remedy.display_name,
                        )
                    )
        result = super().write(vals)
        if "solution_id" in vals:
            self._check_solution_open()
        return result

    def _may_write(self, vals):
        if vals.keys() & PLAN_FIELDS:
            return self.state == "planned"
        return self.state not in ("given", "refused")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if any(remedy.state != "planned" for remedy in self):
            raise UserError(
                self.env._("Only planned remedies can be deleted: refuse it instead.")
            )

    def _check_solution_open(self):
        if not self.env.su and self.solution_id.filtered(lambda s: s.state != "draft"):
            raise AccessError(
                self.env._("The solution is settled: propose its next version.")
            )

    @api.model
    def _get_attachment_fields(self):
        return [*super()._get_attachment_fields(), "receipt_ids"]

    # ------------------------------------------------------------
    # APPROVAL
    # ------------------------------------------------------------

    def _get_approval_complaint(self):
        return self.complaint_id

    def _get_approval_department(self):
        return self.bearer_department_id or self.complaint_id.department_id

    def _get_approval_remedies(self):
        return self

    def _get_approval_content(self, action):
        return self.env["ir.qweb"]._render(
            "complaint_management.complaint_remedy_content", {"remedies": self}
        )

    def _on_given(self):
        """Hook for bridges, called once when remedies have been given: book them, make
        a voucher, order a delivery. They have amount, currency, bearer and receipt."""

    # ------------------------------------------------------------
    # FORM
    # ------------------------------------------------------------

    def _get_form_lang(self):
        return self.complaint_id.correspondence_lang or super()._get_form_lang()

    def _get_quantity_text(self):
        """How many, such as “1 : 10” or “2 pieces”."""
        self.ensure_one()
        if self.is_multiple:
            return f"1 : {self.multiple:g}"
        return f"{self.quantity:g} {self.unit or ''}".strip()
