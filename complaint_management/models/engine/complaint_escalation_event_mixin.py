from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain


class ComplaintEscalationEventMixin(models.AbstractModel):
    """Escalations that events cause at once: milestones, levels, another contact of the
    customer, repeated complaints. All methods expect to run as superuser."""

    _name = "complaint.escalation.event.mixin"
    _description = "Events of Complaint Escalations"

    @api.model
    def _get_event_rules(self, complaints, triggers):
        rules = self.env["complaint.escalation.rule"]
        return rules._get_by_procedures(complaints.procedure_id, triggers)

    @api.model
    def _fire_milestones(self, milestones):
        """Fire the rules that a milestone triggers; a registered complaint may be a
        repeated one."""
        rules = self._get_event_rules(
            milestones.complaint_id, ("milestone", "repeated", "level")
        )
        if not rules:
            return
        earlier = self._count_firings(milestones.complaint_id, rules)
        self._fire(
            [
                {
                    **self._prepare_event_values(rule, milestone.complaint_id),
                    "assignment_id": milestone.assignment_id.id,
                    # a milestone reached again climbs one step further (P10)
                    "occurrence": earlier.get((milestone.complaint_id, rule), 0),
                    "source_key": f"milestone:{milestone.id}:{rule.id}",
                }
                for milestone in milestones
                for rule in rules._filter_for(milestone.complaint_id)
                if rule.trigger == "milestone" and rule.milestone_code == milestone.code
            ]
        )
        registered = milestones.filtered(lambda m: m.code == "registered").complaint_id
        self._fire_levels(registered)
        self._fire_repeated(registered)

    @api.model
    def _count_firings(self, complaints, rules):
        """How often the rules fired before: {(complaint, rule): number}."""
        groups = self._read_group(
            [("complaint_id", "in", complaints.ids), ("rule_id", "in", rules.ids)],
            ["complaint_id", "rule_id"],
            ["__count"],
        )
        return {(complaint, rule): count for complaint, rule, count in groups}

    @api.model
    def _fire_levels(self, complaints):
        """Fire the rules of the level that the complaints reached, once a level."""
        rules = self._get_event_rules(complaints, ("level",))
        self._fire(
            [
                {
                    **self._prepare_event_values(rule, complaint),
                    "source_key": f"level:{complaint.id}:{rule.id}:"
                    f"{complaint.level_id.id}:{complaint.round}",
                }
                for complaint in complaints
                for rule in rules._filter_for(complaint)
                if complaint.level_id
            ]
        )

    @api.model
    def _fire_contacts(self, complaints):
        """The customers have contacted us again about open complaints (P20)."""
        rules = self._get_event_rules(complaints, ("contact_again",))
        self._fire(
            [
                {
                    **self._prepare_event_values(rule, complaint),
                    "source_key": f"contact:{complaint.id}:{rule.id}:"
                    f"{complaint.contact_count}",
                }
                for complaint in complaints.filtered("is_open")
                for rule in rules._filter_for(complaint)
            ]
        )

    @api.model
    def _fire_repeated(self, complaints):
        """The same person, unit, customer or category again (P04)."""
        rules = self._get_event_rules(complaints, ("repeated",))
        self._fire(
            [
                {
                    **self._prepare_event_values(rule, complaint),
                    "source_key": f"repeated:{complaint.id}:{rule.id}",
                }
                for complaint in complaints
                for rule in rules._filter_for(complaint)
                if self._is_repeated(complaint, rule)
            ]
        )

    @api.model
    def _is_repeated(self, complaint, rule):
        """Whether this is at least the complaint number N within M months."""
        same = self._get_same_domain(complaint, rule.repeat_key)
        if same is None:
            return False
        since = complaint.date_received - relativedelta(months=rule.repeat_months)
        found = complaint.search_count(
            same
            & Domain("company_id", "=", complaint.company_id.id)
            & Domain("kind", "=", complaint.kind)
            & Domain("validity", "not in", ("invalid", "malicious"))
            & Domain("date_received", ">", since)
            & Domain("date_received", "<=", complaint.date_received),
            limit=rule.repeat_count,
        )
        return found >= rule.repeat_count

    @api.model
    def _get_same_domain(self, complaint, key):
        """Complaints about the same, itself included; None when it names nothing."""
        values = {
            "category": {"category_id": complaint.category_id},
            "customer": {"partner_id": complaint.partner_id.commercial_partner_id},
            "subject": {
                "subject_user_ids": complaint.subject_user_ids,
                "subject_department_id": complaint.subject_department_id,
            },
        }[key]
        domains = [
            Domain(name, "child_of" if name == "partner_id" else "in", records.ids)
            for name, records in values.items()
            if records
        ]
        if key == "subject" and complaint.subject_name:
            domains.append(Domain("subject_name", "=", complaint.subject_name))
        return Domain.OR(domains) if domains else None

    @api.model
    def _prepare_event_values(self, rule, complaint):
        return {
            "rule_id": rule.id,
            "trigger": rule.trigger,
            "complaint_id": complaint.id,
            "company_id": complaint.company_id.id,
        }
