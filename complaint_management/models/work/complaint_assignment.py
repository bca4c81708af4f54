from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..complaint_data import ASSIGNMENT_STATES

RESPONDENT_FIELDS = {"reply"}


class ComplaintAssignment(models.Model):
    """Work on a complaint given to a department.

    It carries copies of what the respondent needs to know: departments never read
    complaints. What is confidential is not copied.
    """

    _name = "complaint.assignment"
    _inherit = ["complaint.clock.mixin", "complaint.protected.mixin"]
    _description = "Complaint Assignment"
    _rec_name = "number"
    _order = "id desc"
    _check_company_auto = True

    number = fields.Char(readonly=True, copy=False, index="trigram")
    complaint_id = fields.Many2one(
        "complaint.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True
    )
    department_id = fields.Many2one(
        "hr.department",
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users",
        "Contact",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False)]",
        ondelete="restrict",
    )
    state = fields.Selection(
        ASSIGNMENT_STATES,
        required=True,
        readonly=True,
        default="draft",
        index=True,
        tracking=True,
        copy=False,
    )
    is_open = fields.Boolean(compute="_compute_is_open")

    # what the respondent needs, copied from the complaint
    name = fields.Char("Matter", required=True)
    description = fields.Html("What Happened")
    request = fields.Text("What is Asked", help="What the department is asked to do.")
    incident_date = fields.Datetime("Happened on")
    incident_place = fields.Char("Place")
    customer_name = fields.Char()
    customer_phone = fields.Char()

    # the answer
    reply = fields.Html(help="Findings, cause and what the department proposes.")

    # times, copied from the milestones for lists
    date_sent = fields.Datetime("Sent on", readonly=True, copy=False)
    date_signed = fields.Datetime("Signed on", readonly=True, copy=False)
    date_replied = fields.Datetime("Replied on", readonly=True, copy=False)
    milestone_ids = fields.One2many("complaint.milestone", "assignment_id")

    _number_uniq = models.UniqueIndex(
        "(company_id, number)", "This assignment number is taken already."
    )

    @api.depends("department_id")
    def _compute_user_id(self):
        for assignment in self:
            department = assignment.department_id
            assignment.user_id = (
                department.complaint_contact_ids[:1] or department.manager_id.user_id
            )

    @api.depends("state")
    def _compute_is_open(self):
        for assignment in self:
            assignment.is_open = assignment.state != "replied"

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
        vals_list = [
            {**self._prepare_copied_values(vals.get("complaint_id")), **vals}
            for vals in vals_list
        ]
        assignments = super().create(vals_list)
        assignments._number_assignments()
        return assignments

    def write(self, vals):
        self._check_may_write(vals)
        return super().write(vals)

    def _check_may_write(self, vals):
        """Respondents write their reply and nothing else.

        :raise AccessError: the user is a respondent and writes more
        """
        agent = self.env.su or self.env.user.has_group(
            "complaint_management.group_complaint_agent"
        )
        if not agent and vals.keys() - RESPONDENT_FIELDS:
            raise AccessError(
                self.env._("Only the desk may change an assignment: write a reply.")
            )

    def _number_assignments(self):
        """Number the assignments of each complaint: C2026-00001/1, /2 …"""
        for complaint, assignments in self.grouped("complaint_id").items():
            numbered = complaint.assignment_ids.filtered("number")
            for index, assignment in enumerate(assignments, len(numbered) + 1):
                assignment.number = f"{complaint.number}/{index}"

    @api.model
    def _prepare_copied_values(self, complaint_id):
        """The matter; the customer only when the case is not confidential."""
        complaint = self.env["complaint.complaint"].browse(complaint_id)
        values = {
            "name": complaint.name,
            "description": complaint.description,
            "request": complaint.demand,
            "incident_date": complaint.incident_date,
            "incident_place": complaint.incident_place,
        }
        if not complaint.is_confidential:
            values["customer_name"] = complaint.customer_name
            values["customer_phone"] = complaint.phone
        return values

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_send(self):
        """Dispatch the drafts to their departments (转交)."""
        self._check_state("draft")
        self._do_advance("sent", "dispatched")
        self.complaint_id.filtered(
            lambda c: c.phase in ("new", "classification")
        ).write({"phase": "investigation"})
        self._welcome_responsible()

    def action_sign(self):
        """Sign for the assignments (签收)."""
        self._check_state("sent")
        self._do_advance("signed", "signed")

    def action_reply(self):
        """Give the department's reply to the desk (回复)."""
        self._check_state("signed")
        for assignment in self.filtered(lambda a: not a.reply):
            raise UserError(
                self.env._(
                    "%(assignment)s: write the reply before you send it.",
                    assignment=assignment.display_name,
                )
            )
        self._do_advance("replied", "replied")
        self._notify_desk()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _check_state(self, state):
        """:raise UserError: one of the assignments is not in the state"""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for assignment in self.filtered(lambda a: a.state != state):
            raise UserError(
                self.env._(
                    "%(assignment)s is “%(state)s”; this needs “%(expected)s”.",
                    assignment=assignment.display_name,
                    state=labels[assignment.state],
                    expected=labels[state],
                )
            )

    def _do_advance(self, state, code):
        # sudo: respondents may write their reply but not the course of the assignment
        self.sudo().write({"state": state, f"date_{state}": self.env.cr.now()})
        self._record_milestone(code)

    def _notify_desk(self):
        """Tell the case owners that a reply has come in."""
        # sudo: respondents have no right on complaints
        for assignment in self.sudo().filtered("complaint_id.user_id"):
            assignment.message_notify(
                partner_ids=assignment.complaint_id.user_id.partner_id.ids,
                subject=self.env._(
                    "Reply to %(assignment)s", assignment=assignment.display_name
                ),
                body=self.env._(
                    "%(department)s has replied.",
                    department=assignment.department_id.display_name,
                ),
            )

    def _prepare_milestone_values(self):
        # sudo: respondents have no right on complaints
        complaint = self.sudo().complaint_id
        return {
            **super()._prepare_milestone_values(),
            "assignment_id": self.id,
            "complaint_id": complaint.id,
            "company_id": self.company_id.id,
            "round": complaint.round,
        }
