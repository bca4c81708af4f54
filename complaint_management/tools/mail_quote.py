"""What the sender of a message wrote himself, and where he quotes others.

Line by line, so that no text takes longer than its length deserves.
"""

import re
import unicodedata

from .mail_phrases import FIELDS, SENDER_FIELDS, SEPARATORS, VERBS

# Beyond this nobody is read by a program.
TEXT_LIMIT = 100_000
LINE_LIMIT = 500
ATTRIBUTION_LINES = 3
ATTRIBUTION_LIMIT = 300

OPENING, CLOSING = "\x02", "\x03"
FIELD = re.compile(r"[*> \t]{0,5}([^\W\d_][^:\n]{0,24}?)[ \t*]{0,3}:")
TIME = re.compile(r"\d{1,2} ?[:.h时點点] ?\d{2}|\d{4}")
ADDRESS_MARK = re.compile(r"[<(\[]?[^\s<>@]{1,64}@[^\s<>@]{1,255}")


def get_own_lines(text: str) -> list[str]:
    """The lines that the sender wrote himself.

    Behind the head of a quotation all belongs to it, unless the quotation is marked line
    by line: then what stands between is an answer to it.

    :param text: plain text; quotations of HTML stand between OPENING and CLOSING
    """
    lines = [line[:LINE_LIMIT] for line in text[:TEXT_LIMIT].split("\n")]
    folded = [unicodedata.normalize("NFKC", line).strip().lower() for line in lines]
    own, depth, position = [], 0, 0
    while position < len(lines):
        line = folded[position]
        depth = max(depth + line.count(OPENING) - line.count(CLOSING), 0)
        if depth or line.startswith(">") or OPENING in line or CLOSING in line:
            position += 1
            continue
        size = _measure_head(folded, position)
        if size and not _is_marked(folded, position + size):
            break
        if not size:
            own.append(lines[position])
        position += size or 1
    return own


def _measure_head(lines, position):
    """Lines of the head of a quotation that begins here; 0 when none does."""
    line = lines[position]
    if not line:
        return 0
    if is_separator(line) or _is_field_head(lines, position):
        return 1
    for size in range(1, ATTRIBUTION_LINES + 1):
        end = lines[position + size - 1 : position + size]
        if not end or not end[0]:
            break
        head = lines[position : position + size]
        if is_attribution(" ".join(head)):
            return 0 if _is_own(head) else size
    return 0


def _is_own(head):
    """Whether the first line is the sender's own: it says neither who nor when, and what
    follows says both."""
    rest = " ".join(head[1:])
    return (
        not TIME.search(head[0])
        and not ADDRESS_MARK.search(head[0])
        and is_attribution(rest)
        and bool(TIME.search(rest))
    )


def is_separator(line: str) -> bool:
    """Whether a line says "Original Message" in some language.

    :param line: NFKC, in small letters
    """
    words = line.strip("-_=*~ \t:>|").strip()
    if not words:
        # a bare line: a rule of Outlook's, or of a signature
        return line.startswith("_____")
    return words in SEPARATORS


def is_attribution(line: str) -> bool:
    """Whether a line says who wrote when."""
    if not line.endswith((":", ":*")) or len(line) > ATTRIBUTION_LIMIT:
        return False
    has_verb = any(verb in line for verb in VERBS)
    has_address = bool(ADDRESS_MARK.search(line))
    if has_verb and (has_address or TIME.search(line)):
        return True
    # Gmail in Russian and Japanese names time and address only
    return has_address and bool(TIME.search(line))


def _is_field_head(lines, position):
    """Whether fields such as "From:" begin here: one that names the sender, or two."""
    first = _get_field(lines[position])
    if not first:
        return False
    if first in SENDER_FIELDS and len(lines[position].partition(":")[2].strip()) > 1:
        return True
    names = {_get_field(line) for line in lines[position : position + 6]}
    return len(names - {""}) >= 2


def _get_field(line):
    found = FIELD.match(line)
    name = found[1].strip() if found else ""
    return name if name in FIELDS else ""


def _is_marked(lines, position):
    """Whether the quotation behind its head is marked, by lines or as in HTML."""
    following = [line for line in lines[position : position + 4] if line]
    return bool(following) and following[0].startswith((">", OPENING))
