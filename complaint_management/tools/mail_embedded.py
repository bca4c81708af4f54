"""What stands within plain text and is more than its characters: files that old programs
write into it, lines that are broken for transport only, and dates of calendars."""

import binascii
import re

# The end of what is searched: letters of people are shorter.
LINE_LIMIT = 200_000
FILE_LIMIT = 50

UU_BEGIN = re.compile(rb"begin [0-7]{3,4} ([^\r\n]{1,200})$")
YENC_BEGIN = re.compile(rb"=ybegin [^\r\n]{0,200}? name=([^\r\n]{1,200})$")
YENC_ESCAPE = re.compile(rb"=(.)", re.DOTALL)
YENC_TABLE = bytes((byte - 42) % 256 for byte in range(256))

QUOTE_MARKS = re.compile(r">*")
SIGNATURE = "-- "

CALENDAR_FIELDS = ("SUMMARY", "DTSTART", "DTEND", "LOCATION", "DESCRIPTION")
CALENDAR_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d{0,2}(Z?))?")


def extract_files(content: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """Take files in uuencode or yEnc out of a text.

    :return: the rest of the text, and names and contents of the files
    """
    if b"begin " not in content:
        return content, []
    lines = content.split(b"\n")
    kept, files, position = [], [], 0
    while position < len(lines):
        end = None
        if len(files) < FILE_LIMIT and position < LINE_LIMIT:
            end, file = _read_file(lines, position)
        if end:
            files.append(file)
            position = end
        else:
            kept.append(lines[position])
            position += 1
    return b"\n".join(kept), files


def _read_file(lines, position):
    line = lines[position].rstrip(b"\r")
    if begin := UU_BEGIN.match(line):
        end, content = _read_uuencode(lines, position + 1)
    elif begin := YENC_BEGIN.match(line):
        end, content = _read_yenc(lines, position + 1)
    else:
        return None, None
    return end, (begin[1].strip(), content)


def _read_uuencode(lines, position):
    """Index of the line behind the file and its content, None for what is no file."""
    pieces = []
    while position < len(lines):
        line = lines[position].rstrip(b"\r")
        if line.strip() == b"end" and pieces:
            return position + 1, b"".join(pieces)
        if line.strip(b" \t") not in (b"", b"`"):
            # mail servers take away blanks at the end of lines: they are zeros
            size = (line[0] - 32) & 63
            width = (size + 2) // 3 * 4 + 1
            try:
                pieces.append(binascii.a2b_uu(line.ljust(width)[:width]))
            except (binascii.Error, ValueError):
                break
        position += 1
    return None, None


def _read_yenc(lines, position):
    pieces = []
    while position < len(lines):
        line = lines[position].removesuffix(b"\r")
        position += 1
        if line.startswith(b"=yend"):
            return position, b"".join(pieces)
        if line.startswith(b"=ybegin"):
            break
        if not line.startswith(b"=ypart"):
            line = YENC_ESCAPE.sub(lambda m: bytes([(m[1][0] - 64) % 256]), line)
            pieces.append(line.translate(YENC_TABLE))
    return None, None


def join_flowed(text: str, is_space_deleted: bool = False) -> str:
    """Text whose soft line ends are joined (RFC 3676), quotations each by its depth.

    :param is_space_deleted: whether the blank at the soft end is no part of the text
    """
    joined, depth, is_open = [], 0, False
    for line in text.split("\n"):
        marks = QUOTE_MARKS.match(line)[0]
        content = line[len(marks) :].removeprefix(" ")
        is_soft = content.endswith(" ") and content != SIGNATURE
        if is_soft and is_space_deleted:
            content = content[:-1]
        if is_open and len(marks) == depth and content != SIGNATURE:
            joined[-1].append(content)
        else:
            joined.append([f"{marks} " if marks else "", content])
        depth, is_open = len(marks), is_soft
    return "\n".join("".join(pieces) for pieces in joined)


def describe_calendar(text: str) -> str:
    """The events of a calendar file in words: what, when, where."""
    events, event = [], None
    for line in _unfold(text):
        name, _colon, value = line.partition(":")
        key = name.upper().split(";")[0]
        if line.upper() == "BEGIN:VEVENT":
            event = {}
        elif line.upper() == "END:VEVENT" and event is not None:
            events.append(event)
            event = None
        elif event is not None and key in CALENDAR_FIELDS:
            zone = next(
                (p[5:] for p in name.split(";") if p.upper()[:5] == "TZID="), ""
            )
            event.setdefault(key, (value, zone.strip('"')))
    return "\n\n".join(filter(None, map(_describe_event, events[:20])))


def _unfold(text):
    lines = []
    for line in text.split("\n")[:LINE_LIMIT]:
        if line[:1] in (" ", "\t") and lines:
            lines[-1].append(line[1:])
        else:
            lines.append([line])
    return ["".join(pieces).strip("\r") for pieces in lines]


def _describe_event(event):
    words = {
        key: _unescape(value) for key, (value, _z) in event.items() if key[:2] != "DT"
    }
    times = [
        _describe_moment(*event[key]) for key in ("DTSTART", "DTEND") if key in event
    ]
    lines = [
        words.get("SUMMARY"),
        " – ".join(times),
        words.get("LOCATION"),
        words.get("DESCRIPTION"),
    ]
    return "\n".join(filter(None, lines))


def _describe_moment(value, zone):
    found = CALENDAR_DATE.match(value)
    if not found:
        return value[:40]
    year, month, day, hour, minute, is_utc = found.groups()
    date = f"{year}-{month}-{day}"
    if not hour:
        return date
    name = "UTC" if is_utc else zone
    return f"{date} {hour}:{minute} {name}".strip()


def _unescape(value):
    pieces = value.replace("\\n", "\n").replace("\\N", "\n")
    return re.sub(r"\\([,;\\])", r"\1", pieces).strip()
