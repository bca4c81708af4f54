"""How wide texts are and where they break into lines, without knowing the font.

Widths are in ems and on the safe side: those of the widest of the usual fonts.
"""

import re
import unicodedata

NARROW = frozenset(" !'(),-./:;I[]fijlrt|")
BROAD = frozenset("%@MWmw—…“”")
# lines break between any of these, but not before or after some marks
IDEOGRAPHS = "\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\uffef\U00020000-\U0003fffd"
OPENING = "「『《〈【〔（［｛“‘"
CLOSING = "、。，．；：？！」』》〉】〕）］｝”’…—ー々"
PIECES = re.compile(
    rf"[{OPENING}]*[{IDEOGRAPHS}][{CLOSING}]*\s*|[^\s{IDEOGRAPHS}]+\s*|\s+"
)


class CharacterWidths(dict):
    """Widths in ems by character."""

    def __missing__(self, character):
        width = self[character] = self._get_width(character)
        return width

    @staticmethod
    def _get_width(character):
        if character in BROAD or unicodedata.east_asian_width(character) in "FW":
            return 1.0
        if character in NARROW:
            return 0.4
        return 0.72 if character.isupper() else 0.62


WIDTHS = CharacterWidths()


def measure(text):
    """The width of the text on one line, in ems."""
    return sum(WIDTHS[character] for character in text)


def get_pieces(text):
    """What of the text stays on one line: words and single ideographs, each with the
    marks and spaces after it."""
    return PIECES.findall(text)


def wrap(text, width):
    """Break the text into lines as browsers do.

    :param width: of a line, in ems
    :return: list of slices of the text, one at least; joined they are the text
    """
    lines, room = [""], width
    for piece in get_pieces(text):
        size = measure(piece.rstrip())
        if lines[-1] and size > room:
            lines.append("")
            room = width
        # what is longer than a line breaks anywhere
        for part in [piece] if size <= width else piece:
            if lines[-1] and measure(part.rstrip()) > room:
                lines.append("")
                room = width
            lines[-1] += part
            room -= measure(part)
    return lines
