import functools
from collections import defaultdict

from odoo import api, models

from ..complaint_data import (
    LAST_ASSIGNMENT_MILESTONES,
    OPEN_DEADLINE_STATES,
)
from .complaint_duration_mixin import to_duration
from .limit_course import ASSIGNMENT_ENDINGS, CASE_ENDINGS, is_before
from .timetables import Timetables
from .working_time import get_due

# milestones of an assignment that mean something else for the case
CASE_READINGS = {*LAST_ASSIGNMENT_MILESTONES, "assignment_cancelled"}

# what makes a deadline unique
KEY = ("complaint_id", "assignment_id", "limit_id", "round", "cycle")


class ComplaintDeadlineCourseMixin(models.AbstractModel):
    """How deadlines begin and end: they follow the milestones, in batches.

    All methods expect to run as superuser: time limits run whoever acts.
    """

    _name = "complaint.deadline.course.mixin"
    _description = "Course of a Complaint Deadline"

    @api.model
    def _follow(self, milestones):
        """End the deadlines that waited for the milestones and start those that begin
        with them."""
        self._end(milestones)
        limits = self._get_limits(milestones.complaint_id)
        self._run(self._prepare_starts(milestones, limits))

    @api.model
    def _begin(self, milestones):
        """Start the deadlines of new complaints, of which none runs yet. Only limits
        that wait for the entry itself (P17) may be reached already."""
        limits = self._get_limits(milestones.complaint_id)
        self._start(self._prepare_starts(milestones, limits))
        if limits._filter_waiting_for(set(milestones.mapped("code"))):
            self._end(milestones)

    @api.model
    def _prepare_starts(self, milestones, limits):
        """Values of the deadlines that begin with the milestones."""
        starting = functools.cache(
            lambda code: limits.filtered(lambda limit: limit._starts_with(code))
        )
        starts = []
        for milestone in milestones:
            case_code = self._get_case_code(milestone)
            found = starting(milestone.code)
            if case_code != milestone.code:
                found = found.filtered(lambda limit: limit.scope == "assignment")
                found |= starting(case_code).filtered(
                    lambda limit: limit.scope == "complaint"
                )
            starts += filter(
                None,
                [self._prepare_start(milestone, limit, case_code) for limit in found],
            )
        return starts

    @api.model
    def _get_case_code(self, milestone):
        """What the milestone of an assignment means for the case. Of several
        assignments the first one decides, for replies the last; when the last one that
        was owed is cancelled, the case has its reply. None: nothing."""
        code = milestone.code
        if not milestone.assignment_id or code not in CASE_READINGS:
            return code
        complaint = milestone.complaint_id
        if complaint.assignment_ids.filtered("is_open"):
            return None
        if code == "assignment_cancelled":
            replied = complaint.milestone_ids.filtered(
                lambda other: (
                    other.code == "replied"
                    and other.round == milestone.round
                    and other.assignment_id.state in ("replied", "accepted")
                )
            )
            was_owed = not milestone.assignment_id.date_replied
            return "replied" if replied and was_owed else None
        return code

    @api.model
    def _get_limits(self, complaints):
        limits = self.env["complaint.time.limit"]
        return limits._get_by_procedures(complaints.procedure_id)

    # ------------------------------------------------------------
    # ENDING
    # ------------------------------------------------------------

    def _end(self, milestones):
        """End the open deadlines that waited for one of the milestones; recurring ones
        begin their next cycle."""
        closed = milestones.filtered(lambda milestone: milestone.code == "closed")
        self.env["complaint.pause"]._end_with(closed.complaint_id)
        by_complaint = {
            complaint: [
                (milestone, self._get_case_code(milestone))
                for milestone in found.sorted("date")
            ]
            for complaint, found in milestones.grouped("complaint_id").items()
        }
        ended = defaultdict(self.browse)
        again = []
        for deadline in self._search_open(milestones.complaint_id):
            for milestone, case_code in by_complaint[deadline.complaint_id]:
                state = deadline._get_state_after(milestone, case_code)
                if not state:
                    continue
                ended[state, milestone.date] |= deadline
                if state == "met" and deadline.is_recurring:
                    code = milestone.code if deadline.assignment_id else case_code
                    again.append((deadline, code, milestone.date))
                break
        for (state, date), deadlines in ended.items():
            deadlines._finish(state, date)
        self._run(
            [
                deadline._prepare_next_cycle(code, date)
                for deadline, code, date in again
                if deadline.complaint_id.phase != "closed"
            ]
        )

    @api.model
    def _search_open(self, complaints):
        return self.search(
            [
                ("complaint_id", "in", complaints.ids),
                ("state", "in", OPEN_DEADLINE_STATES),
            ]
        )

    def _finish(self, state, date):
        """End the deadlines. What ends while its clock stands still is judged by the
        due time that this pause had given it."""
        timetables, by_values = Timetables(), {}
        # written together: reviews follow from the due time as from the end
        for deadline in self:
            values = {}
            if deadline.state == "paused":
                due = deadline._get_due(timetables, date)
                if due != deadline.date_due:
                    values = {"date_due": due, "revision": deadline.revision + 1}
            by_values.setdefault(tuple(values.items()), []).append(deadline.id)
        for values, ids in by_values.items():
            self.browse(ids).write(
                {
                    **dict(values),
                    "state": state,
                    "date_ended": date,
                    "next_escalation_at": False,
                }
            )

    def _get_state_after(self, milestone, case_code):
        """The state in which the milestone leaves the open deadline; nothing if it does
        not concern it. What happened before it began neither meets nor ends it.

        :param case_code: see :meth:`_get_case_code`
        """
        code = milestone.code if self.assignment_id else case_code
        if not code or milestone.assignment_id not in (
            self.assignment_id or milestone.assignment_id,
            milestone.assignment_id.browse(),
        ):
            return None
        if not is_before(milestone.date, self.date_start):
            if code in self._get_codes("until"):
                return "cancelled"
            if code in self._get_codes("target"):
                return "met"
        endings = ASSIGNMENT_ENDINGS if self.assignment_id else CASE_ENDINGS
        return "cancelled" if code in endings else None

    def _get_codes(self, kind):
        """Milestones for which the deadline waits (``target``) or with which it stops
        recurring (``until``)."""
        return (self[f"{kind}_codes"] or "").split(",") if self[f"{kind}_codes"] else []

    # ------------------------------------------------------------
    # STARTING
    # ------------------------------------------------------------

    @api.model
    def _prepare_start(self, milestone, limit, code):
        """Values of the deadline of a limit that begins with the milestone, read as
        ``code``; nothing if it does not concern the complaint."""
        complaint = milestone.complaint_id
        assignment = milestone.assignment_id
        if not limit._applies_to(complaint):
            return None
        if limit.scope == "assignment" and not assignment:
            return None
        if complaint.phase == "closed" and limit.start_code != "closed":
            return None
        is_of_assignment = limit.scope == "assignment"
        owner = assignment if is_of_assignment else complaint
        code = milestone.code if is_of_assignment else code
        return self._prepare_values(owner, limit, code, self._get_start(milestone))

    @api.model
    def _get_start(self, milestone):
        """When limits that begin with the milestone begin to count."""
        complaint = milestone.complaint_id
        read_later_ids = complaint.channel_id._get_read_later_ids()
        if milestone.code == "received" and complaint.channel_id.id in read_later_ids:
            return max(milestone.date, complaint.create_date)
        return milestone.date

    @api.model
    def _prepare_values(self, owner, limit, code, date):
        """Values of a deadline of the complaint or assignment ``owner``."""
        is_assignment = owner._name == "complaint.assignment"
        complaint = owner.complaint_id if is_assignment else owner
        is_department = is_assignment or limit.debtor == "department"
        department = (
            owner.department_id if is_department else complaint.team_id.department_id
        )
        return {
            **limit._prepare_duration_values(),
            "limit_id": limit.id,
            "complaint_id": complaint.id,
            "assignment_id": owner.id if is_assignment else False,
            "company_id": complaint.company_id.id,
            "level_id": complaint.level_id.id,
            "round": complaint.round,
            "cycle": 1,
            "department_id": department.id,
            "user_id": owner.user_id.id,
            "calendar_id": self._get_calendar(limit, complaint).id,
            "start_code": code,
            "date_start": date,
            # computed alike; said here, the new row is not written a second time
            "is_late": False,
        }

    @api.model
    def _get_calendar(self, limit, complaint):
        return (
            limit.calendar_id
            or complaint.team_id.calendar_id
            or complaint.company_id.resource_calendar_id
        )

    def _prepare_next_cycle(self, code, date):
        return {
            **self._prepare_duration_values(),
            **{
                name: self._fields[name].convert_to_write(self[name], self)
                for name in (
                    "limit_id",
                    "complaint_id",
                    "assignment_id",
                    "company_id",
                    "level_id",
                    "round",
                    "debtor",
                    "department_id",
                    "user_id",
                    "calendar_id",
                    "target_codes",
                    "until_codes",
                    "is_recurring",
                )
            },
            "start_code": code,
            "cycle": self.cycle + 1,
            "date_start": date,
        }

    @api.model
    def _run(self, values_list):
        """Create the deadlines that do not run already."""
        values_list = self._drop_known(values_list)
        if not values_list:
            return self.browse()
        complaints = {values["complaint_id"] for values in values_list}
        # sudo: the clock stands still whoever acts
        pauses = self.env["complaint.pause"].sudo()
        found = pauses.search([("complaint_id", "in", list(complaints))])
        return self._start(values_list, found)

    @api.model
    def _start(self, values_list, pauses=None):
        """Create deadlines with due time and first escalation.

        :param pauses: all pauses of their cases, if there may be any
        """
        timetables = Timetables()
        schedules = self.env["complaint.escalation.rule"]._get_schedules()
        # many of a batch begin together under the same terms
        get_due_once = functools.cache(get_due)
        for values in values_list:
            timetable = self._get_timetable(values, timetables)
            own = values["is_pausable"] and pauses
            if own:
                own = own._filter_for(values["complaint_id"], values["assignment_id"])
            stretches = tuple(own._get_stretches()) if own else ()
            due = get_due_once(
                values["date_start"], to_duration(values), timetable, stretches
            )
            values["date_due"] = due
            if own and own.filtered(lambda pause: not pause.date_end):
                values["state"] = "paused"
            else:
                origin = self.browse(values.get("origin_id"))
                terms = {
                    **values,
                    "date_missed": origin.date_due or due,
                    "pauses": stretches,
                }
                values["next_escalation_at"] = schedules.get_next(terms, timetable)
        deadlines = self.create(values_list)
        self.env["complaint.escalation"]._wake_cron(
            values.get("next_escalation_at") for values in values_list
        )
        return deadlines

    @api.model
    def _get_timetable(self, values, timetables):
        calendar = self.env["resource.calendar"].browse(values["calendar_id"])
        company = self.env["res.company"].browse(values["company_id"])
        return timetables[calendar, company]

    @api.model
    def _drop_known(self, values_list):
        """A limit runs once for each assignment, round and cycle; for an assignment that
        had been taken back and is given again, in a further cycle."""
        if not values_list:
            return values_list
        known = {
            deadline._get_key(): deadline
            for deadline in self.search(
                [
                    ("complaint_id", "in", [v["complaint_id"] for v in values_list]),
                    ("limit_id", "in", [v["limit_id"] for v in values_list]),
                ],
                order="cycle, id",
            )
        }
        kept = {}
        for values in values_list:
            key = self._get_values_key(values)
            while key in known and self._may_run_again(values, known[key]):
                values["cycle"] += 1
                key = self._get_values_key(values)
            if key not in known:
                kept.setdefault(key, values)
        return list(kept.values())

    @api.model
    def _may_run_again(self, values, deadline):
        """Whether values that meet a deadline begin its next cycle."""
        if values.get("is_from_rise"):
            return deadline.state in ("superseded", "cancelled", "void")
        return bool(values["assignment_id"]) and deadline.state == "cancelled"

    @api.model
    def _get_values_key(self, values):
        return tuple(values[name] or False for name in KEY)

    def _get_key(self):
        return tuple(
            self[name].id if self._fields[name].relational else self[name]
            for name in KEY
        )
