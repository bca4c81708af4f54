from odoo import api, models

from .timetables import Timetables
from .working_time import get_due

# terms that a corrected deadline takes over from the limit that now applies
COMMON_TERMS = ("scope", "start_code")


class ComplaintDeadlineRevisionMixin(models.AbstractModel):
    """How running deadlines change: by pauses, by a corrected classification, by a rise
    of the level, by a merge. All methods expect to run as superuser."""

    _name = "complaint.deadline.revision.mixin"
    _description = "Revision of a Complaint Deadline"

    # ------------------------------------------------------------
    # PAUSES
    # ------------------------------------------------------------

    def _get_pauses(self):
        """The ended pauses that count for the deadline, as pairs of moments."""
        self.ensure_one()
        if not self.is_pausable:
            return []
        # sudo: who may read a deadline may know why it moved
        pauses = self.sudo().complaint_id.pause_ids.filtered(
            lambda pause: (
                pause.date_end
                and pause.date_end > self.date_start
                and pause.date_start < self.date_due
                and pause.assignment_id
                in (self.assignment_id, pause.assignment_id.browse())
            )
        )
        return [(pause.date_start, pause.date_end) for pause in pauses]

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
        """Compute due times and next escalations again from the terms and pauses."""
        timetables = timetables or Timetables()
        told = self.browse()
        for deadline in self:
            timetable = timetables[deadline.calendar_id, deadline.company_id]
            due = deadline.date_due
            if not deadline.is_agreed:
                due = get_due(
                    deadline.date_start,
                    deadline._get_duration(),
                    timetable,
                    deadline._get_pauses(),
                )
            if due != deadline.date_due:
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
        }

    # ------------------------------------------------------------
    # CORRECTION
    # ------------------------------------------------------------

    @api.model
    def _correct(self, complaints):
        """Let the open deadlines of complaints classified anew obey the limits that
        apply now, from their original start."""
        limits = self._get_limits(complaints)
        for complaint in complaints:
            wanted = self._get_wanted(complaint, limits)
            changed = self._search_open(complaint)._correct_open(wanted)
            changed |= self._revive(complaint, wanted)
            created = self._run(list(wanted.values()))
            if complaint.pause_ids:
                created._move_due()
            self._log_correction(complaint, changed | created)

    @api.model
    def _get_wanted(self, complaint, limits):
        """Values of the deadlines that should run by the milestones of the round, by
        assignment and limit. What was reached since is not wanted any more."""
        wanted = {}
        milestones = complaint.milestone_ids.filtered(
            lambda milestone: milestone.round == complaint.round
        ).sorted("date")
        for milestone in milestones:
            for limit in limits:
                starts = limit._starts_with(milestone.code)
                values = starts and self._prepare_start(milestone, limit)
                if not values:
                    continue
                reached = self._is_reached(limit, milestone, milestones)
                if not reached or limit.is_recurring:
                    wanted.setdefault((values["assignment_id"], limit), values)
        return wanted

    @api.model
    def _is_reached(self, limit, start, milestones):
        codes = limit.target_ids.mapped("code")
        return any(
            milestone.code in codes
            and milestone.date >= start.date
            and (
                limit.scope == "complaint"
                or milestone.assignment_id == start.assignment_id
            )
            for milestone in milestones
        )

    def _correct_open(self, wanted):
        """Keep what still applies, turn what has a counterpart into it, cancel the
        rest.

        :return: the deadlines that changed
        """
        changed = self.browse()
        for deadline in self:
            key = (deadline.assignment_id.id, deadline.limit_id)
            if key in wanted:
                del wanted[key]
                continue
            if deadline.limit_id._applies_to(deadline.complaint_id):
                continue
            changed |= deadline
            counterpart = deadline._find_counterpart(wanted)
            if counterpart:
                deadline._take_terms(wanted.pop(counterpart))
            else:
                deadline._finish("void", self.env.cr.now())
        return changed

    def _find_counterpart(self, wanted):
        """The limit that now runs between the same milestones, unless it is known."""
        self.ensure_one()
        for assignment_id, limit in wanted:
            if (
                assignment_id == self.assignment_id.id
                and wanted[assignment_id, limit]["target_codes"] == self.target_codes
                and all(limit[name] == self.limit_id[name] for name in COMMON_TERMS)
                and not self._search_key(wanted[assignment_id, limit])
            ):
                return assignment_id, limit
        return None

    @api.model
    def _search_key(self, values):
        return self.search(
            [
                (name, "=", values[name])
                for name in ("complaint_id", "assignment_id", "limit_id", "round")
            ],
            order="cycle desc",
            limit=1,
        )

    def _take_terms(self, values):
        kept = ("date_start", "cycle", "start_code")
        self.write({name: value for name, value in values.items() if name not in kept})
        self._move_due()

    @api.model
    def _revive(self, complaint, wanted):
        """Deadlines that had been cancelled or superseded run again."""
        revived = self.browse()
        for key, values in list(wanted.items()):
            deadline = self._search_key(values)
            if deadline.state in ("cancelled", "superseded", "void"):
                del wanted[key]
                deadline.write(
                    {"state": "running", "date_ended": False, "risen_level_id": False}
                )
                deadline._move_due()
                revived |= deadline
        return revived

    @api.model
    def _log_correction(self, complaint, deadlines):
        """Say in the chatter what the correction changed, in the language of the
        company: colleagues read it, whoever corrected."""
        if not deadlines:
            return
        lang = complaint.company_id.partner_id.lang
        env = self.with_context(lang=lang).env
        lines = [
            env._("%(limit)s: no longer needed", limit=deadline.limit_id.name)
            if deadline.state == "void"
            else env._(
                "%(limit)s: due %(due)s",
                limit=deadline.limit_id.name,
                due=deadline._format_moment(deadline.date_due, is_due=True),
            )
            for deadline in deadlines.with_env(env)
        ]
        complaint._message_log(
            body=env._(
                "Classification corrected; time limits counted anew from their original"
                " start: %(changes)s",
                changes="; ".join(lines),
            )
        )

    # ------------------------------------------------------------
    # RISE AND MERGE
    # ------------------------------------------------------------

    @api.model
    def _rise(self, complaint, old_level, date):
        """The level of the complaint has risen: what ran for the old level is replaced
        by the limits of the new level, which begin at the rise. Reached milestones are
        not repeated, and what was missed stays missed (P24)."""
        replaced = self._search_open(complaint).filtered(
            lambda deadline: deadline.limit_id.level_id == old_level
        )
        replaced._finish("superseded", date)
        missed = replaced.filtered(lambda deadline: deadline.date_due <= date)
        missed.write({"risen_level_id": complaint.level_id.id})
        origins = {
            (deadline.assignment_id.id, deadline.target_codes): (
                deadline.origin_id or deadline
            ).id
            for deadline in missed
        }
        limits = self._get_limits(complaint).filtered("level_id")
        wanted = self._get_wanted(complaint, limits)
        return self._run(
            [
                {
                    **values,
                    "date_start": date,
                    "is_from_rise": True,
                    "origin_id": origins.get(
                        (values["assignment_id"], values["target_codes"])
                    ),
                }
                for values in wanted.values()
            ]
        )

    @api.model
    def _merge(self, complaint, merged):
        """The complaint goes on for the merged ones: of the same limit the earliest
        deadline is kept."""
        others = self._search_open(merged)
        for deadline in others.filtered("assignment_id"):
            deadline.complaint_id = deadline.assignment_id.complaint_id
        others = others.filtered(lambda deadline: not deadline.assignment_id)
        for deadline in self._search_open(complaint):
            same = others.filtered(
                lambda other, deadline=deadline: (
                    not deadline.assignment_id
                    and other.limit_id == deadline.limit_id
                    and other.date_due < deadline.date_due
                )
            )
            if earliest := same.sorted("date_due")[:1]:
                deadline.write(
                    {
                        "date_start": earliest.date_start,
                        "date_due": earliest.date_due,
                        "revision": deadline.revision + 1,
                    }
                )
                deadline._plan_escalation(Timetables())
        others._finish("void", self.env.cr.now())
