from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...tools.rich_text_field import RichText
from .resolution_data import (
    EFFECTS,
    OFFER_WAYS,
    SOLUTION_KINDS,
)

# what the desk writes while it drafts
PLAN_FIELDS = {
    "kind",
    "description",
    "feasibility",
    "expected_effect",
    "date_planned",
    "step_ids",
    "remedy_ids",
}
# what it writes when all is done
EFFECT_FIELDS = {"effect", "effect_note"}


class ComplaintSolution(models.Model):
    """How a complaint is to be settled: a version of the plan, a ruling or a settlement.

    Versions follow one another until the customer agrees; one is open at a time.
    """

    _name = "complaint.solution"
    _inherit = [
        "complaint.number.mixin",
        "complaint.protected.mixin",
        "complaint.solution.flow.mixin",
        "complaint.form.mixin",
        "complaint.attachment.mixin",
    ]
    _description = "Solution"
    _rec_name = "number"
    _order = "complaint_id desc, version desc"
    _check_company_auto = True
    _course_fields = frozenset(
        {
            "complaint_id",
            "version",
            "number",
            "round",
            "state",
            "refusal_reason",
            "offer_way",
            "customer_answer",
            "customer_wish",
            "date_submitted",
            "date_approved",
            "date_offered",
            "date_answered",
            "date_executed",
            "evaluated_by_id",
            "date_evaluated",
            "approval_ids",
        }
    )

    complaint_id = fields.Many2one(
        "complaint.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True
    )
    version = fields.Integer(readonly=True, copy=False)
    round = fields.Integer(readonly=True, copy=False, default=1)

    # plan
    kind = fields.Selection(
        SOLUTION_KINDS, required=True, default="solution", tracking=True
    )
    description = RichText("What We Offer", copy=True)
    feasibility = fields.Text(help="Whether it can be done, and what it takes.")
    expected_effect = fields.Text()
    date_planned = fields.Date("To Be Carried Out by")
    step_ids = fields.One2many(
        "complaint.solution.step", "solution_id", "Steps", copy=True
    )
    remedy_ids = fields.One2many(
        "complaint.remedy",
        "solution_id",
        "Remedies",
        copy=False,
        domain="[('complaint_id', '=', complaint_id)]",
    )
    refusal_reason = fields.Text(
        "Refused Because", readonly=True, copy=False, help="Why approval was refused."
    )

    # customer
    offer_way = fields.Selection(OFFER_WAYS, "Told by", readonly=True, copy=False)
    customer_answer = fields.Text(readonly=True, copy=False)
    customer_wish = fields.Text(
        readonly=True, copy=False, help="What the customer wants instead."
    )

    # settlement
    filed_department_id = fields.Many2one(
        "hr.department",
        "Filed at",
        check_company=True,
        copy=False,
        ondelete="restrict",
        help="Where the signed agreement is kept.",
    )
    signed_copy_ids = fields.Many2many("ir.attachment", copy=False)

    # effect
    effect = fields.Selection(EFFECTS, copy=False, tracking=True)
    effect_note = fields.Text("What Came of It", copy=False)
    evaluated_by_id = fields.Many2one(
        "res.users", compute="_compute_evaluation", store=True
    )
    date_evaluated = fields.Datetime(
        "Evaluated on", compute="_compute_evaluation", store=True
    )

    _version_uniq = models.UniqueIndex(
        "(complaint_id, version)", "This version of the solution exists already."
    )
    _open_uniq = models.UniqueIndex(
        "(complaint_id) WHERE state IN"
        " ('draft', 'submitted', 'approved', 'offered', 'agreed')",
        "A solution of this complaint is still open: go on with it, or cancel it before"
        " you propose another.",
    )

    @api.depends("complaint_id.number", "version")
    def _compute_number(self):
        for solution in self:
            solution.number = f"{solution.complaint_id.number}-S{solution.version}"

    @api.depends("effect")
    def _compute_evaluation(self):
        """Who evaluated the effect and when: stamped when it is recorded."""
        for solution in self:
            solution.evaluated_by_id = solution.effect and self.env.user
            solution.date_evaluated = solution.effect and self.env.cr.now()

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Number the versions of each complaint; they begin as drafts."""
        self._check_course_fields(*vals_list, allowed={"complaint_id"})
        complaints = self.env["complaint.complaint"].browse(
            [vals["complaint_id"] for vals in vals_list if vals.get("complaint_id")]
        )
        last = self._get_last_versions(complaints)
        completed = []
        for vals in vals_list:
            complaint = complaints.browse(vals.get("complaint_id"))
            last[complaint.id] = last.get(complaint.id, 0) + 1
            completed.append(
                {**vals, "version": last[complaint.id], "round": complaint.round}
            )
        return super().create(completed)

    def write(self, vals):
        """The desk writes the plan while it is a draft, and its effect afterwards.

        :raise AccessError: anything else is written
        """
        if not self.env.su:
            self.check_access("write")
            self._check_course_fields(vals)
            for solution in self:
                if not solution._may_write(vals):
                    raise AccessError(
                        self.env._(
                            "%(solution)s cannot be changed any more: refuse, decline"
                            " or cancel it first, and propose the next version.",
                            solution=solution.display_name,
                        )
                    )
        return super().write(vals)

    def _may_write(self, vals):
        names = vals.keys()
        if names & EFFECT_FIELDS and self.state != "executed":
            return False
        # steps are ticked off later than they are planned
        planned = names & PLAN_FIELDS - {"step_ids"}
        return not planned or self.state == "draft"

    @api.model
    def _get_last_versions(self, complaints):
        """The highest version of each complaint, by id. Those who add versions to the
        same complaint at once meet at its row."""
        if not complaints:
            return {}
        self.env.cr.execute(
            SQL(
                "SELECT id FROM complaint_complaint WHERE id IN %s"
                " ORDER BY id FOR NO KEY UPDATE",
                tuple(complaints.ids),
            )
        )
        groups = self.sudo()._read_group(  # sudo: versions count, whoever sees them
            [("complaint_id", "in", complaints.ids)], ["complaint_id"], ["version:max"]
        )
        return {complaint.id: version for complaint, version in groups}

    @api.model
    def _get_attachment_fields(self):
        return [*super()._get_attachment_fields(), "signed_copy_ids"]

    # ------------------------------------------------------------
    # APPROVAL
    # ------------------------------------------------------------

    def _get_approval_complaint(self):
        return self.complaint_id

    def _get_approval_department(self):
        return self.complaint_id.department_id

    def _get_approval_remedies(self):
        return self.remedy_ids.filtered(lambda remedy: remedy.state != "refused")

    def _get_approval_content(self, action):
        return self.env["ir.qweb"]._render(
            "complaint_management.complaint_solution_content", {"solution": self}
        )

    # ------------------------------------------------------------
    # FORM
    # ------------------------------------------------------------

    def _get_form_lang(self):
        return self.complaint_id.correspondence_lang or super()._get_form_lang()
