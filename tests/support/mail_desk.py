"""A desk that gets its mail through a server to which anything may happen."""

import base64
import os
import random
import signal
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import psutil
from devkit.testbed import Server, Testbed

from .dovecot import PASSWORD, USER, Dovecot
from .polling import wait_until
from .smtp_sink import SmtpSink

DESK = f"{USER}@desk.example"
# The mailbox that is fetched by POP.
POP_USER = "popper"
SECOND_DESK = "second@desk.example"
CRONS = (
    "mail.ir_cron_mail_gateway_action",
    "complaint_management.ir_cron_complaint_intake_process",
    "complaint_management.ir_cron_complaint_letter_retry",
    "mail.ir_cron_mail_scheduler_action",
)
SET_UP = """
env["mail.alias.domain"].create({{"name": "desk.example"}})
desk = env.ref("complaint_management.complaint_team_desk")
desk.alias_name = {user!r}
desk.copy({{"name": "Second Desk"}}).alias_name = "second"
env["fetchmail.server"].create(
    [
        {{
            "name": user,
            "server_type": server_type,
            "server": "127.0.0.1",
            "port": port,
            "user": user,
            "password": {password!r},
            "state": "done",
        }}
        for user, server_type, port in (
            ({user!r}, "imap", {imap_port}),
            ("second", "imap", {imap_port}),
            ({pop_user!r}, "pop", {pop_port}),
        )
    ]
)
env["ir.mail_server"].create(
    {{"name": "Sink", "smtp_host": "127.0.0.1", "smtp_port": {smtp_port}}}
)
env["ir.config_parameter"].set_param("complaint_fault.folder", {faults!r})
env["ir.cron"].search([]).active = False
for xmlid in {crons!r}:
    env.ref(xmlid).active = True
env.cr.commit()
"""
# Triggers are what Odoo itself wakes its workers with.
WAKE = """
INSERT INTO ir_cron_trigger (cron_id, call_at)
SELECT id, now() AT TIME ZONE 'UTC' FROM ir_cron
 WHERE active AND id NOT IN (SELECT cron_id FROM ir_cron_trigger)
"""
PASS_TIME = """
UPDATE complaint_intake SET date_next_attempt = NULL WHERE state = 'received';
UPDATE mail_mail SET write_date = write_date - interval '3 days'
 WHERE state = 'exception'
"""
FATES = """
SELECT subject, state, reason, COALESCE(complaint_id, 0), team_id
  FROM complaint_intake ORDER BY id
"""
COMPLAINTS = """
SELECT name, count(*), count(date_acknowledged), count(undeliverable_email)
  FROM complaint_complaint GROUP BY name
"""
WAITING = "SELECT count(*) FROM complaint_intake WHERE state = 'received'"
UNSENT = "SELECT count(*) FROM mail_mail WHERE state = 'outgoing'"


