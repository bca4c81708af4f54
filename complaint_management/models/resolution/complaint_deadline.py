from odoo import api, fields, models


class ComplaintDeadline(models.Model):
    """Follow-ups begin, change and end with the deadline for which they are planned."""

    _inherit = "complaint.deadline"

    callback_ids = fields.One2many("complaint.callback", "deadline_id", "Follow-ups")

    @api.model
    def _run(self, values_list):
        deadlines = super()._run(values_list)
        self.env["complaint.callback"]._plan(
            deadlines.filtered(lambda deadline: deadline.limit_id.is_callback)
        )
        return deadlines

    def _finish(self, state, date):
        super()._finish(state, date)
        planned = self.filtered(lambda deadline: deadline.limit_id.is_callback)
        planned.callback_ids._do_cancel()

    def _take_terms(self, values):
        super()._take_terms(values)
        self.env["complaint.callback"]._follow(self)

    @api.model
    def _revive(self, wanted):
        revived = super()._revive(wanted)
        self.env["complaint.callback"]._follow(revived)
        return revived
