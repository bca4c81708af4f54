"""What becomes of the mail of customers: the fate, the author and the words of each."""

import itertools
import json

import pytest
from support.mail_programs import FOLDER, read_table

PLAY = """
import json, sys
sys.path.insert(0, {folder!r})
from support import mail_fates
print(json.dumps(mail_fates.play(env)))
"""
ANSWER = {"case": True, "author": True, "words": True, "internal": False}
NOTE = {**ANSWER, "internal": True}


@pytest.fixture(scope="module")
def played(testbed):
    """What became of each row of the table, by section."""
    with testbed.database("ready") as database:
        script = PLAY.format(folder=str(FOLDER))
        return json.loads(testbed.shell(database, script).splitlines()[-1])


def assert_all(played, section, expect):
    """Say, a line each, of which rows something else became than expected."""
    rows = read_table(FOLDER / "mail_fates.txt", section)
    mistakes = [
        f"{cells} {became}"
        for cells, became in zip(rows, played[section], strict=True)
        if became != expect(*cells)
    ]
    assert rows
    assert not mistakes, "\n".join(mistakes)


def test_complaints(played):
    """First mails become complaints in the words of whoever wrote them."""
    names = dict(read_table(FOLDER / "mail_fates.txt", "customers"))
    numbers = itertools.count()
    assert_all(
        played,
        "complaints",
        lambda language, *cells: {
            "fate": "complaint",
            "customer": [
                names[language],
                f"complaints{next(numbers)}@customer.example",
            ],
            "words": True,
            "answered": True,
        },
    )


def test_replies(played):
    """Only thanks and nothing else ask for nobody; they stand in the case, too."""
    fates = {
        "thanks": {"fate": "thanks", **NOTE},
        "follow_up": {"fate": "follow_up", **ANSWER},
    }
    assert_all(played, "replies", lambda language, program, fate, words: fates[fate])


def test_notices_of_absence(played):
    assert_all(played, "absences", lambda *cells: {"fate": "auto_reply", **NOTE})


@pytest.mark.parametrize("section", ["people", "charsets"])
def test_people_are_heard(played, section):
    """Neither words of machines nor wrong characters cost a customer his answer."""
    assert_all(played, section, lambda *cells: {"fate": "follow_up", **ANSWER})
