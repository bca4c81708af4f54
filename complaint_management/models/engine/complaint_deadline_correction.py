from odoo import api, models

from ..complaint_data import OPEN_DEADLINE_STATES
from .limit_course import Step, get_case_steps, get_runs

# what a limit has in common with the one in whose place it comes
COMMON_TERMS = ("target_codes", "scope", "start_code")


class ComplaintDeadline(models.Model):
    """How deadlines follow a corrected classification, and a rise of the level. Both
    ask the memory of milestones what runs by the limits that apply now. All methods
    expect to run as superuser."""

    _inherit = "complaint.deadline"

    # ------------------------------------------------------------
    # WHAT SHOULD RUN
    # ------------------------------------------------------------

    @api.model
    def _get_wanted(self, complaint, limits):
        """What the limits would have run by now, by assignment and limit: pairs of the
        values of the last deadline and the :class:`limit_course.Run`."""
        steps = self._get_steps(complaint)
        since = {a.id: a.create_date for a in complaint.assignment_ids}
        case_steps = [
            step
            for step in get_case_steps(steps, since)
            if step.round == complaint.round
        ]
        wanted = {}
        for limit in limits.filtered(lambda limit: limit._applies_to(complaint)):
            owners = complaint
            if limit.scope == "assignment":
                owners = complaint.assignment_ids
            for owner in owners:
                own_steps = case_steps
                if owner != complaint:
                    own_steps = [
                        step for step in steps if step.assignment in (None, owner.id)
                    ]
                runs = get_runs(own_steps, limit._get_terms_of_course())
                if runs:
                    values = self._prepare_run_values(owner, limit, runs[-1])
                    wanted[values["assignment_id"], limit] = values, runs[-1]
        return wanted

    @api.model
    def _get_steps(self, complaint):
        """The memory of the case as steps, in order."""
        return [
            Step(
                milestone.code,
                milestone.date,
                milestone.round,
                milestone.assignment_id.id or None,
                self._get_start(milestone),
            )
            for milestone in complaint.milestone_ids.sorted(lambda m: (m.date, m.id))
        ]

    @api.model
    def _prepare_run_values(self, owner, limit, run):
        return {
            **self._prepare_values(owner, limit, run.start_code, run.start),
            "round": run.round,
            "cycle": run.cycle,
        }

    @api.model
    def _search_key(self, values):
        """The last deadline of the limit, for the same assignment and round."""
        return self.search(
            [
                (name, "=", values[name])
                for name in ("complaint_id", "assignment_id", "limit_id", "round")
            ],
            order="cycle desc",
            limit=1,
        )

    # ------------------------------------------------------------
    # CORRECTION
    # ------------------------------------------------------------

    @api.model
    def _correct(self, complaints, before):
        """Let the deadlines of complaints classified anew obey the limits that apply
        now, from their original start.

        :param before: the earlier classifications by id of the complaint
        """
        limits = self._get_limits(complaints)
        for complaint in complaints:
            wanted = self._get_wanted(complaint, limits)
            deadlines = complaint.deadline_ids.filtered(
                lambda d, old=before[complaint.id]: d._is_to_correct(old)
            )
            changed = deadlines._take_places(wanted, before[complaint.id])
            changed |= self._revive(wanted)
            changed |= self._run(
                [values for values, run in wanted.values() if run.state == "running"]
            )
            changed._log_moves("classification")

    def _is_to_correct(self, before):
        """Whether the deadline runs or ran by a limit that applied before, and does not
        apply now. What a rise replaced did apply then; earlier rounds stay history."""
        limit, complaint = self.limit_id, self.complaint_id
        if self.state in ("superseded", "void") or limit._applies_to(complaint):
            return False
        if self.state in OPEN_DEADLINE_STATES:
            return True
        return (
            self.round == complaint.round
            and limit._applies_to(before)
            and not self._has_applied(before)
        )

    def _has_applied(self, before):
        """A case to assess was one until it was assessed, and on its own until it was
        part of a mass incident."""
        return (
            self.limit_id.validity == before["validity"] == "to_assess"
            or self.complaint_id.parent_id != before["parent_id"]
        )

    def _take_places(self, wanted, before):
        """Turn the deadlines into those of the limits that now run between the same
        milestones; the others did not apply.

        :return: the deadlines that changed
        """
        now = self.env.cr.now()
        places = {}
        for deadline in self:
            place = (deadline.assignment_id.id, deadline.limit_id, deadline.round)
            if place not in places:
                places[place] = deadline._find_counterpart(wanted)
            if places[place]:
                deadline._take_terms(places[place])
            else:
                state = "cancelled" if deadline._has_applied(before) else "void"
                deadline._finish(state, deadline.date_ended or now)
        return self

    def _find_counterpart(self, wanted):
        """Values of the limit that now runs between the same milestones, unless it is
        known."""
        self.ensure_one()
        for (assignment_id, limit), (values, _run) in wanted.items():
            if (
                assignment_id == self.assignment_id.id
                and values["round"] == self.round
                and all(limit[name] == self.limit_id[name] for name in COMMON_TERMS)
                and not self._search_key(values)
            ):
                return values
        return None

    def _take_terms(self, values):
        """Go on by the terms of another limit, from the same start."""
        kept = ("date_start", "cycle", "round", "start_code", "is_late")
        self.write({name: value for name, value in values.items() if name not in kept})
        if self.state in ("running", "paused"):
            self._settle_clocks()
        else:
            self._move_due()

    @api.model
    def _revive(self, wanted):
        """Deadlines that had been taken away or replaced are again as their milestones
        say; those that are known are left out of what is ``wanted``.

        :return: the deadlines that run again
        """
        revived = self.browse()
        for key, (values, run) in list(wanted.items()):
            deadline = self._search_key(values)
            if not deadline:
                continue
            del wanted[key]
            ended = ("cancelled", "superseded", "void")
            if run.state == "running" and deadline.state in ended:
                deadline.write(
                    {"state": "running", "date_ended": False, "risen_level_id": False}
                )
                deadline._settle_clocks()
                revived |= deadline
            elif deadline.state == "void" and deadline.cycle == run.cycle:
                deadline.write({"state": run.state, "date_ended": run.end})
        return revived

    # ------------------------------------------------------------
    # RISE
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
                    "cycle": 1,
                    "date_start": date,
                    "is_from_rise": True,
                    "origin_id": origins.get(
                        (values["assignment_id"], values["target_codes"])
                    ),
                }
                for values, run in wanted.values()
                if run.state == "running"
            ]
        )