@dataclass
class MailDesk:
    """Server, mailbox and mail sink of one desk; knows all that was ever delivered."""

    testbed: Testbed
    database: str
    mailbox: Dovecot
    sink: SmtpSink
    faults: Path
    server: Server = None
    subjects: list[str] = field(default_factory=list)

    def set_up(self) -> None:
        """Make the desk known to the database, before the server runs."""
        self.testbed.shell(
            self.database,
            SET_UP.format(
                user=USER,
                password=PASSWORD,
                imap_port=self.mailbox.port,
                pop_user=POP_USER,
                pop_port=self.mailbox.pop_port,
                smtp_port=self.sink.port,
                faults=str(self.faults),
                crons=CRONS,
            ),
        )

    # ------------------------------------------------------------
    # MAIL
    # ------------------------------------------------------------

    def write(self, *, with_id: bool = True, file: bytes = b"") -> bytes:
        """Return a message of a customer of his own, with a subject of its own."""
        number = len(self.subjects) + 1
        subject = f"Case {number:04}"
        self.subjects.append(subject)
        message = EmailMessage(policy=SMTP)
        message["From"] = f"Customer {number} <{self.address(subject)}>"
        message["To"] = DESK
        message["Subject"] = subject
        if with_id:
            message["Message-ID"] = f"<{number}@customer.example>"
        message.set_content(f"The parcel of order {number} arrived broken.")
        if file:
            message.add_attachment(
                file, maintype="image", subtype="x-raw", filename="photo.raw"
            )
        return message.as_bytes()

    @staticmethod
    def address(subject: str) -> str:
        """Return where the customer of the subject writes from."""
        return f"c{subject.rpartition(' ')[2]}@customer.example"

    def deliver(self, count: int) -> list[str]:
        """Put new messages, every other without Message-ID, into the mailbox."""
        first = len(self.subjects)
        messages = [self.write(with_id=number % 2 == 0) for number in range(count)]
        self.mailbox.deliver(*messages)
        return self.subjects[first:]

    # ------------------------------------------------------------
    # FAULTS
    # ------------------------------------------------------------

    def prepare_fault(self, point: str, command: str) -> None:
        """Have a command run by the next process that passes the point."""
        (self.faults / point).write_text(command)

    def has_struck(self, point: str) -> bool:
        """Say whether the fault has happened."""
        return not (self.faults / point).exists()

    def kill_somebody(self, dice: random.Random) -> None:
        """Kill -9 a worker, or the whole server, which is then started again."""
        workers = psutil.Process(self.server.pid).children()
        if dice.random() < 0.1:
            self.server.kill()
            self.server.start()
        elif workers:
            with suppress(ProcessLookupError):
                os.kill(dice.choice(workers).pid, signal.SIGKILL)

    def terminate_sessions(self) -> None:
        """Take the database away from whoever works on it."""
        self.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    # ------------------------------------------------------------
    # TIME
    # ------------------------------------------------------------

    def wake(self) -> None:
        """Have the jobs run now rather than within a minute."""
        self.query(WAKE)
        notify = f"SELECT pg_notify('cron_trigger', '{self.database}')"
        self.testbed.databases.query("postgres", notify)

    def pass_time(self) -> None:
        """Let the back-off of whatever waits be over."""
        self.query(PASS_TIME)

    def settle(self, *, letters: bool = True) -> None:
        """Wait until all mail is fetched and processed, and its letters are sent."""
        wait_until(
            lambda: self._has_settled(letters),
            f"everything is processed; see {self.server.log}",
            seconds=300,
            pause=1,
        )

    def _has_settled(self, letters):
        waiting = (
            int(self.query(WAITING))
            or self.mailbox.unread()
            or self.mailbox.count(POP_USER)
        )
        if not waiting and not (letters and int(self.query(UNSENT))):
            return True
        self.wake()
        return False

    # ------------------------------------------------------------
    # WHAT CAME OF IT
    # ------------------------------------------------------------

    def query(self, statement: str) -> str:
        """Ask the database."""
        return self.testbed.databases.query(self.database, statement)

    def fates(self) -> dict[str, list[list[str]]]:
        """Return state, reason, complaint and desk of each row, by subject."""
        found = {}
        for line in self.query(FATES).splitlines():
            subject, *fate = line.split("|")
            found.setdefault(subject, []).append(fate)
        return found

    def failures(self, subjects: list[str]) -> int:
        """Return how many messages met an error and wait for their next attempt."""
        fates = self.fates()
        return sum(
            fate[:2] == ["received", "error"]
            for subject in subjects
            for fate in fates.get(subject, [])
        )

    def read_files(self, subjects: list[str]) -> list[bytes]:
        """Return the content of what is attached to the complaints."""
        found = self.testbed.evaluate(
            self.database,
            f"""[
                file.datas.decode()
                for file in env["complaint.complaint"].search(
                    [("name", "in", {subjects})]
                ).message_ids.attachment_ids
            ]""",
        )
        return list(map(base64.b64decode, found))

    def complaints(self) -> dict[str, tuple[int, int, int]]:
        """Return by subject the number of complaints, how many are acknowledged, and
        of how many the address is undeliverable."""
        rows = (line.split("|") for line in self.query(COMPLAINTS).splitlines())
        return {subject: tuple(map(int, counts)) for subject, *counts in rows}
