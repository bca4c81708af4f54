"""What a message has fetched from elsewhere when it is shown.

Its sender would learn that it is read, when and from where; on our own server it would
act as whoever reads it. Links take the place of such pictures: who wants to see one
follows it. The original keeps everything.
"""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import lxml.html
from lxml.html.builder import A

# Parts of the message itself.
INSIDE = ("cid:", "data:")
FETCHING_ATTRIBUTES = (
    "src",
    "srcset",
    "background",
    "poster",
    "lowsrc",
    "dynsrc",
    "data",
    "{http://www.w3.org/1999/xlink}href",
    "xlink:href",
)
LINKS = ("a", "area")
# On our own server: pictures, asked for with the rights of whoever reads, and what comes
# with the program. No other address of it may be called by looking.
OWN_PICTURE = re.compile(r"/(?:web/(?:image|assets)/|[a-z_]{1,60}/static/)[^\\]*")
# In styles a backslash may stand for any letter.
FETCHING_STYLE = re.compile(r"\\|(?:url|src|image|image-set|cross-fade)\s{0,5}\(", re.I)
# Cheap to look for; what does not match fetches nothing.
SUSPECT = re.compile(r"src|href|background|poster|data|url|image|\\|&#", re.I)
IGNORED_IN_ADDRESSES = re.compile(r"[\x00-\x20]")
PICTURE_MARK = "\N{FRAME WITH PICTURE}"
NAME_LIMIT = 80
# A picture of this size tells the reader nothing.
PIXEL = re.compile(r"[ ]{0,5}[0-2](?:px)?[ ]{0,5}")


def is_suspect(source: str) -> bool:
    """Whether HTML, clean or not, may fetch something."""
    return bool(SUSPECT.search(source))


def is_inside(address: str) -> bool:
    """Whether an address names a part of the message itself."""
    return IGNORED_IN_ADDRESSES.sub("", address).lower().startswith(INSIDE)


def is_own(address: str) -> bool:
    """Whether an address names a part of the message, or a picture on our server."""
    return is_inside(address) or bool(OWN_PICTURE.fullmatch(address.strip()))


def block(source: str, is_allowed=is_inside) -> str:
    """Clean HTML with links in place of what it would fetch from elsewhere.

    :param is_allowed: tells whether an address may be fetched
    """
    if not is_suspect(source):
        return source
    tree = lxml.html.fragment_fromstring(source, create_parent="div")
    if not block_tree(tree, is_allowed):
        return source
    clean = lxml.html.tostring(tree, encoding="unicode")
    return clean.removeprefix("<div>").removesuffix("</div>")


def show_pictures(source: str, pictures: dict[str, int]) -> str:
    """HTML that shows the pictures of its message from our server, to whoever may read
    what they are attached to.

    :param pictures: attachments by the Content-ID that the HTML names
    """
    tree = lxml.html.fragment_fromstring(source, create_parent="div")
    for element in tree.iter("img"):
        scheme, _colon, cid = element.get("src", "").partition(":")
        attachment = pictures.get(cid) or pictures.get(unquote(cid))
        if scheme == "cid" and attachment:
            element.set("src", f"/web/image/{attachment}")
    shown = lxml.html.tostring(tree, encoding="unicode")
    return shown.removeprefix("<div>").removesuffix("</div>")


def block_tree(tree, is_allowed=is_inside) -> bool:
    """As :func:`block`, within a tree; whether anything was taken from it."""
    # the list first: pictures leave the tree on the way
    elements = list(tree.iter("*"))
    blocked = [_block_element(element, is_allowed) for element in elements]
    return any(blocked)


def _block_element(element, is_allowed) -> bool:
    addresses = [
        element.attrib.pop(name)
        for name in _get_fetching(element)
        if not is_allowed(element.get(name))
    ]
    is_restyled = _block_style(element)
    if addresses and element.tag == "img":
        _put_link(element, addresses[0])
    return bool(addresses) or is_restyled


def _get_fetching(element):
    names = [name for name in FETCHING_ATTRIBUTES if name in element.attrib]
    if "href" in element.attrib and element.tag not in LINKS:
        names.append("href")
    return names


def _block_style(element):
    style = element.get("style", "")
    if not FETCHING_STYLE.search(style):
        return False
    del element.attrib["style"]
    kept = [part for part in style.split(";") if not FETCHING_STYLE.search(part)]
    if kept:
        element.set("style", ";".join(kept))
    return True


def _put_link(picture, address):
    """Replace a picture by a link to it. A picture that is a link itself is replaced by
    its name, with the link to the picture behind."""
    address = IGNORED_IN_ADDRESSES.sub("", address)
    if address.startswith("//"):
        address = f"https:{address}"
    is_link = address.lower().startswith(("http://", "https://"))
    if is_link and not _is_pixel(picture):
        name = _get_name(picture, address)
        outer = next(picture.iterancestors("a"), None)
        link = A(PICTURE_MARK if outer is not None else f"{PICTURE_MARK} {name}")
        link.attrib.update(
            {"href": address, "target": "_blank", "rel": "noreferrer noopener"}
        )
        if outer is not None:
            picture.tail = name + (picture.tail or "")
        place = picture if outer is None else outer
        link.tail, place.tail = place.tail, None
        place.addnext(link)
    picture.drop_tree()


def _is_pixel(picture):
    return any(PIXEL.fullmatch(picture.get(name, "")) for name in ("width", "height"))


def _get_name(picture, address):
    try:
        parts = urlsplit(address)
        file_name = PurePosixPath(unquote(parts.path)).name or parts.netloc
    except ValueError:
        file_name = address
    return (picture.get("alt", "").strip() or file_name)[:NAME_LIMIT]
