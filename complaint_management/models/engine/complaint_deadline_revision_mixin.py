from odoo import api, models
from odoo.fields import Command

from .timetables import Timetables
from .working_time import get_due


class ComplaintDeadlineRevisionMixin(models.AbstractModel):
    """How running deadlines move: by pauses, by an agreement, by a corrected receipt, by
    changed working hours, by a merge. All methods expect to run as superuser."""

    _name = "complaint.deadline.revision.mixin"
    _description = "Revision of a Complaint Deadline"

    # ------------------------------------------------------------
    # PAUSES
    # ------------------------------------------------------------

    def _get_pauses(self, until=None):
        """The stretches in which the clock of the deadline stood still, as pairs of
        moments in order.

        :param until: to when a pause that goes on is counted; without it, it is not,
            unless the deadline has ended
        """
        self.ensure_one()
        if not self.is_pausable:
            return []
        # sudo: who may read a deadline may know why it moved
        deadline = self.sudo()
        until = deadline.date_ended or until
        stretches = deadline.complaint_id.pause_ids._filter_for(
            deadline.complaint_id.id, deadline.assignment_id.id
        )._get_stretches(until)
        if joined := deadline.date_joined:
            earlier = deadline.earlier_pause_ids._get_stretches(joined)
            stretches = sorted(
                [(begin, min(end, joined)) for begin, end in earlier]
                + [
                    (max(begin, joined), end)
                    for begin, end in stretches
                    if end > joined
                ]
            )
        if ended := deadline.date_ended:
            # what came after the end moved nothing
            stretches = [
                (begin, min(end, ended)) for begin, end in stretches if begin < ended
            ]
        return stretches

    def _get_due(self, timetables, until=None):
        """The due time by terms and pauses. What was agreed individually is a fixed
        date; it waits for the end of a pause only.

        :param until: see :meth:`_get_pauses`
        """
        self.ensure_one()
        pauses = self._get_pauses(until)
        if self.is_agreed:
            due = self.date_due
            return max([due, *(end for begin, end in pauses if begin <= due < end)])
        timetable = timetables[self.calendar_id, self.company_id]
        return get_due(self.date_start, self._get_duration(), timetable, pauses)

    def _settle_clocks(self):
        """Have each open deadline run or stand still, as its pauses say, and move."""
        pauses = self.complaint_id.pause_ids.filtered(lambda pause: not pause.date_end)
        for deadline in self:
            own = deadline.is_pausable and pauses._filter_for(
                deadline.complaint_id.id, deadline.assignment_id.id
            )
            if own:
                deadline.write({"state": "paused", "next_escalation_at": False})
            elif deadline.state != "running":
                deadline.state = "running"
        return self._move_due()

    def _pause(self):
        """Stop the clock of the open, pausable deadlines."""
        self.filtered(lambda d: d.is_pausable and d.state == "running").write(
            {"state": "paused", "next_escalation_at": False}
        )

    def _resume(self):
        """Let the clock go on: the due time moves by the pause, which arms reminders
        again."""
        paused = self.filtered(lambda deadline: deadline.state == "paused")
        paused.write({"state": "running"})
        paused._move_due()

    def _move_due(self, timetables=None):
        """Compute due times and next escalations again from the terms and pauses.

        :return: the deadlines that moved
        """
        timetables = timetables or Timetables()
        moved = told = self.browse()
        for deadline in self:
            due = deadline._get_due(timetables)
            if due != deadline.date_due:
                moved |= deadline
                told |= deadline.filtered("date_told")
                deadline.write(
                    {
                        "date_due": due,
                        "date_told": False,
                        "revision": deadline.revision + 1,
                    }
                )
        self._plan_escalation(timetables)
        # a customer who was told the old date must be told the new one
        told.filtered(lambda d: d.state == "running").complaint_id._ask_to_tell_again()
        return moved

    def _agree(self, date_due):
        """Set an individually agreed due time and keep that the customer was told."""
        for deadline in self:
            deadline.write(
                {
                    "date_due": date_due,
                    "is_agreed": True,
                    "date_told": self.env.cr.now(),
                    "revision": deadline.revision + 1,
                }
            )
        self._plan_escalation(Timetables())

    def _get_maximum_due(self):
        """The latest time that may be agreed individually; False without a maximum."""
        limit = self.limit_id
        if not limit.maximum:
            return False
        duration = self._get_duration()._replace(value=limit.maximum)
        timetable = Timetables()[self.calendar_id, self.company_id]
        return get_due(self.date_start, duration, timetable, self._get_pauses())

    def _plan_escalation(self, timetables):
        """Find the moment of the next escalation of running deadlines."""
        running = self.filtered(lambda deadline: deadline.state == "running")
        schedules = self.env["complaint.escalation.rule"]._get_schedules()
        fired = self.env["complaint.escalation"]._get_fired(running)
        for deadline in running:
            moment = schedules.get_next(
                deadline._get_terms(),
                timetables[deadline.calendar_id, deadline.company_id],
                fired.get(deadline.id),
            )
            if moment != deadline.next_escalation_at:
                deadline.next_escalation_at = moment
        self.env["complaint.escalation"]._wake_cron(
            running.mapped("next_escalation_at")
        )

    def _get_terms(self):
        """What the escalation rules need to know of a deadline."""
        return {
            "limit_id": self.limit_id.id,
            "level_id": self.level_id.id,
            "date_start": self.date_start,
            "date_due": self.date_due,
            "date_missed": (self.origin_id or self).date_due,
            "revision": self.revision,
            "pauses": self._get_pauses(),
        }

    # ------------------------------------------------------------
    # RECEIPT
    # ------------------------------------------------------------

    @api.model
    def _correct_receipt(self, complaint, old_date):
        """The receipt was entered wrongly: its milestone moves, and what began with it
        counts from the right time, ended or not. Said in one line."""
        milestone = complaint.milestone_ids.filtered(
            lambda m: m.code == "received" and m.date == old_date
        ).sorted("id")[:1]
        if not milestone:
            return
        milestone.date = complaint.date_received
        deadlines = complaint.deadline_ids.filtered(
            lambda deadline: (
                deadline.start_code == "received"
                and not deadline.is_from_rise
                and not deadline.date_joined
                and deadline.state != "void"
            )
        )
        for deadline in deadlines:
            deadline.date_start = self._get_start(milestone)
        deadlines._move_due()._log_moves("receipt")

    # ------------------------------------------------------------
    # WHAT IS SAID
    # ------------------------------------------------------------

    def _log_moves(self, cause):
        """Say in the chatter what moved and why, in the language of the company:
        colleagues read it, whoever caused it.

        :param str cause: classification, receipt or working_time
        """
        for complaint, deadlines in self.grouped("complaint_id").items():
            lang = complaint.company_id.partner_id.lang
            own = deadlines.with_context(lang=lang)
            changes = "; ".join(deadline._get_move_text() for deadline in own)
            complaint._message_log(body=own._get_cause_text(cause, changes))

    def _get_cause_text(self, cause, changes):
        return {
            "classification": self.env._(
                "Classification corrected; time limits counted anew from their original"
                " start: %(changes)s",
                changes=changes,
            ),
            "receipt": self.env._(
                "Time of receipt corrected; time limits counted anew from it:"
                " %(changes)s",
                changes=changes,
            ),
            "working_time": self.env._(
                "Working hours or closed days changed; time limits counted anew:"
                " %(changes)s",
                changes=changes,
            ),
        }[cause]

    def _get_move_text(self):
        if self.state in ("cancelled", "void"):
            return self.env._("%(limit)s: no longer needed", limit=self.limit_id.name)
        return self.env._(
            "%(limit)s: due %(due)s",
            limit=self.limit_id.name,
            due=self._format_moment(self.date_due, is_due=True),
        )

    # ------------------------------------------------------------
    # MERGE
    # ------------------------------------------------------------

    def _prepare_to_join(self):
        """Keep the pauses that count until now: the deadlines are about to belong to
        the case that goes on, which was not paused then."""
        for deadline in self:
            deadline.earlier_pause_ids |= deadline._get_counted_pauses()
            deadline.date_joined = self.env.cr.now()

    def _get_counted_pauses(self):
        pauses = self.complaint_id.pause_ids._filter_for(
            self.complaint_id.id, self.assignment_id.id
        )
        return pauses | self.earlier_pause_ids

    @api.model
    def _merge(self, complaint, merged, brought):
        """The complaint goes on for the merged ones: of the same limit the earliest
        deadline is kept, with the pauses that had moved it.

        :param brought: the open deadlines of assignments of the merged cases
        """
        now = self.env.cr.now()
        timetables = Timetables()
        self.env["complaint.pause"]._end_with(merged)
        brought._settle_clocks()
        own = self._search_open(complaint).filtered(lambda d: not d.assignment_id)
        others = self._search_open(merged)
        due = {d: d._get_due(timetables, now) for d in own | others}
        for deadline in own:
            same = others.filtered(
                lambda other, deadline=deadline: other.limit_id == deadline.limit_id
            )
            earliest = same.sorted(due.get)[:1]
            if earliest and due[earliest] < due[deadline]:
                deadline._take_over(earliest)
        # missed once, not for each of the cases
        covered = others.filtered(lambda other: other.limit_id in own.limit_id)
        covered._finish("void", now)
        (others - covered)._finish("cancelled", now)

    def _take_over(self, earlier):
        """Go on for a deadline of a merged case: its start, its due time, the pauses
        that had moved it, and from now on those of this case."""
        self.write(
            {
                "date_start": earlier.date_start,
                "date_due": earlier.date_due,
                "is_agreed": earlier.is_agreed,
                "date_joined": self.env.cr.now(),
                "earlier_pause_ids": [Command.set(earlier._get_counted_pauses().ids)],
                "revision": self.revision + 1,
            }
        )
        self._settle_clocks()
