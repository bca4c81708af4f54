"""A message from the mailbox to the acknowledgement that leaves by SMTP."""

import pytest
from playwright.sync_api import expect
from support.dovecot import PASSWORD, USER
from support.office import LANGUAGES
from support.polling import wait_until

MODULE = "complaint_management"
DESK = "complaints@desk.example"
COMPLAINT = "complaint.complaint"
INTAKE = "complaint.intake"
PLAIN = "mikel_mail/plain_emails_basic_email.eml"
JAPANESE = "mikel_mail/multi_charset_japanese_iso_2022.eml"
GERMAN = "php_mime_parser/m0008.txt.eml"


@pytest.fixture(scope="module")
def mailbox(office, dovecot, smtp_sink):
    """The desk's mailbox, known to Odoo as an incoming mail server."""
    admin = office.admin
    if not admin.find("mail.alias.domain", [("name", "=", "desk.example")], "id"):
        admin.create("mail.alias.domain", name="desk.example")
    admin.call("complaint.team", "write", [office.team_id], {"alias_name": USER})
    server = admin.create(
        "fetchmail.server",
        name="Desk",
        server_type="imap",
        server="127.0.0.1",
        port=dovecot.port,
        is_ssl=False,
        user=USER,
        password=PASSWORD,
    )
    admin.call("fetchmail.server", "button_confirm_login", [server])
    dovecot.fetch = lambda: admin.call("fetchmail.server", "fetch_mail", [server])
    return dovecot


@pytest.fixture
def receive(office, mailbox, shared):
    """Delivers a message as the desk's mail server would; returns its row."""

    def receive(name, **headers):
        headers = {"Delivered-To": DESK, **headers}
        lines = [f"{key}: {value}\r\n" for key, value in headers.items()]
        before = office.admin.find(INTAKE, [], "id") or {"id": 0}
        mailbox.deliver("".join(lines).encode() + read_mail(shared, name))
        mailbox.fetch()
        assert mailbox.unread() == 0
        return wait_until(
            lambda: office.admin.find(
                INTAKE,
                [("id", ">", before["id"]), ("state", "!=", "received")],
                *("id", "state", "kind", "reason", "detail", "complaint_id"),
            ),
            f"{name} is processed",
        )

    return receive


def read_mail(shared, name):
    """A message of the collection, with the line ends of the network."""
    raw = (shared / "mails" / name).read_bytes()
    return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def read_complaint(office, intake, *fields):
    """The complaint that came of a row."""
    assert intake["state"] == "processed", intake
    complaint_id = intake["complaint_id"][0]
    (complaint,) = office.admin.call(COMPLAINT, "read", [complaint_id], list(fields))
    return complaint


@pytest.mark.parametrize(
    ("name", "sender", "subject", "words"),
    [
        (PLAIN, "test@lindsaar.net", "Testing 123", "Hope it works well!"),
        (JAPANESE, "raasdnil@gmail.com", "まみむめも", "すみません。"),
        (GERMAN, "doug@example.com", "Die Hasen und die Frösche", "mißliche Lage"),
    ],
)
def test_message_becomes_complaint_and_is_acknowledged(
    office, receive, smtp_sink, name, sender, subject, words
):
    intake = receive(name)
    complaint = read_complaint(
        office,
        intake,
        *("number", "name", "description", "email_normalized", "team_id", "phase"),
    )
    assert subject in complaint["name"]
    assert words in complaint["description"]
    assert complaint["email_normalized"] == sender
    assert complaint["team_id"][0] == office.team_id
    assert complaint["phase"] == "new"

    (answer,) = wait_until(
        lambda: smtp_sink.sent_to(sender), f"{sender} has an acknowledgement"
    )
    assert complaint["number"] in answer["Subject"]
    assert "Auto-Submitted" in answer


def test_same_message_twice_is_one_complaint(office, receive, mailbox, shared):
    intake = receive(PLAIN, **{"Message-ID": "<twice@customer.example>"})
    rows = office.admin.call(INTAKE, "search_count", [])
    mailbox.deliver(
        f"Delivered-To: {DESK}\r\nMessage-ID: <twice@customer.example>\r\n".encode()
        + read_mail(shared, PLAIN)
    )
    mailbox.fetch()
    assert mailbox.unread() == 0
    assert office.admin.call(INTAKE, "search_count", []) == rows
    assert intake["complaint_id"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_agent_sees_what_came_in(office, receive, seat, language):
    message_id = f"<seen-{language}@customer.example>"
    intake = receive(GERMAN, **{"Message-ID": message_id})
    agent = seat("agent", language)
    agent.open(f"complaints/{intake['complaint_id'][0]}", "form")
    expect(agent.field("name").locator("textarea")).to_have_value(
        "Die Hasen und die Frösche (Microsoft Outlook 00)"
    )
    agent.photograph("complaint_by_mail")
    agent.open("complaint-intake", "list")
    agent.photograph("incoming_mail")
    agent.open(f"complaint-intake/{intake['id']}", "form")
    agent.open_page("preview")
    expect(agent.field("preview")).to_contain_text("Die Hasen und die Frösche")
    agent.photograph("incoming_mail_preview")


@pytest.mark.parametrize("language", LANGUAGES)
def test_supervisor_sees_the_health_of_the_mail(office, mailbox, seat, language):
    mailbox.fetch()
    supervisor = seat("supervisor", language)
    action = office.admin.ref(f"{MODULE}.complaint_intake_health_action")
    supervisor.open(f"action-{action}", "form")
    expect(supervisor.field("date_fetched")).not_to_be_empty()
    expect(supervisor.field("waiting_count")).to_have_text("0")
    supervisor.photograph("mail_health")
