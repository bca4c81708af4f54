import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from ..complaint_data import ESCALATION_STATES, ESCALATION_TRIGGERS
from .escalation_outcomes import tell
from .timetables import Timetables

_logger = logging.getLogger(__name__)

CHUNK = 500
CRON = "complaint_management.ir_cron_complaint_escalation"
# a trigger closer than this may be consumed before our transaction is committed
TRIGGER_MARGIN = timedelta(minutes=2)


class ComplaintEscalation(models.Model):
    """One firing of a rule. Rows are written first and acted on afterwards: a row
    happens exactly once, because its key is unique and its effects commit with its
    state."""

    _name = "complaint.escalation"
    _inherit = ["complaint.escalation.effect.mixin", "complaint.escalation.event.mixin"]
    _description = "Complaint Escalation"
    _order = "date desc, id desc"

    rule_id = fields.Many2one(
        "complaint.escalation.rule", index="btree_not_null", ondelete="restrict"
    )
    effect_id = fields.Many2one(
        "complaint.escalation.effect",
        "Effect by Hand",
        ondelete="restrict",
        help="Set when somebody fires an effect himself, such as a chase.",
    )
    trigger = fields.Selection(
        [*ESCALATION_TRIGGERS, ("manual", "By Hand")], required=True
    )
    complaint_id = fields.Many2one(
        "complaint.complaint", required=True, index=True, ondelete="cascade"
    )
    assignment_id = fields.Many2one(
        "complaint.assignment", index="btree_not_null", ondelete="cascade"
    )
    deadline_id = fields.Many2one(
        "complaint.deadline", index="btree_not_null", ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True)
    revision = fields.Integer(export_string_translation=False)
    occurrence = fields.Integer(help="Counts the firings of a repeating rule, from 0.")
    missed = fields.Integer(help="Earlier firings that a downtime swallowed.")
    source_key = fields.Char(required=True, export_string_translation=False)
    date_planned = fields.Datetime("Planned for", required=True)
    date = fields.Datetime("Fired on", required=True)
    state = fields.Selection(ESCALATION_STATES, required=True, default="pending")
    user_ids = fields.Many2many("res.users", string="Told")
    outcomes = fields.Json(export_string_translation=False)
    result = fields.Text("Failure", help="Why it failed; in older rows, what happened.")
    result_text = fields.Text(
        "Result", compute="_compute_result_text", help="What happened."
    )

    _source_key_uniq = models.Constraint(
        "UNIQUE(source_key)", "This escalation has fired already."
    )
    _pending_idx = models.Index("(id) WHERE state = 'pending'")

    @api.depends("rule_id", "effect_id")
    def _compute_display_name(self):
        for escalation in self:
            document = escalation.assignment_id or escalation.complaint_id
            source = escalation.rule_id or escalation.effect_id
            escalation.display_name = f"{document.display_name} · {source.display_name}"

    @api.depends("outcomes", "result")
    @api.depends_context("lang")
    def _compute_result_text(self):
        for escalation in self:
            lines = [tell(self.env, outcome) for outcome in escalation.outcomes or ()]
            escalation.result_text = "\n".join(
                filter(None, [escalation.result, *lines])
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_retry(self):
        """Try the failed effects again."""
        self.complaint_id.check_access("write")
        # sudo: nobody writes escalations himself
        failed = self.sudo().filtered(lambda escalation: escalation.state == "failed")
        failed.write({"state": "pending"})
        self._wake_cron([self.env.cr.now()])

    # ------------------------------------------------------------
    # FIRING
    # ------------------------------------------------------------

    @api.model
    def _fire(self, values_list):
        """Write the firings that are new; the cron acts on them at once."""
        keys = [values["source_key"] for values in values_list]
        known = set(self.search([("source_key", "in", keys)]).mapped("source_key"))
        now = self.env.cr.now()
        escalations = self.create(
            [
                {"date": now, "date_planned": now, **values}
                for values in values_list
                if values["source_key"] not in known
            ]
        )
        if escalations:
            self._wake_cron([now])
        return escalations

    @api.model
    def _chase(self, deadlines):
        """Chase those who owe the deadlines, by hand (催办)."""
        effect = self.env["complaint.escalation.effect"].search(
            [("code", "=", "chase")], limit=1
        )
        now = self.env.cr.now()
        # sudo: the right to chase was checked; nobody writes escalations himself
        return self.sudo()._fire(
            [
                {
                    "effect_id": effect.id,
                    "trigger": "manual",
                    "complaint_id": deadline.complaint_id.id,
                    "assignment_id": deadline.assignment_id.id,
                    "deadline_id": deadline.id,
                    "company_id": deadline.company_id.id,
                    "source_key": f"chase:{deadline.id}:{now:%Y%m%d%H%M}",
                }
                for deadline in deadlines
            ]
        )

    @api.model
    def _get_fired(self, deadlines):
        """The last occurrences: {deadline id: {(rule id, revision): number}}."""
        fired = {}
        groups = self._read_group(
            [("deadline_id", "in", deadlines.ids), ("rule_id", "!=", False)],
            ["deadline_id", "rule_id", "revision"],
            ["occurrence:max"],
        )
        for deadline, rule, revision, occurrence in groups:
            fired.setdefault(deadline.id, {})[rule.id, revision] = occurrence
        return fired

    @api.model
    def _fire_deadlines(self, deadlines):
        """Fire what is due for the deadlines and plan what comes next."""
        now = self.env.cr.now()
        timetables = Timetables()
        schedules = self.env["complaint.escalation.rule"]._get_schedules()
        fired = self._get_fired(deadlines)
        values_list = []
        for deadline in deadlines:
            terms = deadline._get_terms()
            timetable = timetables[deadline.calendar_id, deadline.company_id]
            following = []
            for schedule in schedules.get(terms):
                firing, moment = schedule.get_firing(
                    terms, timetable, now, fired.get(deadline.id)
                )
                if firing:
                    values_list.append(
                        deadline._prepare_escalation_values(schedule, firing)
                    )
                if moment:
                    following.append(moment)
            deadline.next_escalation_at = min(following, default=False)
        self._fire(values_list)

    # ------------------------------------------------------------
    # CRON
    # ------------------------------------------------------------

    @api.model
    def _wake_cron(self, moments):
        """Have the cron run at the earliest of the moments, unless it wakes before:
        each run plans the next one itself."""
        at = min(filter(None, moments), default=None)
        if not at:
            return
        # not env.ref, which asks each time whether the cron still exists
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id(
            CRON, raise_if_not_found=True
        )
        # sudo: whoever records a milestone wakes the cron
        cron = self.env["ir.cron"].sudo().browse(cron_id)
        sooner = (
            self.env["ir.cron.trigger"]
            .sudo()
            .search_count(
                [
                    ("cron_id", "=", cron.id),
                    ("call_at", ">=", fields.Datetime.now() + TRIGGER_MARGIN),
                    ("call_at", "<=", at),
                ],
                limit=1,
            )
        )
        if not sooner:
            cron._trigger(max(at, fields.Datetime.now()))

    @api.model
    def _cron_escalate(self):
        """Fire what must fire now, act on it, send the notices, plan the next run."""
        moments = self._get_next_moments()
        if moments and min(moments) <= self.env.cr.now():
            self.env["complaint.procedure"]._rearm_deadlines()
            deadlines = self.env["complaint.deadline"]
            if not (deadlines._recount_changed() and self._work_off_all()):
                return
            moments = self._get_next_moments()
        self._wake_cron(moments)

    @api.model
    def _get_next_moments(self):
        """When deadlines, firings, notices and changed rules next ask for the cron: one
        query, because most runs find nothing to do."""
        [moments] = self.env.execute_query(
            SQL(
                """SELECT (SELECT min(next_escalation_at) FROM complaint_deadline
                            WHERE next_escalation_at IS NOT NULL),
                          (SELECT min(date) FROM complaint_escalation
                            WHERE state = 'pending'),
                          (SELECT min(date_available) FROM complaint_notice
                            WHERE date_sent IS NULL),
                          (SELECT %s::timestamp
                            WHERE EXISTS (SELECT FROM complaint_procedure
                                           WHERE is_rearming)
                               OR EXISTS (SELECT FROM resource_calendar
                                           WHERE is_recounting))""",
                self.env.cr.now(),
            )
        )
        return [moment for moment in moments if moment]

    @api.model
    def _work_off_all(self):
        """Three steps, each of which may bring about the next one."""
        due = [("next_escalation_at", "<=", self.env.cr.now())]
        pending = [("state", "=", "pending")]
        if not (
            self._work_off("complaint.deadline", due, "_escalate")
            and self._work_off(self._name, pending, "_act")
        ):
            return False
        # asked anew: the effects have just queued notices
        now = self.env.cr.now()
        unsent = [("date_sent", "=", False), ("date_available", "<=", now)]
        return self._work_off("complaint.notice", unsent, "_send")

    @api.model
    def _work_off(self, model, domain, method):
        """Call the method on the records in chunks, each in a transaction of its own.
        Records that another worker holds are left to it. When a chunk fails, its
        records are tried one by one, and the faulty one is set aside with its error.

        :return: False when the time of the cron is up
        """
        records = self.env[model]
        held_until = 0
        while True:
            beyond = [*domain, ("id", ">", held_until)]
            found = records.search(beyond, limit=CHUNK, order="id")
            chunk = records
            try:
                chunk = found.try_lock_for_update().filtered_domain(domain)
                if chunk:
                    getattr(chunk, method)()
                    self.env.flush_all()
                else:
                    held_until = found[-1:].id
            except Exception as error:
                self.env.cr.rollback()
                self._log_failure(chunk, method, error)
                for record in found:
                    self._work_off_one(record, domain, method)
            remaining = 1 if len(found) == CHUNK else 0
            if not self.env["ir.cron"]._commit_progress(
                len(chunk), remaining=remaining
            ):
                return False
            if not found:
                return True

    @api.model
    def _work_off_one(self, record, domain, method):
        try:
            record = record.try_lock_for_update().filtered_domain(domain)
            if record:
                getattr(record, method)()
                self.env.flush_all()
        except psycopg2.OperationalError:
            # another worker was faster; the record is looked at again
            self.env.cr.rollback()
        except Exception as error:
            self.env.cr.rollback()
            self._log_failure(record, method, error)
            record._set_aside(str(error))
        self.env["ir.cron"]._commit_progress()

    @api.model
    def _log_failure(self, records, method, error):
        _logger.warning("%s.%s failed on %s: %s", records._name, method, records, error)

    def _act(self):
        """Run the effects of the rules, each once for all its escalations, in the
        language of the company."""
        for company, escalations in self.grouped("company_id").items():
            escalations.with_context(lang=company.partner_id.lang)._run_effects()
        self.write({"state": "done"})

    def _run_effects(self):
        for effect in (self.rule_id.effect_ids | self.effect_id).sorted():
            effect._run(
                self.filtered(
                    lambda escalation, effect=effect: (
                        effect in escalation.rule_id.effect_ids | escalation.effect_id
                    )
                )
            )

    def _set_aside(self, error):
        self.write({"state": "failed", "result": error})
