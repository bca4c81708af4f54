"""Which charset bytes are written in, when nothing or the wrong thing is declared.

Each charset offers a reading; the most plausible one wins. Plausible is what people
write: usual characters, words of one script, small letters after capital ones, a degree
sign behind a number. What the sender declares and the languages of the company tip the
scales where several readings make sense.
"""

import codecs
import re
from functools import lru_cache, partial

from .charset_letters import (
    ALPHABETS,
    ARABIC,
    HANGUL,
    HEBREW,
    KANJI,
    RARE_LANGUAGES,
    RUSSIAN,
    SIMPLIFIED,
    THAI,
    TRADITIONAL,
    UKRAINIAN,
)

# more tells nothing more
SAMPLE = 1024
# for what is declared and for the charsets of the company's languages
DECLARED, EXPECTED = 0.25, 0.3
# Readings in characters of East Asia tell by themselves: more than this would turn
# Korean and Japanese into Chinese wherever Chinese is in use.
EXPECTED_IN_EAST = 0.13
EASTERN = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949")
# believed although declared otherwise: so bad is the one and so good the other
BAD, MUCH_BETTER = 0.45, 0.35

WORDS = re.compile(r"[^\W\d_]+")
FOREIGN = re.compile(r"[^\x00-\x7f]")
FOREIGN_WORDS = re.compile(r"[^\x00-@\[-`{-\x7f]+")
FOREIGN_BYTE = re.compile(rb"[\x80-\xff]")
# where signs stand that are no letters
BEFORE_NUMBERS = frozenset("£€¥$§±№")
AFTER_NUMBERS = frozenset("°€£%‰²³½¼¾ºª")
QUOTES = frozenset("’‘“”„‚«»‹›–—…•·™®©\u00a0¿¡×´")


def guess(data: bytes, declared: str = "", languages=()) -> str:
    """The charset with the most plausible reading.

    :param data: bytes that are not UTF-8
    :param declared: charset that the sender names; may be wrong
    :param languages: codes of the languages that are expected, such as "zh_CN"
    :return: name of a charset; cp1252 when none makes sense
    """
    sample = _cut(data)
    expected = {
        charset for code in languages for charset in EXPECTED_CHARSETS.get(code[:2], ())
    }
    if any(code in ("zh_TW", "zh_HK") for code in languages):
        expected.add("big5hkscs")
    scores = {}
    for charset in {*SCORERS, declared} - {""}:
        points = score(sample, charset)
        if points is not None:
            scores[charset] = points
    if not scores:
        return "cp1252"
    # many programs declare cp1252 and know nothing
    declaration = DECLARED / 3 if declared == "cp1252" else DECLARED
    weighed = {
        charset: points
        + declaration * (charset == declared)
        + (EXPECTED_IN_EAST if charset in EASTERN else EXPECTED) * (charset in expected)
        for charset, points in scores.items()
    }
    # of equals the first of the table
    order = {charset: -number for number, charset in enumerate(SCORERS)}
    return max(weighed, key=lambda charset: (weighed[charset], order.get(charset, -99)))


def is_plausible(data: bytes, charset: str) -> bool:
    """Whether the reading makes sense."""
    points = score(_cut(data), charset)
    return points is not None and points >= BAD


def suspect(data: bytes, declared: str, languages=()) -> str:
    """The charset that bytes are written in although they can be read as declared.

    :return: empty when there is no reason for doubt
    """
    if is_plausible(data, declared):
        return ""
    sample = _cut(data)
    better = guess(data, declared, languages)
    points = max(score(sample, declared) or 0.0, 0.0)
    if better != declared and (score(sample, better) or 0.0) - points >= MUCH_BETTER:
        return better
    return ""


def score(sample: bytes, charset: str) -> float | None:
    """How plausible the reading is, 1 at most; None when the bytes cannot be read so."""
    try:
        # a full sample may end within a character
        decoder = codecs.getincrementaldecoder(charset)()
        text = decoder.decode(sample, final=len(sample) < SAMPLE)
    except (UnicodeError, LookupError):
        return None
    foreign = FOREIGN.findall(text)
    if not foreign:
        return 0.0
    return SCORERS.get(charset, _score_others)(text, foreign)


