"""Text that people or programs hand over for a field with layout."""

import html
import re

# What marks a text as HTML: a whole tag that no sentence contains by chance.
TAG = re.compile(
    r"</?(?:p|br|div|span|h[1-6]|ul|ol|li|table|tbody|thead|tr|td|th|pre|blockquote|img"
    r"|hr|font|strong|em|small|code|html|body|section|article|figure|center|sub|sup)"
    r"(?:\s[^<>]*)?/?>|</(?:a|b|i|u|s|q)>|<!doctype\b|<!--",
    re.IGNORECASE,
)
# What looks like the beginning of a tag and is none: a < b, <$500>, <john@shop.example>.
STRAY = re.compile(
    r"<(?=[^A-Za-z/!?]|$)"
    r"|<(?=[A-Za-z][\w.+-]{0,63}@[^<>\s]{1,255}>)"
    r"|<(?=(?:https?|ftp)://[^<>\s]{1,2000}>)"
)


def is_html(text: str) -> bool:
    """Whether a text is HTML rather than plain."""
    return bool(TAG.search(text))


def escape_strays(source: str) -> str:
    """HTML in which what only looks like a tag is text."""
    return STRAY.sub("&lt;", source)


def from_plain(text: str) -> str:
    """Plain text as HTML: nothing is lost, lines and paragraphs stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    paragraphs, lines_of_one = [], []
    for line in [*lines, ""]:
        if line.strip():
            lines_of_one.append(html.escape(line, quote=False))
        elif lines_of_one:
            paragraphs.append("<br>".join(lines_of_one))
            lines_of_one = []
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def to_html(text: str) -> str:
    """HTML of a text that may be either."""
    if is_html(text):
        return escape_strays(text)
    return from_plain(text) if text.strip() else text
