"""The pictures of our own server that stand within a text."""

import re

import lxml.html

from .mail_remote import PICTURE_MARK

ATTACHMENT = re.compile(r"/web/image/(\d{1,18})(?:[-/?].*)?")


def find(source: str) -> list[int]:
    """The attachments whose pictures the HTML shows."""
    if "/web/image/" not in source:
        return []
    return [int(shown[1]) for _element, shown in _iterate(_parse(source))]


def replace(source: str, copies: dict[int, int]) -> str:
    """HTML whose pictures show other attachments.

    :param copies: attachments by those that are shown now; a picture without one gives
        way to its name
    """
    tree = _parse(source)
    for element, shown in _iterate(tree):
        copy = copies.get(int(shown[1]))
        if copy:
            element.set("src", f"/web/image/{copy}")
        else:
            name = f"{PICTURE_MARK} {element.get('alt', '')}".strip()
            element.tail = name + (element.tail or "")
            element.drop_tree()
    replaced = lxml.html.tostring(tree, encoding="unicode")
    return replaced.removeprefix("<div>").removesuffix("</div>")


def _parse(source):
    return lxml.html.fragment_fromstring(source, create_parent="div")


def _iterate(tree):
    """Pairs of an element and the match of its address."""
    # the list first: pictures leave the tree on the way
    return [
        (element, shown)
        for element in list(tree.iter("img"))
        if (shown := ATTACHMENT.fullmatch(element.get("src", "").strip()))
    ]
