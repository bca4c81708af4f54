from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...tools.rich_text_field import RichText

RESPONDENT_FIELDS = {"reply", "cause_id", "proposed_measures", "is_close_requested"}
TARGET_FIELDS = {"department_id", "partner_id"}


class ComplaintAssignment(models.Model):
    """Work on a complaint given to a department or to an outside party (处理单)."""

    _name = "complaint.assignment"
    _inherit = [
        "complaint.clock.mixin",
        "complaint.assignment.mail.mixin",
        "complaint.assignment.copy.mixin",
        "complaint.assignment.flow.mixin",
        "complaint.form.mixin",
        "complaint.assignment.supervision.mixin",
        "complaint.assignment.fault.mixin",
        "complaint.token.mixin",
    ]
    _description = "Complaint Assignment"
    _rec_name = "number"
    _order = "id desc"
    _check_company_auto = True
    _course_fields = frozenset(
        {
            "number",
            "complaint_id",
            "parent_id",
            "state",
            "round",
            "return_reason",
            "return_count",
            "chase_count",
            "supervise_count",
            "is_supervised",
            "unreported_reason",
            "date_unreported",
            "date_sent",
            "date_signed",
            "date_replied",
            "date_accepted",
            "draft_user_id",
            "milestone_ids",
            "deadline_ids",
            "approval_ids",
            "token_seed",
            "token_hash",
            "link_email",
            "shared_attachment_ids",
            "date_token_end",
        }
    )

    number = fields.Char(readonly=True, copy=False, index="trigram")
    complaint_id = fields.Many2one(
        "complaint.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True
    )
    round = fields.Integer(readonly=True, copy=False, default=1)

    # who has to act
    department_id = fields.Many2one(
        "hr.department",
        index=True,
        tracking=True,
        check_company=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Outside Party",
        index="btree_not_null",
        tracking=True,
        ondelete="restrict",
        help="Developer, supplier, contractor or dealer who has to act.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Contact",
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
    is_lead = fields.Boolean(
        "Lead", copy=False, help="This department leads when several are involved."
    )
    target_department_id = fields.Many2one(
        "hr.department",
        "Meant for",
        check_company=True,
        ondelete="restrict",
        help="The department below the first node for which the desk means it.",
    )

    # forwarding
    parent_id = fields.Many2one(
        "complaint.assignment",
        "Forwarded from",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
    )
    child_ids = fields.One2many("complaint.assignment", "parent_id", "Forwarded to")

    # the answer
    reply = RichText(copy=False, help="Findings of the department.")
    cause_id = fields.Many2one(
        "complaint.cause", copy=False, index="btree_not_null", ondelete="restrict"
    )
    proposed_measures = fields.Text(
        copy=False,
        help="What the department proposes to do, for the customer and after.",
    )
    is_close_requested = fields.Boolean(
        "Ask to Close the Case",
        copy=False,
        help="The department asks for closing with its last answer.",
    )
    draft_user_id = fields.Many2one(
        "res.users", "Reply Drafted by", readonly=True, copy=False, ondelete="set null"
    )
    draft_warning = fields.Char(compute="_compute_draft_warning")

    milestone_ids = fields.One2many("complaint.milestone", "assignment_id")
    deadline_ids = fields.One2many("complaint.deadline", "assignment_id", "Deadlines")

    _number_uniq = models.UniqueIndex(
        "(company_id, number)", "This assignment number is taken already."
    )
    _target_once = models.Constraint(
        "CHECK (num_nonnulls(department_id, partner_id) = 1)",
        "Give the assignment either to a department or to an outside party.",
    )
    _open_user_idx = models.Index(
        "(user_id, id DESC) WHERE state IN ('sent', 'signed')"
    )

    @api.depends("department_id")
    def _compute_user_id(self):
        """The first contact of the department who is not barred, else the deputy, else
        the manager."""
        for assignment in self._sudo_case():
            department = assignment.department_id
            barred = assignment.complaint_id.barred_user_ids
            # a form may choose the department before the case
            company = assignment.company_id or self.env.company
            candidates = (
                department.complaint_all_contact_ids,
                department.complaint_deputy_id,
                department._get_complaint_manager(),
                department.complaint_manager_ids,
            )
            assignment.user_id = next(
                (
                    users[:1]
                    for each in candidates
                    if (users := each._filter_able(company) - barred)
                ),
                False,
            )

    @api.depends("reply", "draft_user_id", "state")
    @api.depends_context("uid")
    def _compute_draft_warning(self):
        for assignment in self:
            author = assignment.draft_user_id
            assignment.draft_warning = (
                self.env._("%(user)s is writing the reply.", user=author.sudo().name)
                if author and author != self.env.user and assignment.state == "signed"
                else False
            )

    @api.depends("number")
    def _compute_display_name(self):
        """The number and nothing else, as on the complaint."""
        for assignment in self:
            assignment.display_name = assignment.number or self.env._("New Assignment")

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_course_fields(*vals_list, allowed={"complaint_id"})
        vals_list = [
            {**self._prepare_copied_values(vals), **self._prepare_round(vals), **vals}
            for vals in vals_list
        ]
        assignments = super().create(vals_list)
        assignments._number_assignments()
        assignments._share_pictures()
        return assignments

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            self._check_may_write(vals)
            if "reply" in vals:
                vals = {**vals, **self._prepare_draft()}
        result = super().write(vals)
        if vals.get("is_lead"):
            self._take_the_lead()
        return result

    def _is_removable(self):
        return self.state == "draft"

    def _take_the_lead(self):
        """There is one lead in a round: the others step back."""
        for assignment in self:
            others = assignment.complaint_id.assignment_ids - assignment
            others.filtered(
                lambda other, assignment=assignment: (
                    other.is_lead and other.round == assignment.round
                )
            ).write({"is_lead": False})

    def _prepare_draft(self):
        """Remember who drafts the reply, to warn his colleagues."""
        return {"draft_user_id": self.env.uid}

    def _check_may_write(self, vals):
        """The desk writes what is asked, departments write their answer; the course
        follows from the acts alone.

        :raise AccessError: the user writes more
        """
        self._check_course_fields(vals)
        asked = vals.keys() - RESPONDENT_FIELDS
        if asked and not all(assignment._is_desk() for assignment in self):
            raise AccessError(
                self.env._("Only the desk may change an assignment: write a reply.")
            )
        if vals.keys() & RESPONDENT_FIELDS:
            self._check_may_answer()
        if vals.keys() & TARGET_FIELDS and not all(
            assignment.state in ("draft", "returned") for assignment in self
        ):
            raise AccessError(
                self.env._("It was sent already: cancel it and dispatch to others.")
            )

    def _check_may_answer(self):
        """:raise AccessError: the reply is not the user's, or not to be written now"""
        for assignment in self:
            if (
                not assignment._is_respondent()
                or assignment.state not in ("sent", "signed")
                or assignment.is_approval_pending
            ):
                raise AccessError(
                    self.env._(
                        "%(assignment)s: the reply is written by the department, as"
                        " long as it is not given.",
                        assignment=assignment.display_name,
                    )
                )

    def _number_assignments(self):
        """Number the assignments of each complaint: C2026-00001/1, /2 …

        The last number is kept on the complaint and written first: two users who
        dispatch at the same time meet there, and the second one is repeated.
        """
        # sudo: departments that forward have no right on complaints
        for complaint, assignments in self.sudo().grouped("complaint_id").items():
            first = complaint.assignment_last + 1
            complaint.assignment_last += len(assignments)
            complaint.flush_recordset(["assignment_last"])
            for index, assignment in enumerate(assignments, first):
                assignment.number = f"{complaint.number}/{index}"

    @api.model
    def _prepare_round(self, vals):
        complaint = self.env["complaint.complaint"].browse(vals.get("complaint_id"))
        return {"round": complaint.sudo().round}  # sudo: as above

    # ------------------------------------------------------------
    # PEOPLE
    # ------------------------------------------------------------

    def _get_target_name(self):
        """Who has to act, to be shown to people."""
        self.ensure_one()
        return self.department_id.name or self.partner_id.name

    def _get_sender_name(self):
        """Who sends the assignment: the department that forwards it, or the desk."""
        self.ensure_one()
        # sudo: the name only; respondents have no right on complaints
        assignment = self.sudo()
        parent = assignment.parent_id
        return (
            parent._get_target_name()
            if parent
            else assignment.complaint_id.team_id.name
        )

    def _is_leading(self):
        """Whether the case is held by this department while it works: cancelled leads
        held it, too."""
        return self.is_lead and not self.parent_id

    def _get_respondents(self):
        """The users who answer in their own right."""
        return self.user_id | self.department_id.complaint_respondent_ids

    def _replace_contact(self):
        """The contact may not see the case any more: the next one takes over."""
        self._compute_user_id()
        self.filtered(
            lambda assignment: assignment.state in ("sent", "signed")
        )._notify_arrival()

    def _get_acting_respondents(self):
        """To whom the assignment is sent: the contact or who stands in for him. One
        hop, then the deputy of the department, then its manager (P20)."""
        department = self.department_id
        complaint = self.complaint_id
        fallbacks = department.complaint_deputy_id | department._get_complaint_manager()
        delegations = self.env["complaint.delegation"]
        acting = delegations._get_acting_users(
            self.user_id - complaint.barred_user_ids,
            "assignment",
            complaint._filter_able(fallbacks),
        )
        return complaint._filter_able(acting)

    def _is_respondent(self):
        """Whether the user answers for the department, himself or by delegation. Where
        nobody of the department is a user, and for outside parties, the desk does."""
        self.ensure_one()
        # sudo: who answers is no secret, and the same for everybody
        respondents = self.sudo()._get_respondents()
        if self.env.su or self.env.user in respondents:
            return True
        if not respondents:
            return self._is_desk()
        delegations = self.env["complaint.delegation"]
        return self.env.user in delegations._get_delegates(respondents, "assignment")

    def _get_represented_user(self):
        """The absent colleague for whom the current user answers, if by delegation."""
        self.ensure_one()
        respondents = self.sudo()._get_respondents()  # sudo: see _is_respondent
        return self.env["complaint.delegation"]._get_represented_user(
            respondents, "assignment"
        )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _prepare_milestone_values(self):
        # sudo: respondents have no right on complaints
        assignment = self.sudo()
        return {
            **super()._prepare_milestone_values(),
            "assignment_id": assignment.id,
            "complaint_id": assignment.complaint_id.id,
            "company_id": assignment.company_id.id,
            "round": assignment.round,
            "on_behalf_id": self._get_represented_user().id,
        }

    @api.model
    def _get_token_path(self):
        return "/complaint/assignment"

    def _is_confidential(self):
        """Whether the case is confidential: said on paper, nothing else of it."""
        return self.sudo().complaint_id.is_confidential  # sudo: the flag only

    # ------------------------------------------------------------
    # APPROVAL
    # ------------------------------------------------------------

    def _get_approval_complaint(self):
        return self.complaint_id

    def _get_approval_department(self):
        return self.department_id

    def _get_approval_content(self, action):
        return self.env["ir.qweb"]._render(
            "complaint_management.complaint_assignment_approval",
            {"assignment": self, "action": action},
        )
