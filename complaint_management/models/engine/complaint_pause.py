from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..complaint_data import PAUSE_KINDS, WATCH_MODES

# how far clocks of server and database, and slow requests, may differ
JUST_NOW = timedelta(minutes=2)


class ComplaintPause(models.Model):
    """A time in which pausable deadlines stand still: we wait for the customer, or the
    case is suspended because nothing can or need be done now (P24)."""

    _name = "complaint.pause"
    _inherit = ["complaint.part.mixin"]
    _description = "Complaint Pause"
    _order = "date_start desc, id desc"
    _part_of = ("assignment_id", "complaint_id")

    complaint_id = fields.Many2one(
        "complaint.complaint", required=True, index=True, ondelete="cascade"
    )
    assignment_id = fields.Many2one(
        "complaint.assignment",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: the whole complaint and all its assignments.",
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True
    )
    kind = fields.Selection(PAUSE_KINDS, required=True, default="waiting")
    reason = fields.Text(required=True)
    watch_mode = fields.Selection(
        WATCH_MODES, help="How the suspended case is followed."
    )
    date_start = fields.Datetime("From", required=True, default=fields.Datetime.now)
    date_end = fields.Datetime("To", readonly=True)
    date_recheck = fields.Date(
        "Look Again on", help="The case owner is reminded to check the suspended case."
    )
    user_id = fields.Many2one(
        "res.users",
        "Paused by",
        default=lambda self: self.env.user,
        ondelete="restrict",
    )

    _open_uniq = models.UniqueIndex(
        "(complaint_id, COALESCE(assignment_id, 0)) WHERE date_end IS NULL",
        "This is paused already.",
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_end >= date_start)", "A pause cannot end before it begins."
    )

    @api.model_create_multi
    def create(self, vals_list):
        # a pause that has just ended must not stand in the way of the next one
        self.flush_model(["date_end"])
        pauses = super().create(vals_list)
        if not self.env.su:
            pauses._check_begins_now()
        for pause in pauses:
            pause._get_deadlines()._pause()
            pause._note_act("paused", None, pause.date_start, pause.reason)
            if pause.kind == "suspended":
                pause._get_owner()._record_milestone("suspended", at=pause.date_start)
                pause._plan_recheck()
        return pauses

    def write(self, vals):
        """A pause is evidence of what moved the clock.

        :raise AccessError: somebody rewrites it
        """
        if vals and not self.env.su:
            raise AccessError(
                self.env._("A pause stays as it was: resume the case and pause again.")
            )
        return super().write(vals)

    def _check_begins_now(self):
        """Whoever pauses does so now and in his own name; supervisors enter later since
        when a case has been waiting.

        :raise AccessError: the pause begins or ends at another time
        """
        now = self.env.cr.now()
        for pause in self:
            is_now = now - JUST_NOW <= pause.date_start <= now + JUST_NOW
            may_begin = is_now or (
                pause.date_start < now and pause._get_case()._is_supervised()
            )
            if pause.date_end or pause.user_id != self.env.user or not may_begin:
                raise AccessError(
                    self.env._(
                        "You pause a case from now on and in your own name. Ask a"
                        " supervisor to enter an earlier time."
                    )
                )

    def _note_act(self, kind, before, after, reason=None):
        """In the list of the supervisors and in the history of the case."""
        case = self._get_case()
        case._log_act(case._note_act(kind, (before, after), reason))

    def _get_case(self):
        return self.sudo().complaint_id  # sudo: departments have no right on it

    def _filter_for(self, complaint_id, assignment_id):
        """Those that count for a deadline of the case or of its assignment, by ids."""
        return self.filtered(
            lambda pause: (
                pause.complaint_id.id == complaint_id
                and pause.assignment_id.id in (False, assignment_id)
            )
        )

    def _get_stretches(self, until=None):
        """The pauses as pairs of moments, in order.

        :param until: to when pauses that go on are counted; without it they are not
        """
        return sorted(
            (pause.date_start, pause.date_end or until)
            for pause in self
            if pause.date_end or (until and until > pause.date_start)
        )

    def _get_owner(self):
        return self.assignment_id or self.complaint_id

    def _get_deadlines(self):
        """The open deadlines for which the pause counts."""
        # sudo: time limits run whoever acts
        deadlines = self.env["complaint.deadline"].sudo()
        return deadlines._search_open(self.complaint_id).filtered(
            lambda deadline: (
                not self.assignment_id or deadline.assignment_id == self.assignment_id
            )
        )

    def _plan_recheck(self):
        """Hook: remind somebody to look at the suspended case again."""

    @api.model
    def _end_with(self, complaints):
        """Nothing is paused any more in complaints that are closed."""
        if complaints:
            open_pauses = self.search(
                [("complaint_id", "in", complaints.ids), ("date_end", "=", False)]
            )
            # sudo: pauses end by acts, nobody writes their end
            open_pauses.sudo().write({"date_end": self.env.cr.now()})

    def _resume(self):
        """End the pauses: what they stopped goes on, later by their length."""
        for pause in self.filtered(lambda pause: not pause.date_end):
            # sudo: as above
            pause.sudo().date_end = self.env.cr.now()
            pause._note_act("resumed", pause.date_start, pause.date_end)
            still_open = pause.complaint_id.pause_ids.filtered(
                lambda other: not other.date_end
            )
            stopped = self.env["complaint.deadline"].concat(
                *(other._get_deadlines() for other in still_open)
            )
            (pause._get_deadlines() - stopped)._resume()
            if pause.kind == "suspended":
                pause._get_owner()._record_milestone("resumed")
