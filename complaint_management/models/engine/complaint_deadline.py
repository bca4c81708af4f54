from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..complaint_data import CASE_READERS, DEADLINE_STATES, LIMIT_DEBTORS, MILESTONES
from .timetables import Timetables

URGENCIES = [
    ("overdue", "Overdue"),
    ("hour", "Due within the Hour"),
    ("today", "Due Today"),
    ("later", "Later"),
    ("ended", "Ended"),
]


class ComplaintDeadline(models.Model):
    """A time limit running for a complaint or an assignment, with the terms it began
    under. What changes in the procedure later does not touch it."""

    _name = "complaint.deadline"
    _inherit = [
        "complaint.local.time.mixin",
        "complaint.duration.mixin",
        "complaint.deadline.course.mixin",
        "complaint.deadline.revision.mixin",
    ]
    _description = "Complaint Deadline"
    _order = "date_due, id"

    complaint_id = fields.Many2one(
        # found by the index of the key, which begins with it
        "complaint.complaint",
        required=True,
        ondelete="cascade",
    )
    assignment_id = fields.Many2one(
        "complaint.assignment", index="btree_not_null", ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True)
    limit_id = fields.Many2one(
        "complaint.time.limit", required=True, index=True, ondelete="restrict"
    )
    level_id = fields.Many2one("complaint.level", ondelete="restrict")
    round = fields.Integer(required=True, default=1)
    cycle = fields.Integer(
        required=True, default=1, help="Counts the runs of a recurring limit."
    )
    revision = fields.Integer(
        required=True, default=1, help="Counts how often the due time has moved."
    )

    # whom it runs against
    debtor = fields.Selection(LIMIT_DEBTORS, "Owed by", required=True, default="desk")
    department_id = fields.Many2one(
        "hr.department", index="btree_not_null", ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", "Responsible", index="btree_not_null", ondelete="restrict"
    )

    # course
    start_code = fields.Selection(MILESTONES, "Began with", required=True)
    target_codes = fields.Char(export_string_translation=False)
    until_codes = fields.Char(export_string_translation=False)
    is_recurring = fields.Boolean("Recurring")
    is_from_rise = fields.Boolean(
        "Born by a Rise", help="Costs nothing by itself: the level rose."
    )
    origin_id = fields.Many2one(
        "complaint.deadline",
        "First Missed",
        index="btree_not_null",
        ondelete="set null",
        help="The deadline whose miss began the rises that led to this one.",
    )
    risen_level_id = fields.Many2one(
        "complaint.level",
        "Risen to",
        ondelete="restrict",
        help="The level to which the complaint rose when this was missed.",
    )
    earlier_pause_ids = fields.Many2many(
        "complaint.pause",
        "complaint_deadline_earlier_pause_rel",
        string="Pauses before the Merge",
        groups=CASE_READERS,
        help="Of the case to which the deadline belonged until it was merged.",
    )
    date_joined = fields.Datetime(
        "Merged on", help="From when on the pauses of this case count."
    )
    date_start = fields.Datetime("Began on", required=True)
    date_due = fields.Datetime("Due on", required=True)
    date_ended = fields.Datetime("Ended on")
    is_late = fields.Boolean("Late", compute="_compute_is_late", store=True)
    state = fields.Selection(DEADLINE_STATES, required=True, default="running")

    # towards the customer
    is_promised = fields.Boolean(related="limit_id.is_promised")
    is_individual = fields.Boolean(related="limit_id.is_individual")
    is_agreed = fields.Boolean("Agreed Individually")
    date_told = fields.Datetime("Told to the Customer on")

    # escalation
    next_escalation_at = fields.Datetime(export_string_translation=False)
    escalation_error = fields.Text(
        help="Why escalation was set aside for this deadline."
    )
    escalation_ids = fields.One2many(
        "complaint.escalation", "deadline_id", groups=CASE_READERS
    )

    urgency = fields.Selection(URGENCIES, compute="_compute_urgency")

    _key_uniq = models.UniqueIndex(
        "(complaint_id, COALESCE(assignment_id, 0), limit_id, round, cycle)",
        "This time limit runs already.",
    )
    _escalation_idx = models.Index(
        "(next_escalation_at) WHERE next_escalation_at IS NOT NULL"
    )
    _due_idx = models.Index("(date_due, id) WHERE state IN ('running', 'paused')")

    @api.depends("limit_id")
    def _compute_display_name(self):
        for deadline in self:
            document = deadline.assignment_id or deadline.complaint_id
            deadline.display_name = (
                f"{document.display_name} · {deadline.limit_id.display_name}"
            )

    @api.depends("date_due", "date_ended", "state")
    def _compute_is_late(self):
        """Ended after it was due, or replaced because it was not reached; never what a
        correction says did not apply. Whether a running one is overdue depends on the
        present moment and is never stored."""
        for deadline in self:
            ended, due = deadline.date_ended, deadline.date_due
            missed = deadline.state == "superseded" and ended == due
            deadline.is_late = (
                bool(ended) and deadline.state != "void" and (ended > due or missed)
            )

    @api.depends("date_due", "state")
    def _compute_urgency(self):
        now = self.env.cr.now()
        reader = self.env.user
        tomorrow = self.browse()._from_local_day(
            self.browse()._get_local_today(reader) + timedelta(days=1), reader
        )
        for deadline in self:
            due = deadline.date_due
            if deadline.state not in ("running", "paused"):
                deadline.urgency = "ended"
            elif due < now:
                deadline.urgency = "overdue"
            elif due < now + timedelta(hours=1):
                deadline.urgency = "hour"
            elif due <= tomorrow:
                deadline.urgency = "today"
            else:
                deadline.urgency = "later"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_document(self):
        """Open the assignment or the complaint."""
        self.ensure_one()
        document = self.assignment_id or self.complaint_id
        return document._get_records_action()

    def action_tell_customer(self):
        """Keep that the customer was told the date (P20)."""
        self.complaint_id.check_access("write")
        # sudo: nobody writes deadlines himself
        self.sudo().write({"date_told": self.env.cr.now()})
        self.complaint_id._note_told()

    def action_chase(self):
        """Chase those who owe the answer (催办): one escalation for each deadline. The
        desk chases, and managers within their own departments (P20).

        :raise AccessError: the user is neither
        """
        self.check_access("read")
        # sudo: who manages a department is no secret
        foreign = self.filtered(
            lambda deadline: (
                not deadline.complaint_id.has_access("write")
                and self.env.user
                not in deadline.sudo().department_id.complaint_manager_ids
            )
        )
        if foreign:
            raise AccessError(
                self.env._(
                    "Only the desk or a manager of the department chases: %(deadlines)s",
                    deadlines=", ".join(foreign.mapped("display_name")),
                )
            )
        self.env["complaint.escalation"]._chase(self)

    # ------------------------------------------------------------
    # ESCALATION
    # ------------------------------------------------------------

    def _escalate(self):
        """Fire what is due and plan what comes next."""
        self.env["complaint.escalation"]._fire_deadlines(self)

    def _set_aside(self, error):
        """Keep a deadline that cannot be escalated from stopping the others."""
        self.write({"next_escalation_at": False, "escalation_error": error})

    def action_retry_escalation(self):
        """Plan the escalation of deadlines that were set aside anew."""
        self.complaint_id.check_access("write")
        # sudo: deadlines are written by the engine only; the case was checked
        self.sudo().write({"escalation_error": False})
        self.sudo()._plan_escalation(Timetables())

    def _prepare_escalation_values(self, schedule, firing):
        rule = self.env["complaint.escalation.rule"].browse(schedule.rule_id)
        revision = schedule.get_revision(self._get_terms())
        return {
            "rule_id": rule.id,
            "trigger": rule.trigger,
            "complaint_id": self.complaint_id.id,
            "assignment_id": self.assignment_id.id,
            "deadline_id": self.id,
            "company_id": self.company_id.id,
            "revision": revision,
            "occurrence": firing.occurrence,
            "missed": firing.missed,
            "date_planned": firing.moment,
            "source_key": (
                f"deadline:{self.id}:{rule.id}:{revision}:{firing.occurrence}"
            ),
        }
