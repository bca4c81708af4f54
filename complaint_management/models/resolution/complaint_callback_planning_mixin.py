from odoo import api, models


class ComplaintCallbackPlanningMixin(models.AbstractModel):
    """Follow-ups are planned when a deadline begins whose limit says so. All methods
    expect to run as superuser: time limits run whoever acts."""

    _name = "complaint.callback.planning.mixin"
    _description = "Planning of Follow-ups"

    @api.model
    def _plan(self, deadlines):
        """Plan the follow-ups of customers for the deadlines that have none."""
        new = deadlines.filtered(lambda deadline: not deadline.callback_ids)
        if new:
            callbacks = self.create([self._prepare_values(d) for d in new])
            callbacks.filtered(lambda c: c.channel == "mail")._do_send_link()
            ready = new.complaint_id.filtered("category_id")
            ready._advance_phase("callback")

    @api.model
    def _follow(self, deadlines):
        """The classification was corrected: the deadlines obey other limits now, or run
        again."""
        planned = deadlines.filtered(lambda deadline: deadline.limit_id.is_callback)
        (deadlines - planned).callback_ids._do_cancel()
        for deadline in planned:
            deadline.callback_ids.limit_id = deadline.limit_id
        planned.callback_ids._do_plan_again()
        self._plan(planned)

    @api.model
    def _prepare_values(self, deadline):
        complaint, limit = deadline.complaint_id, deadline.limit_id
        wished = complaint.partner_id.complaint_callback_channel
        return {
            "complaint_id": complaint.id,
            "deadline_id": deadline.id,
            "limit_id": limit.id,
            "round": deadline.round,
            "channel": wished or limit.callback_channel or "phone",
        }
