from odoo import models


class ResourceCalendarLeaves(models.Model):
    """The working time of calendars is cached, without their public holidays. What is
    entered later moves the deadlines that run."""

    _name = "resource.calendar.leaves"
    _inherit = ["resource.calendar.leaves", "complaint.working.time.mixin"]

    def _is_cached(self):
        # not the time off of persons
        return not all(leave.resource_id for leave in self)

    def _get_recounted_calendars(self):
        calendars = self.env["resource.calendar"]
        for leave in self.filtered(lambda leave: not leave.resource_id):
            calendars |= leave.calendar_id or calendars._get_of_company(
                leave.company_id
            )
        return calendars
