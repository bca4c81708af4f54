"""Text that wants to become a program: it stays text wherever it is shown."""

import base64
import io
import json
import re
import subprocess
from email.message import EmailMessage

import openpyxl
import pytest
from devkit import programs
from playwright.sync_api import expect
from support.polling import wait_until
from support.trap import Trap

MARK = "trapped"
SCRIPTS = (
    "<script>alert('{mark}')</script>",
    "<img src=x onerror=\"alert('{mark}')\">",
    "<svg onload=\"alert('{mark}')\"><script>alert('{mark}')</script></svg>",
    "<svg><animate onbegin=alert('{mark}') attributeName=x dur=1s></svg>",
    "<iframe srcdoc=\"<script>parent.alert('{mark}')</script>\"></iframe>",
    "<iframe src=\"javascript:parent.alert('{mark}')\"></iframe>",
    "<object data=\"data:text/html,<script>parent.alert('{mark}')</script>\"></object>",
    "<embed src=\"javascript:alert('{mark}')\">",
    "<details open ontoggle=\"alert('{mark}')\">x</details>",
    "<input autofocus onfocus=\"alert('{mark}')\">",
    "<video><source onerror=\"alert('{mark}')\"></video>",
    "<body onload=\"alert('{mark}')\">",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1'
    " onerror=alert('{mark}')&gt;\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert('{mark}')>\">",
    '<style>@keyframes x{{}}</style><p style="animation-name:x"'
    " onanimationstart=\"alert('{mark}')\">x</p>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert('{mark}')\">",
    "<base href=\"javascript:alert('{mark}')//\">",
    "<a id=bait href=\"javascript:alert('{mark}')\">bait</a>",
    "<a id=bait href=\" jAvA&#x09;script:alert('{mark}')\">bait</a>",
    "<form action=\"javascript:alert('{mark}')\"><button id=bait>bait</button></form>",
    '<t t-out="7777*7"/><p t-on-click="alert(\'{mark}\')" t-if="1">owl</p>',
)
FETCHES = (
    '<img src="{url}/image">',
    '<iframe src="{url}/frame"></iframe>',
    '<iframe src="file:///etc/passwd" width=900 height=900></iframe>',
    '<img src="file:///etc/passwd">',
    '<link rel=stylesheet href="{url}/link">',
    "<style>@import '{url}/style'; body {{ background: url({url}/background) }}</style>",
    '<p style="background:url({url}/inline)">x</p>',
    '<object data="{url}/object"></object>',
    '<embed src="file:///etc/passwd">',
)
TEMPLATES = (
    "{{ 7777*7 }} ${7777*7} #{7777*7} {% print(7777*7) %} <%= 7777*7 %> %(name)s"
    ' {0.__class__} <t t-out="7777*7"/>'
)
RESULT = str(7777 * 7)
FORMULAS = (
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","x")',
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "{=1+1}",
    "external:c:\\windows\\system32\\calc.exe",
)
BREAKOUT = f"\"'><img src=x onerror=alert('{MARK}')><script>alert('{MARK}')</script>"


@pytest.fixture(scope="module")
def trap():
    with Trap() as trap:
        yield trap


@pytest.fixture(scope="module")
def receive(office, smtp_sink):
    """Has a message processed; returns the complaint."""
    admin = office.admin

    def receive(subject, body, name="", files=(), subtype="html"):
        message = EmailMessage()
        message["Subject"] = subject
        message["From"] = "Mallory <mallory@evil.example>"
        if name:
            message.replace_header("From", f'"{name}" <mallory@evil.example>')
        message["To"] = "desk@vectors.example"
        message.set_content(body, subtype=subtype)
        for file in files:
            message.add_attachment(
                BREAKOUT.encode(), maintype="text", subtype="html", filename=file
            )
        content = base64.b64encode(message.as_bytes()).decode()
        before = (admin.find("complaint.intake", [], "id") or {"id": 0})["id"]
        assert admin.call(
            "complaint.intake", "deliver", content, "desk@vectors.example"
        )
        intake = wait_until(
            lambda: admin.find(
                "complaint.intake",
                [("id", ">", before), ("state", "!=", "received")],
                *("state", "detail", "complaint_id"),
            ),
            f"{subject} is processed",
        )
        assert intake["state"] == "processed", intake
        return intake["complaint_id"][0]

    domain = admin.create("mail.alias.domain", name="vectors.example")
    alias = admin.create(
        "complaint.team", name="Vectors", alias_name="desk", alias_domain_id=domain
    )
    admin.create(
        "complaint.team.member", team_id=alias, user_id=office.user_ids["agent_en"]
    )
    return receive


