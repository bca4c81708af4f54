import functools
from collections import defaultdict

from odoo import api, models

from ..complaint_data import (
    LAST_ASSIGNMENT_MILESTONES,
    OPEN_DEADLINE_STATES,
)
from .complaint_duration_mixin import to_duration
from .timetables import Timetables
from .working_time import get_due

# milestones that end whatever runs: of the complaint, of the assignment
ENDING_MILESTONES = ("closed", "assignment_cancelled")

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
        starting = {
            code: limits.filtered(lambda limit, code=code: limit._starts_with(code))
            for code in set(milestones.mapped("code"))
        }
        return [
            start
            for milestone in milestones
            for limit in starting[milestone.code]
            if (start := self._prepare_start(milestone, limit))
        ]

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
        by_complaint = milestones.grouped("complaint_id")
        ended = defaultdict(self.browse)
        again = []
        for deadline in self._search_open(milestones.complaint_id):
            for milestone in by_complaint[deadline.complaint_id].sorted("date"):
                state = deadline._get_state_after(milestone)
                if not state:
                    continue
                ended[state, milestone.date] |= deadline
                if state == "met" and deadline.is_recurring:
                    again.append((deadline, milestone.date))
                break
        for (state, date), deadlines in ended.items():
            deadlines._finish(state, date)
        self._run(
            [
                deadline._prepare_next_cycle(date)
                for deadline, date in again
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
        self.write({"state": state, "date_ended": date, "next_escalation_at": False})

    def _get_state_after(self, milestone):
        """The state in which the milestone leaves the open deadline; nothing if it does
        not concern it."""
        if not self._is_concerned_by(milestone):
            return None
        if milestone.code in self._get_codes("until"):
            return "cancelled"
        if milestone.code in self._get_codes("target"):
            return "met"
        if milestone.code in ENDING_MILESTONES:
            return "cancelled"
        return None

    def _is_concerned_by(self, milestone):
        """Of several assignments the first decides; the last for replies. A milestone
        of the complaint concerns its assignments as well."""
        assignment = milestone.assignment_id
        if not assignment:
            return True
        if self.assignment_id:
            return self.assignment_id == assignment
        if milestone.code == "assignment_cancelled":
            return False
        if milestone.code in LAST_ASSIGNMENT_MILESTONES:
            return not self.complaint_id.assignment_ids.filtered("is_open")
        return True

    def _get_codes(self, kind):
        """Milestones for which the deadline waits (``target``) or with which it stops
        recurring (``until``)."""
        return (self[f"{kind}_codes"] or "").split(",") if self[f"{kind}_codes"] else []

    # ------------------------------------------------------------
    # STARTING
    # ------------------------------------------------------------

    @api.model
    def _prepare_start(self, milestone, limit):
        """Values of the deadline of a limit that begins with the milestone; nothing if
        it does not concern the complaint."""
        complaint = milestone.complaint_id
        assignment = milestone.assignment_id
        if not limit._applies_to(complaint):
            return None
        if limit.scope == "assignment" and not assignment:
            return None
        if complaint.phase == "closed" and limit.start_code != "closed":
            return None
        owner = assignment if limit.scope == "assignment" else complaint
        date = self._get_start(milestone)
        return self._prepare_values(owner, limit, milestone.code, date)

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

    def _prepare_next_cycle(self, date):
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
            "start_code": self._get_codes("target")[0],
            "cycle": self.cycle + 1,
            "date_start": date,
        }

    @api.model
    def _run(self, values_list):
        """Create the deadlines that do not run already."""
        values_list = self._drop_known(values_list)
        if not values_list:
            return self.browse()
        return self._start(values_list, self._get_paused_owners(values_list))

    @api.model
    def _start(self, values_list, paused=frozenset()):
        """Create deadlines with due time and first escalation.

        :param paused: those whose clock stands still, as in :meth:`_get_owners`
        """
        timetables = Timetables()
        schedules = self.env["complaint.escalation.rule"]._get_schedules()
        # many of a batch begin together under the same terms
        get_due_once = functools.cache(get_due)
        for values in values_list:
            timetable = self._get_timetable(values, timetables)
            due = get_due_once(values["date_start"], to_duration(values), timetable)
            values["date_due"] = due
            if values["is_pausable"] and self._get_owners(values) & paused:
                values["state"] = "paused"
            else:
                origin = self.browse(values.get("origin_id"))
                terms = {**values, "date_missed": origin.date_due or due}
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
        """A limit runs once for each assignment, round and cycle."""
        if not values_list:
            return values_list
        known = {
            deadline._get_key()
            for deadline in self.search(
                [
                    ("complaint_id", "in", [v["complaint_id"] for v in values_list]),
                    ("limit_id", "in", [v["limit_id"] for v in values_list]),
                ]
            )
        }
        kept = {}
        for values in values_list:
            key = tuple(values[name] or False for name in KEY)
            if key not in known:
                kept.setdefault(key, values)
        return list(kept.values())

    def _get_key(self):
        return tuple(
            self[name].id if self._fields[name].relational else self[name]
            for name in KEY
        )

    @api.model
    def _get_owners(self, values):
        return {(values["complaint_id"], False), (0, values["assignment_id"])}

    @api.model
    def _get_paused_owners(self, values_list):
        """Those whose clock stands still, as in :meth:`_get_owners`."""
        pauses = self.env["complaint.pause"].search(
            [
                ("complaint_id", "in", [v["complaint_id"] for v in values_list]),
                ("date_end", "=", False),
            ]
        )
        return {
            (0, pause.assignment_id.id)
            if pause.assignment_id
            else (pause.complaint_id.id, False)
            for pause in pauses
        }
