"""A customer who asked to be forgotten is in no backup: neither in the dump nor in a
file of the file store."""

import base64
import re
import zipfile

import pytest

CANARY = "Kanarienvogel"
# in messages the address is written in small letters
SPELLINGS = (CANARY, CANARY.lower())
CHUNK = 1024 * 1024

# a closed case with everything that a customer may leave behind
ENTER = f"""
import base64

env["complaint.team"].search([], limit=1).alias_name = "canary"
mail = '''From: "{CANARY}" <{CANARY.lower()}@customer.example>
To: canary@desk.example
Subject: {CANARY} is angry
Message-ID: <{CANARY}-1@customer.example>
Date: Mon, 02 Mar 2026 08:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

{CANARY} complains about a broken machine.
--b
Content-Type: text/plain; name="{CANARY}.txt"
Content-Disposition: attachment; filename="{CANARY}.txt"
Content-Transfer-Encoding: base64

''' + base64.b64encode(b"A letter of {CANARY}" * 50).decode() + '''
--b--
'''
domain = env["mail.alias.domain"].search([], limit=1)
domain = domain or domain.create({{"name": "desk.example"}})
env["mail.alias"].search([("alias_name", "=", "canary")]).alias_domain_id = domain
domain.name = "desk.example"
env["mail.thread"].message_process(None, mail)
intake = env["complaint.intake"].search([], order="id desc", limit=1)
intake._process()
case = env["complaint.complaint"].search([], order="id desc", limit=1)
customer = env["res.partner"].create(
    {{
        "name": "Ms {CANARY}",
        "email": "{CANARY.lower()}@customer.example",
        "street": "{CANARY} Road 1",
        "image_1920": env.company.logo,
    }}
)
case.write(
    {{
        "partner_id": customer.id,
        "description": "<p>{CANARY} says it broke</p>",
        "confidential_note": "{CANARY}",
        "category_id": env["complaint.category"].search([], limit=1).id,
        "validity": "valid",
        "outcome": "solved",
        "outcome_note": "{CANARY} agreed",
    }}
)
env["complaint.contact"].create(
    {{"complaint_id": case.id, "content": "Called {CANARY}", "person": "{CANARY}"}}
)
case.message_post(body="Dear {CANARY}", partner_ids=customer.ids)
env["ir.attachment"].create(
    {{
        "name": "{CANARY}.txt",
        "raw": b"Photograph of {CANARY}" * 50,
        "res_model": case._name,
        "res_id": case.id,
    }}
)
env.flush_all()
env.cr.execute(
    "UPDATE complaint_complaint SET phase = 'closed', date_closed = now()"
    " WHERE id = %s",
    [case.id],
)
env.cr.commit()
print(case.id, customer.id)
"""
FORGET = """
wizard = env["complaint.anonymise"].create({{"partner_id": {customer_id}}})
wizard.action_anonymise()
env.cr.commit()
# as every night, a day later: what browsers were sent is kept for a day
env["ir.config_parameter"].set_param("bus.gc_retention_seconds", "0")
env["bus.bus"]._gc_messages()
env["ir.attachment"]._gc_file_store()
env.cr.commit()
"""


@pytest.fixture(scope="module")
def database(testbed):
    """A database of its own: nobody else writes files into it."""
    with testbed.database("ready") as name:
        yield name


@pytest.fixture
def backup(testbed, database, tmp_path):
    """Makes a backup as the database manager does: dump and file store."""

    def make():
        path = tmp_path / "backup.zip"
        done = testbed.run("db", "dump", database, str(path))
        assert done.returncode == 0, done.stderr
        return path

    return make


def get_traces():
    """How the name would look in a dump: as text, as the hexadecimal digits of bytes,
    or in BASE64, where it depends on what stands before it."""
    traces = set()
    for spelling in SPELLINGS:
        raw = spelling.encode()
        traces |= {raw, raw.hex().encode()}
        for shift in range(3):
            encoded = base64.b64encode(bytes(shift) + raw)
            # the first and last characters also belong to the neighbours
            traces.add(encoded[4 if shift else 0 : -4])
    return re.compile(b"|".join(re.escape(trace) for trace in sorted(traces)))


def find_traces(path):
    """Files of the backup in which the customer is found."""
    traces = get_traces()
    found = set()
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            with archive.open(name) as file:
                before = b""
                while chunk := file.read(CHUNK):
                    if traces.search(before + chunk):
                        found.add(name)
                    before = chunk[-100:]
    return found


def test_customer_is_in_no_backup(testbed, database, backup):
    _case_id, customer_id = testbed.shell(database, ENTER).split()
    found = find_traces(backup())
    assert "dump.sql" in found
    assert len(found) > 2, "the dump, and files that the customer sent"
    testbed.shell(database, FORGET.format(customer_id=customer_id))
    assert not find_traces(backup())
