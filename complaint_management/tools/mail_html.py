"""A body that is safe to show, with nothing lost on the way."""

import html
import re

import lxml.etree
import lxml.html

from odoo.tools import html_sanitize

from . import mail_layout, mail_remote
from .rich_text import escape_strays

# Beyond these a body is shown as plain text: cleaning it would take too long.
HTML_LIMIT = 1_500_000
TAG_LIMIT = 20_000
TAG_LENGTH_LIMIT = 5_000_000
QUOTE_LIMIT = 500
SIBLING_LIMIT = 3000
# Beyond this a body is cut; the original keeps the rest.
TEXT_LIMIT = 500_000
# Share of the characters that must survive the cleaning.
KEPT_SHARE = 0.8

# Each quotation in a text costs the cleaning a copy of all that follows.
QUOTES = re.compile(r"^(?=>)", re.MULTILINE)
QUOTE_MARKS = re.compile(
    "stopSpelling|yahoo_quoted|gmail_quote|gmail_extra|gmail_sig|SkyDrivePlaceholder"
    "|divRplyFwdMsg|appendonsend|odoo_signature|blockquote|data-o-mail-quote|Signature"
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
# The standard library refuses to read numbers of thousands of digits.
LONG_ENTITIES = re.compile(r"&#(\d{8})\d+")


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
    """The body of a message as HTML that loses nothing when it is cleaned, and that
    stays within its box.

    :param chunks: pairs of kind ("text" or "html") and content
    :return: the HTML, not clean yet, and whether it shows less than the original does
    """
    if all(kind == "text" for kind, _content in chunks):
        size = sum(len(content) for _kind, content in chunks)
        pieces = [content for _kind, content in chunks]
        if size > TEXT_LIMIT:
            return as_html("\n\n".join(pieces)[:TEXT_LIMIT]), True
        return "".join(map(as_html, pieces)), False
    source = "".join(
        DOCUMENT_TAGS.sub("", escape_strays(content))
        if kind == "html"
        # the cleaning of the whole is not for long texts
        else as_html(content[:TEXT_LIMIT])
        for kind, content in chunks
    )
    if _is_cheap(source):
        tree = _parse(source)
        wanted = weigh(source)
        if tree is not None and _is_complete(tree, wanted) and _is_calm(tree, source):
            mail_layout.restrain(tree, is_mail=True)
            return _get_inner(tree), False
    pieces = [to_text(content) if k == "html" else content for k, content in chunks]
    return as_html("\n\n".join(pieces)[:TEXT_LIMIT]), True


def as_html(text: str) -> str:
    """Plain text as HTML that looks the same. Of a text with very many quotations none
    is marked as one."""
    if sum(1 for _quote in QUOTES.finditer(text)) > QUOTE_LIMIT:
        text = QUOTES.sub(INVISIBLE, text)
    return f"{PLAIN_TEXT}{html.escape(text, quote=False)}</pre>"


def to_text(source: str) -> str:
    """The text that a reader of the HTML sees, in time linear to its length."""
    text = LINE_TAGS.sub("\n", _drop_hidden(source))
    lines = _unescape(TAGS.sub("", text)).split("\n")
    # of several empty lines one stays
    kept = [
        line
        for number, line in enumerate(lines)
        if line.strip() or (number and lines[number - 1].strip())
    ]
    return "\n".join(kept).strip()


def weigh(source: str) -> int:
    """How much there is to read in HTML: characters, without blanks."""
    return _count(_unescape(TAGS.sub("", _drop_hidden(source))))


def _count(text):
    return len("".join(text.split()))


def _unescape(text):
    return html.unescape(LONG_ENTITIES.sub(r"&#\1", text))


def _is_cheap(source):
    """Whether parsing and cleaning take no longer than the source deserves."""
    return (
        len(source) <= HTML_LIMIT
        and source.count("<") <= TAG_LIMIT
        and sum(1 for _mark in QUOTE_MARKS.finditer(source)) <= QUOTE_MARK_LIMIT
        and _measure_tags(source) <= TAG_LENGTH_LIMIT
    )


def _measure_tags(source):
    """How far it is from each "<" to the ">" that ends it, all together: so far the
    cleaning looks, from each anew."""
    total, end = 0, -1
    start = source.find("<")
    while start >= 0:
        if end < start:
            end = source.find(">", start)
            end = len(source) if end < 0 else end
        total += end - start
        start = source.find("<", start + 1)
    return total


def _parse(source):
    """The tree, without what nobody sees. Hidden texts and comments are left out before
    the cleaning, which searches them in time that grows with their square."""
    try:
        tree = lxml.html.fragment_fromstring(source, create_parent="div")
    except (ValueError, SyntaxError):
        # lxml's errors are syntax errors
        return None
    hidden = tree.iter(
        lxml.etree.Comment, lxml.etree.ProcessingInstruction, *HIDDEN_TAGS
    )
    for element in list(hidden):
        element.drop_tree()
    return tree


def _is_complete(tree, wanted):
    """Whether the parser kept what there is to read: it drops what is nested too deeply,
    too long or behind what looks like the end."""
    return _count("".join(tree.itertext())) >= KEPT_SHARE * wanted


def _is_calm(tree, source):
    """Whether the cleaning marks quotations without trouble: each costs it a copy of the
    text behind, and each sibling of one a look at all the others."""
    quotes = sum(text.count("\n>") for text in tree.itertext())
    if quotes > QUOTE_LIMIT:
        return False
    if not QUOTE_MARKS.search(source):
        return True
    return all(len(element) <= SIBLING_LIMIT for element in tree.iter("*"))


def _get_inner(tree):
    """The HTML of the children of the tree's root."""
    source = lxml.html.tostring(tree, encoding="unicode")
    return source.removeprefix("<div>").removesuffix("</div>")


def _drop_hidden(source):
    """Without comments, styles and scripts; one that does not end is kept."""
    for opening, closing in HIDDEN_BLOCKS:
        is_tag = not closing.endswith(">")
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
            if is_tag:
                # the rest of the closing tag: its ">" would look like a quotation
                position = lower.find(">", position) + 1 or position
        kept.append(source[position:])
        source = "".join(kept)
    return source
