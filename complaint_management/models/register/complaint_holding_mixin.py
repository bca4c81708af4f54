from odoo import api, fields, models

from ...tools.holding import (
    CUSTOMER,
    DEPARTMENT,
    Event,
    get_holding_line,
    get_parallel_spans,
)


class ComplaintHoldingMixin(models.AbstractModel):
    """The held-by ledger of a complaint: how long desk, lead department and customer
    held it, in working and in calendar time. See :mod:`holding`."""

    _name = "complaint.holding.mixin"
    _description = "Held-by Ledger of a Complaint"

    holding_ledger = fields.Html("Held by", compute="_compute_holding_ledger")

    @api.depends("milestone_ids", "assignment_ids.is_lead", "phase")
    @api.depends_context("lang")
    def _compute_holding_ledger(self):
        for complaint in self:
            complaint.holding_ledger = self.env["ir.qweb"]._render(
                "complaint_management.complaint_holding_ledger",
                {"rows": complaint._get_holding_rows()},
            )

    def _get_holding_rows(self):
        """The ledger, each holder once, the parallel departments at the end.

        :return: list of dicts: name, hours, working_hours, is_parallel
        """
        self.ensure_one()
        now = self.env.cr.now().replace(microsecond=0)
        events = self._get_holding_events()
        line = get_holding_line(
            events, self._get_waiting_times(), self.date_received, now
        )
        # sudo: working hours are the same for everybody
        team = self.sudo().team_id
        calendar = team.calendar_id or team.company_id.resource_calendar_id
        timetable = calendar._get_timetable(team.company_id)
        return [
            *self._sum_spans(line, timetable),
            *self._sum_spans(get_parallel_spans(events, now), timetable, parallel=True),
        ]

    def _get_holding_events(self):
        # sudo: the ledger counts all milestones, as the deadlines do
        milestones = self.sudo().milestone_ids.sorted(lambda m: (m.date, m.id))
        return [
            Event(
                milestone.date,
                milestone.code,
                milestone.assignment_id.id or None,
                milestone.assignment_id._is_leading(),
            )
            for milestone in milestones
        ]

    def _get_waiting_times(self):
        """When the whole case waited for the customer."""
        # sudo: as above
        pauses = self.env["complaint.pause"].sudo()
        return [
            (pause.date_start, pause.date_end)
            for pause in pauses.search(
                [("complaint_id", "in", self.ids), ("assignment_id", "=", False)]
            )
        ]

    def _sum_spans(self, spans, timetable, parallel=False):
        totals = {}
        for span in spans:
            hours, working = totals.get((span.holder, span.assignment), (0, 0))
            hours += (span.end - span.begin).total_seconds() / 3600
            working += timetable.work_between(span.begin, span.end) / 3600
            totals[span.holder, span.assignment] = (hours, working)
        return [
            {
                "name": self._get_holder_name(holder, assignment),
                "hours": hours,
                "working_hours": working,
                "is_parallel": parallel,
            }
            for (holder, assignment), (hours, working) in totals.items()
        ]

    def _get_holder_name(self, holder, assignment_id):
        if holder == DEPARTMENT:
            # sudo: names of departments only
            assignment = self.env["complaint.assignment"].sudo().browse(assignment_id)
            return assignment._get_target_name()
        if holder == CUSTOMER:
            return self.env._("Customer")
        return self.sudo().team_id.name  # sudo: as above
