"""Everything of a message that people must see: text, sender and attachments.

The standard library's parser decides about the structure only. Charsets, headers and
damaged structures are read here, so that no exception and no silent loss is possible
for a message that passed the checks of ``mail_hazard``.
"""

import email
import re
from dataclasses import dataclass, field

from . import mail_charset
from .mail_bytes import (
    ADDRESS,
    REFERENCE_LIMIT,
    find_references,
    find_reported_ids,
    is_report,
    read_sender,
    split_head,
)
from .mail_part import BOUNDED, get_charset
from .mail_reader import Attachment, MailReader

MAX_RECIPIENTS = 200
HEADER_TEXT_LIMIT = 50_000
HEADER_COUNT_LIMIT = 500
NAME_LIMIT = 200
# What is left out of a broken address, so that nobody takes it for a structure.
UNSAFE_IN_ADDRESSES = re.compile(r"[()<>\[\]\"\\,;:]+")


@dataclass
class ParsedMail:
    """A message, ready for people and for the register."""

    headers: dict[str, list[str]] = field(default_factory=dict)
    content_type: str = "text/plain"
    message_id: str = ""
    subject: str = ""
    sender: str = ""
    sender_name: str = ""
    sender_email: str = ""
    to: list[tuple[str, str]] = field(default_factory=list)
    cc: list[tuple[str, str]] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    # pieces of the body in reading order: ("text" or "html", content)
    chunks: list[tuple[str, str]] = field(default_factory=list)
    # the same of attached messages: words of other people
    enclosed: list[tuple[str, str]] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    # what cannot be read or was left out: (one of the codes of mail_reader, detail)
    remarks: list[tuple[str, str]] = field(default_factory=list)

    def header(self, name: str) -> str:
        """The first header of that name, decoded; empty when there is none."""
        return next(iter(self.headers.get(name.lower(), [])), "")


def parse(raw: bytes, languages=()) -> ParsedMail:
    """Read a message.

    :param languages: codes of the languages in which people are expected to write
    :raise RecursionError: the message is nested beyond reason
    """
    message = email.message_from_bytes(raw, policy=BOUNDED)
    parsed = ParsedMail(content_type=message.get_content_type())
    charset = find_body_charset(message, languages)
    for name, value in message.raw_items():
        values = parsed.headers.setdefault(name.lower(), [])
        if len(parsed.headers) <= HEADER_COUNT_LIMIT and len(values) < MAX_RECIPIENTS:
            values.append(mail_charset.decode_header(value, charset, languages))
    _read_head(parsed, raw)
    MailReader(parsed, charset, languages).collect(message)
    if not parsed.chunks:
        # nothing but attached messages, or files that are texts
        parsed.chunks += parsed.enclosed or [
            ("text", mail_charset.decode(attachment.content, "", languages))
            for attachment in parsed.attachments
            if attachment.mimetype == "text/plain"
        ]
        parsed.enclosed = []
    if not parsed.chunks and not parsed.attachments:
        # a head that never ends, or a body that the structure does not reach
        _head, rest = split_head(raw)
        parsed.chunks.append(("text", mail_charset.decode(rest, charset, languages)))
    if not any(content.strip() for _kind, content in parsed.chunks):
        parsed.remarks.append(("no_text", ""))
    return parsed


def _read_head(parsed, raw):
    parsed.subject = parsed.header("subject")
    parsed.sender = parsed.header("from") or parsed.header("sender")
    parsed.sender_name, parsed.sender_email = read_sender(parsed.sender)
    parsed.sender_name = parsed.sender_name[:NAME_LIMIT]
    if not parsed.sender_email:
        parsed.sender = UNSAFE_IN_ADDRESSES.sub(" ", parsed.sender[:NAME_LIMIT]).strip()
    parsed.to = read_addresses(parsed, "to")
    parsed.cc = read_addresses(parsed, "cc")
    parsed.message_id = next(iter(find_references(parsed.header("message-id"))), "")
    parsed.references = find_references(
        f"{parsed.header('references')} {parsed.header('in-reply-to')}"
    )[-REFERENCE_LIMIT:]
    if is_report(
        parsed.header("content-type"), parsed.sender, parsed.header("return-path")
    ):
        parsed.references += find_reported_ids(raw)


def find_body_charset(message, languages=()) -> str:
    """The charset that the first text of a message is written in: unencoded bytes in
    the head are written in the same. Empty when the text does not tell."""
    for part in message.walk():
        if part.get_content_maintype() == "text" and not part.is_multipart():
            payload = part.get_payload()
            declared = get_charset(part)
            if not isinstance(payload, str) or payload.isascii():
                return declared
            data = payload[:HEADER_TEXT_LIMIT].encode("utf-8", "surrogateescape")
            return mail_charset.find_charset(data, declared, languages)
    return ""


def read_addresses(parsed: ParsedMail, name: str) -> list[tuple[str, str]]:
    """Names and addresses in a header, the first ``MAX_RECIPIENTS`` of them."""
    text = ", ".join(parsed.headers.get(name, []))[:HEADER_TEXT_LIMIT]
    pairs, position = [], 0
    for address in ADDRESS.finditer(text):
        label = text[position : address.start()].strip("\"'<>,; \t")
        pairs.append((label, address[0].lower()))
        position = address.end()
    return pairs[:MAX_RECIPIENTS]
