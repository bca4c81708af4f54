from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...tools.rich_text_field import RichText
from ..complaint_data import CASE_READERS
from .resolution_data import (
    CORRECTIVE_KINDS,
    EFFECTS,
    MEASURE_FORMS,
    MEASURE_KINDS,
)

# what has been submitted stays as it was reviewed
CONTENT_FIELDS = {
    "name",
    "kind",
    "problem",
    "cause_id",
    "cause_analysis",
    "description",
    "prevention",
    "watch_months",
}


class ComplaintMeasure(models.Model):
    """What is done about a cause, and by whom: corrective and preventive action
    (纠正及预防措施记录表; P04, P06, P13, P17), an interim measure (P21), a step of the
    plan, training, a review meeting, a proposal to a department (P20).

    A measure may stand for several complaints, or for none.
    """

    _name = "complaint.measure"
    _inherit = [
        "complaint.number.mixin",
        "complaint.measure.flow.mixin",
        "complaint.form.mixin",
    ]
    _description = "Complaint Measure"
    _number_letter = "M"
    _order = "date_due, id desc"
    _check_company_auto = True
    _part_of = ("assignment_id", "complaint_ids")
    _settled_fields = frozenset({"company_id"})
    _course_fields = frozenset(
        {
            "number",
            "state",
            "round",
            "return_reason",
            "submitted_by_id",
            "date_submitted",
            "reviewed_by_id",
            "date_reviewed",
            "done_by_id",
            "date_done",
            "effect",
            "effect_note",
            "verified_by_id",
            "date_verified",
            "recurrence_ids",
            "approval_ids",
        }
    )

    name = fields.Char("Measure", required=True, tracking=True)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        MEASURE_KINDS, required=True, default="corrective", tracking=True
    )

    # what it belongs to
    complaint_ids = fields.Many2many(
        "complaint.complaint",
        "complaint_measure_complaint_rel",
        "measure_id",
        "complaint_id",
        "Complaints",
        check_company=True,
        groups=CASE_READERS,
    )
    complaint_numbers = fields.Char(
        compute="_compute_complaint_numbers", compute_sudo=True
    )
    assignment_id = fields.Many2one(
        "complaint.assignment",
        index="btree_not_null",
        check_company=True,
        ondelete="set null",
        help="The assignment with which the department was asked for it.",
    )
    team_id = fields.Many2one(
        "complaint.team",
        compute="_compute_case",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_case",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
    )
    category_id = fields.Many2one(
        "complaint.category",
        compute="_compute_case",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )

    # who
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        tracking=True,
        check_company=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        compute="_compute_user_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False)]",
        ondelete="restrict",
    )

    # what
    problem = fields.Text(help="What went wrong.")
    cause_id = fields.Many2one(
        "complaint.cause",
        compute="_compute_case",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    cause_analysis = fields.Text(help="Why it could happen.")
    description = fields.Text("What Is Done")
    prevention = fields.Text("What Prevents It in Future")
    date_due = fields.Date("Due on", tracking=True)
    is_customer_told = fields.Boolean(
        "Told to the Customer", help="The customer knows of the interim measure."
    )

    # trainings and meetings (P13)
    date_held = fields.Datetime("Held on")
    participant_ids = fields.Many2many(
        "res.users", string="Participants", domain="[('share', '=', False)]"
    )
    participant_names = fields.Char("Further Participants")
    minutes = RichText("Record")

    # after it was carried out
    result = fields.Text(help="What was done; of a proposal, what it led to.")
    effect = fields.Selection(EFFECTS, readonly=True, copy=False, tracking=True)
    effect_note = fields.Text("Finding about the Effect", readonly=True, copy=False)
    watch_months = fields.Integer(
        compute="_compute_watch_months",
        store=True,
        readonly=False,
        precompute=True,
        help="The measure is opened again when the same cause comes back in the same"
        " category within so many months. 0: not watched.",
    )
    date_watch_end = fields.Date(
        "Watched until", compute="_compute_date_watch_end", store=True
    )
    recurrence_ids = fields.Many2many(
        "complaint.complaint",
        "complaint_measure_recurrence_rel",
        "measure_id",
        "complaint_id",
        "Came Back in",
        readonly=True,
        copy=False,
        groups=CASE_READERS,
    )

    _watch_positive = models.Constraint(
        "CHECK (watch_months >= 0)", "The watch period cannot be negative."
    )
    _watched_idx = models.Index(
        "(cause_id, category_id, date_watch_end) WHERE date_watch_end IS NOT NULL"
    )

    @api.depends("complaint_ids")
    def _compute_complaint_numbers(self):
        for measure in self:
            measure.complaint_numbers = ", ".join(
                measure.complaint_ids.mapped("display_name")
            )

    @api.depends("complaint_ids", "assignment_id")
    def _compute_case(self):
        """What the measure takes over from its first complaint, until it is said."""
        for measure in self._sudo_case():
            complaint = measure._get_first_complaint()
            measure.company_id = (
                complaint.company_id or measure.company_id or self.env.company
            )
            measure.team_id = measure.team_id or complaint.team_id
            measure.category_id = measure.category_id or complaint.category_id
            measure.cause_id = (
                measure.cause_id or measure.assignment_id.cause_id or complaint.cause_id
            )

    @api.depends("assignment_id", "complaint_ids")
    def _compute_department_id(self):
        for measure in self._sudo_case():
            measure.department_id = (
                measure.department_id
                or measure.assignment_id.department_id
                or measure._get_first_complaint().department_id
            )

    @api.depends("department_id")
    def _compute_user_id(self):
        """The first contact of the department who is not barred, else its manager."""
        for measure in self._sudo_case().filtered(lambda measure: not measure.user_id):
            department = measure.department_id
            barred = measure.complaint_ids.barred_user_ids
            people = (
                department.complaint_contact_ids | department._get_complaint_manager()
            )
            able = people._filter_able(measure.company_id)
            measure.user_id = (able - barred)[:1]

    @api.depends("kind")
    def _compute_watch_months(self):
        for measure in self:
            watched = measure.kind in CORRECTIVE_KINDS
            measure.watch_months = (measure.watch_months or 6) if watched else 0

    @api.depends("watch_months", "date_done")
    def _compute_date_watch_end(self):
        for measure in self:
            done = measure.date_done
            measure.date_watch_end = (
                measure._to_local_day(done) + relativedelta(months=measure.watch_months)
                if done and measure.watch_months
                else False
            )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_course_fields(*vals_list)
        measures = super().create(vals_list)
        measures._find_complaints()
        measures._find_assignments()
        measures._plan_activities()
        return measures

    def write(self, vals):
        """Nobody writes the course by hand; the content is written until submitted.

        :raise AccessError: anything else is written
        """
        if not self.env.su:
            self.check_access("write")
            self._check_course_fields(vals)
            self._check_content_open(vals)
            if vals.get("assignment_id"):
                self.assignment_id.browse(vals["assignment_id"]).check_access("read")
        result = super().write(vals)
        if {"user_id", "department_id", "date_due"} & vals.keys():
            self._plan_activities()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        if any(measure.state not in ("draft", "cancelled") for measure in self):
            raise AccessError(
                self.env._("A submitted measure is evidence: cancel it instead.")
            )

    def _check_content_open(self, vals):
        if not CONTENT_FIELDS & vals.keys():
            return
        for measure in self.filtered(lambda measure: measure.state != "draft"):
            raise AccessError(
                self.env._(
                    "%(measure)s was submitted: return it before it is changed.",
                    measure=measure.display_name,
                )
            )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_first_complaint(self):
        """The complaint that counts for procedure, level and desk."""
        self.ensure_one()
        # sudo: owners in departments have no right on complaints
        measure = self.sudo()
        return (
            measure.complaint_ids.sorted("id")[:1] or measure.assignment_id.complaint_id
        )

    def _find_complaints(self):
        """What a department notes on its assignment stands for the complaint, which it
        need not know."""
        for measure in self.filtered("assignment_id"):
            measure.assignment_id.check_access("read")
            case = measure.sudo()  # sudo: see above
            case.complaint_ids |= case.assignment_id.complaint_id

    def _find_assignments(self):
        """Measures of a department belong to its assignment on the case: the limit for
        its record ends with it (P06)."""
        # sudo: whoever notes the measure need not see all assignments
        for measure in self.sudo().filtered(lambda m: not m.assignment_id):
            assignments = measure.complaint_ids.assignment_ids.filtered(
                lambda assignment, measure=measure: (
                    assignment.department_id
                    and assignment.department_id == measure.department_id
                    and assignment.state != "cancelled"
                )
            )
            measure.assignment_id = assignments[:1]

    def _get_form_complaint(self):
        return self._get_first_complaint()

    def _get_form(self):
        """Key of the printed form, by what kind of measure it is."""
        self.ensure_one()
        return MEASURE_FORMS.get(self.kind, "measure")

    def _is_confidential(self):
        """Whether one of the cases is confidential: said on paper, nothing else."""
        # sudo: the flag only
        return any(self.sudo().complaint_ids.mapped("is_confidential"))

    # ------------------------------------------------------------
    # APPROVAL
    # ------------------------------------------------------------

    def _get_approval_complaint(self):
        return self._get_first_complaint()

    def _get_approval_department(self):
        return self.department_id

    def _get_approval_content(self, action):
        return self.env["ir.qweb"]._render(
            "complaint_management.complaint_measure_approval", {"measure": self}
        )
