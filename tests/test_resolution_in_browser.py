"""From the finding to the ruling in Chromium, in English and in Chinese."""

import pytest
from playwright.sync_api import expect
from support.office import LANGUAGES, login
from support.polling import wait_until

pytestmark = pytest.mark.parametrize("language", LANGUAGES)

MODULE = "complaint_management"
COMPLAINT = "complaint.complaint"
SOLUTION = "complaint.solution"
CALLBACK = "complaint.callback"
MEASURE = "complaint.measure"
APPROVAL = "complaint.approval"
SCRIPT = "Good morning! Are you satisfied now? 您好！请问您现在满意吗？"
# where the values stand in their lists
AGREED = PHONE = RULING = 1
UPHELD = 0
DISSATISFIED = 3


@pytest.fixture(scope="module")
def procedure_id(office):
    """Supervisors approve solutions; a dissatisfied customer begins the next round, and
    after the second answer an executive rules (P06)."""
    admin = office.admin
    procedure_id = admin.create(
        "complaint.procedure",
        name="Two Rounds 两轮",
        dissatisfied_course="round",
        ruling_after=2,
    )
    called_back = admin.find("complaint.milestone.type", [("code", "=", "called_back")])
    admin.create(
        "complaint.time.limit",
        name="Follow-up 回访",
        procedure_id=procedure_id,
        start_code="executed",
        target_ids=[called_back["id"]],
        duration=24,
        unit="hours",
        is_callback=True,
        callback_caller="registrant",
        callback_script=SCRIPT,
    )
    admin.create(
        "complaint.approval.rule",
        action="solution",
        procedure_id=procedure_id,
        approver_kind="supervisor",
    )
    return procedure_id


def register(office, language, subject, **values):
    """A complaint of a customer with an address, registered by the agent."""
    partner_id = office.admin.create(
        "res.partner", name="王芳", email="wang@customer.example", lang=language
    )
    return office.session("agent", language).create(
        COMPLAINT,
        name=f"{subject} ({language})",
        partner_id=partner_id,
        category_id=office.admin.ref(f"{MODULE}.complaint_category_product"),
        **values,
    )


def read(office, model, record_id, *fields):
    """The record as the administrator sees it."""
    (record,) = office.admin.call(model, "read", [record_id], list(fields))
    return record


def newest(office, model, complaint_id, state):
    """The last document of the complaint, once it is in the state."""
    domain = [("complaint_id", "=", complaint_id), ("state", "=", state)]
    wait_until(
        lambda: office.admin.call(model, "search_count", domain), f"{model} is {state}"
    )
    return office.admin.find(model, domain, "id")["id"]


def solution_path(solution_id):
    return f"action-{MODULE}.complaint_solution_action/{solution_id}"


def draft_solution(agent, complaint_id, text):
    """Write a solution from the page of the complaint."""
    agent.open(f"complaints/{complaint_id}", "form")
    agent.open_page("solutions")
    solutions = agent.find(".o_notebook .o_widget_complaint_part_list").first
    solutions.locator(".o_list_button_add").click()
    agent.find(".o_form_view .nav-link[name=plan]").wait_for()
    agent.fill("description", text)


def approve(approver, office, complaint_id):
    """Approve what waits for the approver."""
    approval_id = newest(office, APPROVAL, complaint_id, "pending")
    approver.open(f"complaint-approvals/{approval_id}", "form")
    approver.photograph("approval")
    approver.press_button("action_approve")


def tell_by_phone(agent, solution_id, agreed):
    agent.open(solution_path(solution_id), "form")
    agent.press_button("action_offer")
    agent.field("way").locator("input[type=radio]").nth(PHONE).check()
    if agreed:
        agent.field("answer").locator("input[type=radio]").nth(AGREED).check()
    agent.photograph("tell_the_customer")
    agent.press_button("action_offer")
    expect(agent.find(".modal")).to_have_count(0)


def answer_dissatisfied(agent, callback_id, said):
    """The customer is asked by the words of the script, and is not content."""
    agent.open(f"complaint-follow-ups/{callback_id}", "form")
    expect(agent.field("script")).to_contain_text(SCRIPT)
    agent.field("grade_id").locator("input[type=radio]").nth(DISSATISFIED).check()
    agent.fill("remark", said)
    agent.photograph("follow_up_answered")
    agent.press_button("action_finish")
    expect(agent.find("button[name=action_finish]:visible")).to_have_count(0)


def test_from_finding_to_ruling(seat, office, procedure_id, language):
    complaint_id = register(
        office,
        language,
        "Drum is dented 内筒凹陷",
        procedure_id=procedure_id,
        validity="valid",
    )
    agent = seat("agent", language)
    find_out(agent, complaint_id)
    investigated = [("id", "=", complaint_id), ("phase", "=", "solution")]
    wait_until(
        lambda: office.admin.call(COMPLAINT, "search_count", investigated),
        "the investigation has ended",
    )

    draft_solution(agent, complaint_id, "We exchange the drum. 我们更换内筒。")
    add_step(agent, "Bring the drum 送新内筒")
    agent.save()
    agent.photograph("solution_draft")
    agent.press_button("action_submit")
    approve(seat("supervisor", language), office, complaint_id)
    solution_id = newest(office, SOLUTION, complaint_id, "approved")
    tell_by_phone(agent, solution_id, agreed=True)
    carry_out(agent, solution_id)
    assert newest(office, SOLUTION, complaint_id, "executed") == solution_id

    callback_id = newest(office, CALLBACK, complaint_id, "planned")
    answer_dissatisfied(agent, callback_id, "It is dented again 又凹陷了")
    agent.open(f"complaints/{complaint_id}", "form")
    agent.photograph("second_round")
    assert read(office, COMPLAINT, complaint_id, "round", "phase") == {
        "id": complaint_id,
        "round": 2,
        "phase": "investigation",
    }

    answer_second_round(office, language, complaint_id)
    rule(agent, seat("executive", language), office, complaint_id)
    close(agent, complaint_id)
    ended = read(office, COMPLAINT, complaint_id, "phase", "outcome")
    assert (ended["phase"], ended["outcome"]) == ("closed", "ruling")


