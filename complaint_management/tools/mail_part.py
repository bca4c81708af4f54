"""What one part of a message is: its bytes, its name, its kind."""

import mimetypes
from email import policy
from urllib.parse import unquote_to_bytes

from . import mail_charset

# Of longer fields the rest is left out: no reader needs it, and the standard library
# reads parameters in time that grows with the square of their number.
FIELD_LIMIT = 64 * 1024
PARAMETER_LIMIT = 100
PARAMETER_LENGTH = 8192
PARAMETER_FIELDS = ("content-type", "content-disposition")

# How files begin, whatever they are called.
MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"{\\rtf", "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
)
# What files without a name are called. The standard library knows the rest.
EXTENSIONS = {
    "text/calendar": ".ics",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
    "text/directory": ".vcf",
    "text/csv": ".csv",
    "text/rtf": ".rtf",
    "application/rtf": ".rtf",
    "application/pdf": ".pdf",
    "application/ics": ".ics",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
    "application/gzip": ".gz",
    "application/vnd.rar": ".rar",
    "application/x-7z-compressed": ".7z",
    "application/x-ole-storage": ".doc",
    "application/pgp-signature": ".asc",
    "application/pgp-encrypted": ".asc",
    "application/pgp-keys": ".asc",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s",
    "application/pkcs7-mime": ".p7m",
    "application/x-pkcs7-mime": ".p7m",
    "application/octet-stream": ".bin",
    "image/jpeg": ".jpg",
    "image/jpg": ".jpg",
    "image/pjpeg": ".jpg",
    "image/heic": ".heic",
    "image/heif": ".heif",
    "image/webp": ".webp",
    "image/bmp": ".bmp",
    "image/tiff": ".tif",
    "audio/amr": ".amr",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/ogg": ".ogg",
    "audio/wav": ".wav",
    "audio/x-wav": ".wav",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/3gpp": ".3gp",
    "message/rfc822": ".eml",
    "application/vnd.ms-outlook": ".msg",
}
STEMS = {
    ".ics": "invitation",
    ".vcf": "contact",
    ".eml": "message",
    ".p7s": "signature",
    ".asc": "signature",
}
# A text has hardly any of these bytes.
BINARY_SHARE = 0.1
BINARY_BYTES = bytes(set(range(32)) - {8, 9, 10, 11, 12, 13, 27})


class BoundedPolicy(policy.Compat32):
    """The standard library's lenient reading, with fields of bounded length."""

    def header_source_parse(self, sourcelines):
        name, value = super().header_source_parse(sourcelines)
        value = value[:FIELD_LIMIT]
        if name.lower() in PARAMETER_FIELDS:
            value = ";".join(value[:PARAMETER_LENGTH].split(";")[:PARAMETER_LIMIT])
        return name, value


BOUNDED = BoundedPolicy()


def get_content(part) -> bytes:
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
        return message.as_bytes(policy=BOUNDED)
    except (ValueError, LookupError, AttributeError, TypeError):
        return str(message.get_payload()).encode("utf-8", "surrogateescape")


def get_file_name(part, charset: str = "", languages=()) -> str:
    """The decoded name of an attached file; empty when it has none.

    :param charset: of the message, for names whose bytes stand unencoded
    """
    for value in (
        part.get_param("filename", header="content-disposition"),
        part.get_param("name"),
    ):
        if isinstance(value, tuple):
            declared, _language, text = value
            content = text.encode("latin-1", "replace")
            if "%" in text:
                content = unquote_to_bytes(text)
            return mail_charset.decode(content, declared or charset, languages)
        if value:
            return mail_charset.decode_header(value, charset, languages)
    return ""


def get_charset(part) -> str:
    """The charset that the part declares; empty when it declares none."""
    value = part.get_param("charset")
    return str(value[2] if isinstance(value, tuple) else value or "")


def make_file_name(content_type: str, content: bytes = b"") -> str:
    """A name for a file that has none, with the extension of its type."""
    if content_type == "application/octet-stream":
        content_type = sniff(content) or content_type
    extension = EXTENSIONS.get(content_type) or mimetypes.guess_extension(content_type)
    main_type = content_type.partition("/")[0]
    stem = main_type if main_type in ("image", "audio", "video") else "attachment"
    return f"{STEMS.get(extension, stem)}{extension or ''}"


def sniff(content: bytes) -> str:
    """The type that the first bytes tell; empty when they tell none."""
    return next((kind for mark, kind in MAGIC if content.startswith(mark)), "")


def is_binary(content: bytes) -> bool:
    """Whether what is declared as text is a file that nobody can read as text."""
    if sniff(content):
        return True
    sample = content[:4096]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x1b$" in sample:
        return False
    strange = len(sample) - len(sample.translate(None, BINARY_BYTES))
    return bool(sample) and strange > BINARY_SHARE * len(sample)
