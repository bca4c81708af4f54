"""Complaints of an earlier system, taken over by Odoo's import page and by JSON-2."""

from datetime import datetime

import pytest
from playwright.sync_api import expect
from support.json2 import Json2
from support.nyc311 import DATETIME_FORMAT, MAPPING, UNKNOWN_STAGE, Nyc311

COMPLAINT = "complaint.complaint"
BATCH = 2000
CLOSED = "Closed"


@pytest.fixture(scope="module")
def nyc311(shared):
    """The file with 4,969 complaints."""
    return Nyc311(shared)


@pytest.fixture(scope="module")
def prepared(office, nyc311):
    """What the file refers to and whoever imports may not create: departments, and a
    stage for the status that has no counterpart."""
    for agency in sorted(nyc311.values("Agency")):
        office.admin.create("hr.department", name=agency)
    office.admin.create(
        "complaint.stage", name=UNKNOWN_STAGE, phase="investigation", sequence=35
    )


def import_file(user, nyc311):
    """Import in batches, as the import page does. Returns the messages."""
    wizard = user.create("base_import.import", res_model=COMPLAINT)
    upload = user.upload(
        "/base_import/set_file", "nyc311.csv", nyc311.content, id=wizard
    )
    assert upload == {"result": True}
    options = {
        "has_headers": True,
        "quoting": '"',
        "separator": ",",
        "encoding": "utf-8",
        "date_format": "%m/%d/%Y",
        "datetime_format": DATETIME_FORMAT,
        "float_thousand_separator": ",",
        "float_decimal_separator": ".",
        "name_create_enabled_fields": {"category_id": True},
        "limit": BATCH,
        "skip": 0,
    }
    messages = []
    while True:
        result = user.call(
            "base_import.import",
            "execute_import",
            [wizard],
            nyc311.fields,
            nyc311.columns,
            options,
        )
        messages += result["messages"]
        if messages or not result["nextrow"]:
            return messages
        options["skip"] = result["nextrow"]


def assert_taken_over(user, nyc311, prefix=""):
    """Every row is there, once, and the pivot counts what the file counts."""
    numbers = {prefix + row["Unique Key"] for row in nyc311.rows}
    domain = [("number", "in", sorted(numbers))]
    found = user.search_read(
        COMPLAINT, domain, "number", "is_historic", "phase", "name", "date_closed"
    )
    assert len(found) == len(nyc311.rows) == 4969
    assert {complaint["number"] for complaint in found} == numbers
    assert all(complaint["is_historic"] for complaint in found)
    by_number = {complaint["number"]: complaint for complaint in found}
    for row in nyc311.rows:
        complaint = by_number[prefix + row["Unique Key"]]
        assert complaint["name"] == row["Descriptor"]
        assert (complaint["phase"] == "closed") == (row["Status"] == CLOSED)
        assert bool(complaint["date_closed"]) == bool(row["Closed Date"])

    groups = user.call(
        COMPLAINT,
        "formatted_read_group",
        domain,
        ["category_id", "department_id"],
        ["__count"],
    )
    counted = {
        (group["category_id"][1], group["department_id"][1]): group["__count"]
        for group in groups
    }
    assert counted == nyc311.count("Complaint Type", "Agency")


def test_import_page_keeps_every_row(office, nyc311, prepared, smtp_sink):
    mails = office.admin.call("mail.mail", "search_count", [])
    sent = len(smtp_sink.messages)
    # The administrator is supervisor and configurator: categories are made on the fly.
    assert import_file(office.admin, nyc311) == []
    assert_taken_over(office.admin, nyc311)
    assert office.admin.call("mail.mail", "search_count", []) == mails
    assert len(smtp_sink.messages) == sent


def test_json2_keeps_every_row(
    office, nyc311, prepared, odoo_server, database, smtp_sink
):
    supervisor = office.session("supervisor")
    api = Json2(odoo_server.url, database, supervisor.new_api_key("Old system"))
    mails = office.admin.call("mail.mail", "search_count", [])
    sent = len(smtp_sink.messages)
    ids = {
        column: known(office.admin, model, nyc311.values(column))
        for column, model in (
            ("Agency", "hr.department"),
            ("Complaint Type", "complaint.category"),
            ("Status", "complaint.stage"),
        )
    }
    rows = [prepare_values(row, ids, prefix="API-") for row in nyc311.rows]
    created = []
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        created += api.call(COMPLAINT, "create", vals_list=batch)
    assert len(created) == len(rows)
    assert_taken_over(supervisor, nyc311, prefix="API-")
    assert office.admin.call("mail.mail", "search_count", []) == mails
    assert len(smtp_sink.messages) == sent


def known(user, model, names):
    """The ids behind names; what is missing is created."""
    found = user.search_read(model, [("name", "in", sorted(names))], "name")
    ids = {record["name"]: record["id"] for record in found}
    return ids | {name: user.create(model, name=name) for name in names - ids.keys()}


def prepare_values(row, ids, prefix):
    """A complaint by the mapping, in the API's terms: ids and UTC."""
    values = {MAPPING[column]: ids[column][row[column]] for column in ids}
    place = ("Location Type", "Incident Address", "City")
    return {
        **values,
        "number": prefix + row["Unique Key"],
        "name": row["Descriptor"],
        "date_received": iso(row["Created Date"]),
        "date_closed": iso(row["Closed Date"]),
        "incident_place": " ".join(row[part] for part in place if row[part]),
        "is_historic": True,
    }


def iso(moment):
    """A moment of the file as the API takes it."""
    return moment and str(datetime.strptime(moment, DATETIME_FORMAT))


def test_import_page_in_the_browser(seat, office, nyc311, prepared, tmp_path):
    known(office.admin, "complaint.category", nyc311.values("Complaint Type"))
    excerpt = tmp_path / "excerpt.csv"
    excerpt.write_bytes(nyc311.excerpt(20, prefix="UI-"))
    supervisor = seat("supervisor").open("complaints", "kanban")
    supervisor.find(".o_cp_action_menus .dropdown-toggle").click()
    supervisor.find(".o_import_menu").click()
    supervisor.find(".o_import_file").wait_for()
    supervisor.photograph("import_empty")
    supervisor.find(".o_action_manager input[type=file]").first.set_input_files(excerpt)
    supervisor.find(".o_import_data_content").wait_for()
    supervisor.photograph("import_mapping")
    main_button = supervisor.find(".o_control_panel .btn-primary:visible").first
    main_button.click()
    expect(supervisor.find(".o_import_data_content .alert-info")).to_be_visible()
    supervisor.photograph("import_tested")
    main_button.click()
    supervisor.wait_for_view("kanban")
    taken_over = [("number", "=like", "UI-%"), ("is_historic", "=", True)]
    assert office.admin.call(COMPLAINT, "search_count", taken_over) == 20
