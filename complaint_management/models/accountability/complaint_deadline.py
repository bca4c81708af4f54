from odoo import models

from ..engine.timetables import Timetables
from ..engine.working_time import get_due, get_offset

# what decides whether a penalty for the deadline is still right
REVIEWED_FIELDS = {"date_due", "date_ended", "state"}


class ComplaintDeadline(models.Model):
    """What a missed deadline costs: nothing but what rules with the effect *propose
    penalty* say, counted from what happened, never from when the cron came by."""

    _inherit = "complaint.deadline"

    def write(self, vals):
        result = super().write(vals)
        if REVIEWED_FIELDS & vals.keys():
            self._filter_charged()._review_penalties()
        return result

    def _finish(self, state, date):
        """Whoever ends late is charged, also when the cron had not come by yet."""
        result = super()._finish(state, date)
        late = self._filter_charged().filtered(
            lambda deadline: deadline.state == "met" and deadline.is_late
        )
        late._fire_penalty_check()
        return result

    def _filter_charged(self):
        """Deadlines of procedures with a tariff: the others cost no query."""
        return self.filtered(
            lambda deadline: deadline.limit_id.procedure_id.penalty_mode == "tariff"
        )

    def _fire_penalty_check(self):
        """Have the cron propose what is owed: one check for the end of a deadline. Its
        key cannot meet another one, as whoever ends the deadline holds its row."""
        self.env["complaint.escalation"]._fire_penalty_check(
            [
                {
                    "complaint_id": deadline.complaint_id.id,
                    "assignment_id": deadline.assignment_id.id,
                    "deadline_id": deadline.id,
                    "company_id": deadline.company_id.id,
                    "source_key": f"penalty:{deadline.id}:{deadline.date_ended}",
                }
                for deadline in self
            ]
        )

    # ------------------------------------------------------------
    # WHAT IS OWED
    # ------------------------------------------------------------

    def _get_penalty_claims(self):
        """What the deadlines cost until now, or until they ended: the same whenever and
        however often it is asked.

        :return: list of dicts: deadline, occasion, date, level, months
        """
        claims = []
        timetables = Timetables()
        rules = self.env["complaint.escalation.rule"].search(
            [
                ("procedure_id", "in", self.limit_id.procedure_id.ids),
                ("trigger", "in", ("after_due", "after_missed")),
                ("effect_ids.code", "=", "propose_penalty"),
            ]
        )
        for deadline in self:
            timetable = timetables[deadline.calendar_id, deadline.company_id]
            for rule in rules._filter_for_deadline(deadline):
                claims += deadline._get_rule_claims(rule, timetable)
        return claims

    def _get_rule_claims(self, rule, timetable):
        claims = []
        moments = rule._get_schedule().iterate(self._get_terms(), timetable)
        for occurrence, moment in moments:
            if not self._is_missed_at(moment, rule.trigger):
                break
            claim = {"deadline": self, "date": moment, "months": 0}
            if rule.trigger == "after_missed":
                level, months = self.level_id, occurrence + 1
                claims.append(
                    {**claim, "occasion": "month", "level": level, "months": months}
                )
                continue
            # born by a rise it costs nothing by itself (P24)
            if not self.is_from_rise:
                claims.append({**claim, "occasion": "late", "level": self.level_id})
            if self.risen_level_id and rule._raises_level():
                level = self.risen_level_id
                claims.append({**claim, "occasion": "rise", "level": level})
            break
        return claims

    def _is_missed_at(self, moment, trigger):
        """Whether the deadline was still not reached at the moment."""
        if self.state == "cancelled":
            return False
        if not self.date_ended:
            return self.state == "running" and moment <= self.env.cr.now()
        if self.state == "superseded" and trigger == "after_due":
            return moment <= self.date_ended
        return moment < self.date_ended

    def _get_charged_department(self):
        """The department that owes: the handling one, or the desk's own as long as
        nobody was given the case."""
        complaint = self.complaint_id
        if self.debtor == "desk":
            return self.department_id or complaint.team_id.department_id
        lead = complaint.assignment_ids.filtered(lambda a: a._is_leading())[-1:]
        return (
            self.assignment_id.department_id
            or lead.department_id
            or complaint.department_id
            or self.department_id
            or complaint.team_id.department_id
        )

    def _get_charged_user(self):
        """The person who owes: the contact of the department, or the case owner as long
        as nobody was given the case."""
        complaint = self.complaint_id
        if self.debtor == "desk":
            return self.user_id or complaint.user_id
        assignment = self.assignment_id or complaint.assignment_ids.filtered(
            lambda a: a._is_leading()
        )
        department = complaint.department_id
        return (
            assignment[-1:].user_id
            or department.complaint_all_contact_ids[:1]
            or department.manager_id.user_id
            or complaint.user_id
        )

    # ------------------------------------------------------------
    # WHAT WAS EXPLAINED LATER
    # ------------------------------------------------------------

    def _review_penalties(self):
        """Look again at the penalties of the deadlines and of what they led to."""
        if self:
            self.env["complaint.penalty"].search(
                [
                    ("state", "!=", "cancelled"),
                    "|",
                    "|",
                    ("deadline_id", "in", self.ids),
                    ("deadline_id.origin_id", "in", self.ids),
                    ("deadline_ids", "in", self.ids),
                ]
            )._review()

    def _is_penalty_justified(self, penalty):
        """Whether the deadline was missed in spite of all pauses and corrections."""
        self.ensure_one()
        if self.state == "cancelled":
            return False
        due = self._get_explained_due()
        end = self.date_ended or self.env.cr.now()
        if penalty.occasion == "month":
            missed = self.origin_id._get_explained_due() if self.origin_id else due
            timetable = Timetables()[self.calendar_id, self.company_id]
            due = get_offset(missed, penalty.months, "months", timetable)
        return due < end if self.state == "met" else due <= end

    def _get_explained_due(self):
        """When it was due, with the pauses that were entered since."""
        self.ensure_one()
        pauses = self.sudo().complaint_id.pause_ids  # sudo: as for the due time itself
        if self.is_agreed or not self.is_pausable or not pauses:
            return self.date_due
        now = self.env.cr.now()
        still_open = [
            (pause.date_start, now)
            for pause in pauses
            if not pause.date_end
            and pause.date_start < min(self.date_due, now)
            and pause.assignment_id
            in (self.assignment_id, pause.assignment_id.browse())
        ]
        return get_due(
            self.date_start,
            self._get_duration(),
            Timetables()[self.calendar_id, self.company_id],
            sorted(self._get_pauses() + still_open),
        )
