"""Whether a message says thank you and nothing else.

Words are taken away: thanks, greetings, wishes, names, signatures. A message is mere
thanks when nothing is left of it. Whatever stays, however short, makes it an answer: a
wrong "answer" costs a look, a wrong "thanks" costs a customer.
"""

import re
import unicodedata
from functools import cache

from .mail_phrases import DEVICE_SIGNATURES, DEVICES, THANKS

PHRASES = THANKS["languages"]
UNSPACED = tuple(THANKS["unspaced"])
ADDRESSEES = frozenset(THANKS["addressees"])
TITLES = tuple(THANKS["titles"])
SURNAMES = frozenset(THANKS["surnames"])
VETOES = frozenset(THANKS["vetoes"])
UNSPACED_VETOES = tuple(THANKS["unspaced_vetoes"])
CONTENT_PICTURES = frozenset(THANKS["pictures"])
EMOTICONS = tuple(THANKS["emoticons"])
SAD_EMOTICONS = tuple(THANKS["sad_emoticons"])
NAME_VETOES = frozenset(THANKS["name_vetoes"])

KINDS = ("thanks", "noted", "closings", "greetings", "more")

LENGTH_LIMIT = 600
# Names behind a greeting, and of a signature.
NAMES_LIMIT = 4
SIGNATURE_MARKS = ("--", "-- ", "—", "__")
DEVICE_LINE_LIMIT = 80
QUESTION = re.compile(r"[?؟]|\d|@|://")
APOSTROPHES = re.compile(r"['’`´]")
# letters with the marks that some scripts write above and below them
WORDS = re.compile(
    r"(?:[^\W\d_]|[\u0300-\u036f\u064b-\u0652\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])+"
)
SEGMENTS = re.compile(r"[.,;:!…\n/|()\[\]{}\"“”«»„~*_·、。—–-]+")


def is_mere_thanks(text: str, names=(), is_asked=False) -> bool:
    """Whether a text says thank you and nothing else.

    :param text: the sender's own words, without quotations
    :param names: what the sender calls himself: name and local part of the address
    :param is_asked: whether the sender was asked something: then "OK" is an answer
    """
    if len(text) > LENGTH_LIMIT:
        return False
    lines = _drop_signature(unicodedata.normalize("NFKC", text).split("\n"))
    words = _drop_pictures("\n".join(lines))
    if words is None or QUESTION.search(words):
        return False
    words = APOSTROPHES.sub("", words).replace("e-mail", "email")
    if not WORDS.search(words):
        # nothing but a picture: a thumb up
        return bool(text.strip()) and words.strip() != text.strip()
    own = _split_names(names)
    kinds = KINDS if not is_asked else tuple(kind for kind in KINDS if kind != "noted")
    return any(_Reader(language, own, kinds).explains(words) for language in PHRASES)


def _drop_signature(lines):
    """Without the lines of telephones, and what stands below the mark of signatures."""
    kept = []
    for line in lines:
        if line.strip() in SIGNATURE_MARKS and kept:
            break
        if not is_device_line(line):
            kept.append(line)
    return kept


def is_device_line(line: str) -> bool:
    """Whether a telephone or a program signs here."""
    lower = line.strip(" \t-—*_<>").lower().replace("’", "'")
    if not lower or len(lower) > DEVICE_LINE_LIMIT:
        return False
    return lower.startswith(DEVICE_SIGNATURES) and any(
        device in lower for device in DEVICES
    )


def _drop_pictures(text):
    """Without pictures that say thanks; None when others are there."""
    if any(emoticon in text.lower() for emoticon in SAD_EMOTICONS):
        return None
    lower = text
    for emoticon in EMOTICONS:
        if emoticon in lower.lower():
            lower = re.sub(re.escape(emoticon), " ", lower, flags=re.IGNORECASE)
    kept = []
    for character in lower:
        if character in CONTENT_PICTURES:
            kept.append(" ")
        elif unicodedata.category(character) in ("So", "Sk", "Cs"):
            return None
        else:
            kept.append(character)
    return "".join(kept)


def _lower(text):
    """Small letters; the Turkish dotted capital letter leaves no mark behind."""
    return text.lower().replace("i\u0307", "i")


def _split_names(names):
    words = set()
    for name in names:
        whole = unicodedata.normalize("NFKC", name).lower()
        parts = WORDS.findall(whole)
        words.update(parts)
        words.update(part[0] for part in parts if part[0].isascii())
        words.add("".join(parts))
    return words - VETOES - {""}


@cache
def _get_phrases(language, kind):
    """The phrases of a language, those of English with them: tuples of words."""
    own = [unicodedata.normalize("NFKC", phrase) for phrase in PHRASES[language][kind]]
    if language in UNSPACED:
        return frozenset(phrase.replace(" ", "") for phrase in own)
    return frozenset(tuple(phrase.split()) for phrase in (*own, *PHRASES["en"][kind]))


@cache
def _get_tail(language, index):
    phrases = PHRASES[language]["tail"][index]
    if language in UNSPACED:
        return frozenset(phrases)
    return frozenset(tuple(phrase.split()) for phrase in phrases)


