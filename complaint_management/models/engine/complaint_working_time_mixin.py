from odoo import api, models


class ComplaintWorkingTimeMixin(models.AbstractModel):
    """Parts of the working time of calendars: when they change, open deadlines are
    counted anew."""

    _name = "complaint.working.time.mixin"
    _inherit = ["complaint.cached.mixin"]
    _description = "Working Time of Complaints"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._get_recounted_calendars()._recount()
        return records

    def write(self, vals):
        before = self._get_recounted_calendars()
        result = super().write(vals)
        (before | self._get_recounted_calendars())._recount()
        return result

    def unlink(self):
        calendars = self._get_recounted_calendars()
        result = super().unlink()
        calendars.exists()._recount()
        return result

    def _get_recounted_calendars(self):
        """Hook: the calendars whose working time the records are part of."""
        return self.env["resource.calendar"]