@pytest.fixture(scope="module")
def attack(receive, trap):
    """One complaint with everything in it."""
    vectors = [vector.format(mark=MARK) for vector in SCRIPTS]
    vectors += [vector.format(url=trap.url) for vector in FETCHES]
    return receive(
        f"{BREAKOUT} {TEMPLATES}",
        "".join([f"<p>{TEMPLATES}</p>", *vectors]),
        name=BREAKOUT.replace('"', '\\"'),
        files=[f"{BREAKOUT}.html".replace("/", "_"), "../../../x.html", "=1+1.html"],
    )


@pytest.fixture
def agent(seat, trap):
    """An agent whose browser is armed. What is broken in the mail may be missing."""
    agent = seat("agent")
    trap.arm(agent.page)
    yield agent
    assert not [error for error in agent.errors if MARK in error]
    agent.errors.clear()


def assert_inert(agent, trap):
    agent.settle()
    assert not trap.fetched
    for bait in agent.find("#bait, [href*=script]").all():
        bait.dispatch_event("click")
    agent.page.wait_for_timeout(300)
    assert not trap.trapped(agent.page)
    assert RESULT not in agent.find("body").inner_text()


def test_form_and_chatter(agent, trap, attack):
    agent.open(f"complaints/{attack}", "form")
    expect(agent.find(".o-mail-Message").first).to_be_visible()
    assert_inert(agent, trap)
    agent.photograph("vectors_form")


def test_reading_a_mail_tells_nobody(agent, trap, receive):
    """A picture elsewhere is fetched by whoever follows its link, not by reading."""
    complaint = receive(
        "Where is my parcel",
        f'<p>My parcel:</p><p><img src="{trap.url}/parcel.jpg"></p>'
        f'<p style="background:url({trap.url}/b)">Bye</p>'
        f'<img src="{trap.url}/pixel" width="1" height="1">',
    )
    agent.open(f"complaints/{complaint}", "form")
    thread = agent.find(".o-mail-Message").filter(has_text="My parcel")
    expect(thread.get_by_role("link", name="parcel.jpg")).to_be_visible()
    agent.settle()
    agent.photograph("picture_elsewhere")
    assert not trap.fetched
    with agent.page.context.expect_page() as opened:
        thread.get_by_role("link", name="parcel.jpg").click()
    opened.value.wait_for_load_state()
    assert trap.fetched == ["/parcel.jpg"]
    trap.fetched.clear()


def test_long_lines_wrap(agent, receive):
    complaint = receive("One long line", "包裹破损 broken " * 300, subtype="plain")
    agent.open(f"complaints/{complaint}", "form")
    lines = agent.find(".o-mail-Message pre").first
    expect(lines).to_be_visible()
    assert lines.evaluate("lines => lines.scrollWidth <= lines.clientWidth + 1")
    agent.photograph("long_line")


def test_looking_saves_nothing(office, agent, receive):
    """The editor tidies what it shows: what the customer wrote stays as it is."""
    text = "Price 5\xa0€ :\xa0too much\n  indented"
    complaint = receive("No-break spaces", text, subtype="plain")

    def read():
        domain = [("id", "=", complaint)]
        return office.admin.find("complaint.complaint", domain, "description")

    before = read()
    agent.open(f"complaints/{complaint}", "form")
    words = agent.find("[name=description] .note-editable")
    expect(words).to_contain_text("too much")
    words.click()
    agent.settle()
    agent.open("complaints", "kanban")
    agent.settle()
    assert read() == before


