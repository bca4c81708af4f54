from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .accountability_data import (
    PENALTY_APPROVALS,
    PENALTY_KINDS,
    PENALTY_NOTICES,
    PENALTY_OCCASIONS,
    PENALTY_STATES,
    PENALTY_TARGETS,
)

# what is proposed: written by people until the approval, who ask for it again then
PROPOSAL_FIELDS = {
    "violation_id",
    "target_kind",
    "department_id",
    "user_id",
    "person_name",
    "kind",
    "unit_amount",
    "unit_points",
    "reason",
    "date_occurred",
    "executor_id",
}


class ComplaintPenalty(models.Model):
    """What somebody is charged for late or wrong handling (处罚): proposed, approved,
    notified, appealed, executed. Every firing leads to one penalty at most, because its
    ``source_key`` is unique.

    Whoever is charged, his managers, desk supervisors, executives and those who execute
    it may read it, nobody else.
    """

    _name = "complaint.penalty"
    _inherit = [
        "complaint.number.mixin",
        "complaint.penalty.appeal.mixin",
        "complaint.penalty.claim.mixin",
        "complaint.protected.mixin",
        "complaint.penalty.notice.mixin",
    ]
    _description = "Complaint Penalty"
    _number_letter = "P"
    _rec_name = "number"
    _order = "id desc"
    _check_company_auto = True

    complaint_id = fields.Many2one(
        "complaint.complaint", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    procedure_id = fields.Many2one(
        "complaint.procedure",
        compute="_compute_terms",
        compute_sudo=False,
        store=True,
        precompute=True,
        index=True,
        ondelete="restrict",
    )
    approval_mode = fields.Selection(
        PENALTY_APPROVALS,
        compute="_compute_terms",
        compute_sudo=False,
        store=True,
        precompute=True,
    )

    # what for
    occasion = fields.Selection(
        PENALTY_OCCASIONS, required=True, readonly=True, default="opinion"
    )
    violation_id = fields.Many2one(
        "complaint.penalty.violation", index="btree_not_null", ondelete="restrict"
    )
    tariff_id = fields.Many2one(
        "complaint.penalty.tariff",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    level_id = fields.Many2one(
        "complaint.level", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    deadline_id = fields.Many2one(
        "complaint.deadline",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    deadline_ids = fields.Many2many(
        "complaint.deadline",
        string="Missed Deadlines",
        readonly=True,
        groups="complaint_management.group_complaint_respondent,"
        "complaint_management.group_complaint_executive,"
        "complaint_management.group_complaint_auditor",
        help="What was counted as repeatedly late.",
    )
    times = fields.Integer(
        readonly=True, help="How often it was late or not as prescribed."
    )
    months = fields.Integer(
        "Full Months", readonly=True, help="Full months not closed."
    )
    date_occurred = fields.Datetime(
        "Happened on", required=True, default=fields.Datetime.now
    )
    reason = fields.Text(required=True)
    evidence = fields.Html(
        readonly=True,
        help="Deadline, course and who held the case, as they were when it was"
        " proposed.",
    )
    source_key = fields.Char(readonly=True, copy=False, export_string_translation=False)

    # for whom
    target_kind = fields.Selection(
        PENALTY_TARGETS, "Charged to", required=True, default="department"
    )
    department_id = fields.Many2one(
        "hr.department",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        help="The department charged, or the department of the person.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Person",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        ondelete="restrict",
    )
    person_name = fields.Char("Person without a User")

    # what
    kind = fields.Selection(PENALTY_KINDS, required=True, default="amount")
    notice_kind = fields.Selection(
        PENALTY_NOTICES, "Notice", required=True, readonly=True, default="notice"
    )
    unit_amount = fields.Monetary("Basic Amount")
    unit_points = fields.Float("Basic Points", digits=(8, 2))
    factor = fields.Float(readonly=True, default=1.0, digits=(8, 2))
    amount = fields.Monetary(compute="_compute_amount", store=True)
    points = fields.Float(compute="_compute_amount", store=True, digits=(8, 2))
    reduced_amount = fields.Monetary(readonly=True, copy=False)
    reduced_points = fields.Float(readonly=True, copy=False, digits=(8, 2))

    # course
    state = fields.Selection(
        PENALTY_STATES,
        required=True,
        readonly=True,
        default="proposed",
        index=True,
        group_expand=True,
        tracking=True,
        copy=False,
    )
    proposed_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        default=lambda self: self.env.user,
        index=True,
        ondelete="restrict",
    )
    approved_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    date_approved = fields.Datetime("Approved on", readonly=True, copy=False)
    date_notified = fields.Datetime("Notified on", readonly=True, copy=False)
    end_reason = fields.Text("Waived or Cancelled because", readonly=True, copy=False)
    is_flagged = fields.Boolean(
        "Explained Later",
        readonly=True,
        copy=False,
        tracking=True,
        help="The deadline was explained or corrected after the approval: waive the"
        " penalty, or keep it knowingly.",
    )
    executor_id = fields.Many2one(
        "hr.department",
        "Executed by",
        compute="_compute_terms",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    execution_reference = fields.Char("Reference", readonly=True, copy=False)
    date_executed = fields.Date("Executed on", readonly=True, copy=False)
    executed_by_id = fields.Many2one(
        "res.users",
        "Recorded by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    can_approve = fields.Boolean(compute="_compute_can_acts")
    can_notify = fields.Boolean(compute="_compute_can_acts")
    can_execute = fields.Boolean(compute="_compute_can_acts")
    can_waive = fields.Boolean(compute="_compute_can_acts")
    can_cancel = fields.Boolean(compute="_compute_can_acts")
    can_edit = fields.Boolean(compute="_compute_can_acts")
    can_print = fields.Boolean(compute="_compute_can_acts")
    can_choose_executor = fields.Boolean(compute="_compute_can_choose_executor")

    _source_key_uniq = models.UniqueIndex(
        "(source_key) WHERE source_key IS NOT NULL",
        "This penalty has been proposed already.",
    )
    _numbers_positive = models.Constraint(
        "CHECK (unit_amount >= 0 AND unit_points >= 0 AND factor > 0"
        " AND reduced_amount >= 0 AND reduced_points >= 0)",
        "A penalty cannot be negative.",
    )
    _person_named = models.Constraint(
        "CHECK (target_kind = 'department' OR user_id IS NOT NULL"
        " OR person_name IS NOT NULL)",
        "Name the person.",
    )
    _violation_named = models.Constraint(
        "CHECK (occasion <> 'opinion' OR violation_id IS NOT NULL)",
        "Say which rule was broken: choose a violation.",
    )
    _open_idx = models.Index("(state, id DESC) WHERE state IN ('proposed', 'appealed')")

    @api.depends("complaint_id")
    def _compute_terms(self):
        """What the procedure says when the penalty is proposed; kept afterwards."""
        for penalty in self._sudo_case():
            procedure = penalty.complaint_id.procedure_id
            penalty.procedure_id = procedure
            penalty.approval_mode = procedure.penalty_approval
            penalty.executor_id = procedure.penalty_executor_id

    @api.depends(
        "unit_amount",
        "unit_points",
        "factor",
        "kind",
        "appeal_decision",
        "reduced_amount",
        "reduced_points",
    )
    def _compute_amount(self):
        """By the tariff or opinion; what an appeal reduced it to."""
        for penalty in self:
            amount = penalty.unit_amount * penalty.factor
            points = penalty.unit_points * penalty.factor
            if penalty.appeal_decision == "reduced":
                amount, points = penalty.reduced_amount, penalty.reduced_points
            penalty.amount = amount if penalty.kind == "amount" else 0
            penalty.points = points if penalty.kind == "points" else 0

    @api.depends("state", "approval_ids.state", "user_id", "date_appeal_until")
    def _compute_can_acts(self):
        return super()._compute_can_acts()

    @api.depends("company_id", "target_kind", "department_id", "user_id")
    @api.depends_context("uid")
    def _compute_can_choose_executor(self):
        for penalty in self:
            penalty.can_choose_executor = self.env.user in penalty._get_leaders()

    @api.constrains("complaint_id", "department_id", "user_id")
    def _check_allowed(self):
        """:raise UserError: the procedure forbids penalties (P09), or spares the target"""
        for penalty in self:
            procedure = penalty.complaint_id.procedure_id
            if procedure.penalty_mode in (False, "forbidden"):
                raise UserError(
                    self.env._(
                        "%(complaint)s: its procedure forbids penalties.",
                        complaint=penalty.complaint_id.display_name,
                    )
                )
            if procedure._is_penalty_exempt(penalty.department_id, penalty.user_id):
                raise UserError(
                    self.env._(
                        "%(target)s is exempt from penalties.",
                        target=penalty._get_target_name(),
                    )
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """People propose opinions; what a tariff asks for comes from the engine.

        :raise AccessError: the user writes more, or may not work on the complaint
        """
        allowed = self._get_proposal_fields() | {"complaint_id"}
        self._check_own_fields(allowed, *vals_list)
        penalties = super().create(vals_list)
        if not self.env.su:
            penalties._check_may_propose()
            penalties._check_executor()
        penalties._ask_for_approval()
        return penalties

    def write(self, vals):
        """Whoever approves decides on what is proposed now: changes are asked for anew.

        :raise AccessError: the course is written, or who executes by who may not choose
        :raise UserError: what was approved is changed
        """
        if not self.env.su:
            self.check_access("write")
            self._check_own_fields(self._get_proposal_fields(), vals)
            self._check_can("edit")
        result = super().write(vals)
        if not self.env.su and "executor_id" in vals:
            self._check_executor()
        if PROPOSAL_FIELDS & vals.keys():
            self._ask_again_for_approval()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Penalties are kept: cancel it with a reason."))

    @api.model
    def _get_proposal_fields(self):
        """What people write themselves."""
        # anything of the mail framework is not ours to judge
        return PROPOSAL_FIELDS | set(self.env["complaint.protected.mixin"]._fields)

    def _check_may_propose(self):
        for penalty in self:
            if not penalty._is_desk():
                # sudo: the number only
                complaint = penalty.sudo().complaint_id
                raise AccessError(
                    self.env._(
                        "%(complaint)s: only its desk proposes penalties here; a"
                        " department proposes on its assignment.",
                        complaint=complaint.display_name,
                    )
                )

    def _check_executor(self):
        """Who executes may also approve: it is not for the proposer to choose."""
        for penalty in self.filtered(lambda penalty: not penalty.can_choose_executor):
            # sudo: departments that propose have no right on complaints
            procedure = penalty.sudo().complaint_id.procedure_id
            if penalty.executor_id != procedure.penalty_executor_id:
                raise AccessError(
                    self.env._(
                        "The procedure says who executes penalties; only supervisors"
                        " and executives choose another department."
                    )
                )

    # ------------------------------------------------------------
    # TOOLS
    # ------------------------------------------------------------

    def _get_target_name(self):
        """Who is charged, to be shown to people who may read the penalty."""
        self.ensure_one()
        # sudo: names of colleagues in other companies
        penalty = self.sudo()
        if penalty.target_kind == "department":
            return penalty.department_id.name
        return penalty.user_id.name or penalty.person_name

    def _get_label(self, name):
        """The label of a selection value in the language of the environment."""
        return dict(self._fields[name]._description_selection(self.env)).get(self[name])
