import logging
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ...tools import mail_hazard
from ...tools.stored_text import clean_text
from .complaint_intake_data import MAX_UNANSWERED

_logger = logging.getLogger(__name__)

# Minutes until the next attempt after an error; then somebody must look.
BACK_OFF = (1, 5, 15, 60, 240)
# Minutes until the next attempt of a message during which the server was killed: those
# behind it come first.
UNANSWERED_BACK_OFF = 1
# Acknowledgements that leave together: one run of the mail queue for each mail would take
# hours for a backlog.
LETTER_BATCH = 20


class ComplaintIntakeProcessMixin(models.AbstractModel):
    """Attempts to process incoming mail: each is counted before it is made, and none
    can hold up the messages behind it."""

    _name = "complaint.intake.process.mixin"
    _description = "Processing of Incoming Complaint Mail"

    @api.model
    def _cron_process(self, limit=200):
        """Process the mails that wait. Commits after each."""
        domain = self._get_queue_domain()
        queue = self.search(domain, order="date_received, id", limit=limit)
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(queue))
        for position, intake in enumerate(queue, start=1):
            if intake._start_attempt(domain):
                commit()
                intake._attempt()
            if position % LETTER_BATCH == 0:
                self._wake_mail_queue()
            if not commit(1):
                break
        self._tell_desks()
        self._wake_mail_queue()
        commit()

    @api.model
    def _wake_mail_queue(self):
        """Have the acknowledgements sent: the queue may be asleep for an hour."""
        # sudo: the queue is the system's
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    @api.model
    def _get_queue_domain(self):
        return Domain("state", "=", "received") & (
            Domain("date_next_attempt", "=", False)
            | Domain("date_next_attempt", "<=", self.env.cr.now())
        )

    def _start_attempt(self, domain):
        """Count the attempt, so that a killed worker leaves a trace.

        :return: whether the message is to be processed now
        """
        intake = self.try_lock_for_update().filtered_domain(domain)
        if not intake:
            return False
        if intake.unanswered_attempts >= MAX_UNANSWERED:
            intake._hold("unanswered")
            return False
        intake.write(
            {
                "attempts": intake.attempts + 1,
                "unanswered_attempts": intake.unanswered_attempts + 1,
                "date_next_attempt": self.env.cr.now()
                + timedelta(minutes=UNANSWERED_BACK_OFF),
            }
        )
        return True

    def _attempt(self):
        """Process; after an error undo everything and note the error instead. Only a
        new transaction can succeed after a conflict with another one."""
        try:
            if self.try_lock_for_update().state == "received":
                self._process()
                self.env.flush_all()
        except Exception as error:
            self.env.cr.rollback()
            self.env.invalidate_all()
            _logger.info("Complaint mail %s not processed", self.id, exc_info=True)
            self._note_error(error)

    def _process(self):
        """Give the message its effect, within the caller's transaction."""
        self.ensure_one()
        raw = self._get_raw()
        hazard = not self.decided_by_id and mail_hazard.find_hazard(raw)
        if hazard:
            self._hold("suspicious", hazard)
            return
        if not self.sender:
            self._complete_head(raw)
        parsed = self._parse(raw)
        bombs = self._drop_bombs(parsed)
        if bombs and not self.decided_by_id:
            self._hold("suspicious", bombs)
            return
        self.write(
            {
                "unanswered_attempts": 0,
                "date_next_attempt": False,
                **self._do_route(parsed),
            }
        )

    def _drop_bombs(self, parsed):
        """Take archives that nobody may unpack from the message: search indexing
        unpacks what is attached. They stay in the original.

        :return: what was taken; empty when there was none
        """
        found = []
        for file in list(parsed.attachments):
            if bomb := mail_hazard.find_archive_bomb(file.content):
                found.append(f"{file.name}: {bomb}")
                parsed.attachments.remove(file)
        return "\n".join(found)

    def _note_error(self, error):
        delays = BACK_OFF[self.attempts - 1 : self.attempts]
        self.write(
            {
                "unanswered_attempts": 0,
                "detail": clean_text(f"{type(error).__name__}: {error}")[:2000],
                "reason": "error",
                "state": "received" if delays else "failed",
                "date_next_attempt": delays
                and self.env.cr.now() + timedelta(minutes=delays[0]),
            }
        )

    def _hold(self, reason, detail=False):
        """Put the mails on the desk: nothing happens to them until somebody decides."""
        self.write(
            {
                "state": "held",
                "reason": reason,
                "detail": detail and clean_text(detail),
                "unanswered_attempts": 0,
                "date_next_attempt": False,
            }
        )
