"""The ledger as a spreadsheet: the browser shows how far it is, then gets the file."""

import io
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

COMPLAINT = "complaint.complaint"
CASES = 2100  # the progress is told every 2000 rows
BATCH = 700
HEAD = 2  # title and labels
ROUTE = "**/complaint_management/ledger/*"


@pytest.fixture(scope="module")
def year_of_cases(admin, office):
    """Old cases of a desk of its own, received last month, and who may export them."""
    team_id = admin.create("complaint.team", name="Archive Desk")
    last_month = date.today().replace(day=1) - timedelta(days=15)
    for _batch in range(CASES // BATCH):
        case = {
            "name": "Old case",
            "team_id": team_id,
            "is_historic": True,
            "date_received": f"{last_month} 08:00:00",
        }
        admin.call(COMPLAINT, "create", [case] * BATCH)
    groups = [[4, admin.ref("base.group_allow_export")]]
    supervisor_id = office.user_ids["supervisor_en"]
    admin.call("res.users", "write", [supervisor_id], {"group_ids": groups})


def test_progress_is_shown_and_the_file_complete(seat, year_of_cases):
    supervisor = seat("supervisor").open("complaints", "kanban")
    held = []

    def hold(route):
        """The server writes the file; its way to the browser takes long."""
        held.append((route, route.fetch()))

    supervisor.page.route(ROUTE, hold)
    supervisor.menu("complaint_reporting_menu").click()
    supervisor.menu("complaint_ledger_print_menu").click()
    supervisor.find(".modal .o_form_view").wait_for()
    supervisor.press_button("action_export")
    progress = supervisor.find(".modal [role=status]")
    expect(progress).to_contain_text("2000")
    expect(supervisor.find(".modal .progress-bar")).to_have_attribute(
        "style", "width: 95%"
    )
    supervisor.photograph("ledger_progress")
    with supervisor.page.expect_download() as download:
        [(route, response)] = held
        route.fulfill(response=response)
    expect(progress).to_have_count(0)
    sheet = load_workbook(io.BytesIO(download.value.path().read_bytes())).active
    assert sheet.max_row == CASES + HEAD