def _cut(data):
    """The part of the data that tells: around the first bytes that are not ASCII."""
    found = FOREIGN_BYTE.search(data)
    position = found.start() if found else 0
    begin = max(data.rfind(b" ", max(position - 40, 0), position) + 1, position - 40, 0)
    return data[begin : begin + SAMPLE]


def _share(points, foreign):
    return sum(points) / len(foreign)


def _score_chinese(text, foreign, charset, frequent):
    return _share((_weigh_chinese(c, charset, frequent) for c in foreign), foreign)


def _weigh_chinese(character, charset, frequent):
    if character in frequent:
        return 1.0
    if character in "，。！？：；、（）“”‘’《》「」…—～￥":
        return 1.0
    if not "\u4e00" <= character <= "\u9fff":
        return -0.2 if character.isalpha() else 0.2
    try:
        lead = character.encode(charset)[0]
    except UnicodeError:
        return -0.3
    # the first plane of both standards holds what is in use
    is_usual = 0xB0 <= lead <= 0xD7 if charset == "gb2312" else 0xA4 <= lead <= 0xC6
    return 0.55 if is_usual else 0.0


def _score_japanese(text, foreign):
    return _share(map(_weigh_japanese, foreign), foreign)


def _weigh_japanese(character):
    if "\u3041" <= character <= "\u3093":
        return 1.0
    if "\u30a1" <= character <= "\u30fc":
        return 0.9
    if character in KANJI or character in "、。「」！？ー・，．：":
        return 0.9
    if "\uff61" <= character <= "\uff9f":
        return -0.4
    if "\u4e00" <= character <= "\u9fff":
        # a number of the first plane is at most 47
        try:
            return 0.4 if character.encode("euc_jp")[0] <= 0xCF else -0.1
        except UnicodeError:
            return -0.3
    return -0.2


def _score_korean(text, foreign):
    return _share(map(_weigh_korean, foreign), foreign)


def _weigh_korean(character):
    if character in HANGUL:
        return 1.0
    if "\uac00" <= character <= "\ud7a3":
        return 0.1
    return -0.3 if character.isalpha() else 0.2


def _score_cyrillic(text, foreign, alphabet):
    return _share(
        _weigh_words(text, foreign, partial(_weigh_cyrillic, alphabet)), foreign
    )


def _weigh_cyrillic(alphabet, word):
    """Points of a word: all its letters are of the alphabet, none are capital ones
    behind small ones."""
    lower = word.lower()
    if any(letter not in alphabet for letter in lower):
        return -0.5
    usual = sum(1.0 if lower_letter in alphabet[:20] else 0.7 for lower_letter in lower)
    points = usual / len(word)
    if len(word) == 1:
        return 0.8 if lower in "явокаисуй" else 0.0
    if word == lower:
        return points
    if word[1:] == lower[1:]:
        return points * 0.97
    return points * 0.55 if word.isupper() else -0.5


def _score_greek(text, foreign):
    return 0.85 * _share(_weigh_words(text, foreign, _weigh_greek), foreign)


def _weigh_greek(word):
    """Words of some length have an accent, and none has a capital letter within."""
    if not all("\u0384" <= letter <= "\u03ce" for letter in word):
        return -0.5
    if word != word.lower() and word[1:] != word[1:].lower():
        return -0.5
    is_accented = any(letter in "άέήίόύώΐ" for letter in word.lower())
    return 1.0 if is_accented else 0.5 if len(word) <= 3 else 0.0


def _score_script(text, foreign, usual):
    """One script with letters of its own, such as Hebrew or Thai: words of at least two
    of them, without letters of ours."""
    points = 0.0
    for match in FOREIGN_WORDS.finditer(text):
        word = match[0]
        weight = sum(1.0 if letter in usual else -0.3 for letter in word)
        points += weight if len(word) > 1 and word[0] > "\x7f" < word[-1] else 0.0
    return 0.85 * points / len(foreign)


def _weigh_words(text, foreign, weigh):
    """Points of all foreign characters together: letters by their words, other signs by
    where they stand."""
    words, points = _take_apart(text)
    return [points + sum(count * weigh(word) for word, count in words)]


@lru_cache(maxsize=4)
def _take_apart(text):
    """The words with foreign letters, how many each has, and the points of the signs.
    Kept, because one reading is weighed by many languages."""
    words = [
        (word, count)
        for word in WORDS.findall(text)
        if (count := len(FOREIGN.findall(word)))
    ]
    points = sum(
        _weigh_sign(text, match.start())
        for match in FOREIGN.finditer(text)
        if not match[0].isalpha()
    )
    return words, points


