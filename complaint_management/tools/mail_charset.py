"""Text out of bytes whose declared charset is unknown, wrong or missing."""

import codecs
import re
from base64 import b64decode
from quopri import decodestring

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

FREQUENT_SIMPLIFIED = set(
    "的一是不了在有我他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生"
    "自会那后能对着事其里所去行过家十用发天如然作方成者多日都三小军二无同么经法当起"
    "与好看学进种将还分此心前面又定见只主没公从货坏投诉退款客服质量问题产品收订单"
)
FREQUENT_TRADITIONAL = set(
    "的一是不了在有我他這為之大來以個中上們到說國和地也子時道出而要於就下得可你年生"
    "自會那後能對著事其裡所去行過家十用發天如然作方成者多日都三小軍二無同麼經法當起"
    "與好看學進種將還分此心前面又定見只主沒公從貨壞投訴退款客服質量問題產品收訂單"
)

ONLY_SIMPLIFIED = FREQUENT_SIMPLIFIED - FREQUENT_TRADITIONAL
ONLY_TRADITIONAL = FREQUENT_TRADITIONAL - FREQUENT_SIMPLIFIED

ENCODED_WORD = re.compile(r"=\?([^?\s]*)\?([bqBQ])\?([^?]*)\?=")
BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^?\s]*\?[bqBQ]\?)")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
LINE_BREAKS = re.compile(r"\s*[\r\n]+\s*")


def decode(data: bytes, charset: str | None = "") -> str:
    """The text of ``data``: nothing is ever dropped and nothing raised."""
    return clean(_decode_strict(data, charset or ""))


def clean(text: str) -> str:
    """The text with plain line ends, and without the characters that PostgreSQL or the
    HTML parser refuse."""
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def decode_header(value) -> str:
    """A header as text on one line, whatever was done to its encoding."""
    text = _restore_bytes(str(value or ""))
    text = BETWEEN_WORDS.sub(r"\1", text)
    pieces, position = [], 0
    pending, pending_charset = b"", ""

    def flush():
        if pending:
            pieces.append(_decode_strict(pending, pending_charset))

    for word in ENCODED_WORD.finditer(text):
        charset = word[1].partition("*")[0].lower()
        if text[position : word.start()] or charset != pending_charset:
            flush()
            pending = b""
            pieces.append(text[position : word.start()])
        pending += _decode_word(word[2], word[3])
        pending_charset, position = charset, word.end()
    flush()
    pieces.append(text[position:])
    return clean(LINE_BREAKS.sub(" ", "".join(pieces))).strip()


def guess_language(text: str, languages) -> str:
    """Which of the languages a text in Chinese characters is written in: "zh_CN",
    "zh_TW" or empty. Other scripts tell nothing certain."""
    simplified = sum(text.count(letter) for letter in ONLY_SIMPLIFIED)
    traditional = sum(text.count(letter) for letter in ONLY_TRADITIONAL)
    if simplified == traditional:
        return ""
    language = "zh_CN" if simplified > traditional else "zh_TW"
    return language if language in languages else ""


def _decode_strict(data, charset):
    charset = charset.strip().strip("\"'").lower()
    charset = ALIASES.get(charset, charset)
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        charset = "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-16"
    candidates = ["utf-8", charset] if charset in VAGUE else [charset, "utf-8"]
    if b"\x1b$" in data and not charset.startswith("iso-2022"):
        candidates.insert(0, "iso-2022-jp-ext")
    for candidate in candidates:
        if candidate.replace("-", "_") in REFUSED:
            continue
        try:
            return data.decode(candidate)
        except (UnicodeError, LookupError, ValueError):
            continue
    return _guess(data)


def _guess(data):
    """The most plausible reading of bytes that are neither UTF-8 nor as declared."""
    best, best_score = data.decode("latin-1"), 0.0
    sample = data[:65536]
    for charset, score in SCORERS.items():
        try:
            text = data.decode(charset)
        except UnicodeError:
            continue
        points = score(sample.decode(charset, "ignore"))
        if points > best_score:
            best, best_score = text, points
    return best


def _share(text, wanted):
    foreign = [character for character in text if ord(character) > 127]
    return sum(map(wanted, foreign)) / len(foreign) if foreign else 0.0


def _cyrillic(text):
    """Mostly small Cyrillic letters, and hardly any others in between."""
    letters = [character for character in text if character.isalpha()]
    cyrillic = [letter for letter in letters if "\u0400" <= letter <= "\u04ff"]
    if not cyrillic:
        return 0.0
    lower = sum(letter.islower() for letter in cyrillic) / len(cyrillic)
    purity = (len(cyrillic) / len(letters)) ** 2
    return 0.35 * lower * purity * _share(text, lambda c: "\u0400" <= c <= "\u04ff")


SCORERS = {
    "gb18030": lambda text: _share(text, FREQUENT_SIMPLIFIED.__contains__),
    "big5hkscs": lambda text: _share(text, FREQUENT_TRADITIONAL.__contains__),
    "cp932": lambda text: 0.6 * _share(text, lambda c: "\u3040" <= c <= "\u30ff"),
    "euc_jp": lambda text: 0.6 * _share(text, lambda c: "\u3040" <= c <= "\u30ff"),
    "cp949": lambda text: 0.4 * _share(text, lambda c: "\uac00" <= c <= "\ud7a3"),
    "koi8-r": _cyrillic,
    "cp1251": _cyrillic,
    "cp1252": lambda text: 0.1 * _share(text, str.isalpha),
}


def _decode_word(encoding, payload):
    payload = payload.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return decodestring(payload.replace(b"_", b" "), header=True)
    payload = re.sub(rb"[^A-Za-z0-9+/]", b"", payload)
    return b64decode(payload[: len(payload) - (len(payload) % 4 == 1)] + b"===")


def _restore_bytes(text):
    """Read 8-bit bytes that stand unencoded in a header (surrogates) as text."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return _decode_strict(text.encode("utf-8", "surrogateescape"), "")
    return text
