from odoo import models


class ResourceCalendarAttendance(models.Model):
    """The working time of calendars is cached."""

    _name = "resource.calendar.attendance"
    _inherit = ["resource.calendar.attendance", "complaint.cached.mixin"]
