"""A department's contact in Chinese: from the mail in his mailbox to the accepted reply,
with a real mail server and Chromium."""

import re

import pytest
from playwright.sync_api import expect
from support.office import DEPARTMENTS, login
from support.polling import wait_until

LANGUAGE = "zh_CN"
ASSIGNMENT = "complaint.assignment"
CONTACT = f"{login('respondent', LANGUAGE)}@desk.example"
DESK = f"{login('agent', LANGUAGE)}@desk.example"
SECRET = "13912345678"


@pytest.fixture
def mails(office, smtp_sink):
    """Gives the mails to an address since the test began, once there are some."""
    # the queue need not wait for its hour
    cron = office.admin.ref("mail.ir_cron_mail_scheduler_action")
    begun = len(smtp_sink.messages)

    def mails(address):
        office.admin.call("ir.cron", "method_direct_trigger", [cron])
        return wait_until(
            lambda: [
                m for m in smtp_sink.sent_to(address) if m in smtp_sink.messages[begun:]
            ],
            f"{address} has a mail",
        )

    return mails


@pytest.fixture
def assignment(office, mails):
    """A case dispatched by the Chinese agent to the Chinese department."""
    agent = office.session("agent", LANGUAGE)
    complaint = agent.create(
        "complaint.complaint",
        name="电梯停运三天",
        customer_name="王芳",
        phone=SECRET,
        category_id=office.admin.ref("complaint_management.complaint_category_product"),
    )
    wizard = agent.create(
        "complaint.complaint.dispatch",
        complaint_ids=[complaint],
        department_ids=[office.department_ids[LANGUAGE]],
    )
    agent.call("complaint.complaint.dispatch", "action_dispatch", [wizard])
    return office.admin.find(
        ASSIGNMENT, [("complaint_id", "=", complaint)], "number", "state"
    )


def read_html(message):
    """The HTML of a mail, as its reader's program shows it."""
    return message.get_body(preferencelist=("html", "plain")).get_content()


def find_link(message):
    """The address behind the button of the mail."""
    links = re.findall(r'href="([^"]+/mail/view[^"]*)"', read_html(message))
    return links[0].replace("&amp;", "&")


def test_from_the_mail_to_the_accepted_reply(
    seat, office, mails, assignment, screenshots
):
    (mail,) = mails(CONTACT)
    assert assignment["number"] in mail["Subject"]
    assert "签收" in mail["Subject"]
    text = read_html(mail)
    assert DEPARTMENTS[LANGUAGE] in text
    assert SECRET not in text

    contact = seat("respondent", LANGUAGE)
    contact.page.set_content(text)
    contact.page.screenshot(path=screenshots / "department_mail_zh_CN.png")

    path = "/" + find_link(mail).split("/", 3)[3]
    contact.page.goto(path)
    contact.wait_for_view("form")
    expect(contact.field("number")).to_contain_text(assignment["number"])
    contact.photograph("department_1_from_the_mail")
    contact.press_button("action_sign")
    contact.open_page("reply")
    contact.fill("reply", "曳引机轴承损坏，今日已更换。")
    contact.photograph("department_2_reply")
    contact.press_button("action_reply")
    expect(contact.find("button[name=action_reply]")).to_have_count(0)

    (notice,) = mails(DESK)
    assert assignment["number"] in notice["Subject"]
    agent = seat("agent", LANGUAGE)
    agent.page.goto("/" + find_link(notice).split("/", 3)[3])
    agent.wait_for_view("form")
    agent.photograph("department_3_reply_at_the_desk")
    agent.press_button("action_accept")
    expect(agent.find("button[name=action_accept]")).to_have_count(0)
    contact.open(f"complaint-assignments/{assignment['id']}", "form")
    contact.photograph("department_4_accepted")

    fields = ["state", "reply", "date_signed", "date_replied", "date_accepted"]
    (done,) = office.admin.call(ASSIGNMENT, "read", [assignment["id"]], fields)
    assert done["state"] == "accepted"
    assert "已更换" in done["reply"]
    assert done["date_signed"] <= done["date_replied"] <= done["date_accepted"]
