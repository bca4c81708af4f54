"""Walks through the parts of a message and collects what people must see."""

import binascii
import email
import re
from base64 import b64decode
from dataclasses import dataclass

from . import mail_charset, mail_embedded, mail_html, tnef
from .mail_part import (
    BOUNDED,
    get_charset,
    get_content,
    get_file_name,
    is_binary,
    make_file_name,
    to_bytes,
)

MAX_DEPTH = 60
NAME_LIMIT = 200
FILE_LIMIT = 500
TNEF_TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")
READABLE_TYPES = (
    "text/plain",
    "text/enriched",
    "text/rfc822-headers",
    "message/delivery-status",
)
ENCRYPTED_TYPES = ("application/pkcs7-mime", "application/x-pkcs7-mime")
CALENDAR_TYPES = ("text/calendar", "application/ics")
PGP_MARK = b"-----BEGIN PGP MESSAGE-----"

# Codes of remarks: what the desk is told about a message.
ENCRYPTED = "encrypted"
UNREADABLE = "unreadable"
EMPTY_FILE = "empty_file"
TOO_MANY_FILES = "too_many_files"
PARTIAL = "partial"
EXTERNAL = "external"

DATA_IMAGE = re.compile(
    r"""src=(["'])data:image/(png|jpeg|jpg|gif);base64,([A-Za-z0-9+/=\s]+)\1""",
    re.IGNORECASE,
)
NO_BASE64 = re.compile(r"[^A-Za-z0-9+/]")
UNSAFE_NAME = re.compile(r"[\\/:*?\"<>|\r\n\t]+")
BOUNDARY_LIMIT = 200


@dataclass
class Attachment:
    name: str
    content: bytes
    mimetype: str
    cid: str = ""


