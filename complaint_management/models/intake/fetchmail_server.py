import hashlib
import imaplib
import re
import time
from datetime import UTC, datetime

from odoo import fields, models

INTERNAL_DATE = re.compile(rb'INTERNALDATE "([^"]+)"')
SIZE = re.compile(rb"(\d{1,20}) \([^)]{0,200}?RFC822\.SIZE (\d{1,20})")
# Bytes: of a larger message only the head is fetched, reading it takes many times its
# size in memory.
FETCH_LIMIT = 50 * 1024 * 1024
FETCH_TORSO = 64 * 1024


class FetchedMessage(bytes):
    """A message on its way from a mailbox into the database.

    ``date_received`` is when the mailbox took it on, None when unknown.
    ``is_settled`` is True once nothing is lost when the mailbox gives it away.
    ``full_size`` is set when only the beginning was fetched; the rest stays there.
    """

    date_received: datetime | None = None
    full_size = 0
    is_settled = False


class CarefulConnection:
    """A connection to a mailbox that gives nothing away: messages are fetched without
    being marked, and marked as handled only once they are settled.

    :param server: notes before each message that it is looked at, so that one which
        kills whoever looks at it does not keep those behind it
    """

    def __init__(self, connection, server=None):
        self._connection = connection
        self._server = server
        self._messages = {}

    def __getattr__(self, name):
        return getattr(self._connection, name)

    def retrieve_unread_messages(self):
        is_imap = isinstance(self._connection, imaplib.IMAP4)
        fetched = self._peek() if is_imap else self._retrieve()
        for number, message in fetched:
            if self._server and not self._server._begin_reading(message):
                self._connection.handled_message(number)
                continue
            self._messages = {number: message}
            yield number, message

    def handled_message(self, number):
        message = self._messages[number]
        if message.is_settled:
            self._connection.handled_message(number)
        if self._server:
            self._server._end_reading(message)

    def _retrieve(self):
        for number, message in self._connection.retrieve_unread_messages():
            yield number, FetchedMessage(message)

    def _peek(self):
        numbers = self._connection._unread_messages
        large = self._find_large(numbers)
        while numbers:
            number = numbers.pop()
            part = f"<0.{FETCH_TORSO}>" if number in large else ""
            _status, answer = self._connection.fetch(
                number, f"(INTERNALDATE BODY.PEEK[]{part})"
            )
            parts = [part for part in answer if isinstance(part, tuple)]
            if not parts:
                # another program has just removed it
                continue
            message = FetchedMessage(parts[0][1])
            message.date_received = parse_internal_date(parts[0][0])
            message.full_size = large.get(number, 0)
            yield number, message

    def _find_large(self, numbers):
        """Sizes of the messages that do not fit into memory, by number."""
        if not numbers:
            return {}
        _status, answer = self._connection.fetch(b",".join(numbers), "(RFC822.SIZE)")
        found = (SIZE.match(line) for line in answer if isinstance(line, bytes))
        return {
            match[1]: int(match[2])
            for match in found
            if match and int(match[2]) > FETCH_LIMIT
        }


def parse_internal_date(answer: bytes) -> datetime | None:
    """The moment at which an IMAP server took a message on, in UTC."""
    if not INTERNAL_DATE.search(answer):
        return None
    local = imaplib.Internaldate2tuple(answer)
    if not local:
        return None
    return datetime.fromtimestamp(time.mktime(local), UTC).replace(tzinfo=None)


class FetchmailServer(models.Model):
    _inherit = "fetchmail.server"

    complaint_team_id = fields.Many2one(
        "complaint.team",
        "Mailbox of the Desk",
        index="btree_not_null",
        help="All mail in this mailbox is for the desk, whatever address it names: also"
        " blind copies and old addresses.",
    )

    def _connect__(self, allow_archived=False):
        connection = super()._connect__(allow_archived=allow_archived)
        return CarefulConnection(connection, server=self)

    def _begin_reading(self, message):
        """Note that a message is about to be looked at.

        In a transaction of its own: whoever looks may be killed.

        :return: False for one at which somebody looked twice before and did not return.
            It is stored unread, for people to decide.
        """
        team = self.complaint_team_id
        values = {
            "content_hash": self._get_reading_key(message),
            "team_id": team.id or None,
            "company_id": (team.company_id or self.env.company).id,
            "state": "fetching",
            "date_received": self.env.cr.now().replace(microsecond=0),
        }
        with self.pool.cursor() as cr:
            intakes = self.with_env(self.env(cr=cr)).env["complaint.intake"]
            cr.execute("SET LOCAL synchronous_commit TO off")
            log = {**intakes._prepare_log_values(), "attempts": 1}
            key = values["content_hash"]
            if intakes._insert_once({**values, **log}) or intakes._count_reading(key):
                return True
            intakes._store_unread(key, message)
            return False

    def _end_reading(self, message):
        """Note that whoever looked at the message has returned."""
        with self.pool.cursor() as cr:
            cr.execute("SET LOCAL synchronous_commit TO off")
            cr.execute(
                "DELETE FROM complaint_intake"
                " WHERE content_hash = %s AND state = 'fetching'",
                [self._get_reading_key(message)],
            )

    def _get_reading_key(self, message):
        return f"fetch:{self.id}:{hashlib.sha256(message).hexdigest()}"
