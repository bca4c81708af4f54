"""Hides words in texts, such as the names of people."""

import re

from lxml import etree, html
from markupsafe import escape

HIDDEN = "***"
# attributes that show or link what people wrote
ATTRIBUTES = ("href", "title", "alt")


class Redactor:
    """Replaces words by asterisks, in upper and lower case alike.

    A word that begins or ends with a Latin letter or a digit is found as a whole word,
    a Chinese one anywhere, for Chinese is written without spaces.
    """

    def __init__(self, words):
        words = {word for word in words if any(map(str.isalnum, word))}
        longest_first = sorted(words, key=len, reverse=True)
        self._pattern = re.compile(
            # (?!) matches nothing
            "|".join(map(_to_pattern, longest_first)) or "(?!)",
            re.IGNORECASE,
        )

    def hide(self, text):
        """The text without the words."""
        return self._pattern.sub(HIDDEN, text)

    def hide_in_html(self, markup):
        """The HTML without the words: what is read, and where links lead. Tags stay."""
        root = html.fragment_fromstring(markup, create_parent="div")
        before = etree.tostring(root)
        for node in root.iter(etree.Element):
            node.text = node.text and self.hide(node.text)
            node.tail = node.tail and self.hide(node.tail)
            for name in ATTRIBUTES:
                if name in node.attrib:
                    node.set(name, self.hide(node.get(name)))
        if etree.tostring(root) == before:
            return markup
        parts = [html.tostring(child, encoding="unicode") for child in root]
        return "".join([escape(root.text or ""), *parts])


def _to_pattern(word):
    before = r"(?<![0-9A-Za-z])" if _is_latin(word[0]) else ""
    after = r"(?![0-9A-Za-z])" if _is_latin(word[-1]) else ""
    return before + re.escape(word) + after


def _is_latin(character):
    return character.isascii() and character.isalnum()
