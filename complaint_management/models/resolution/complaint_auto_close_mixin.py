import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.timetables import Timetables
from ..engine.working_time import get_offset
from .resolution_data import USUAL_OUTCOMES

_logger = logging.getLogger(__name__)

CRON = "complaint_management.ir_cron_complaint_auto_close"


class ComplaintAutoCloseMixin(models.AbstractModel):
    """Cases close by themselves some working days after the customer confirmed that he
    is satisfied, if nothing else is missing."""

    _name = "complaint.auto.close.mixin"
    _description = "Automatic Closing of Complaints"

    date_auto_close = fields.Datetime(
        "Closes by Itself on", readonly=True, copy=False, index="btree_not_null"
    )

    def _record_milestone(self, code, at=None, effects=True):
        milestones = super()._record_milestone(code, at=at, effects=effects)
        if code == "confirmed" and effects:
            self._plan_auto_close()
        return milestones

    def _do_enter_phase(self):
        super()._do_enter_phase()
        # sudo: planned and dropped by what is done
        self.filtered("date_auto_close").sudo().date_auto_close = False

    def _plan_auto_close(self):
        timetables = Timetables()
        # sudo: who follows the customer up need not see the case
        for case in self.sudo().filtered("is_open"):
            days = case._get_closing_rule().auto_close_days
            if days:
                team = case.team_id
                calendar = team.calendar_id or team.company_id.resource_calendar_id
                case.date_auto_close = get_offset(
                    self.env.cr.now().replace(microsecond=0),
                    days,
                    "working_days",
                    timetables[calendar, case.company_id],
                )
                self.env.ref(CRON).sudo()._trigger(at=case.date_auto_close)

    @api.model
    def _cron_auto_close(self, limit=500):
        """Close what is due; commits after each. What cannot be closed is told to its
        owner once and left to him."""
        domain = [("date_auto_close", "<=", "now"), ("phase", "!=", "closed")]
        due = self.search(domain, order="date_auto_close, id", limit=limit)
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(due))
        for case in due:
            case = case.try_lock_for_update().filtered_domain(domain)
            if case:
                case._auto_close()
            if not commit(1):
                break

    def _auto_close(self):
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self.write(
                    {
                        "outcome": self.outcome or USUAL_OUTCOMES.get(self.validity),
                        "phase": "closed",
                    }
                )
        except UserError as error:
            self.invalidate_recordset()
            self.date_auto_close = False
            self.message_post(
                body=self.env._(
                    "The case did not close by itself: %(reasons)s", reasons=error
                ),
                partner_ids=self.user_id.partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )
