"""Messages that would cost more to read than a message is worth.

Checked on the bytes, before a parser touches them: limits on size, on the number of
parts and on nesting, and archives that grow beyond reason when they are unpacked.
"""

import io
import re
import zipfile

from .mail_bytes import split_head

MEGABYTE = 1024 * 1024
# Reading a message takes some seventeen times its size in memory.
SIZE_LIMIT = 20 * MEGABYTE
PART_LIMIT = 400
NESTING_LIMIT = 50
HEADER_LINE_LIMIT = 10_000
# The parser looks at each line once for each container it may stand in.
LINE_LIMIT = 4_000_000
UNPACKED_LIMIT = 200 * MEGABYTE
UNPACKED_RATIO = 100

PART_MARK = re.compile(rb"^content-type[ \t]*:", re.IGNORECASE | re.MULTILINE)
CONTAINER_MARK = re.compile(
    rb"^content-type[ \t]*:[ \t]*(?:\r?\n[ \t]+)?(?:multipart/|message/rfc822)",
    re.IGNORECASE | re.MULTILINE,
)


def find_hazard(raw: bytes) -> str:
    """Why the message must not be parsed by itself; empty when it may be.

    The words are evidence for the desk, in the technical terms of mail.
    """
    if len(raw) > SIZE_LIMIT:
        return f"size {len(raw) // MEGABYTE} MB > {SIZE_LIMIT // MEGABYTE} MB"
    counts = {}
    for mark, limit, what in (
        (PART_MARK, PART_LIMIT, "parts"),
        (CONTAINER_MARK, NESTING_LIMIT, "containers"),
    ):
        counts[what] = sum(1 for _match in mark.finditer(raw))
        if counts[what] > limit:
            return f"{what} {counts[what]} > {limit}"
    looks = _count_lines(raw) * (1 + counts["containers"])
    if looks > LINE_LIMIT:
        return f"lines x containers {looks} > {LINE_LIMIT}"
    head, _rest = split_head(raw)
    lines = _count_lines(head)
    if lines > HEADER_LINE_LIMIT:
        return f"header lines {lines} > {HEADER_LINE_LIMIT}"
    return ""


def _count_lines(data):
    """Lines, whichever of the two characters ends them."""
    return max(data.count(b"\n"), data.count(b"\r"))


def find_archive_bomb(content: bytes) -> str:
    """Why an attached archive (also docx, xlsx …) must not be unpacked."""
    if not content.startswith(b"PK"):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ""
    if unpacked > UNPACKED_LIMIT or (
        unpacked > MEGABYTE * 10 and unpacked > UNPACKED_RATIO * len(content)
    ):
        return f"archive {len(content)} -> {unpacked} bytes"
    return ""
