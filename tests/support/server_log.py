"""What a server's log must not contain."""

import re
from collections.abc import Iterator
from pathlib import Path

RECORD = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ ([A-Z]+) ")
TROUBLE = ("ERROR", "CRITICAL")
# A page that is left while its websocket opens: gevent takes the goodbye (a close
# frame) for the next request. Odoo has no part in it, and nobody waits for an answer.
# Two at once: the database refuses one of them, and Odoo repeats it by itself.
HARMLESS = re.compile(
    r" longpolling: .* Invalid HTTP method: '\\x88"
    r"|ERROR: could not serialize access due to concurrent update"
)


def records(text: str) -> Iterator[tuple[str, str]]:
    """Yield level and text of each record; lines that follow it belong to it."""
    level, lines = "", []
    for line in text.splitlines():
        if found := RECORD.match(line):
            yield level, "\n".join(lines)
            level, lines = found[1], []
        lines.append(line)
    yield level, "\n".join(lines)


def assert_clean(text: str, origin: str | Path) -> None:
    """:raise AssertionError: with the errors and tracebacks in the text of a log"""
    troubles = [
        record[:4000]
        for level, record in records(text)
        if (level in TROUBLE or "Traceback (most recent call last)" in record)
        and not HARMLESS.search(record)
    ]
    assert not troubles, "\n\n".join([f"In {origin}:", *troubles])