@cache
def _get_longest(language):
    phrases = [
        phrase
        for kind in ("thanks", "noted", "more", "greetings", "closings")
        for phrase in _get_phrases(language, kind)
    ]
    tails = [phrase for index in range(3) for phrase in _get_tail(language, index)]
    return max(map(len, phrases + tails))


class _Reader:
    """Explains a text with the phrases of one language."""

    def __init__(self, language, own_names, kinds):
        self.language = language
        self.kinds = kinds
        self.own_names = own_names
        self.is_unspaced = language in UNSPACED
        self.is_closed = False

    def explains(self, text):
        """Whether each word is explained, and thanks are among them."""
        has_thanks = False
        self.is_closed = False
        if self.language in ("ja", "ko"):
            # a sentence goes on behind a comma
            text = text.replace("、", "").replace(",", "")
        for line in text.split("\n"):
            for segment in SEGMENTS.split(line):
                words = WORDS.findall(segment)
                if not words:
                    continue
                found = self._explain(words)
                if found is None:
                    return False
                has_thanks |= found
        return has_thanks

    def _explain(self, words):
        """Whether the segment thanks; None when something in it is not explained."""
        if self._is_signature(words):
            return False
        if self.is_unspaced:
            items = self._drop_addressee(_lower("".join(words)))
        else:
            items = tuple(map(_lower, words))
        found = self._walk(items, words, 0, "", {})
        self.is_closed |= found is not None and self._has_closing(items)
        return found

    def _has_closing(self, items):
        longest = _get_longest(self.language)
        return any(
            items[position : position + size] in _get_phrases(self.language, "closings")
            for position in range(len(items))
            for size in range(1, longest + 1)
        )

    def _is_signature(self, words):
        """Names behind a closing, alone between two marks. "Wrong House" is written as
        names are: one of the words must be known as the sender's."""
        lower = [word.lower() for word in words]
        if all(word in self.own_names for word in lower):
            return True
        if not self.is_closed:
            return False
        if self.is_unspaced:
            name = "".join(words)
            return (
                2 <= len(name) <= 3
                and name[0] in SURNAMES
                and NAME_VETOES.isdisjoint(name)
            )
        return (
            len(words) <= NAMES_LIMIT
            and not self.own_names.isdisjoint(lower)
            and all(map(_is_name, words))
        )

    def _walk(self, items, words, position, before, known):
        """Explain the items (words, or characters) from a position on, the longest
        phrases first.

        :param before: kind of the phrase before
        :param known: results by position and kind before
        :return: whether there are thanks among them; None when one is not explained
        """
        if position == len(items):
            return None if before == "lead" else False
        key = (position, before)
        if key not in known:
            known[key] = self._try(items, words, position, before, known)
        return known[key]

    def _try(self, items, words, position, before, known):
        get_kinds = self._get_character_kinds if self.is_unspaced else self._get_kinds
        longest = min(_get_longest(self.language), len(items) - position)
        for size in range(longest, 0, -1):
            piece = items[position : position + size]
            word = "" if self.is_unspaced else words[position]
            for kind in get_kinds(piece, before, word):
                rest = self._walk(items, words, position + size, kind, known)
                if rest is not None:
                    return rest or kind in ("thanks", "noted")
        return None

    def _get_kinds(self, piece, before, word):
        """The kinds that a piece may be of, at its place."""
        language = self.language
        for kind in self.kinds:
            if piece in _get_phrases(language, kind):
                yield kind
        for tongue in {language, "en"}:
            if before in ("thanks", "more") and piece in _get_tail(tongue, 0):
                yield "lead"
            if before in ("lead", "for") and (
                piece in _get_tail(tongue, 1) or piece in _get_tail(tongue, 2)
            ):
                yield "for"
        if len(piece) == 1:
            is_addressed = before in ("greetings", "name")
            if piece[0] in self.own_names:
                yield "name" if is_addressed else "more"
            elif is_addressed and (piece[0] in ADDRESSEES or _is_name(word)):
                yield "name"

    def _drop_addressee(self, text):
        """Without a name such as 王先生 at the beginning."""
        for title in TITLES:
            position = text.find(title, 1, 2 + len(title))
            if position == 1 and text[0] in SURNAMES:
                return text[position + len(title) :]
        return text

    def _get_character_kinds(self, piece, before, _word):
        """As above. What thanks are for stands behind them in Chinese and Thai, before
        them in Japanese and Korean ("lead": thanks must follow)."""
        language = self.language
        is_part = any(piece in _get_tail(language, index) for index in (1, 2))
        if piece in _get_phrases(language, "thanks"):
            yield "thanks"
        if before == "lead":
            if is_part or piece in _get_phrases(language, "more"):
                yield "lead"
            return
        for kind in self.kinds[1:]:
            if piece in _get_phrases(language, kind):
                yield kind
        if piece in self.own_names and not any(v in piece for v in UNSPACED_VETOES):
            yield "more"
        if language in ("zh", "th"):
            is_lead = piece in _get_tail(language, 0)
            if before in ("thanks", "for") and (is_part or is_lead):
                yield "for"
        elif piece in _get_tail(language, 0) or is_part:
            yield "lead"


def _is_name(word):
    """Whether a word is written as names are, and cannot deny anything."""
    return (
        word[0].isupper()
        and word.lower() not in VETOES
        and word[1:] == word[1:].lower()
    )
