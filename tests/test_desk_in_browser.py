"""The desk's daily work in Chromium, in English and in Chinese."""

import pytest
from playwright.sync_api import expect
from support.office import DEPARTMENTS, LANGUAGES, login
from support.polling import wait_until

pytestmark = pytest.mark.parametrize("language", LANGUAGES)

MODULE = "complaint_management"
COMPLAINT = "complaint.complaint"
ASSIGNMENT = "complaint.assignment"
BRAND = {"en_US": "Complaints", "zh_CN": "投诉"}
# where the value stands in the list of validities
VALID = 1


def complaint_named(office, subject, *fields):
    """The complaint as the administrator sees it."""
    return office.admin.find(COMPLAINT, [("name", "=", subject)], *fields)


def register(office, language, subject, **values):
    """A complaint that the agent has registered before."""
    agent = office.session("agent", language)
    return agent.create(COMPLAINT, name=f"{subject} ({language})", **values)


def test_agent_logs_in(seat, language):
    agent = seat("agent", language)
    agent.log_in(login("agent", language))
    agent.open_app()
    expect(agent.find(".o_menu_brand")).to_have_text(BRAND[language])
    agent.photograph("first_screen")


def test_agent_registers_by_phone(seat, office, language):
    agent = seat("agent", language).open("complaints/new", "form")
    agent.photograph("register_by_phone_empty")
    subject = f"Washing machine leaks 洗衣机漏水 ({language})"
    agent.fill("name", subject)
    agent.fill("customer_name", "王芳")
    agent.fill("phone", "13800138000")
    channel = office.admin.label(f"{MODULE}.complaint_channel_phone", language)
    agent.choose("channel_id", channel)
    category = office.admin.label(f"{MODULE}.complaint_category_product", language)
    agent.choose("category_id", category)
    agent.save()
    agent.photograph("register_by_phone_saved")

    complaint = complaint_named(
        office, subject, "number", "phase", "registered_by_id", "team_id", "category_id"
    )
    expect(agent.field("number")).to_contain_text(complaint["number"])
    assert complaint["phase"] == "new"
    assert complaint["registered_by_id"][0] == office.user_ids[login("agent", language)]
    assert complaint["team_id"][0] == office.team_id
    assert complaint["category_id"]


def test_agent_creates_quickly_in_kanban(seat, office, language):
    agent = seat("agent", language).open("complaints", "kanban")
    agent.find(".o_kanban_quick_add").first.click()
    subject = f"Parcel is missing 包裹丢失 ({language})"
    quick = agent.find(".o_kanban_quick_create")
    quick.locator(".o_field_widget[name=name] input").fill(subject)
    quick.locator(".o_field_widget[name=customer_name] input").fill("李雷")
    agent.photograph("kanban_quick_create")
    quick.locator(".o_kanban_add").click()
    expect(agent.find(".o_kanban_record").filter(has_text=subject)).to_be_visible()
    agent.page.keyboard.press("Escape")
    agent.photograph("kanban")
    assert complaint_named(office, subject, "phase")["phase"] == "new"


def test_agent_classifies_and_dispatches(seat, office, language):
    complaint_id = register(
        office, language, "Wrong invoice 发票有误", demand="Please correct it"
    )
    agent = seat("agent", language).open(f"complaints/{complaint_id}", "form")
    category = office.admin.label(f"{MODULE}.complaint_category_price", language)
    agent.choose("category_id", category)
    agent.pick("validity", VALID)
    agent.save()
    agent.press_action_button("d")
    agent.choose("department_ids", DEPARTMENTS[language])
    agent.photograph("dispatch_dialog")
    agent.press_button("action_dispatch")
    agent.open_page("assignments")
    expect(agent.find(".o_notebook .o_list_view .o_data_row")).to_have_count(1)
    agent.photograph("dispatched_complaint")

    assignment = office.admin.find(
        ASSIGNMENT, [("complaint_id", "=", complaint_id)], "state", "department_id"
    )
    assert assignment["state"] == "sent"
    assert assignment["department_id"][0] == office.department_ids[language]
    (complaint,) = office.admin.call(COMPLAINT, "read", [complaint_id], ["phase"])
    assert complaint["phase"] == "investigation"