def find_out(agent, complaint_id):
    agent.open(f"complaints/{complaint_id}", "form")
    agent.open_page("finding")
    agent.pick("verdict", UPHELD)
    agent.fill("finding", "The drum was dented in the factory. 内筒出厂时已凹陷。")
    agent.save()
    agent.open_page("finding")
    agent.photograph("finding")
    agent.press_button("action_investigated")


def add_step(agent, name):
    agent.open_page("steps")
    agent.find(".o_field_widget[name=step_ids] .o_field_x2many_list_row_add a").click()
    agent.find(".o_selected_row .o_field_widget[name=name] input").fill(name)


def carry_out(agent, solution_id):
    """The step is done, then the whole solution."""
    agent.open(solution_path(solution_id), "form")
    agent.open_page("steps")
    agent.photograph("solution_steps")
    agent.press_button("action_finish")
    agent.press_button("action_execute")
    expect(agent.find("button[name=action_execute]:visible")).to_have_count(0)
    agent.photograph("solution_carried_out")


def answer_second_round(office, language, complaint_id):
    """The customer is told something else, and is dissatisfied again."""
    agent = office.session("agent", language)
    callback_id = agent.create(CALLBACK, complaint_id=complaint_id)
    grades = office.admin.search_read(
        "complaint.satisfaction.grade", [("is_satisfied", "=", False)], "id"
    )
    said = {"grade_id": grades[-1]["id"], "remark": "No! 不满意！"}
    agent.call(CALLBACK, "write", [callback_id], said)
    agent.call(CALLBACK, "action_finish", [callback_id])


def rule(agent, executive, office, complaint_id):
    """The executive's ruling, told to the customer."""
    draft_solution(agent, complaint_id, "We refund half of the price. 退还一半价款。")
    agent.pick("kind", RULING)
    agent.save()
    agent.press_button("action_submit")
    approve(executive, office, complaint_id)
    tell_by_phone(
        agent, newest(office, SOLUTION, complaint_id, "approved"), agreed=False
    )


def close(agent, complaint_id):
    agent.open(f"complaints/{complaint_id}", "form")
    agent.photograph("ruling_told")
    agent.press_action_button("g")
    agent.photograph("close_dialog")
    agent.press_button("action_close")
    expect(agent.find(".modal")).to_have_count(0)


def test_measure_until_its_effect_is_verified(seat, office, language):
    complaint_id = register(office, language, "Box is too thin 包装太薄")
    respondent = seat("respondent", language)
    department_id = office.department_ids[language]
    measure_id = office.session("supervisor", language).create(
        MEASURE,
        name=f"Stronger boxes 加固包装 ({language})",
        complaint_ids=[complaint_id],
        department_id=department_id,
    )
    path = f"my-complaint-measures/{measure_id}"
    respondent.open(path, "form")
    respondent.fill("cause_analysis", "The supplier saves on board. 供应商偷工减料。")
    respondent.fill("description", "Order double board. 订购双层纸板。")
    respondent.fill("date_due", "2030-01-31" if language == "zh_CN" else "01/31/2030")
    respondent.page.keyboard.press("Tab")
    respondent.save()
    respondent.photograph("measure_draft")
    respondent.press_button("action_submit")
    expect(respondent.find("button[name=action_submit]:visible")).to_have_count(0)

    executive = seat("executive", language)
    executive.open(f"complaint-measures/{measure_id}", "form")
    executive.photograph("measure_to_review")
    executive.press_button("action_review")
    expect(executive.find("button[name=action_review]:visible")).to_have_count(0)

    respondent.open(path, "form")
    respondent.open_page("result")
    respondent.fill("result", "Double board since today. 今日起使用双层纸板。")
    respondent.press_button("action_finish")
    expect(respondent.find("button[name=action_finish]:visible")).to_have_count(0)
    respondent.photograph("measure_done")

    executive.open(f"complaint-measures/{measure_id}", "form")
    verify = office.admin.ref(f"{MODULE}.complaint_measure_verify_action")
    executive.find(f'.o_form_view button[name="{verify}"]:visible').click()
    executive.find(".modal .o_form_view").wait_for()
    executive.fill("note", "No broken parcel since. 此后再无破损。")
    executive.photograph("measure_verify_dialog")
    executive.press_button("action_verify")
    expect(executive.find(".modal")).to_have_count(0)
    executive.photograph("measure_verified")
    verified = read(office, MEASURE, measure_id, "state", "effect", "verified_by_id")
    assert (verified["state"], verified["effect"]) == ("verified", "effective")
    assert (
        verified["verified_by_id"][0] == office.user_ids[login("executive", language)]
    )
