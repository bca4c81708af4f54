"""Two people, or one with a double click, decide at the same moment: one effect."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from support.office import login
from support.web_session import OdooError

ASSIGNMENT = "complaint.assignment"
LANGUAGES = ("en_US", "zh_CN")


def at_once(*calls):
    """Run the calls at the same moment; for each its result, or what stood against it."""
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            return call()
        except OdooError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def refused(results):
    return [result for result in results if isinstance(result, OdooError)]


def register(office, subject):
    agent = office.session("agent")
    category = office.admin.ref("complaint_management.complaint_category_product")
    return agent.create("complaint.complaint", name=subject, category_id=category)


def dispatch(office, complaint, language="en_US"):
    """Dispatch as the agent of the language to the department of the language."""
    agent = office.session("agent", language)
    wizard = agent.create(
        "complaint.complaint.dispatch",
        complaint_ids=[complaint],
        department_ids=[office.department_ids[language]],
    )
    return lambda: agent.call(
        "complaint.complaint.dispatch", "action_dispatch", [wizard]
    )


def milestones(office, assignment, code):
    domain = [("assignment_id", "=", assignment["id"]), ("code", "=", code)]
    return office.admin.search_read("complaint.milestone", domain, "user_id")


def assignments_of(office, complaint):
    domain = [("complaint_id", "=", complaint)]
    return office.admin.search_read(ASSIGNMENT, domain, "number", "state", "is_lead")


@pytest.fixture
def approval_rule(office):
    """Dispatching needs the approval of a supervisor, during the test only."""
    rule = office.admin.create(
        "complaint.approval.rule", action="dispatch", approver_kind="supervisor"
    )
    yield
    office.admin.call("complaint.approval.rule", "write", [rule], {"active": False})


def test_two_supervisors_approve(office, approval_rule):
    complaint = register(office, "Approved by two")
    dispatch(office, complaint)()
    [assignment] = assignments_of(office, complaint)
    assert assignment["state"] == "to_review"
    approval = office.admin.find(
        "complaint.approval", [("complaint_id", "=", complaint)], "state"
    )
    supervisors = [office.session("supervisor", language) for language in LANGUAGES]
    results = at_once(
        *(
            lambda user=user: user.call(
                "complaint.approval", "action_approve", [approval["id"]]
            )
            for user in supervisors
        )
    )
    assert len(refused(results)) == 1
    [assignment] = assignments_of(office, complaint)
    assert assignment["state"] == "sent"
    assert len(milestones(office, assignment, "dispatched")) == 1


def test_double_click_signs_once(office):
    complaint = register(office, "Signed twice")
    dispatch(office, complaint)()
    [assignment] = assignments_of(office, complaint)
    windows = [office.session("respondent") for _window in range(2)]
    results = at_once(
        *(
            lambda window=window: window.call(
                ASSIGNMENT, "action_sign", [assignment["id"]]
            )
            for window in windows
        )
    )
    assert len(refused(results)) == 1
    [signed] = milestones(office, assignment, "signed")
    assert signed["user_id"][0] == office.user_ids[login("respondent")]


def test_two_agents_dispatch_the_same_complaint(office):
    complaint = register(office, "Dispatched by two")
    results = at_once(
        *(dispatch(office, complaint, language) for language in LANGUAGES)
    )
    assert not refused(results)
    assignments = assignments_of(office, complaint)
    assert len({assignment["number"] for assignment in assignments}) == 2
    assert len([a for a in assignments if a["is_lead"]]) == 1
