"""Penalties in Chromium, in English and in Chinese: from the opinion to the execution."""

import pytest
from playwright.sync_api import expect
from support.office import DEPARTMENTS, LANGUAGES, NAMES, login
from support.web_session import OdooError

pytestmark = pytest.mark.parametrize("language", LANGUAGES)

MODULE = "complaint_management"
PENALTY = "complaint.penalty"
AFFAIRS = {"en_US": "General Affairs", "zh_CN": "综合部"}
REASON = {
    "en_US": "The technician did not come, twice.",
    "zh_CN": "技术员两次未按约上门。",
}


@pytest.fixture
def complaint_id(office, language):
    """A complaint whose procedure allows penalties by opinion; an executive signs
    many at once, general affairs executes."""
    affairs_id = office.admin.create(
        "hr.department",
        name=AFFAIRS[language],
        complaint_contact_ids=[office.user_ids[login("executor", language)]],
    )
    procedure_id = office.admin.create(
        "complaint.procedure",
        name="Strict",
        penalty_mode="opinion",
        penalty_approval="together",
        penalty_executor_id=affairs_id,
    )
    team_id = office.admin.create(
        "complaint.team", name=f"Strict {language}", procedure_id=procedure_id
    )
    agent_id = office.user_ids[login("agent", language)]
    office.admin.create("complaint.team.member", team_id=team_id, user_id=agent_id)
    agent = office.session("agent", language)
    return agent.create(
        "complaint.complaint", name="Nobody came 无人上门", team_id=team_id
    )


def propose(office, language, complaint_id, **values):
    """A penalty that the agent has proposed before."""
    agent = office.session("agent", language)
    values = {
        "complaint_id": complaint_id,
        "violation_id": office.admin.ref(
            f"{MODULE}.complaint_penalty_violation_promise"
        ),
        "department_id": office.department_ids[language],
        "kind": "amount",
        "amount": 300,
        "reason": REASON[language],
        **values,
    }
    wizard_id = agent.create(f"{PENALTY}.propose", **values)
    return agent.call(f"{PENALTY}.propose", "action_propose", [wizard_id])["res_id"]


def charge_person(office, language):
    """Values of a penalty on the respondent himself."""
    return {
        "target_kind": "person",
        "user_id": office.user_ids[login("respondent", language)],
    }


def read(office, penalty_id, *fields):
    """The penalty as the administrator sees it."""
    return office.admin.find(PENALTY, [("id", "=", penalty_id)], *fields)


def press(user, office, act):
    """Press the button on a penalty that opens the dialog of the act."""
    user.press_dialog_button(
        office.admin.ref(f"{MODULE}.complaint_penalty_{act}_action")
    )


def confirm(user, button):
    """Press the button of a dialog and wait until the dialog is gone."""
    user.press_button(button)
    expect(user.find(".modal")).to_have_count(0)


def test_from_the_opinion_to_the_execution(seat, office, language, complaint_id):
    agent = seat("agent", language).open(f"complaints/{complaint_id}", "form")
    press(agent, office, "propose")
    violation = f"{MODULE}.complaint_penalty_violation_promise"
    agent.choose("violation_id", office.admin.label(violation, language))
    agent.tick("target_kind", "person")
    agent.choose("department_id", DEPARTMENTS[language])
    agent.choose("user_id", NAMES["respondent", language])
    agent.tick("kind", "amount")
    agent.fill("amount", "300")
    agent.fill("reason", REASON[language])
    agent.photograph("penalty_propose")
    confirm(agent, "action_propose")
    agent.photograph("penalty_proposed")
    domain = [("complaint_id", "=", complaint_id)]
    penalty = office.admin.find(PENALTY, domain, "state", "amount", "executor_id")
    penalty_id = penalty["id"]
    assert (penalty["state"], penalty["amount"]) == ("proposed", 300)
    assert penalty["executor_id"][1] == AFFAIRS[language]

    executive = seat("executive", language)
    executive.open(f"complaint-penalties/{penalty_id}", "form")
    executive.press_button("action_approve")
    expect(executive.find("button[name=action_approve]")).to_have_count(0)
    executive.photograph("penalty_approved")
    assert read(office, penalty_id, "state")["state"] == "notified"

    charged = seat("respondent", language)
    charged.open(f"my-complaint-penalties/{penalty_id}", "form")
    press(charged, office, "appeal")
    charged.fill("reason", "The customer had moved the date. 客户改了时间。")
    charged.photograph("penalty_appeal")
    confirm(charged, "action_appeal")
    charged.photograph("penalty_appealed")

    judge = seat("supervisor", language)
    judge.open(f"complaint-penalties/{penalty_id}", "form")
    press(judge, office, "decide")
    judge.tick("decision", "reduced")
    judge.fill("amount", "100")
    judge.fill("answer", "One of the two dates was moved. 其中一次已改期。")
    judge.photograph("penalty_decide")
    confirm(judge, "action_decide")
    judge.open_page("appeal")
    judge.photograph("penalty_decided")

    executor = seat("executor", language)
    executor.open(f"complaint-penalties/{penalty_id}", "form")
    press(executor, office, "execute")
    executor.fill("reference", "Payroll 2026-11")
    executor.photograph("penalty_execute")
    confirm(executor, "action_execute")
    executor.photograph("penalty_executed")
    done = read(office, penalty_id, "state", "amount", "execution_reference")
    assert (done["state"], done["amount"]) == ("executed", 100)
    assert done["execution_reference"] == "Payroll 2026-11"


def test_many_are_approved_by_one_signature(seat, office, language, complaint_id):
    for amount in (100, 200, 300):
        propose(office, language, complaint_id, amount=amount)
    executive = seat("executive", language)
    executive.open("complaint-penalties", "list")
    rows = executive.find(".o_list_view .o_data_row")
    for position in range(2):
        rows.nth(position).locator(".o_list_record_selector input").check()
    executive.photograph("penalties_selected")
    executive.find("button[name=action_approve]:visible").first.click()
    executive.find(".modal .modal-footer .btn-primary").click()
    expect(executive.find(".o_list_record_selector input:checked")).to_have_count(0)
    executive.photograph("penalties_approved")
    states = office.admin.search_read(
        PENALTY,
        [("complaint_id", "=", complaint_id)],
        "approved_by_id",
        "date_approved",
    )
    approved = {row["date_approved"] for row in states if row["approved_by_id"]}
    assert len(approved) == 1
    assert sum(bool(row["approved_by_id"]) for row in states) == 2


def test_own_penalty_is_readable_those_of_others_are_not(
    seat, office, language, complaint_id
):
    own_id = propose(office, language, complaint_id, **charge_person(office, language))
    other_id = propose(office, language, complaint_id)
    executive = office.session("executive", language)
    respondent = office.session("respondent", language)
    with pytest.raises(OdooError, match="AccessError"):
        respondent.call(PENALTY, "read", [own_id], ["reason"])
    executive.call(PENALTY, "action_approve", [own_id, other_id])

    charged = seat("respondent", language).open("my-complaint-penalties", "list")
    numbers = [read(office, each, "number")["number"] for each in (own_id, other_id)]
    own, other = (
        charged.find(".o_data_row").filter(has_text=number) for number in numbers
    )
    expect(own).to_have_count(1)
    expect(other).to_have_count(0)
    charged.photograph("my_penalties")
    own.locator(".o_data_cell").first.click()
    charged.wait_for_view("form")
    expect(charged.field("reason")).to_contain_text(REASON[language])
    charged.photograph("my_penalty")
    with pytest.raises(OdooError, match="AccessError"):
        respondent.call(PENALTY, "read", [other_id], ["reason"])
