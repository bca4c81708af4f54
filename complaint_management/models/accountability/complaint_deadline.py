from odoo import api, models

from ..engine.timetables import Timetables
from ..engine.working_time import get_offset

# what decides whether a penalty for the deadline is still right
REVIEWED_FIELDS = {
    "date_due",
    "date_ended",
    "level_id",
    "risen_level_id",
    "state",
}


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
            lambda deadline: deadline.state in ("met", "cancelled") and deadline.is_late
        )
        late._fire_penalty_check()
        return result

    @api.model
    def _correct(self, complaints, *args):
        """Limits of all levels go on under the corrected one: by its tariff they are
        charged. What ended before the level rose was under the right level."""
        result = super()._correct(complaints, *args)
        for complaint in complaints:
            left = complaint.deadline_ids.filtered(lambda d: d.state == "superseded")
            moved = complaint.deadline_ids.filtered(
                lambda deadline, case=complaint, left=left.level_id: (
                    not deadline.limit_id.level_id
                    and deadline.round == case.round
                    and deadline.level_id not in case.level_id | left
                    and deadline.state not in ("superseded", "void")
                )
            )
            if moved:
                moved.write({"level_id": complaint.level_id.id})
                moved._plan_escalation(Timetables())
        return result

    def _filter_charged(self):
        """Deadlines of procedures with a tariff: the others cost no query."""
        return self.filtered(
            lambda deadline: deadline.limit_id.procedure_id.penalty_mode == "tariff"
        )

    def _fire_penalty_check(self, again=""):
        """Have the cron propose what is owed: one check for the end of a deadline. Its
        key cannot meet another one, as whoever ends the deadline holds its row.

        :param str again: tells a further check from the one at the end
        """
        self.env["complaint.escalation"]._fire_penalty_check(
            [
                {
                    "complaint_id": deadline.complaint_id.id,
                    "assignment_id": deadline.assignment_id.id,
                    "deadline_id": deadline.id,
                    "company_id": deadline.company_id.id,
                    "source_key": f"penalty:{deadline.id}:{deadline.date_ended}{again}",
                }
                for deadline in self
            ]
        )

    # ------------------------------------------------------------
    # WHAT IS OWED
    # ------------------------------------------------------------

    def _get_penalty_claims(self):
        """What the deadlines cost until now, or until they ended, unless it has been
        explained: the same whenever and however often it is asked.

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
        return [
            claim
            for claim in claims
            if claim["deadline"]._is_miss_justified(claim["occasion"], claim["months"])
        ]

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
        if self.state == "void":
            return False
        if not self.date_ended:
            return self.state == "running" and moment <= self.env.cr.now()
        if self.state == "superseded" and trigger == "after_due":
            return moment <= self.date_ended
        return moment < self.date_ended

    def _get_charged(self, moment):
        """Who is charged for what was missed at the moment: the department that held the
        work then, and its contact; the desk and its case owner while no department did.

        :return: department and user
        """
        self.ensure_one()
        complaint = self.complaint_id
        desk = complaint.team_id.department_id
        if self.debtor == "desk":
            return self.department_id or desk, self.user_id or complaint.user_id
        leads = self.assignment_id or complaint.assignment_ids.filtered(
            lambda assignment: (
                assignment._is_leading() and assignment.round == self.round
            )
        )
        if holder := leads._get_holder_at(moment):
            # who answered then: the contact may have changed since
            user = self.user_id if holder == self.assignment_id else holder.user_id
            return holder.department_id, user or holder.user_id
        if leads:
            return desk, complaint.user_id
        # handled by a department that was never asked in writing
        department = complaint.department_id or self.department_id or desk
        contacts = complaint._filter_able(department.complaint_all_contact_ids)
        user = contacts[:1] or department._get_complaint_manager() or complaint.user_id
        return department, user

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
        """Whether the deadline was missed in spite of all pauses and corrections, under
        the level by whose tariff the penalty is."""
        self.ensure_one()
        levels = {"rise": self.risen_level_id, "repeated": penalty.level_id}
        if penalty.level_id != levels.get(penalty.occasion, self.level_id):
            return False
        return self._is_miss_justified(penalty.occasion, penalty.months)

    def _is_miss_justified(self, occasion, months=0):
        """Whether the deadline was missed, and for so many months, in spite of all
        pauses. What ended with its case or assignment was missed all the same."""
        self.ensure_one()
        if self.state == "void":
            return False
        due = self._get_explained_due()
        end = self.date_ended or self.env.cr.now()
        if occasion == "month":
            missed = (self.origin_id or self)._get_explained_due()
            # months stand still with the case
            pauses = self._get_pauses(self.env.cr.now())
            timetable = Timetables()[self.calendar_id, self.company_id]
            due = get_offset(
                missed,
                months,
                "months",
                timetable,
                [pause for pause in pauses if pause[0] >= missed],
            )
        return due < end if self.state in ("met", "cancelled") else due <= end

    def _get_explained_due(self):
        """When it was due, with the pauses that were entered since."""
        self.ensure_one()
        now = self.env.cr.now()
        if not self._get_pauses(now):
            return self.date_due
        return self._get_due(Timetables(), now)
