"""Text out of bytes whose declared charset is unknown, wrong or missing."""

import codecs
import re
from base64 import b64decode
from collections import Counter
from quopri import decodestring

from .charset_guess import guess, is_plausible, suspect
from .charset_letters import SIMPLIFIED, TRADITIONAL

# What senders write, and the superset that really decodes it.
ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "chinese": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "cn-big5": "big5hkscs",
    "chinesebig5": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "iso-8859-8-i": "iso-8859-8",
    "unicode-1-1-utf-7": "utf-7",
    "x-unicode-2-0-utf-7": "utf-7",
    "iso-2022-jp": "iso-2022-jp-ext",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
}
# Declared by senders who do not know: UTF-8 is tried before them.
VAGUE = {"", "us-ascii", "ascii", "cp1252", "windows-1252", "ansi_x3.4-1968"}

# Not charsets of mail: slow, or no charsets at all.
REFUSED = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}

# Longer texts are not UTF-8 by chance.
CHANCE_LIMIT = 24
# Written with escape sequences: valid in any other charset, but meant so.
ESCAPED = ("iso-2022", "utf-7", "utf-16", "utf-32", "hz")
# What a header says is read up to here; the original keeps the rest.
HEADER_LIMIT = 64 * 1024
LANGUAGE_SAMPLE = 20_000

ONLY_SIMPLIFIED = SIMPLIFIED - TRADITIONAL
ONLY_TRADITIONAL = TRADITIONAL - SIMPLIFIED

ENCODED_WORD = re.compile(r"=\?([^?\s]*)\?([bqBQ])\?([^?]*)\?=")
BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^?\s]*\?[bqBQ]\?)")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
TWO_BYTES = re.compile("[\x00-\u07ff]*")


def decode(data: bytes, charset: str | None = "", languages=()) -> str:
    """The text of ``data``: nothing is ever dropped and nothing raised.

    :param charset: as declared by the sender
    :param languages: codes of the languages that are expected
    """
    return clean(data.decode(find_charset(data, charset, languages), "replace"))


def find_charset(data: bytes, charset: str | None = "", languages=()) -> str:
    """The charset that the bytes are really written in.

    :return: name of a charset that decodes the bytes, mostly without loss
    """
    charset = (charset or "").strip().strip("\"'").lower()
    charset = ALIASES.get(charset, charset)
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        mark = "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-16"
        if _can_decode(data, mark):
            return mark
    is_escaped = charset.startswith(ESCAPED)
    if not is_escaped and b"\x1b$" in data and _can_decode(data, "iso-2022-jp-ext"):
        return "iso-2022-jp-ext"
    is_usable = (
        charset not in VAGUE
        and charset.replace("-", "_") not in REFUSED
        and _can_decode(data, charset)
    )
    if is_usable and (is_escaped or data.isascii()):
        return charset
    if _can_decode(data, "utf-8"):
        is_by_chance = is_usable and _fits_by_chance(data)
        return charset if is_by_chance and is_plausible(data, charset) else "utf-8"
    if is_usable:
        return suspect(data, charset, languages) or charset
    return guess(data, "cp1252" if charset == "cp1252" else "", languages)


def clean(text: str) -> str:
    """The text with plain line ends, and without the characters that PostgreSQL or the
    HTML parser refuse."""
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def decode_header(value, charset: str = "", languages=()) -> str:
    """A header as text on one line, whatever was done to its encoding.

    :param charset: of the body: bytes that stand unencoded in a header are of the same
    """
    text = _restore_bytes(str(value or "")[:HEADER_LIMIT], charset, languages)
    text = BETWEEN_WORDS.sub(r"\1", text)
    pieces, position = [], 0
    pending, pending_charset = [], ""

    def flush():
        if pending:
            data = b"".join(pending)
            pieces.append(_read(data, pending_charset, languages))
            pending.clear()

    for word in ENCODED_WORD.finditer(text):
        declared = word[1].partition("*")[0].lower()
        if text[position : word.start()] or declared != pending_charset:
            flush()
            pieces.append(text[position : word.start()])
        pending.append(_decode_word(word[2], word[3]))
        pending_charset, position = declared, word.end()
    flush()
    pieces.append(text[position:])
    lines = clean("".join(pieces)).split("\n")
    return " ".join(line for line in map(str.strip, lines) if line)


def guess_language(text: str, languages) -> str:
    """Which of the languages a text in Chinese characters is written in: "zh_CN",
    "zh_TW" or empty. Other scripts tell nothing certain."""
    letters = Counter(text[:LANGUAGE_SAMPLE])
    simplified = sum(letters[letter] for letter in ONLY_SIMPLIFIED)
    traditional = sum(letters[letter] for letter in ONLY_TRADITIONAL)
    if simplified == traditional:
        return ""
    language = "zh_CN" if simplified > traditional else "zh_TW"
    return language if language in languages else ""


def _can_decode(data, charset):
    try:
        data.decode(charset)
    except (UnicodeError, LookupError, ValueError):
        return False
    return True


def _fits_by_chance(data):
    """Whether bytes are UTF-8, but only with characters of two bytes: short texts of
    other charsets may look so."""
    text = data.decode("utf-8")
    return len(data) < CHANCE_LIMIT and bool(TWO_BYTES.fullmatch(text))


def _read(data, charset, languages=()):
    return data.decode(find_charset(data, charset, languages), "replace")


def _decode_word(encoding, payload):
    payload = payload.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return decodestring(payload.replace(b"_", b" "), header=True)
    payload = re.sub(rb"[^A-Za-z0-9+/]", b"", payload)
    return b64decode(payload[: len(payload) - (len(payload) % 4 == 1)] + b"===")


def _restore_bytes(text, charset, languages):
    """Read 8-bit bytes that stand unencoded in a header (surrogates) as text."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return _read(text.encode("utf-8", "surrogateescape"), charset, languages)
    return text
