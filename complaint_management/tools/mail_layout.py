"""Layout that stays within its box.

What strangers wrote is shown within our own screens. Nothing of it may cover them, move
over them or look like a part of them: of styles and classes only those stay that change
how words look.
"""

import re

SIDES = ("bottom", "left", "right", "top")
PROPERTIES = frozenset(
    (
        *("background", "background-color", "color", "direction", "display", "height"),
        *("letter-spacing", "line-height", "list-style", "list-style-type"),
        *("max-width", "min-width", "overflow-wrap", "table-layout", "unicode-bidi"),
        *("vertical-align", "white-space", "width", "word-break", "word-spacing"),
        *("word-wrap", "caption-side", "empty-cells"),
        *(
            "font",
            "font-family",
            "font-size",
            "font-style",
            "font-variant",
            "font-weight",
        ),
        *("text-align", "text-decoration", "text-indent", "text-transform"),
        *("margin", "padding", "border", "border-collapse", "border-color"),
        *("border-radius", "border-spacing", "border-style", "border-width"),
        *(
            f"{name}-{side}"
            for name in ("margin", "padding", "border")
            for side in SIDES
        ),
        *(
            f"border-{side}-{what}"
            for side in SIDES
            for what in ("color", "style", "width")
        ),
    )
)
# Of classes those of the editor that the client knows, none that place something.
CLASSES = frozenset(
    (
        *("table", "table-bordered", "table-striped", "table-sm", "o_table"),
        *(
            "o_checklist",
            "o_checked",
            "o_hanging_indent",
            "img",
            "img-fluid",
            "o_image",
        ),
        *("text-muted", "lead", "small", "fw-bold", "fst-italic", "text-start"),
        *("text-decoration-underline", "text-center", "text-end"),
    )
)
# Marks by which the cleaning finds quotations and signatures; it drops them itself.
QUOTE_MARKS = (
    "stopSpelling",
    "yahoo_quoted",
    "gmail_quote",
    "gmail_extra",
    "gmail_signature",
    "SkyDrivePlaceholder",
    "divRplyFwdMsg",
    "appendonsend",
    "odoo_signature_wrapper",
    "Signature",
)
ATTRIBUTES = ("style", "class", "id", "name", "tabindex", "role", "contenteditable")
STYLE_LIMIT = 4000
VALUE = re.compile(
    r"(?:[\w\s.,%#!'\"+-]|(?:rgb|rgba|hsl|hsla)\([\d\s.,%/+-]{1,60}\)){1,300}"
)
NEGATIVE = re.compile(r"(?:^|\s)-\s*[\d.]")
DISPLAY = re.compile(
    r"(?:none|block|inline(?:-block)?|list-item|table(?:-[a-z-]{3,13})?)"
)
# Letters larger than this do not serve reading.
LARGEST = re.compile(r"\d{4,}|\d+\.?\d*(?:vh|vw|vmin|vmax)", re.IGNORECASE)


def restrain(tree, is_mail=False) -> bool:
    """Take from a tree of HTML what could place itself outside of its box.

    :param is_mail: whether the marks of mail programs are kept for the cleaning, and no
        classes of the editor
    :return: whether anything was taken
    """
    is_changed = False
    for element in tree.iter("*"):
        attributes = element.attrib
        for name in ATTRIBUTES:
            value = attributes.get(name)
            if value is None:
                continue
            kept = _restrain_attribute(name, value, is_mail)
            if kept == value:
                continue
            is_changed = True
            if kept:
                attributes[name] = kept
            else:
                del attributes[name]
        is_changed |= _drop_behaviour(attributes, is_mail)
    return is_changed


def clean_style(style: str) -> str:
    """The declarations that change how words look; unchanged when all do."""
    if len(style) > STYLE_LIMIT:
        return ""
    declarations = [part for part in style.split(";") if part.strip()]
    kept = [part for part in declarations if _is_harmless(part)]
    return style if len(kept) == len(declarations) else ";".join(kept).strip()


def _restrain_attribute(name, value, is_mail):
    if name == "style":
        return clean_style(value)
    if name in ("class", "id"):
        marks = [mark for mark in QUOTE_MARKS if mark in value] if is_mail else []
        if name == "class" and not is_mail:
            marks = [word for word in value.split() if word in CLASSES]
            return value if len(marks) == len(value.split()) else " ".join(marks)
        return " ".join(marks)
    return ""


def _drop_behaviour(attributes, is_mail):
    """Attributes by which scripts of the client find what they make move."""
    prefixes = ("data-", "aria-") if is_mail else ("data-bs-", "aria-")
    names = [
        name
        for name in attributes
        if name.startswith(prefixes) and not name.startswith("data-o-mail-")
    ]
    for name in names:
        del attributes[name]
    return bool(names)


def _is_harmless(declaration):
    name, _colon, value = declaration.partition(":")
    name, value = name.strip().lower(), value.strip()
    if name not in PROPERTIES or not VALUE.fullmatch(value):
        return False
    if name == "display":
        return bool(DISPLAY.fullmatch(value.split("!")[0].strip().lower()))
    return not (NEGATIVE.search(value) or LARGEST.search(value))
