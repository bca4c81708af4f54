"""An agent without any further right answers a customer, in Chromium: what looks sent has
left, and what has not left is said."""

import base64
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from playwright.sync_api import expect
from support.office import LANGUAGES, login
from support.polling import wait_until

pytestmark = pytest.mark.parametrize("language", LANGUAGES)

COMPLAINT = "complaint.complaint"
SOLUTION = "complaint.solution"
DESK = "answers@desk.example"


@pytest.fixture(scope="module")
def desk(office):
    """The desk has an address."""
    admin = office.admin
    if not admin.find("mail.alias.domain", [("name", "=", "desk.example")], "id"):
        admin.create("mail.alias.domain", name="desk.example")
    team = [office.team_id]
    before = admin.call("complaint.team", "read", team, ["alias_name"])[0]
    admin.call("complaint.team", "write", team, {"alias_name": "answers"})
    yield
    values = {"alias_name": before["alias_name"]}
    admin.call("complaint.team", "write", team, values)


@pytest.fixture
def complain(office, desk, language):
    """A complaint by mail of a customer whom nobody knows: its id."""

    def complain(name, words):
        message = EmailMessage(policy=SMTP)
        message["From"] = f"{name} <{name.lower()}-{language}@customer.example>"
        message["To"] = DESK
        message["Subject"] = f"{words} ({language})"
        message["Message-ID"] = f"<{name}-{language}@customer.example>"
        message.set_content(words)
        raw = base64.b64encode(message.as_bytes()).decode()
        office.admin.call("complaint.intake", "deliver", raw, DESK)
        subject = [("name", "=", message["Subject"])]
        return wait_until(
            lambda: office.admin.find(COMPLAINT, subject, "id"), "the case is there"
        )["id"]

    return complain


def write(agent, words):
    """Type into the composer of *Send message* and send."""
    agent.find("button.o-mail-Chatter-sendMessage").click()
    agent.find(".o-mail-Composer-input").first.fill(words)
    agent.photograph("composer")
    agent.find(".o-mail-Composer-send").first.click()


def test_answer_reaches_the_customer(seat, office, smtp_sink, complain, language):
    complaint = complain("Zhou", "The lift is stuck 电梯停了")
    agent = seat("agent", language).open(f"complaints/{complaint}", "form")
    words = f"We send somebody 马上派人 ({language})"
    write(agent, words)
    expect(agent.find(".o-mail-Message").filter(has_text=words).first).to_be_visible()
    agent.photograph("answered")
    address = f"zhou-{language}@customer.example".lower()
    answer = wait_until(
        lambda: [
            mail
            for mail in smtp_sink.sent_to(address)
            if words in mail.get_body(("plain",)).get_content()
        ],
        "the answer is in the sink",
    )[0]
    assert DESK in answer["Reply-To"]
    [contact] = office.admin.search_read(
        "complaint.contact", [("complaint_id", "=", complaint)], "state", "user_id"
    )
    assert contact["state"] == "done"
    assert contact["user_id"][0] == office.user_ids[login("agent", language)]


def test_what_reaches_nobody_is_said(seat, office, language):
    """Without an address; the words typed are not lost."""
    complaint = office.session("agent", language).create(
        COMPLAINT, name=f"No address ({language})", customer_name="Li", phone="1234567"
    )
    agent = seat("agent", language).open(f"complaints/{complaint}", "form")
    write(agent, "We call you")
    dialog = agent.find(".o_error_dialog, .modal").first
    expect(dialog).to_be_visible()
    agent.photograph("answer_refused")
    dialog.locator("footer button").first.click()
    expect(agent.find(".o-mail-Composer-input").first).to_have_value("We call you")
    assert not office.admin.find(
        "mail.message",
        [
            ("model", "=", COMPLAINT),
            ("res_id", "=", complaint),
            ("body", "like", "call"),
        ],
        "id",
    )
    agent.errors.clear()


def test_merge_is_clicked_with_the_mouse(seat, office, language):
    """The button lies where the mouse can reach it, at every width."""
    values = {
        "customer_name": "Wang",
        "phone": f"139000{len(language)}{ord(language[0])}",
    }
    agent_session = office.session("agent", language)
    for number in range(2):
        last = agent_session.create(COMPLAINT, name=f"Noise {number}", **values)
    agent = seat("agent", language)
    for width in (1440, 1366, 390):
        agent.page.set_viewport_size({"width": width, "height": 800})
        agent.open(f"complaints/{last}", "form")
        button = agent.find("button[name=action_merge_similar]")
        box = button.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        agent.page.mouse.click(x, y)
        expect(agent.find(".modal .o_form_view")).to_be_visible()
        agent.photograph(f"merge_{width}")


def test_leaving_an_empty_form_leaves_nothing(seat, office, language):
    complaint = office.session("agent", language).create(
        COMPLAINT, name=f"Ghost ({language})", customer_name="Li", phone="1234567"
    )
    agent = seat("agent", language)
    domain = [("complaint_id", "=", complaint)]
    for model in (SOLUTION, "complaint.letter"):
        action = office.admin.create(
            "ir.actions.act_window",
            name="New",
            res_model=model,
            view_mode="form",
            context=f"{{'default_complaint_id': {complaint}}}",
        )
        agent.page.goto(f"/odoo/action-{action}/new")
        agent.wait_for_view("form")
        agent.page.goto("/odoo/complaints")
        agent.wait_for_view("kanban")
        assert not office.admin.find(model, domain, "id"), model
