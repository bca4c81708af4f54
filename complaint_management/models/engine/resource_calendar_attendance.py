from odoo import models


class ResourceCalendarAttendance(models.Model):
    """The working time of calendars is cached. Changed hours move the deadlines that
    run."""

    _name = "resource.calendar.attendance"
    _inherit = ["resource.calendar.attendance", "complaint.working.time.mixin"]

    def _get_recounted_calendars(self):
        return self.calendar_id
