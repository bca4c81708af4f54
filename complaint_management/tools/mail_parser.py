"""Everything of a message that people must see: text, sender and attachments.

The standard library's parser decides about the structure only. Charsets, headers and
damaged structures are read here, so that no exception and no silent loss is possible
for a message that passed the checks of ``mail_hazard``.
"""

import email
import re
from base64 import b64decode
from dataclasses import dataclass, field
from email import policy
from urllib.parse import unquote_to_bytes

from . import mail_charset, tnef
from .mail_bytes import (
    ADDRESS,
    REFERENCE,
    REFERENCE_LIMIT,
    find_reported_ids,
    is_report,
    read_sender,
    split_head,
)

MAX_DEPTH = 60
MAX_RECIPIENTS = 200
NAME_LIMIT = 200
HEADER_TEXT_LIMIT = 50_000
TNEF_TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")
READABLE_TYPES = ("text/plain", "message/delivery-status", "text/rfc822-headers")
DATA_IMAGE = re.compile(
    r"""src=(["'])data:image/(png|jpeg|jpg|gif);base64,([A-Za-z0-9+/=\s]+)\1""",
    re.IGNORECASE,
)
UNSAFE_NAME = re.compile(r"[\\/:*?\"<>|\r\n\t]+")
FIRST_BOUNDARY = re.compile(r"^--([^\s-][^\r\n]{0,200}?)[ \t]*\r?$", re.MULTILINE)


@dataclass
class Attachment:
    name: str
    content: bytes
    mimetype: str
    cid: str = ""


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
    attachments: list[Attachment] = field(default_factory=list)

    def header(self, name: str) -> str:
        """The first header of that name, decoded; empty when there is none."""
        return next(iter(self.headers.get(name.lower(), [])), "")


def parse(raw: bytes) -> ParsedMail:
    """Read a message.

    :raise RecursionError: the message is nested beyond reason
    """
    message = email.message_from_bytes(raw, policy=policy.compat32)
    parsed = ParsedMail(content_type=message.get_content_type())
    for name, value in message.raw_items():
        parsed.headers.setdefault(name.lower(), []).append(
            mail_charset.decode_header(value)
        )
    parsed.subject = parsed.header("subject")
    parsed.sender = parsed.header("from") or parsed.header("sender")
    parsed.sender_name, parsed.sender_email = read_sender(parsed.sender)
    parsed.to = read_addresses(parsed, "to")
    parsed.cc = read_addresses(parsed, "cc")
    parsed.message_id = next(iter(REFERENCE.findall(parsed.header("message-id"))), "")
    parsed.references = REFERENCE.findall(
        f"{parsed.header('references')} {parsed.header('in-reply-to')}"
    )[-REFERENCE_LIMIT:]
    if is_report(
        parsed.header("content-type"), parsed.sender, parsed.header("return-path")
    ):
        parsed.references += find_reported_ids(raw)
    _Reader(parsed).collect(message)
    if not parsed.chunks:
        parsed.chunks += [
            ("text", mail_charset.decode(attachment.content))
            for attachment in parsed.attachments
            if attachment.mimetype.startswith("text/")
        ]
    if not parsed.chunks and not parsed.attachments:
        # a head that never ends, or a body that the structure does not reach
        _head, rest = split_head(raw)
        parsed.chunks.append(("text", mail_charset.decode(rest)))
    return parsed


def read_addresses(parsed: ParsedMail, name: str) -> list[tuple[str, str]]:
    """Names and addresses in a header, the first ``MAX_RECIPIENTS`` of them."""
    text = ", ".join(parsed.headers.get(name, []))[:HEADER_TEXT_LIMIT]
    pairs, position = [], 0
    for address in ADDRESS.finditer(text):
        label = text[position : address.start()].strip("\"'<>,; \t")
        pairs.append((label, address[0].lower()))
        position = address.end()
    return pairs[:MAX_RECIPIENTS]


