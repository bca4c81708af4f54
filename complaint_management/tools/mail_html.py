"""A body that is safe to show, with nothing lost on the way."""

import html
import re

import lxml.etree
import lxml.html

from odoo.tools import html_sanitize

from . import mail_remote

# Beyond these a body is shown as plain text: cleaning it would take too long.
HTML_LIMIT = 1_500_000
TAG_LIMIT = 20_000
QUOTE_LIMIT = 500
# Share of the characters that must survive the cleaning.
KEPT_SHARE = 0.8

# Each quotation in a text costs the cleaning a copy of all that follows.
QUOTES = re.compile(r"^(?=>)", re.MULTILINE)
ESCAPED_QUOTE = re.compile(r"\n\s*(?:&gt;|>)")
QUOTE_MARKS = re.compile(
    "stopSpelling|yahoo_quoted|gmail_quote|gmail_extra|gmail_sig|SkyDrivePlaceholder"
    "|divRplyFwdMsg|appendonsend|odoo_signature|blockquote|data-o-mail-quote"
)
QUOTE_MARK_LIMIT = 200
INVISIBLE = "\u200b"
# Browsers do not wrap the lines of a <pre> by themselves: many mails have one long line.
PLAIN_TEXT = (
    '<pre data-o-mail-plaintext="1"'
    ' style="white-space:pre-wrap;overflow-wrap:anywhere">'
)
DOCUMENT_TAGS = re.compile(r"</?(?:html|body)\b[^<>]*>|<!doctype[^<>]*>", re.IGNORECASE)
HIDDEN_BLOCKS = (
    ("<!--", "-->"),
    ("<style", "</style"),
    ("<script", "</script"),
    ("<title", "</title"),
    ("<xml", "</xml"),
)
HIDDEN_TAGS = ("style", "script", "title")
LINE_TAGS = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6])\b[^<>]*>", re.IGNORECASE)
TAGS = re.compile(r"<[^<>]*>")
SPACES = re.compile(r"\s+")
EMPTY_LINES = re.compile(r"\n\s*\n\s*\n+")


def render(chunks) -> tuple[str, bool]:
    """The body of a message as clean HTML that fetches nothing from elsewhere; see
    :func:`compose`."""
    source, is_reduced = compose(chunks)
    clean = str(html_sanitize(source, strip_classes=True))
    return mail_remote.block(clean), is_reduced


def is_suspect(chunks) -> bool:
    """Whether the body may fetch something from elsewhere when it is shown."""
    return any(
        kind == "html" and mail_remote.is_suspect(content) for kind, content in chunks
    )


def compose(chunks) -> tuple[str, bool]:
    """The body of a message as HTML that loses nothing when it is cleaned.

    :param chunks: pairs of kind ("text" or "html") and content
    :return: the HTML, not clean yet, and whether it shows less than the original does
    """
    if all(kind == "text" for kind, _content in chunks):
        return "".join(as_html(content) for _kind, content in chunks), False
    source = "".join(
        DOCUMENT_TAGS.sub("", content) if kind == "html" else as_html(content)
        for kind, content in chunks
    )
    if _is_cheap(source):
        wanted = _weight(source)
        if _parsed_weight(source) >= KEPT_SHARE * wanted:
            return source, False
    pieces = [to_text(content) if k == "html" else content for k, content in chunks]
    return as_html("\n\n".join(pieces)[:HTML_LIMIT]), True


def as_html(text: str) -> str:
    """Plain text as HTML that looks the same. Of a text with very many quotations none
    is marked as one."""
    if sum(1 for _quote in QUOTES.finditer(text)) > QUOTE_LIMIT:
        text = QUOTES.sub(INVISIBLE, text)
    return f"{PLAIN_TEXT}{html.escape(text, quote=False)}</pre>"


def to_text(source: str) -> str:
    """The text that a reader of the HTML sees, in time linear to its length."""
    text = LINE_TAGS.sub("\n", _drop_hidden(source))
    text = html.unescape(TAGS.sub("", text))
    return EMPTY_LINES.sub("\n\n", text).strip()


def _is_cheap(source):
    """Whether cleaning takes no longer than the source deserves: marks of quotations
    make it quadratic."""
    return (
        len(source) <= HTML_LIMIT
        and source.count("<") <= TAG_LIMIT
        and sum(1 for _quote in ESCAPED_QUOTE.finditer(source)) <= QUOTE_LIMIT
        and sum(1 for _mark in QUOTE_MARKS.finditer(source)) <= QUOTE_MARK_LIMIT
    )


def _parsed_weight(source):
    """What the parser of the cleaning makes of the source: it drops what is nested too
    deeply, too long or behind what looks like the end."""
    try:
        tree = lxml.html.fromstring(f"<div>{source}</div>")
    except (ValueError, SyntaxError):
        # lxml's errors are syntax errors
        return 0
    for hidden in tree.iter(lxml.etree.Comment, *HIDDEN_TAGS):
        hidden.text = None
    return len(SPACES.sub("", "".join(tree.itertext())))


def _weight(source):
    """How much there is to read: characters, without blanks."""
    text = html.unescape(TAGS.sub("", _drop_hidden(source)))
    return len(SPACES.sub("", text))


def _drop_hidden(source):
    """Without comments, styles and scripts; one that does not end is kept."""
    for opening, closing in HIDDEN_BLOCKS:
        lower = source.lower()
        if len(lower) != len(source) or opening not in lower:
            # lower() may change the length of some letters: then nothing is dropped
            continue
        kept, position = [], 0
        while (start := lower.find(opening, position)) >= 0:
            end = lower.find(closing, start)
            if end < 0:
                break
            kept.append(source[position:start])
            position = end + len(closing)
        kept.append(source[position:])
        source = "".join(kept)
    return source
