from odoo import api, models

from ..complaint_data import OPEN_DEADLINE_STATES

CHUNK = 500


class ComplaintDeadline(models.Model):
    """Working hours, holidays and make-up days are entered late and corrected: what runs
    is counted anew from its start, as if they had been known, with a revision and a
    line in the case."""

    _inherit = "complaint.deadline"

    @api.model
    def _recount_changed(self):
        """Count the open deadlines of changed calendars anew, chunk by chunk.

        :return: False when the time of the cron is up; the next run goes on
        """
        for calendar in self.env["resource.calendar"].search(
            [("is_recounting", "=", True)]
        ):
            last_id, is_complete = 0, True
            while found := self.search(
                [
                    ("calendar_id", "=", calendar.id),
                    ("state", "in", OPEN_DEADLINE_STATES),
                    ("id", ">", last_id),
                ],
                limit=CHUNK,
                order="id",
            ):
                last_id = found[-1:].id
                free = found.try_lock_for_update()
                is_complete = is_complete and free == found
                free._move_due()._log_moves("working_time")
                if not self.env["ir.cron"]._commit_progress(len(free), remaining=1):
                    return False
            # those that somebody held meanwhile are looked at in the next run
            calendar.is_recounting = not is_complete
        return True
