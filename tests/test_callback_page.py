"""The page on which a customer says whether he is satisfied, on a phone."""

import pytest
import requests
from playwright.sync_api import expect
from support.office import LANGUAGES

pytestmark = pytest.mark.parametrize("language", LANGUAGES)

CALLBACK = "complaint.callback"
PHONE = {"width": 390, "height": 844}
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605.1"
SUBJECTS = {"en_US": "Washing machine leaks", "zh_CN": "洗衣机漏水"}
# answers that come sooner after the mail are taken for those of a robot
ROBOT_MILLISECONDS = 11_000
DISSATISFIED = 3


@pytest.fixture
def callback(admin, smtp_sink, language):
    """A follow-up whose customer got the link by mail: its id and its path."""
    company_id = admin.ref("base.main_company")
    admin.call("res.company", "write", [company_id], {"email": "desk@desk.example"})
    partner_id = admin.create(
        "res.partner", name="Wang Fang", email="wang@customer.example", lang=language
    )
    complaint_id = admin.create(
        "complaint.complaint", name=SUBJECTS[language], partner_id=partner_id
    )
    callback_id = admin.create(CALLBACK, complaint_id=complaint_id)
    admin.call(CALLBACK, "action_send_link", [callback_id])
    (token,) = admin.call(CALLBACK, "read", [callback_id], ["access_token"])
    return callback_id, f"/complaint/callback/{callback_id}/{token['access_token']}"


@pytest.fixture
def phone(browser, odoo_server, language):
    """The customer's phone; errors in its console make the test fail."""
    context = browser.new_context(
        base_url=odoo_server.url,
        locale=language.replace("_", "-"),
        viewport=PHONE,
        is_mobile=True,
        user_agent=SAFARI,
    )
    errors = []
    context.on("console", lambda line: line.type == "error" and errors.append(line))
    yield context
    context.close()
    assert not errors, [line.text for line in errors]


def answers(admin, callback_id):
    """State of the follow-up, and what came through its link."""
    (record,) = admin.call(CALLBACK, "read", [callback_id], ["state", "answer_ids"])
    rows = admin.call(
        "complaint.callback.answer", "read", record["answer_ids"], ["flag", "comment"]
    )
    return record["state"], [(row["flag"], row["comment"] or "") for row in rows]


def choose_dissatisfied(page):
    page.locator("input[name=grade]").nth(DISSATISFIED).check()


def test_scanner_changes_nothing_and_the_first_answer_counts(
    admin, odoo_server, phone, callback, screenshots, language
):
    callback_id, path = callback
    for agent in ("Mozilla/5.0 (compatible; SafeLinks)", "curl/8.5", ""):
        reply = requests.get(
            odoo_server.url + path, headers={"User-Agent": agent}, timeout=60
        )
        assert reply.status_code == 200
    assert answers(admin, callback_id) == ("planned", [])

    first, second = phone.new_page(), phone.new_page()
    for page in (first, second):
        page.goto(path)
        expect(page.locator("body")).to_contain_text(SUBJECTS[language])
        assert page.locator("html").get_attribute("lang") == language.replace("_", "-")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"], "nothing has to be moved sideways"
    first.screenshot(path=screenshots / f"callback_page_{language}.png", full_page=True)
    first.wait_for_timeout(ROBOT_MILLISECONDS)

    choose_dissatisfied(first)
    first.locator("button[type=submit]").click()
    expect(first.locator(".alert-danger")).to_be_visible()
    expect(first.locator("input[name=grade]").nth(DISSATISFIED)).to_be_checked()
    first.screenshot(
        path=screenshots / f"callback_page_comment_{language}.png", full_page=True
    )
    assert answers(admin, callback_id) == ("planned", []), "why? is still to be said"
    first.locator("#comment").fill("Still leaks 还在漏水")
    first.locator("button[type=submit]").click()
    expect(first.locator(".alert-success")).to_be_visible()
    first.screenshot(path=screenshots / f"callback_page_thanks_{language}.png")

    second.locator("input[name=grade]").first.check()
    second.locator("button[type=submit]").click()
    expect(second.locator(".alert-success")).to_be_visible()
    assert answers(admin, callback_id) == (
        "done",
        [(False, "Still leaks 还在漏水"), ("second", "")],
    )
