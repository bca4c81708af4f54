from odoo import models

from ..complaint_data import ASSIGNMENT_MILESTONES, FOREIGN_MILESTONES

CLOSING = {"closed", "close_requested", "confirmed"}


class ComplaintProcedureCheckMixin(models.AbstractModel):
    """Explains the gaps of a procedure to whoever sets it up."""

    _name = "complaint.procedure.check.mixin"
    _description = "Check of a Complaint Procedure"

    def action_check(self):
        """Show what is missing or cannot work."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Check of the Procedure"),
            "res_model": "complaint.procedure.check",
            "view_mode": "form",
            "target": "new",
            "context": {"default_procedure_id": self.id},
        }

    def _get_gaps(self):
        """Sentences that say what is missing; none if the procedure is complete."""
        self.ensure_one()
        return [
            *self._get_level_gaps(),
            *self._get_limit_gaps(),
            *self._get_idle_limit_gaps(),
            *self._get_rule_gaps(),
            *self._get_idle_rule_gaps(),
        ]

    def _get_level_gaps(self):
        if not self.level_ids:
            yield self.env._("There are no levels.")
        for level in self.level_ids:
            limits = self.limit_ids.filtered(
                lambda limit, level=level: limit.level_id in (level, level.browse())
            )
            if not CLOSING & set(limits.target_ids.mapped("code")):
                yield self.env._(
                    "Level “%(level)s” has no limit for closing.", level=level.name
                )
            rising = self.rule_ids.filtered(
                lambda rule, level=level: (
                    "raise_level" in rule.effect_ids.mapped("code")
                    and level in rule.level_ids
                )
            )
            if rising and not level.next_level_id:
                yield self.env._(
                    "Rule “%(rule)s” raises level “%(level)s”, which is the last one.",
                    rule=rising[0].name,
                    level=level.name,
                )

    def _get_limit_gaps(self):
        for limit in self.limit_ids:
            if not limit.target_ids:
                yield self.env._(
                    "Limit “%(limit)s” is never reached: say by which milestones.",
                    limit=limit.name,
                )
            reaching = limit.target_ids.mapped("code")
            if limit.start_code in reaching and not limit.is_recurring:
                yield self.env._(
                    "Limit “%(limit)s” begins with the milestone that reaches it.",
                    limit=limit.name,
                )
            if 0 < limit.maximum < limit.duration:
                yield self.env._(
                    "Limit “%(limit)s” is longer than the most that may be agreed.",
                    limit=limit.name,
                )
            watched = self.rule_ids.filtered(
                lambda rule, limit=limit: (
                    rule.trigger in ("before_due", "after_due", "after_start")
                    and (not rule.limit_ids or limit in rule.limit_ids)
                    and (
                        not (rule.level_ids and limit.level_id)
                        or limit.level_id in rule.level_ids
                    )
                )
            )
            if not watched:
                yield self.env._(
                    "Limit “%(limit)s” is watched by no escalation rule.",
                    limit=limit.display_name,
                )

    def _get_idle_limit_gaps(self):
        """Limits that never run, or are never reached."""
        for limit in self.limit_ids:
            labels = dict(limit._fields["start_code"]._description_selection(self.env))
            start = labels[limit.start_code]
            if limit.start_code in FOREIGN_MILESTONES:
                yield self.env._(
                    "Limit “%(limit)s” never runs: nothing here records “%(start)s”.",
                    limit=limit.name,
                    start=start,
                )
            elif (
                limit.scope == "assignment"
                and limit.start_code not in ASSIGNMENT_MILESTONES
            ):
                yield self.env._(
                    "Limit “%(limit)s” never runs: it is counted for each assignment,"
                    " but “%(start)s” happens to the case.",
                    limit=limit.name,
                    start=start,
                )
            reaching = set(limit.target_ids.mapped("code"))
            if reaching and reaching <= FOREIGN_MILESTONES:
                yield self.env._(
                    "Limit “%(limit)s” is never reached: nothing here records what"
                    " reaches it.",
                    limit=limit.name,
                )

    def _get_idle_rule_gaps(self):
        """Reminders that would come before their limit begins."""
        for rule in self.rule_ids.filtered(lambda r: r.trigger == "before_due"):
            for limit in rule.limit_ids or self.limit_ids:
                if rule._comes_before(limit):
                    yield self.env._(
                        "Rule “%(rule)s” never reminds of limit “%(limit)s”, which is"
                        " shorter.",
                        rule=rule.name,
                        limit=limit.name,
                    )

    def _get_rule_gaps(self):
        for rule in self.rule_ids:
            if not rule.effect_ids:
                yield self.env._("Rule “%(rule)s” has no effect.", rule=rule.name)
            if rule.trigger == "milestone" and not rule.milestone_code:
                yield self.env._("Rule “%(rule)s” names no milestone.", rule=rule.name)
            needing = {"remind", "tell"} & set(rule.effect_ids.mapped("code"))
            if needing and not rule._has_recipients():
                yield self.env._("Rule “%(rule)s” tells nobody.", rule=rule.name)
            needed = rule.is_to_manager or rule.is_to_next_manager
            teams = self.env["complaint.team"].search([("procedure_id", "=", self.id)])
            if needed and teams.filtered(lambda team: not team.department_id):
                yield self.env._(
                    "Rule “%(rule)s” tells managers, but a team of the procedure has"
                    " no department.",
                    rule=rule.name,
                )
