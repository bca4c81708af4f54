"""What can be learned from the bytes of a message before it is parsed."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime

from .mail_charset import clean, decode_header

HEADER_LIMIT = 256 * 1024
REFERENCE_LIMIT = 32
DATE_LIMIT = 100
# Only the beginning of a report is searched for the letter it is about.
REPORT_LIMIT = 512 * 1024

RECIPIENT_HEADERS = (
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "to",
    "cc",
    "resent-to",
    "resent-cc",
)
# Written by each server on the way: they differ between two copies of one message.
TRACE_HEADERS = {
    b"received",
    b"delivered-to",
    b"x-original-to",
    b"envelope-to",
    b"delivery-date",
    b"return-path",
    b"x-received",
    b"received-spf",
    b"authentication-results",
    b"x-uid",
    b"x-uidl",
    b"status",
    b"x-status",
    b"x-keywords",
    b"lines",
    b"content-length",
}
TRACE_PREFIXES = (b"arc-", b"x-spam-", b"x-virus-", b"x-mozilla-", b"x-google-")

ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,255}")
BRACKETED = re.compile(rf"<[ \t]{{0,20}}({ADDRESS.pattern})[ \t]{{0,20}}>")
REFERENCE = re.compile(r"<[^<>\s]{1,995}>")
REPORTED_ID = re.compile(
    rb"^[ \t>]{0,20}(?:message-id|x-microsoft-original-message-id|in-reply-to"
    rb"|references):[ \t]{0,20}(?:\r?\n[ \t]{1,20})?(<[^<>\s]{1,995}>)",
    re.IGNORECASE | re.MULTILINE,
)
ROBOT_SENDER = re.compile(
    r"(?:mailer-?daemon|mail-daemon|mdaemon|post_?master)(?![\w-])", re.IGNORECASE
)
ROBOT_NAME = re.compile(
    r"[\"' ]{0,3}(?:mailer-daemon|mail delivery (?:sub)?system|mail delivery service"
    r"|internet mail delivery|mail administrator|system administrator)",
    re.IGNORECASE,
)


@dataclass
class Envelope:
    """The head of a message, as far as routing and the tray need it."""

    message_id: str = ""
    subject: str = ""
    sender: str = ""
    recipients: set[str] = field(default_factory=set)
    references: list[str] = field(default_factory=list)
    date_received: datetime | None = None


def split_head(raw: bytes) -> tuple[bytes, bytes]:
    """Head and rest of a message; the head ends at the first empty line."""
    ends = [
        (position, len(mark))
        for mark in (b"\r\n\r\n", b"\n\n", b"\r\r")
        if (position := raw.find(mark, 0, HEADER_LIMIT)) >= 0
    ]
    if not ends:
        return raw[:HEADER_LIMIT], raw[HEADER_LIMIT:]
    position, length = min(ends)
    return raw[:position], raw[position + length :]


def peek(raw: bytes) -> Envelope:
    """Read the head only: cheap, and without any of the risks of a full parse."""
    head, _rest = split_head(raw)
    headers = {}
    for name, value in BytesHeaderParser().parsebytes(head).raw_items():
        headers.setdefault(name.lower(), []).append(value)

    def first(name):
        return next(iter(headers.get(name, [])), "")

    addressed = " ".join(
        " ".join(headers.get(name, [])) for name in RECIPIENT_HEADERS
    ).lower()
    references = find_references(
        " ".join(headers.get("references", []) + headers.get("in-reply-to", []))
    )[-REFERENCE_LIMIT:]
    sender = decode_header(first("from")) or decode_header(first("sender"))
    if is_report(decode_header(first("content-type")), sender, first("return-path")):
        references += find_reported_ids(raw)
    return Envelope(
        message_id=next(iter(find_references(first("message-id"))), ""),
        subject=decode_header(first("subject")),
        sender=sender,
        recipients=set(ADDRESS.findall(addressed)),
        references=references,
        date_received=parse_trace_date(first("received")),
    )


def find_references(text: str) -> list[str]:
    """The Message-IDs in a header, readable for the database whatever their bytes."""
    return [clean(reference) for reference in REFERENCE.findall(text)]


def read_sender(text: str) -> tuple[str, str]:
    """Name and address of a sender; the address is empty when there is none."""
    bracketed = BRACKETED.findall(text) or ADDRESS.findall(text)
    address = bracketed[-1] if bracketed else ""
    label = text.rpartition(f"<{address}>")[0] if address else text
    return label.strip("\"'<>,; \t"), address.lower()


def is_report(content_type: str, sender: str, return_path: str) -> bool:
    """Whether a message looks like written by a mail server about another message."""
    address = next(iter(ADDRESS.findall(sender)), sender)
    return (
        "multipart/report" in content_type.lower()
        or return_path.strip() == "<>"
        or bool(ROBOT_SENDER.match(address.strip()))
    )


def find_reported_ids(raw: bytes) -> list[str]:
    """Message-IDs named inside a report: the letter it is about is among them."""
    _head, rest = split_head(raw)
    found = REPORTED_ID.findall(rest[:REPORT_LIMIT])
    return [reference.decode("latin-1") for reference in found[:REFERENCE_LIMIT]]


def parse_trace_date(received: str) -> datetime | None:
    """UTC moment at which the last server took the message on; None when unknown."""
    _route, _separator, date = received.rpartition(";")
    try:
        moment = parsedate_to_datetime(date.strip()[:DATE_LIMIT])
        if moment.tzinfo:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, TypeError, IndexError, OverflowError):
        # also a date so far away that its zone leads out of the calendar
        return None
    return moment


def sane_date(moment: datetime | None, now: datetime, days: int = 30) -> datetime:
    """``moment`` when it lies in the last ``days`` days, else ``now``."""
    if moment and now - timedelta(days=days) <= moment <= now:
        return moment.replace(microsecond=0)
    return now.replace(microsecond=0)


def content_hash(raw: bytes) -> str:
    """The same for all copies of one message, whatever servers they passed and
    whichever line ends they were given."""
    head, rest = split_head(raw)
    digest = hashlib.sha256()
    for line in _unfold(head):
        name = line.partition(b":")[0].strip().lower()
        if name not in TRACE_HEADERS and not name.startswith(TRACE_PREFIXES):
            digest.update(line + b"\n")
    digest.update(b"\n")
    digest.update(_normalise(rest).rstrip(b"\n"))
    return digest.hexdigest()


def _normalise(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _unfold(head: bytes) -> list[bytes]:
    lines = []
    for line in _normalise(head).split(b"\n"):
        if line[:1] in (b" ", b"\t") and lines:
            lines[-1] += b"\n" + line
        else:
            lines.append(line)
    return lines
