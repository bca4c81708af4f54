from odoo import api, fields, models
from odoo.tools import ormcache

from ..complaint_data import (
    CARE_GRADES,
    DELIVERIES,
    ESCALATION_TRIGGERS,
    MILESTONES,
    OFFSET_UNITS,
    REPEAT_KEYS,
    TIMED_TRIGGERS,
)
from .escalation_schedule import Schedule, Schedules

TIMING_FIELDS = {
    "trigger",
    "limit_ids",
    "level_ids",
    "delay",
    "delay_unit",
    "interval",
    "interval_unit",
    "maximum",
    "delivery",
    "active",
}


# units that can be compared, in seconds
LENGTHS = {"minutes": 60, "hours": 3600, "days": 86400}

# from which moment of a deadline a trigger counts; the others count from the due time
ANCHORS = {"after_start": "date_start", "after_missed": "date_missed"}


class ComplaintEscalationRule(models.Model):
    """When something is late or serious: who is told and what happens.

    SPECIFICATIONS

    * timed triggers fire for each deadline of the limits and levels named, or of all
      limits of the procedure; repeating ones until the deadline ends
    * “since first missed” counts from the due time of the limit that was missed first,
      through all rises that followed (P24: each further month)
    * event triggers fire at once: a milestone, a level, another contact of the
      customer, a repeated complaint about the same person, unit, customer or category
    * each firing is one ``complaint.escalation`` and happens exactly once; what was
      missed during a downtime happens once, not many times
    * rules are live: a changed rule counts from the moment of the change
    """

    _name = "complaint.escalation.rule"
    _inherit = ["complaint.cached.mixin", "complaint.portable.mixin"]
    _description = "Complaint Escalation Rule"
    _order = "procedure_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    procedure_id = fields.Many2one(
        "complaint.procedure", required=True, index=True, ondelete="cascade"
    )

    # when
    trigger = fields.Selection(ESCALATION_TRIGGERS, required=True, default="after_due")
    limit_ids = fields.Many2many(
        "complaint.time.limit",
        string="Limits",
        domain="[('procedure_id', '=', procedure_id)]",
        help="Empty: all limits of the procedure.",
    )
    level_ids = fields.Many2many(
        "complaint.level",
        string="Levels",
        domain="[('procedure_id', '=', procedure_id)]",
        help="Empty: all levels.",
    )
    milestone_code = fields.Selection(MILESTONES, "Milestone")
    care_grade = fields.Selection(
        CARE_GRADES,
        "Customers from",
        help="Only customers of at least this care grade.",
    )
    delay = fields.Integer(help="How long before or after; 0: at the very moment.")
    delay_unit = fields.Selection(OFFSET_UNITS, required=True, default="hours")
    interval = fields.Integer("Repeat Every", help="0: fires once.")
    interval_unit = fields.Selection(OFFSET_UNITS, required=True, default="days")
    maximum = fields.Integer(
        "At Most", help="Number of firings; 0: until it is reached."
    )
    delivery = fields.Selection(
        DELIVERIES,
        "Takes Effect",
        required=True,
        default="at_once",
        help="Quiet hours: what falls outside the working hours waits for them.",
    )
    repeat_key = fields.Selection(REPEAT_KEYS, "Repeated for", default="subject")
    repeat_count = fields.Integer("Complaints", default=3)
    repeat_months = fields.Integer("Within Months", default=12)

    # who
    is_to_owner = fields.Boolean("Case Owner", default=True)
    is_to_team = fields.Boolean(
        "Whole Team", help="Everybody at the desk, such as the shift on duty."
    )
    is_to_contact = fields.Boolean("Assignment Contact")
    is_to_manager = fields.Boolean("Department Manager")
    is_to_next_manager = fields.Boolean(
        "Next Managers Up", help="Each repetition climbs one step up the departments."
    )
    is_to_supervisor = fields.Boolean("Supervisors")
    is_to_executive = fields.Boolean("Executives")
    user_ids = fields.Many2many(
        "res.users", string="Others", domain="[('share', '=', False)]", copy=False
    )

    # what
    effect_ids = fields.Many2many(
        "complaint.escalation.effect", string="Effects", required=True
    )
    message = fields.Text(
        translate=True, help="What the recipients are asked to do; empty: the name."
    )

    is_urgent = fields.Boolean(
        "Urgent",
        help="The notice leaves at once, without waiting for others to go with it.",
    )
    done_code = fields.Selection(
        MILESTONES,
        "Ticking off Records",
        help="The milestone that doing the activity records: contacted for a list of"
        " customers to answer; reported for a report upward, which is then asked for"
        " and passed on to the next manager.",
    )

    date_effective = fields.Datetime(copy=False, export_string_translation=False)

    _numbers_positive = models.Constraint(
        "CHECK (delay >= 0 AND interval >= 0 AND maximum >= 0)",
        "Times and numbers of a rule cannot be negative.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._rearm()
        return rules

    def write(self, vals):
        result = super().write(vals)
        if TIMING_FIELDS & vals.keys():
            self._rearm()
        return result

    def unlink(self):
        """Rules that ever fired are archived, the others deleted."""
        # sudo: configurators read no cases
        groups = (
            self.env["complaint.escalation"]
            .sudo()
            ._read_group([("rule_id", "in", self.ids)], ["rule_id"])
        )
        used = self.browse(rule.id for (rule,) in groups)
        used.action_archive()
        return super(ComplaintEscalationRule, self - used).unlink()

    def _rearm(self):
        """Running deadlines obey the changed rule from now on: the cron plans them
        anew, and what lies in the past does not fire."""
        # sudo: configurators read no cases
        deadlines = self.env["complaint.deadline"].sudo()
        for procedure, rules in self.grouped("procedure_id").items():
            running = deadlines.search_count(
                [
                    ("limit_id.procedure_id", "=", procedure.id),
                    ("state", "=", "running"),
                ],
                limit=1,
            )
            if running:
                # not the write of this class, which would plan anew once more
                # pylint: disable=super-method-mismatch
                super(ComplaintEscalationRule, rules).write(
                    {"date_effective": self.env.cr.now()}
                )
                procedure.is_rearming = True
                self.env["complaint.escalation"]._wake_cron([self.env.cr.now()])

    @api.model
    def _get_by_procedures(self, procedures, triggers):
        """The active rules of the procedures with one of the triggers."""
        known = self._get_ids_by_trigger()
        return self.browse(
            rule_id
            for procedure_id in procedures.ids
            for trigger in triggers
            for rule_id in known.get((procedure_id, trigger), ())
        )

    @ormcache()
    def _get_ids_by_trigger(self):
        # sudo: rules fire whoever acts
        rules = self.sudo().search([("active", "=", True)])
        return {
            (procedure.id, trigger): tuple(found.ids)
            for procedure, of_procedure in rules.grouped("procedure_id").items()
            for trigger, found in of_procedure.grouped("trigger").items()
        }

    @api.model
    def _get_schedules(self):
        """The timing of the rules that concern deadlines."""
        return Schedules(self._find_schedules)

    @ormcache("limit_id", "level_id")
    def _find_schedules(self, limit_id, level_id):
        # sudo: rules fire whoever acts
        limit = self.env["complaint.time.limit"].sudo().browse(limit_id)
        rules = limit.env[self._name]._get_by_procedures(
            limit.procedure_id, TIMED_TRIGGERS
        )
        # archived limits and levels still have their deadlines
        rules = rules.with_context(active_test=False)
        return tuple(
            rule._get_schedule()
            for rule in rules
            if (not rule.limit_ids or limit_id in rule.limit_ids.ids)
            and (not rule.level_ids or level_id in rule.level_ids.ids)
        )

    def _get_schedule(self):
        before = self.trigger == "before_due"
        return Schedule(
            rule_id=self.id,
            anchor=ANCHORS.get(self.trigger, "date_due"),
            delay=-self.delay if before else self.delay,
            unit=self.delay_unit,
            interval=self.interval,
            interval_unit=self.interval_unit,
            maximum=self.maximum,
            delivery=self.delivery,
            effective=self.date_effective,
        )

    def _comes_before(self, limit):
        """Whether the only reminder before the limit is due lies before its beginning,
        as far as their units can be compared."""
        if self.interval or limit.is_individual:
            return False
        if self.delay_unit in LENGTHS and limit.unit in LENGTHS:
            length = limit.duration * LENGTHS[limit.unit]
            return self.delay * LENGTHS[self.delay_unit] >= length
        return self.delay_unit == limit.unit and self.delay >= limit.duration

    def _has_recipients(self):
        return bool(
            self.user_ids
            or any(self[name] for name in self._fields if name.startswith("is_to_"))
        )

    def _filter_for(self, complaint):
        """The rules that concern the complaint as it is classified and whose it is."""
        grades = [grade for grade, _label in CARE_GRADES]
        return self.filtered(
            lambda rule: (
                rule.procedure_id == complaint.procedure_id
                and (not rule.level_ids or complaint.level_id in rule.level_ids)
                and (
                    not rule.care_grade
                    or grades.index(complaint.care_grade or "normal")
                    >= grades.index(rule.care_grade)
                )
            )
        )
