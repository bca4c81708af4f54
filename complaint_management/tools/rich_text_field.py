"""The field for texts with layout that strangers, programs and colleagues write."""

import re

import lxml.html
from markupsafe import Markup

from odoo import fields

from . import mail_layout, mail_remote
from .mail_html import PLAIN_TEXT
from .rich_text import to_html

# Cheap to look for; a text without them places nothing.
PLACING = re.compile(
    r"[\s/\"'](?:style|class|id|name|tabindex|role|contenteditable|data-bs-|aria-)",
    re.IGNORECASE,
)


class RichText(fields.Html):
    """HTML that stays within its box and fetches nothing from elsewhere, by whichever
    door it comes. What comes as plain text (import, programs) becomes HTML first: nothing
    of it is taken for a tag, and its lines stay."""

    def _convert(self, value, record, validate):
        if not validate or not value:
            return super()._convert(value, record, validate)
        source = str(value) if isinstance(value, Markup) else to_html(value)
        if PLACING.search(source.replace(PLAIN_TEXT, "")):
            source = _restrain(source)
        clean = super()._convert(source, record, validate)
        return clean and Markup(mail_remote.block(str(clean), mail_remote.is_own))


def _restrain(source):
    try:
        tree = lxml.html.fragment_fromstring(source, create_parent="div")
    except (ValueError, SyntaxError):
        # the cleaning says so
        return source
    if not mail_layout.restrain(tree):
        return source
    clean = lxml.html.tostring(tree, encoding="unicode")
    return clean.removeprefix("<div>").removesuffix("</div>")
