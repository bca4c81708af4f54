"""Deadlines are snapshots: whatever becomes of a procedure, what already runs ends as
if nobody had touched it."""

# runs inside Odoo: twins under two procedures, of which one is edited by chance
PROOF = """
from datetime import timedelta
from hypothesis import given, settings, strategies as st

UNITS = ["minutes", "hours", "days", "working_hours", "working_days"]
limits = st.integers(0, 30)
edits = st.lists(
    st.one_of(
        st.tuples(st.just("duration"), limits, st.integers(1, 90)),
        st.tuples(st.just("unit"), limits, st.sampled_from(UNITS)),
        st.tuples(st.just("counting"), limits, st.sampled_from(["exact", "whole"])),
        st.tuples(st.just("is_pausable"), limits, st.booleans()),
        st.tuples(st.just("target_ids"), limits, st.just("signed")),
        st.tuples(st.just("active"), limits, st.just(False)),
        st.tuples(st.just("unlink"), limits, st.none()),
    ),
    min_size=1,
    max_size=8,
)
minutes = st.integers(0, 60 * 24 * 20)
lives = st.lists(
    st.one_of(
        st.tuples(st.just("pause"), minutes),
        st.tuples(st.just("first_reply"), minutes),
        st.tuples(st.just("contacted"), minutes),
    ),
    max_size=4,
)
NAMES = ["p01_general", "p17_property", "p20_call_centre"]
signed = env["complaint.milestone.type"].search([("code", "=", "signed")])
received = env.cr.now() - timedelta(days=20)


def register(procedure):
    team = env["complaint.team"].create(
        {"name": "Desk", "procedure_id": procedure.id}
    )
    return env["complaint.complaint"].create({
        "name": "Case", "team_id": team.id, "date_received": received,
        "late_entry_reason": "by letter",
        "level_id": procedure.level_ids[:1].id,
    })


def edit(procedure, changes):
    for name, number, value in changes:
        existing = procedure.limit_ids.sorted("id")
        if not existing:
            return
        limit = existing[number % len(existing)]
        if name == "unlink":
            limit.unlink()
        elif name == "target_ids":
            limit.target_ids = signed
        elif name != "unit" or limit.unit in UNITS:
            limit[name] = value


def live(complaint, events):
    for event, minute in events:
        at = received + timedelta(minutes=minute)
        if event == "pause":
            env["complaint.pause"].create({
                "complaint_id": complaint.id, "reason": "papers", "date_start": at,
            })._resume()
        else:
            complaint._record_milestone(event, at=at)


def prove(name, changes, events):
    with env.cr.savepoint() as savepoint:
        deadlines = []
        for changed in (changes, []):
            procedure = env["complaint.procedure"]._import_shipped(name)
            complaint = register(procedure)
            running = complaint.deadline_ids.sorted("id")
            assert running
            edit(procedure, changed)
            live(complaint, events)
            env.flush_all()
            env.invalidate_all()
            deadlines.append([
                (d.start_code, d.date_due, d.state, d.date_ended, d.is_late)
                for d in running
            ])
        edited, untouched = deadlines
        assert edited == untouched, (edited, untouched)
        savepoint.rollback()
        env.invalidate_all()


examples = settings(max_examples=25, deadline=None, database=None)
examples(given(st.sampled_from(NAMES), edits, lives)(prove))()
print("proven")
"""


def test_editing_a_procedure_moves_nothing_that_runs(testbed):
    with testbed.database("ready") as name:
        assert "proven" in testbed.shell(name, PROOF)
