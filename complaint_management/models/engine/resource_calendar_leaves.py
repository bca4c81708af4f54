from odoo import models


class ResourceCalendarLeaves(models.Model):
    """The working time of calendars is cached, without their public holidays."""

    _name = "resource.calendar.leaves"
    _inherit = ["resource.calendar.leaves", "complaint.cached.mixin"]

    def _is_cached(self):
        # not the time off of persons
        return not all(leave.resource_id for leave in self)
