"""Files and text in Outlook's Transport Neutral Encapsulation Format (winmail.dat)."""

import struct
from dataclasses import dataclass, field

from .mail_charset import decode

SIGNATURE = 0x223E9F78
BODY = 0x800C
ATTACH_RENDERING = 0x9002
ATTACH_TITLE = 0x8010
ATTACH_DATA = 0x800F
ATTACH_PROPERTIES = 0x9005
LONG_FILE_NAME = 0x3707
STRING8, UNICODE = 0x001E, 0x001F


@dataclass
class Tnef:
    text: str = ""
    files: list[tuple[str, bytes]] = field(default_factory=list)


def read(data: bytes) -> Tnef:
    """What is inside; a damaged envelope yields what stands before the damage."""
    found = Tnef()
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != SIGNATURE:
        return found
    name = ""
    for attribute, value in _attributes(data):
        if attribute == BODY:
            found.text = decode(value.rstrip(b"\0"))
        elif attribute == ATTACH_RENDERING:
            name = ""
        elif attribute == ATTACH_TITLE:
            name = name or decode(value.rstrip(b"\0"))
        elif attribute == ATTACH_DATA:
            found.files.append((name, value))
        elif attribute == ATTACH_PROPERTIES and found.files:
            long_name = _long_file_name(value)
            if long_name:
                found.files[-1] = (long_name, found.files[-1][1])
    return found


def _attributes(data):
    """Pairs of attribute number and value. Each is level, id, type, length, value,
    checksum."""
    position = 6
    while position + 9 <= len(data):
        _level, attribute, _kind, length = struct.unpack_from("<BHHI", data, position)
        position += 9
        if position + length > len(data):
            return
        yield attribute, data[position : position + length]
        position += length + 2


def _long_file_name(properties):
    """The long name is a property of kind string: tag, count, length, characters."""
    for kind, charset in ((UNICODE, "utf-16-le"), (STRING8, "")):
        mark = struct.pack("<HH", kind, LONG_FILE_NAME)
        position = properties.find(mark)
        if position < 0 or position + 12 > len(properties):
            continue
        _count, length = struct.unpack_from("<II", properties, position + 4)
        value = properties[position + 12 : position + 12 + length]
        return decode(value, charset).rstrip("\0")
    return ""
