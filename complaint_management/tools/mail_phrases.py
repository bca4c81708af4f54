"""Words by which mail programs and people mark parts of a message.

They stand in two tables beside this file, by language and with their sources.
"""

import json
import unicodedata
from pathlib import Path

FOLDER = Path(__file__).parent


def load(name: str) -> dict:
    """A table of phrases."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def join(table: dict) -> tuple[str, ...]:
    """The phrases of all languages, each once, as NFKC writes them."""
    return tuple(
        dict.fromkeys(
            unicodedata.normalize("NFKC", phrase)
            for phrases in table.values()
            for phrase in phrases
        )
    )


PROGRAMS = load("mail_phrases.json")
THANKS = load("thanks_phrases.json")

AUTOMATIC_SUBJECTS = join(PROGRAMS["automatic_subjects"])
BOUNCE_SUBJECTS = join(PROGRAMS["bounce_subjects"])
BOUNCE_TEXTS = tuple(PROGRAMS["bounce_texts"])
BOUNCE_WORDS = tuple(PROGRAMS["bounce_words"])
FIELDS = frozenset(join(PROGRAMS["fields"]))
SENDER_FIELDS = frozenset(PROGRAMS["sender_fields"])
VERBS = join(PROGRAMS["wrote"])
SEPARATORS = frozenset(join(PROGRAMS["separators"]))
DEVICE_SIGNATURES = join(PROGRAMS["device_signatures"])
DEVICES = tuple(PROGRAMS["devices"])