@pytest.mark.parametrize("view", ["kanban", "list"])
def test_list_and_kanban(agent, trap, attack, view):
    agent.open("complaints", "kanban")
    if view == "list":
        agent.switch_to("list")
    expect(agent.find("body")).to_contain_text("onerror")
    assert_inert(agent, trap)


def test_tray(agent, trap, attack):
    agent.open("complaint-intake", "list")
    agent.find(".o_facet_remove").click()
    expect(agent.find("body")).to_contain_text("onerror")
    assert_inert(agent, trap)


def test_page_of_the_outside_party(office, agent, trap, attack):
    partner = office.admin.create(
        "res.partner", name="Developer", email="d@dev.example"
    )
    category = office.admin.ref("complaint_management.complaint_category_product")
    office.admin.call(
        "complaint.complaint", "write", [attack], {"category_id": category}
    )
    wizard = office.admin.create(
        "complaint.complaint.dispatch", complaint_ids=[attack], partner_ids=[partner]
    )
    office.admin.call("complaint.complaint.dispatch", "action_dispatch", [wizard])
    assignment = office.admin.find(
        "complaint.assignment", [("complaint_id", "=", attack)], "access_token"
    )
    path = f"/complaint/assignment/{assignment['id']}/{assignment['access_token']}"
    agent.page.goto(path)
    expect(agent.find("body")).to_contain_text("7777*7")
    assert_inert(agent, trap)
    agent.photograph("vectors_party")


def test_letter_does_not_calculate(smtp_sink, attack):
    letters = wait_until(lambda: smtp_sink.sent_to("mallory@evil.example"), "a letter")
    for part in letters[0].walk():
        if part.get_content_maintype() == "text":
            assert RESULT not in part.get_content()
        if part.get_content_type() == "text/html":
            assert "<script" not in part.get_content()


@pytest.mark.parametrize(
    "report",
    ["complaint_management.complaint_registration_form"],
)
def test_print_fetches_nothing(office, trap, attack, report, tmp_path):
    if not programs.find("wkhtmltopdf") or not programs.find("pdftotext"):
        pytest.skip("wkhtmltopdf or pdftotext is missing.")
    trap.fetched.clear()
    agent = office.session("agent")
    answer = agent.http.get(f"{agent.url}/report/pdf/{report}/{attack}")
    assert answer.headers["Content-Type"] == "application/pdf", answer.text[:2000]
    path = tmp_path / "form.pdf"
    path.write_bytes(answer.content)
    text = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True
    ).stdout
    assert not trap.fetched
    assert "root:" not in text
    assert RESULT not in text
    assert "7777*7" in re.sub(r"\s", "", text)


def test_spreadsheet_calculates_nothing(office, smtp_sink, receive, attack):
    ids = [receive(formula, "<p>=1+1</p>", name=formula) for formula in FORMULAS]
    admin = office.admin
    names = ["name", "customer_name", "description", "team_id/name"]
    for groupby in ([], ["name"]):
        data = {
            "model": "complaint.complaint",
            "fields": [
                {"name": name, "label": f"={name}", "type": "char"} for name in names
            ],
            "ids": False if groupby else ids,
            "domain": [("id", "in", ids)],
            "groupby": groupby,
            "context": {},
            "import_compat": False,
        }
        answer = admin.http.get(
            f"{admin.url}/web/export/xlsx", params={"data": json.dumps(data)}
        )
        answer.raise_for_status()
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
        assert len(cells) > len(ids) * 3
        assert not [cell.value for cell in cells if cell.data_type == "f"]
        assert not [cell.value for cell in cells if cell.hyperlink]
    # the mail server is there until everybody is answered
    wait_until(
        lambda: len(smtp_sink.sent_to("mallory@evil.example")) > len(FORMULAS),
        "all are answered",
    )