def test_respondent_signs_and_replies(seat, office, language):
    assignment_id = dispatch(office, language, "Noise at night 夜间噪音")
    respondent = seat("respondent", language)
    respondent.open("complaint-assignments", "kanban")
    respondent.photograph("assignments_of_respondent")
    respondent.open(f"complaint-assignments/{assignment_id}", "form")
    respondent.photograph("assignment_to_sign")
    respondent.press_button("action_sign")
    respondent.open_page("reply")
    respondent.fill("reply", "The pump was loose. 水泵松动，已紧固。")
    respondent.photograph("assignment_reply")
    respondent.press_button("action_reply")
    expect(respondent.find("button[name=action_reply]")).to_have_count(0)
    respondent.photograph("assignment_replied")

    fields = ["state", "reply", "date_signed", "date_replied"]
    (assignment,) = office.admin.call(ASSIGNMENT, "read", [assignment_id], fields)
    assert assignment["state"] == "replied"
    assert "水泵松动" in assignment["reply"]
    assert assignment["date_signed"] <= assignment["date_replied"]


def test_agent_moves_to_the_next_stage(seat, office, language):
    category = office.admin.ref(f"{MODULE}.complaint_category_delivery")
    complaint_id = register(office, language, "Late parcel 晚到", category_id=category)
    agent = seat("agent", language).open(f"complaints/{complaint_id}", "form")
    stage = office.admin.ref(f"{MODULE}.complaint_stage_classification")
    agent.find(f".o_statusbar_status [data-value='{stage}']").click()
    # On a narrow form the buttons fold into a menu, so they need not be visible.
    moved = agent.find(f".o_statusbar_status [data-value='{stage}'][aria-checked=true]")
    expect(moved.first).to_be_attached()
    agent.photograph("moved_to_classification")
    classified = [("id", "=", complaint_id), ("phase", "=", "classification")]
    wait_until(
        lambda: office.admin.call(COMPLAINT, "search_count", classified),
        "the phase follows the stage",
    )


def test_agent_finds_two_chinese_characters(seat, office, language):
    found_id = register(office, language, "玻璃杯破损严重")
    register(office, language, "送货员态度不好")
    agent = seat("agent", language).open("complaints", "kanban")
    agent.switch_to("list")
    agent.photograph("list")
    agent.search("破损")
    rows = agent.find(".o_list_view .o_data_row")
    expect(rows.filter(has_text=f"({language})")).to_have_count(1)
    expect(rows.filter(has_text="玻璃杯破损严重").first).to_be_visible()
    agent.photograph("list_found_by_two_characters")
    assert found_id


def test_agent_analyses(seat, office, language):
    category = office.admin.ref(f"{MODULE}.complaint_category_service")
    register(office, language, "Rude clerk 服务态度", category_id=category)
    agent = seat("agent", language).open("complaint-analysis", "pivot")
    expect(agent.find(".o_pivot table .o_pivot_cell_value").first).to_be_visible()
    agent.photograph("pivot")
    agent.switch_to("graph")
    agent.wait_for_chart()
    agent.photograph("graph")


def test_registrant_uses_the_short_form(seat, office, language):
    registrant = seat("registrant", language).open("complaint-registrations", "list")
    registrant.menu("complaint_my_work_menu").click()
    registrant.menu("complaint_complaint_register_menu").click()
    subject = f"Wet floor in the hall 大厅地面湿滑 ({language})"
    registrant.fill("name", subject)
    registrant.fill("description", "A visitor slipped this morning. 一位访客滑倒。")
    registrant.fill("customer_name", "韩梅梅")
    registrant.fill("phone", "13900139000")
    registrant.photograph("short_form")
    registrant.press_button("action_register")
    expect(registrant.find(".o_data_row").filter(has_text=subject)).to_be_visible()
    registrant.photograph("own_registrations")

    complaint = complaint_named(office, subject, "registered_by_id", "description")
    user_id = office.user_ids[login("registrant", language)]
    assert complaint["registered_by_id"][0] == user_id
    assert "一位访客滑倒" in complaint["description"]
    seen = office.session("registrant", language).search_read(
        "complaint.registration", [("name", "=", subject)], "phase"
    )
    assert [registration["phase"] for registration in seen] == ["new"]


def dispatch(office, language, subject):
    """An assignment that waits for the signature of the department."""
    complaint_id = register(
        office,
        language,
        subject,
        category_id=office.admin.ref(f"{MODULE}.complaint_category_environment"),
        description="<p>Since Monday</p>",
    )
    agent = office.session("agent", language)
    wizard = agent.create(
        "complaint.complaint.dispatch",
        complaint_ids=[complaint_id],
        department_ids=[office.department_ids[language]],
    )
    agent.call("complaint.complaint.dispatch", "action_dispatch", [wizard])
    return agent.find(ASSIGNMENT, [("complaint_id", "=", complaint_id)], "id")["id"]