class _Reader:
    """Walks through the parts and collects what people must see."""

    def __init__(self, parsed):
        self.parsed = parsed

    def collect(self, part, depth=0):
        content_type = part.get_content_type()
        if depth > MAX_DEPTH:
            raise RecursionError("parts are nested too deeply")
        if content_type == "message/rfc822" and part.is_multipart():
            self._read_nested(part, depth)
        elif part.is_multipart() and content_type.startswith("message/"):
            self._read_fields(part)
        elif part.is_multipart():
            self._read_container(part, content_type, depth)
        elif content_type.startswith("multipart/"):
            self._read_broken_container(part, depth)
        else:
            self._read_leaf(part, content_type)

    def _read_container(self, part, content_type, depth):
        preamble = (part.preamble or "").strip()
        children = part.get_payload()
        start = len(self.parsed.chunks)
        for child in children:
            self.collect(child, depth + 1)
        own = self.parsed.chunks[start:]
        if content_type == "multipart/alternative" and len(own) > 1:
            self.parsed.chunks[start:] = choose_alternative(own)
        elif not own and preamble and len(preamble) > 80:
            # text in the place where old programs told that they know no MIME
            self._add_text("text", preamble.encode("utf-8", "surrogateescape"), "")

    def _read_broken_container(self, part, depth):
        """A container whose boundary is missing or wrong: look for the real one."""
        payload = part.get_payload()
        text = payload if isinstance(payload, str) else ""
        boundary = FIRST_BOUNDARY.search(text)
        if boundary and depth < MAX_DEPTH:
            source = (
                f'Content-Type: multipart/mixed; boundary="{boundary[1]}"\n\n{text}'
            )
            repaired = email.message_from_bytes(
                source.encode("utf-8", "surrogateescape"), policy=policy.compat32
            )
            if repaired.is_multipart():
                self._read_container(repaired, "multipart/mixed", depth + 1)
                return
        self._add_text("text", text.encode("utf-8", "surrogateescape"), "")

    def _read_fields(self, part):
        """Parts of reports: groups of fields, kept as readable text."""
        text = "\n\n".join(
            "\n".join(f"{name}: {value}" for name, value in group.raw_items())
            for group in part.get_payload()
        )
        self._add_text("text", text.encode("utf-8", "surrogateescape"), "")

    def _read_nested(self, part, depth):
        """A message within the message: its text, its attachments and itself."""
        for nested in part.get_payload():
            subject = mail_charset.decode_header(nested.get("subject", ""))
            self._add_attachment(
                f"{subject or 'message'}.eml", to_bytes(nested), "message/rfc822"
            )
            lines = [
                f"{name}: {mail_charset.decode_header(nested[name])}"
                for name in ("From", "To", "Date", "Subject")
                if nested[name]
            ]
            self.parsed.chunks.append(("text", "\n".join(["-" * 20, *lines])))
            self.collect(nested, depth + 1)

    def _read_leaf(self, part, content_type):
        name = file_name(part)
        content = part_bytes(part)
        charset = str(part.get_param("charset") or "")
        disposition = str(part.get("content-disposition") or "").strip().lower()
        cid = str(part.get("content-id") or "").strip().strip("<>")
        is_file = bool(name) or disposition.startswith("attachment")
        if not is_file and content_type == "text/html":
            self._add_text("html", content, charset)
        elif not is_file and (
            content_type in READABLE_TYPES or content_type == "text/enriched"
        ):
            self._add_text("text", content, charset)
        elif content_type in TNEF_TYPES or (name or "").lower() == "winmail.dat":
            self._read_tnef(name, content)
        elif content:
            self._add_attachment(name, content, content_type, cid)

    def _read_tnef(self, name, content):
        """Outlook's own envelope: what is inside it, and the envelope itself."""
        found = tnef.read(content)
        if found.text:
            self.parsed.chunks.append(("text", mail_charset.clean(found.text)))
        for inner_name, inner_content in found.files:
            self._add_attachment(inner_name, inner_content, "application/octet-stream")
        self._add_attachment(name or "winmail.dat", content, "application/ms-tnef")

    def _add_text(self, kind, content, charset):
        text = mail_charset.decode(content, charset)
        if kind == "html" and ";base64," in text:
            text = DATA_IMAGE.sub(self._detach_image, text)
        if text.strip():
            self.parsed.chunks.append((kind, text))

    def _detach_image(self, match):
        """Make a picture within the HTML an attachment that the HTML points to."""
        quote, subtype, data = match.groups()
        number = len(self.parsed.attachments)
        cid = f"inline-{number}@intake.invalid"
        data = re.sub(r"[^A-Za-z0-9+/]", "", data)
        content = b64decode(data[: len(data) - (len(data) % 4 == 1)] + "===")
        self._add_attachment(
            f"image{number}.{subtype}", content, f"image/{subtype}", cid
        )
        return f"src={quote}cid:{cid}{quote}"

    def _add_attachment(self, name, content, mimetype, cid=""):
        name = mail_charset.clean(UNSAFE_NAME.sub("_", name or "")).strip(" .")
        self.parsed.attachments.append(
            Attachment((name or "attachment")[-NAME_LIMIT:], content, mimetype, cid)
        )


def choose_alternative(chunks: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The version worth reading: the rich one, unless the plain one says more."""
    rich = [chunk for chunk in chunks if chunk[0] == "html"]
    plain = [chunk for chunk in chunks if chunk[0] == "text"]
    if not rich or not plain:
        return chunks
    rich_length = sum(len(re.sub(r"<[^<>]*>|\s", "", text)) for _kind, text in rich)
    plain_length = sum(len(re.sub(r"\s", "", text)) for _kind, text in plain)
    return plain if rich_length < plain_length // 2 else rich


def part_bytes(part) -> bytes:
    """The content of a part as it was before it was encoded for transport."""
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        content = None
    if content is None:
        content = str(part.get_payload() or "").encode("utf-8", "surrogateescape")
    return content


def to_bytes(message) -> bytes:
    """A nested message as a file; damaged ones are written as well as possible."""
    try:
        return message.as_bytes(policy=policy.compat32)
    except (ValueError, LookupError, AttributeError, TypeError):
        return str(message.get_payload()).encode("utf-8", "surrogateescape")


def file_name(part) -> str:
    """The decoded name of an attached file; empty when it has none."""
    for value in (
        part.get_param("filename", header="content-disposition"),
        part.get_param("name"),
    ):
        if isinstance(value, tuple):
            charset, _language, text = value
            content = text.encode("latin-1", "replace")
            if "%" in text:
                content = unquote_to_bytes(text)
            return mail_charset.decode(content, charset)
        if value:
            return mail_charset.decode_header(value)
    return ""
