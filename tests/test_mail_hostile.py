"""Messages made to stop the intake: what they cost a real process.

Processor time and memory, which other work on the machine does not disturb.
"""

import json

import pytest

MEGABYTE = 1024 * 1024
# Of the hostile message and the next one together.
SECONDS = 30
GROWTH = 400 * MEGABYTE
# read, held unread, or kept as what it is: a bounce
FATES = (("processed", False), ("processed", "recognised"), ("held", "suspicious"))
MESSAGES = """
import json
import random
import time
from pathlib import Path

from odoo.addons.complaint_management.tests.test_intake_hostile import (
    HEAD, attach, docx_bomb, png,
)
from odoo.addons.complaint_management.tools.mail_hazard import SIZE_LIMIT

PART = b"--b\\r\\nContent-Type: text/html\\r\\n\\r\\n<p>The words</p>\\r\\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\\r\\n\\r\\n"
HTML = HEAD + b"Content-Type: text/html\\r\\n\\r\\n"
CONTAINER = (
    b"Content-Type: multipart/mixed; boundary=b%d\\r\\n\\r\\n--b%d\\r\\n"
)
# a number that anybody can guess
ABOUT_A_CASE = HEAD.replace(b"hostile", b"C2026-00001")
BYTES = random.Random(1).randbytes

# the largest last: what they took is not always given back
MESSAGES = {
    "2000 HTML parts": lambda: MIXED + PART * 2000 + b"--b--",
    "as many HTML parts as allowed": lambda: MIXED + PART * 399 + b"--b--",
    "1500 nestings": lambda: HEAD + b"".join(CONTAINER % (i, i) for i in range(1500)),
    "picture of 30000 x 30000": lambda: attach(png(30000, 30000), b"a.png", b"image/png"),
    "NUL": lambda: HEAD + b"X-A: \\0\\r\\n\\r\\nThe words\\0\\0",
    "200 000 header lines": lambda: HEAD + b"X-A: 1\\r\\n" * 200_000 + b"\\r\\nThe words",
    "one header of 20 MB": lambda: HEAD + b"X-A: " + b"a " * 10**7 + b"\\r\\n\\r\\nThe words",
    "subject of 1 MB": lambda: HEAD.replace(b"hostile", b"=?utf-8?q?a?= " * 80_000)
    + b"\\r\\nThe words",
    "10 000 recipients": lambda: HEAD
    + b"Cc: " + b",\\r\\n ".join(b"a%d@x.example" % i for i in range(10_000))
    + b"\\r\\n\\r\\nThe words",
    "10 000 references": lambda: HEAD
    + b"References: " + b"\\r\\n ".join(b"<%d@x.example>" % i for i in range(10_000))
    + b"\\r\\n\\r\\nThe words",
    "docx bomb": lambda: attach(docx_bomb(), b"a.docx", b"application/vnd.x"),
    "endless quotations": lambda: HTML + b"<p>&gt; a</p>\\n" * 100_000,
    "endless marks of quotations": lambda: HTML
    + b"<blockquote class=gmail_quote>" * 20_000 + b"The words",
    "open tags": lambda: HTML + b"<div style='a:b'>" * 100_000 + b"The words",
    "open comments": lambda: HTML + b"<!--" * 500_000 + b"The words",
    "blank lines in HTML": lambda: HTML + b"<p>The words</p>" + b"\\n" * 500_000,
    "a header of blanks": lambda: HEAD
    + b"X-A: a" + b" " * 500_000 + b"b\\r\\n\\r\\nThe words",
    "blank lines about a case": lambda: ABOUT_A_CASE
    + b"\\r\\n" + b"\\n" * 500_000 + b"The words",
    "blanks in a bounce": lambda: ABOUT_A_CASE.replace(b"wang@", b"mailer-daemon@")
    + b"\\r\\nfinal-recipient:" + b"\\t" * 500_000 + b"x",
    "50 MB of text": lambda: HEAD + b"\\r\\n" + b"0123456789abcde\\n" * 3_276_800,
    "50 MB of a file": lambda: attach(BYTES(37_000_000), b"a.bin", b"application/x-a"),
    "a file as large as allowed": lambda: attach(
        BYTES(int(SIZE_LIMIT * 0.72)), b"a.bin", b"application/x-a"
    ),
    "text as large as allowed": lambda: HEAD
    + b"\\r\\n" + b"The words\\n" * (SIZE_LIMIT // 10 - 1000),
}
"""
MEASURE = """
STATUS = Path("/proc/self/status")
env["mail.alias.domain"].create({"name": "test.mycompany.com"})
env.ref("complaint_management.complaint_team_desk").alias_name = "desk"
env.cr.commit()


def deliver(raw):
    env["mail.thread"].message_process(None, raw)
    env.cr.commit()


def peak():
    [line] = [line for line in STATUS.read_text().splitlines() if "VmHWM" in line]
    return int(line.split()[1]) * 1024


def measure(raw, next_raw):
    Path("/proc/self/clear_refs").write_text("5")  # forget the highest peak
    before, start = peak(), time.process_time()
    deliver(raw)
    deliver(next_raw)
    env["complaint.intake"]._cron_process()
    spent, growth = time.process_time() - start, peak() - before
    hostile, after = env["complaint.intake"].search([], order="id desc", limit=2)[::-1]
    env["complaint.intake"].search([("state", "=", "received")]).state = "refused"
    fate = {"state": hostile.state, "reason": hostile.reason, "next": after.state}
    env.cr.commit()
    env.invalidate_all()
    return {**fate, "seconds": spent, "growth": growth}


def follow(number):
    return HEAD.replace(b"hostile", b"Honest %d" % number) + b"\\r\\nThe words %d" % number


measure(follow(0), follow(1))
found = {
    name: measure(write(), follow(number))
    for number, (name, write) in enumerate(MESSAGES.items(), 2)
}
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def measured(testbed):
    """What each message cost, in a database whose search unpacks attached files."""
    with testbed.database("ready", "attachment_indexation") as database:
        answer = testbed.shell(database, MESSAGES + MEASURE, "--max-cron-threads=0")
        return json.loads(answer.splitlines()[-1])


def test_each_is_processed_or_held(measured):
    fates = {name: (cost["state"], cost["reason"]) for name, cost in measured.items()}
    unknown = {name: fate for name, fate in fates.items() if fate not in FATES}
    assert not unknown


def test_next_message_is_processed(measured):
    assert {cost["next"] for cost in measured.values()} == {"processed"}


def test_none_takes_long(measured):
    seconds = {name: round(cost["seconds"], 1) for name, cost in measured.items()}
    assert not {name: spent for name, spent in seconds.items() if spent > SECONDS}


def test_none_takes_much_memory(measured):
    growth = {name: cost["growth"] // MEGABYTE for name, cost in measured.items()}
    assert not {
        name: size for name, size in growth.items() if size > GROWTH // MEGABYTE
    }