class MailReader:
    """Fills a :class:`mail_parser.ParsedMail` with what is in the parts.

    :param charset: of the message's first text, for bytes that say nothing themselves
    """

    def __init__(self, parsed, charset="", languages=()):
        self.parsed = parsed
        self.charset = charset
        self.languages = languages
        self.chunks = parsed.chunks

    def collect(self, part, depth=0):
        content_type = part.get_content_type()
        if depth > MAX_DEPTH:
            raise RecursionError("parts are nested too deeply")
        if part.is_multipart() and content_type.startswith("message/"):
            self._read_message(part, content_type, depth)
        elif part.is_multipart():
            self._read_container(part, content_type, depth)
        elif content_type.startswith("multipart/"):
            self._read_broken_container(part, depth)
        else:
            self._read_leaf(part, content_type)

    # ------------------------------------------------------------
    # CONTAINERS
    # ------------------------------------------------------------

    def _read_container(self, part, content_type, depth):
        preamble = (part.preamble or "").strip()
        if content_type == "multipart/encrypted":
            self._add_remark(ENCRYPTED)
        start = len(self.chunks)
        for child in part.get_payload():
            self.collect(child, depth + 1)
        own = self.chunks[start:]
        if content_type == "multipart/alternative" and len(own) > 1:
            self.chunks[start:] = choose_alternative(own)
        elif not own and len(preamble) > 80:
            # text in the place where old programs told that they know no MIME
            self._add_text("text", preamble.encode("utf-8", "surrogateescape"), "")

    def _read_broken_container(self, part, depth):
        """A container whose boundary is missing or wrong: look for the real one."""
        payload = part.get_payload()
        text = payload if isinstance(payload, str) else ""
        boundary = find_boundary(text)
        if boundary and depth < MAX_DEPTH:
            source = f'Content-Type: multipart/mixed; boundary="{boundary}"\n\n{text}'
            repaired = email.message_from_bytes(
                source.encode("utf-8", "surrogateescape"), policy=BOUNDED
            )
            if repaired.is_multipart():
                self._read_container(repaired, "multipart/mixed", depth + 1)
                return
        self._add_text("text", text.encode("utf-8", "surrogateescape"), "")

    def _read_message(self, part, content_type, depth):
        """A message within the message, or groups of fields as reports have them."""
        children = part.get_payload()
        if content_type == "message/partial":
            number = (
                f"{part.get_param('number') or '?'}/{part.get_param('total') or '?'}"
            )
            self._add_remark(PARTIAL, number)
        if content_type == "message/external-body":
            self._read_external(part, children)
        elif content_type == "message/rfc822" or any(map(_has_content, children)):
            for nested in children:
                self._read_nested(self._decode_nested(part, nested), part, depth)
        else:
            self._read_fields(children)

    def _read_fields(self, groups):
        """Parts of reports: groups of fields, kept as readable text."""
        text = "\n\n".join(
            "\n".join(f"{name}: {value}" for name, value in group.raw_items())
            for group in groups
        )
        self._add_text("text", text.encode("utf-8", "surrogateescape"), "")

    def _read_external(self, part, children):
        """A file that lies elsewhere: where, in the words of the sender."""
        self._add_remark(EXTERNAL, str(part.get("content-type", ""))[:NAME_LIMIT])
        for child in children:
            self._add_remark(EXTERNAL, str(child.get("content-type", ""))[:NAME_LIMIT])

    def _decode_nested(self, part, nested):
        """An attached message may have been encoded, although it must not."""
        encoding = str(part.get("content-transfer-encoding") or "").strip().lower()
        if encoding not in ("base64", "quoted-printable"):
            return nested
        content = to_bytes(nested)
        try:
            decoded = (
                b64decode(content) if encoding == "base64" else binascii.a2b_qp(content)
            )
        except ValueError:
            return nested
        return email.message_from_bytes(decoded, policy=BOUNDED) if decoded else nested

    def _read_nested(self, nested, part, depth):
        """A message within the message: its text, its attachments and itself. Its words
        are kept apart: they are not the sender's."""
        if depth > MAX_DEPTH:
            raise RecursionError("parts are nested too deeply")
        subject = self._read_header(nested, "subject")
        name = get_file_name(part, self.charset, self.languages)
        name = name or f"{subject or 'message'}.eml"
        self._add_attachment(name, to_bytes(nested), "message/rfc822")
        heads = ("From", "To", "Date", "Subject")
        lines = [
            f"{head}: {value}"
            for head in heads
            if (value := self._read_header(nested, head))
        ]
        outer, self.chunks = self.chunks, self.parsed.enclosed
        self.chunks.append(("text", "\n".join(["-" * 20, *lines, ""])))
        self.collect(nested, depth + 1)
        self.chunks = outer

    # ------------------------------------------------------------
    # PARTS
    # ------------------------------------------------------------

    def _read_leaf(self, part, content_type):
        name = get_file_name(part, self.charset, self.languages)
        content = get_content(part)
        charset = get_charset(part)
        disposition = str(part.get("content-disposition") or "").strip().lower()
        cid = str(part.get("content-id") or "").strip().strip("<>")
        is_file = bool(name) or disposition.startswith("attachment")
        is_text = content_type in READABLE_TYPES or content_type == "text/html"
        if is_text and not is_file and not is_binary(content):
            kind = "html" if content_type == "text/html" else "text"
            if kind == "text":
                content = self._take_files(content)
            text = self._add_text(kind, content, charset)
            if part.get_param("format") == "flowed" and text:
                is_deleted = str(part.get_param("delsp")).lower() == "yes"
                self.chunks[-1] = (kind, mail_embedded.join_flowed(text, is_deleted))
        elif content_type in TNEF_TYPES or name.lower() == "winmail.dat":
            self._read_tnef(name, content)
        elif content:
            self._read_file(part, name, content, content_type, cid)
        elif name:
            self._add_remark(EMPTY_FILE, name)

    def _read_file(self, part, name, content, content_type, cid):
        if content_type in ENCRYPTED_TYPES:
            self._add_remark(ENCRYPTED)
        if content_type in CALENDAR_TYPES and not self.chunks:
            text = mail_charset.decode(content, get_charset(part), self.languages)
            if description := mail_embedded.describe_calendar(text):
                self.chunks.append(("text", description))
        name = name or make_file_name(content_type, content)
        self._add_attachment(name, content, content_type, cid)

    def _take_files(self, content):
        """Make attachments of files that stand within a text."""
        if PGP_MARK in content[:10_000]:
            self._add_remark(ENCRYPTED)
        content, files = mail_embedded.extract_files(content)
        for name, file in files:
            name = mail_charset.decode(name, self.charset, self.languages)
            self._add_attachment(name, file, "application/octet-stream")
        return content

    def _read_tnef(self, name, content):
        """Outlook's own envelope: what is inside it, and the envelope itself."""
        found = tnef.read(content)
        if found.text:
            self.chunks.append(("text", mail_charset.clean(found.text)))
        elif not found.files:
            self._add_remark(UNREADABLE, name or "winmail.dat")
        for inner_name, inner_content in found.files:
            self._add_attachment(inner_name, inner_content, "application/octet-stream")
        self._add_attachment(name or "winmail.dat", content, "application/ms-tnef")

    def _add_text(self, kind, content, charset):
        text = mail_charset.decode(content, charset or "", self.languages)
        if kind == "html" and ";base64," in text:
            text = DATA_IMAGE.sub(self._detach_image, text)
        if text.strip():
            self.chunks.append((kind, text))
            return text
        return ""

    def _detach_image(self, match):
        """Make a picture within the HTML an attachment that the HTML points to."""
        quote, subtype, data = match.groups()
        number = len(self.parsed.attachments)
        if number >= FILE_LIMIT:
            self._add_remark(TOO_MANY_FILES)
            return f"alt={quote}{quote}"
        cid = f"inline-{number}@intake.invalid"
        data = NO_BASE64.sub("", data)
        content = b64decode(data[: len(data) - (len(data) % 4 == 1)] + "===")
        self._add_attachment(
            f"image{number}.{subtype}", content, f"image/{subtype}", cid
        )
        return f"src={quote}cid:{cid}{quote}"

    def _add_attachment(self, name, content, mimetype, cid=""):
        if len(self.parsed.attachments) >= FILE_LIMIT:
            self._add_remark(TOO_MANY_FILES)
            return
        name = mail_charset.clean(UNSAFE_NAME.sub("_", name or "")).strip(" .")
        name = (name or make_file_name(mimetype, content))[-NAME_LIMIT:]
        self.parsed.attachments.append(Attachment(name, content, mimetype, cid))

    def _add_remark(self, code, detail=""):
        remark = (code, detail)
        if remark not in self.parsed.remarks[:FILE_LIMIT]:
            self.parsed.remarks.append(remark)

    def _read_header(self, message, name):
        """A header of a message within; as it stands, since the library replaces bytes
        that are not encoded."""
        for key, value in message.raw_items():
            if key.lower() == name.lower():
                return mail_charset.decode_header(value, self.charset, self.languages)
        return ""


def _has_content(message):
    payload = message.get_payload()
    return message.is_multipart() or bool(isinstance(payload, str) and payload.strip())


def find_boundary(text: str) -> str:
    """The first line that looks like the boundary of a part; empty when none does."""
    position = 0 if text.startswith("--") else text.find("\n--") + 1 or -1
    while position >= 0:
        end = text.find("\n", position)
        line = text[position + 2 : end if end >= 0 else None].rstrip(" \t\r")
        if 0 < len(line) <= BOUNDARY_LIMIT and line[0] not in "- \t":
            return line
        position = text.find("\n--", position + 2) + 1 or -1
    return ""


def choose_alternative(chunks: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The version worth reading: the rich one, unless the plain one says more."""
    rich = [chunk for chunk in chunks if chunk[0] == "html"]
    plain = [chunk for chunk in chunks if chunk[0] == "text"]
    if not rich or not plain:
        return chunks
    rich_length = sum(mail_html.weigh(text) for _kind, text in rich)
    plain_length = sum(len("".join(text.split())) for _kind, text in plain)
    return plain if rich_length < plain_length // 2 else rich
