from odoo import api, fields, models

from ..complaint_data import OPEN_DEADLINE_STATES


class ComplaintClockMixin(models.AbstractModel):
    """Milestones and deadlines, the clock of complaints and assignments."""

    _name = "complaint.clock.mixin"
    _description = "Complaint Clock"

    date_next_due = fields.Datetime(
        "Due", compute="_compute_next_due", store=True, index="btree_not_null"
    )
    next_limit_id = fields.Many2one(
        "complaint.time.limit",
        compute="_compute_next_due",
        store=True,
        index="btree_not_null",
    )

    @api.depends("deadline_ids.state", "deadline_ids.date_due")
    def _compute_next_due(self):
        """The earliest open deadline, overdue or not; paused ones do not press."""
        for record in self:
            running = record.deadline_ids.filtered(lambda d: d.state == "running")
            deadline = running.sorted("date_due")[:1]
            record.date_next_due = deadline.date_due
            record.next_limit_id = deadline.limit_id

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def get_deadline_overview(self):
        """The open deadlines with their explanations, for the chip in the browser."""
        self.ensure_one()
        open_deadlines = self.deadline_ids.filtered(
            lambda deadline: deadline.state in OPEN_DEADLINE_STATES
        )
        return [
            {
                "id": deadline.id,
                "name": deadline.limit_id.display_name,
                "state": deadline.state,
                "date_due": deadline.date_due,
                "urgency": deadline.urgency,
                "lines": deadline.explanation.split("\n"),
            }
            for deadline in open_deadlines.sorted("date_due")
        ]

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _record_milestone(self, code, at=None, effects=True):
        """Append the milestone ``code`` to the memory of each record. Deadlines that
        wait for it end, those that begin with it start, rules that it triggers fire.

        :param str code: a code of ``complaint_data.MILESTONES``
        :param at: UTC moment, or a mapping of record id to UTC moment; now by default
        :param bool effects: whether clock and escalation follow; never for historic
            complaints
        :return: the new ``complaint.milestone`` records
        """
        milestones = self._append_milestones({code: at})
        if effects:
            milestones._have_effects()
        return milestones

    def _append_milestones(self, moments):
        """Write milestones of several codes at once, without any effect.

        :param dict moments: for each code what :meth:`_record_milestone` takes as ``at``
        """
        now = self.env.cr.now()
        return (
            # sudo: the memory is append-only, nobody has the right to write it directly
            self.env["complaint.milestone"]
            .sudo()
            .create(
                [
                    {
                        **record._prepare_milestone_values(),
                        "code": code,
                        "date": fields.Datetime.to_datetime(
                            (at[record.id] if isinstance(at, dict) else at) or now
                        ),
                        "user_id": self.env.uid,
                    }
                    for code, at in moments.items()
                    for record in self
                ]
            )
        )

    def _prepare_milestone_values(self):
        """Hook: what ties a milestone to this record."""
        self.ensure_one()
        return {}
