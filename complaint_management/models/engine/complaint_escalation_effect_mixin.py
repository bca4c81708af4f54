from datetime import timedelta

from odoo import Command, models

from ..complaint_data import PRIORITIES
from .escalation_outcomes import keep

# what was to come in so and so long is told in other words after this time
OUTDATED = timedelta(hours=1)


class ComplaintEscalationEffectMixin(models.AbstractModel):
    """What escalations do: each effect is one batch call of a server action."""

    _name = "complaint.escalation.effect.mixin"
    _inherit = ["complaint.local.time.mixin"]
    _description = "Effects of Complaint Escalations"

    # ------------------------------------------------------------
    # WHO
    # ------------------------------------------------------------

    def _get_document(self):
        self.ensure_one()
        return self.assignment_id or self.complaint_id

    def _get_recipients(self):
        """The users whom the rule names, without those complained about."""
        self.ensure_one()
        rule, complaint = self.rule_id, self.complaint_id
        users = rule.user_ids
        if rule.is_to_owner:
            users |= complaint._get_responsible_user()
        if rule.is_to_team:
            users |= complaint.team_id.member_ids.user_id
        if rule.is_to_contact:
            users |= self._get_assignments().user_id
        if rule.is_to_manager:
            users |= self._get_managers()[:1]
        if rule.is_to_next_manager:
            users |= self._get_next_manager()
        if rule.is_to_supervisor:
            users |= self._get_supervisors()
        if rule.is_to_executive:
            users |= self._get_executives()
        return complaint._filter_able(users)

    def _get_assignments(self):
        """The assignment, or the open ones of the complaint."""
        return self.assignment_id or self.complaint_id.assignment_ids.filtered(
            "is_open"
        )

    def _get_managers(self):
        """Managers of the department that owes the answer, from the nearest up."""
        complaint = self.complaint_id
        department = (
            self.deadline_id.department_id
            or self.assignment_id.department_id
            or complaint.department_id
            or complaint.team_id.department_id
        )
        return complaint._filter_able(department._get_managers_up())

    def _get_next_manager(self):
        """Each occurrence climbs one step, up to the highest manager."""
        managers = self._get_managers()
        return managers[self.occurrence + 1 : self.occurrence + 2] or managers[-1:]

    def _get_taker(self):
        """Who takes a case over from its owner: the next manager up from the desk who
        works on cases, else a supervisor."""
        complaint = self.complaint_id
        owner = complaint.user_id
        managers = complaint.team_id.department_id._get_managers_up(owner)
        able = complaint._filter_able(managers).filtered(
            lambda user: user.has_group("complaint_management.group_complaint_agent")
        )
        candidates = able + (complaint._get_stand_ins() - able)
        return (candidates - owner)[:1]

    def _get_supervisors(self):
        return self.complaint_id._get_supervisors()

    def _get_executives(self):
        return self.complaint_id._get_executives()

    def _get_text(self, reader=None):
        """What is wrong and what is asked, in the language of the environment and by
        the clock of the reader; of the desk for what many read."""
        self.ensure_one()
        source = self.rule_id.message or self.rule_id.name or self.effect_id.name
        deadline = self.deadline_id
        if not deadline:
            return source
        limit = deadline.limit_id.name
        due = deadline._format_moment(deadline.date_due, reader, is_due=True)
        if self._is_outdated():
            is_over = deadline.date_due < self.env.cr.now()
            return (
                self.env._("%(limit)s: overdue since %(due)s", limit=limit, due=due)
                if is_over and not deadline.date_ended
                else self.env._("%(limit)s: due %(due)s", limit=limit, due=due)
            )
        return self.env._(
            "%(text)s (%(limit)s, due %(due)s)",
            text=source,
            limit=limit,
            due=due,
        )

    def _is_outdated(self):
        """Whether what the rule says is not true any more: it fired, or is told, long
        after its moment, such as after a downtime."""
        late = self.env.cr.now() - self.date_planned
        return (
            bool(self.rule_id)
            and self.trigger == "before_due"
            and (late > OUTDATED or self.deadline_id.date_due < self.env.cr.now())
        )

    # ------------------------------------------------------------
    # WHAT
    # ------------------------------------------------------------

    def _effect_remind(self):
        """Remind the recipients: an activity and a notice."""
        users = {escalation: escalation._get_recipients() for escalation in self}
        self._tell(users, with_activity=True)

    def _effect_tell(self):
        """Tell the recipients: a notice without an activity."""
        self._tell({escalation: escalation._get_recipients() for escalation in self})

    def _effect_tell_manager(self):
        """Tell the manager of the department that owes the answer."""
        self._tell({escalation: escalation._get_managers()[:1] for escalation in self})

    def _effect_tell_next_manager(self):
        """Tell the next manager up the departments."""
        self._tell({escalation: escalation._get_next_manager() for escalation in self})

    def _effect_chase(self):
        """Chase (催办) the contact and the manager; logged on the document."""
        users = {
            escalation: (
                escalation._get_assignments().user_id | escalation._get_managers()[:1]
                if escalation.deadline_id.debtor == "department"
                else escalation.complaint_id._get_responsible_user()
            )
            for escalation in self
        }
        self._tell(users, with_activity=True)
        for model, escalations in self.grouped(
            lambda escalation: escalation._get_document()._name
        ).items():
            bodies = {
                escalation._get_document().id: escalation._get_text()
                for escalation in escalations
            }
            self.env[model].browse(bodies)._message_log_batch(bodies=bodies)

    def _effect_hand_up(self):
        """The next person up takes the case over, at once (P10)."""
        takers = {}
        for complaint, escalations in self.grouped("complaint_id").items():
            escalation = escalations[:1]
            taker = escalation._get_taker()
            if taker:
                complaint.user_id = taker
                escalation._note_outcome("handed", user=taker)
            takers[escalation] = taker
        self._tell(takers, with_activity=True)

    def _effect_raise_level(self):
        """Raise the level (升级), once for each complaint."""
        for complaint, escalations in self.grouped("complaint_id").items():
            escalation = escalations[:1]
            if complaint.level_id == (
                escalation.deadline_id.level_id or complaint.level_id
            ):
                level = complaint._raise_level(escalation.date_planned)
                if level:
                    escalation._note_outcome("level", level=level)
                else:
                    escalation._note_outcome("top_level")

    def _effect_raise_urgency(self):
        """Raise the urgency by one step (P20)."""
        for complaint, escalations in self.grouped("complaint_id").items():
            steps = [priority for priority, _label in PRIORITIES]
            higher = steps[steps.index(complaint.priority) + 1 :][:1]
            if higher:
                complaint.priority = higher[0]
                escalations[:1]._note_outcome("urgency")

    def _effect_supervise(self):
        """Put the complaint on the supervisor's desk (督办)."""
        self.complaint_id.write({"is_supervised": True})
        self._tell({escalation: escalation._get_supervisors() for escalation in self})

    def _effect_mark_late(self):
        """Count the complaint as late once more: first late, second late."""
        for complaint, escalations in self.grouped("complaint_id").items():
            complaint.late_count += len(escalations)

    def _effect_inform_customer(self):
        """Tell the customer that the case is still in work (P20)."""
        template = self.env.ref(
            "complaint_management.mail_template_complaint_progress",
            raise_if_not_found=False,
        )
        complaints = self.complaint_id.filtered("email_normalized")
        if template and complaints:
            template.send_mail_batch(
                complaints.ids,
                email_values={
                    # reached when the letter has been handed over
                    "complaint_milestone": "informed",
                    "headers": repr(complaints._get_automatic_headers()),
                },
            )

    # ------------------------------------------------------------
    # TOOLS
    # ------------------------------------------------------------

    def _note_outcome(self, key, **values):
        """Keep what happened, so that each reads it in their own language.

        :param str key: of ``escalation_outcomes.OUTCOMES``
        :param values: strings and records that the text names
        """
        self.outcomes = [*(self.outcomes or ()), [key, keep(values)]]

    def _tell(self, users_by_escalation, with_activity=False):
        """Tell the users, each in the way he prefers (P20), and keep who was told.

        :param bool with_activity: they are asked to do something
        """
        written, asked, told = {}, {}, {}
        for escalation, users in self._pick_able(users_by_escalation).items():
            if not users:
                escalation._note_outcome("nobody")
                continue
            told.setdefault(users, []).append(escalation.id)
            is_ticked_off = with_activity and escalation.rule_id.done_code
            asked[escalation] = users.filtered(
                lambda user, is_ticked_off=is_ticked_off: (
                    is_ticked_off or user._is_asked_by_activity(with_activity)
                )
            )
            written[escalation] = users.filtered(
                lambda user: user.complaint_notice_way != "activity"
            )
        for users, ids in told.items():
            self.browse(ids).write({"user_ids": [Command.link(u.id) for u in users]})
        self._schedule(asked)
        self.env["complaint.notice"]._queue(written)

    def _pick_able(self, users_by_escalation):
        """Who can act and may read the document; where nobody is left, the stand-ins:
        nothing is told to nobody."""
        able, concerned = {}, {}
        for escalation, users in users_by_escalation.items():
            able[escalation] = escalation.complaint_id._filter_able(users)
            for user in able[escalation]:
                concerned.setdefault(user, []).append(escalation.id)
        readers = {
            user: {
                found.id for _document, found in self.browse(ids)._get_readable(user)
            }
            for user, ids in concerned.items()
        }
        return {
            escalation: users.filtered(
                lambda user, escalation=escalation: escalation.id in readers[user]
            )
            or escalation.complaint_id._get_stand_ins()
            for escalation, users in able.items()
        }

    def _schedule(self, users_by_escalation):
        """Give each user one activity on the document, unless he has it already."""
        activity_type = self.env.ref("mail.mail_activity_data_todo")
        by_user = {}
        for escalation, users in users_by_escalation.items():
            for user in users:
                by_user.setdefault(user, []).append(escalation.id)
        wanted = {}
        for user, ids in by_user.items():
            for document, escalation in self.browse(ids)._get_readable(user):
                code = escalation.rule_id.done_code
                wanted[document._name, document.id, user.id, code] = escalation
        known = self._get_scheduled(activity_type, wanted)
        # sudo: nobody else gives activities whose ticking off records a milestone;
        # mail_activity_quick_update: the notice tells them, Odoo need not do so again
        activities = self.env["mail.activity"].sudo()
        activities.with_context(mail_activity_quick_update=True).create(
            [
                escalation._prepare_activity_values(activity_type, *key)
                for key, escalation in wanted.items()
                if key not in known
            ]
        )

    def _get_readable(self, user):
        """Pairs of the document that the user may read and the escalation: a department
        reads assignments, not complaints."""
        assignments = self.assignment_id._filter_readable_by(user)
        complaints = self.complaint_id._filter_readable_by(user)
        for escalation in self:
            if escalation.assignment_id in assignments:
                yield escalation.assignment_id, escalation
            elif escalation.complaint_id in complaints:
                yield escalation.complaint_id, escalation

    def _get_scheduled(self, activity_type, wanted):
        activities = self.env["mail.activity"].search(
            [
                ("res_model", "in", list({model for model, *_key in wanted})),
                ("res_id", "in", [res_id for _model, res_id, *_key in wanted]),
                ("automated", "=", True),
                ("activity_type_id", "=", activity_type.id),
            ]
        )
        return {
            (
                activity.res_model,
                activity.res_id,
                activity.user_id.id,
                activity.complaint_done_code,
            )
            for activity in activities
        }

    def _prepare_activity_values(
        self, activity_type, model, res_id, user_id, done_code
    ):
        user = self.env["res.users"].browse(user_id)
        return {
            "activity_type_id": activity_type.id,
            "automated": True,
            "res_model_id": self.env["ir.model"]._get_id(model),
            "res_id": res_id,
            "user_id": user_id,
            "date_deadline": self._get_local_today(user),
            "summary": self.with_context(lang=user.lang)._get_text(user),
            "complaint_done_code": done_code,
        }