def _weigh_sign(text, position):
    sign = text[position]
    before = text[position - 1 : position]
    after = text[position + 1 : position + 2]
    if sign in "’´":
        return (
            1.0 if before.isalnum() and (after.isalpha() or not after.strip()) else 0.3
        )
    if sign in "½¼¾" and not before.isalpha():
        return 1.0
    if sign in BEFORE_NUMBERS and (after.isdigit() or after == " "):
        return 1.0
    if sign in AFTER_NUMBERS and (before.isdigit() or before == " "):
        return 1.0
    if sign in QUOTES:
        is_alone = before <= "\x7f" or after <= "\x7f"
        return 0.7 if is_alone else -0.2
    return -0.6


def _score_latin(text, foreign, languages):
    """The letters of one language, and signs where they belong."""
    best = -1.0
    for language in languages:
        weigh = partial(_weigh_latin, ALPHABETS[language])
        points = _share(_weigh_words(text, foreign, weigh), foreign)
        best = max(best, points * (0.8 if language in RARE_LANGUAGES else 1.0))
    return best * 0.9


def _weigh_latin(alphabet, word):
    # the Turkish dotted capital letter leaves no mark behind
    lower = word.lower().replace("i\u0307", "i")
    if any(letter > "\x7f" and letter not in alphabet for letter in lower):
        return -0.4
    share = sum(letter > "\x7f" for letter in word) / len(word)
    if share > 0.75 and len(word) > 2:
        return -0.4
    if word == lower or word[1:] == lower[1:]:
        return 1.0
    return 0.5 if word.isupper() else -0.4


def _score_others(text, foreign):
    """A charset that nobody guesses: believed where it yields words."""
    return 0.5 * _share((c.isalpha() or c in QUOTES for c in foreign), foreign)


WESTERN = ("de", "fr", "es", "it", "pt", "nl", "sv", "da", "fi", "is", "ca")
SCORERS = {
    "gb18030": partial(_score_chinese, charset="gb2312", frequent=SIMPLIFIED),
    "cp1252": partial(_score_latin, languages=WESTERN),
    "big5hkscs": partial(_score_chinese, charset="big5", frequent=TRADITIONAL),
    "cp932": _score_japanese,
    "euc_jp": _score_japanese,
    "cp949": _score_korean,
    "cp1251": partial(_score_cyrillic, alphabet=UKRAINIAN),
    "koi8-r": partial(_score_cyrillic, alphabet=RUSSIAN),
    "koi8-u": partial(_score_cyrillic, alphabet=UKRAINIAN),
    "cp866": partial(_score_cyrillic, alphabet=RUSSIAN),
    "iso-8859-5": partial(_score_cyrillic, alphabet=UKRAINIAN),
    "cp1250": partial(_score_latin, languages=("pl", "cs", "hu", "hr", "ro", "de")),
    "iso-8859-2": partial(_score_latin, languages=("pl", "cs", "hu", "hr", "ro", "de")),
    "cp1254": partial(_score_latin, languages=("tr",)),
    "cp1257": partial(_score_latin, languages=("lt", "lv", "et")),
    "cp1253": _score_greek,
    "cp1255": partial(_score_script, usual=HEBREW),
    "cp1256": partial(_score_script, usual=ARABIC),
    "cp874": partial(_score_script, usual=THAI),
    "mac_roman": partial(_score_latin, languages=("de", "fr", "es", "it")),
}
EXPECTED_CHARSETS = {
    "zh": ("gb18030",),
    "ja": ("cp932", "euc_jp"),
    "ko": ("cp949",),
    "ru": ("cp1251", "koi8-r"),
    "uk": ("cp1251", "koi8-u"),
    "pl": ("cp1250", "iso-8859-2"),
    "cs": ("cp1250", "iso-8859-2"),
    "sk": ("cp1250", "iso-8859-2"),
    "hu": ("cp1250", "iso-8859-2"),
    "tr": ("cp1254",),
    "el": ("cp1253",),
    "he": ("cp1255",),
    "ar": ("cp1256",),
    "th": ("cp874",),
    **dict.fromkeys(
        ("de", "fr", "es", "it", "pt", "nl", "sv", "da", "fi"), ("cp1252",)
    ),
}
