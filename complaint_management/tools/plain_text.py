"""Plain text of HTML, for logs, forms and ledgers."""

import re

from odoo.tools import html2plaintext

EMPHASIS = re.compile(r"</?(?:strong|b|em)(?:\s[^<>]*)?>", re.IGNORECASE)
HEADING = re.compile(r"(</?)h[1-6](?=[\s>])", re.IGNORECASE)


def to_plain_text(html):
    """The words alone: neither the marks Odoo writes for emphasis nor its list of the
    addresses behind links. Headings are paragraphs."""
    plain = HEADING.sub(r"\1p", EMPHASIS.sub("", html or ""))
    return html2plaintext(plain, include_references=False)
