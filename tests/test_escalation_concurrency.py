"""Several cron workers at once, one killed in the middle: every firing exactly once.

Real processes on a real database; the effect that is counted is not idempotent.
"""

import pytest
from support.workers import kill_in_the_middle, run_two_at_once

CASES = 1200
PREPARE = f"""
from datetime import timedelta

effect = env.ref("complaint_management.complaint_escalation_effect_mark_late")
remind = env.ref("complaint_management.complaint_escalation_effect_remind")
closed = env["complaint.milestone.type"].search([("code", "=", "closed")])
procedure = env["complaint.procedure"].create(
    {{
        "name": "Concurrency",
        "limit_ids": [
            (0, 0, {{"name": "close", "duration": 1, "unit": "hours",
                    "target_ids": closed.ids}})
        ],
        "rule_ids": [
            (0, 0, {{"name": "late", "trigger": "after_due",
                    "effect_ids": (effect | remind).ids}})
        ],
    }}
)
team = env["complaint.team"].create({{"name": "Busy", "procedure_id": procedure.id}})
received = env.cr.now() - timedelta(hours=2)
env["complaint.complaint"].create(
    [
        {{"name": f"Case {{n}}", "team_id": team.id, "date_received": received,
          "user_id": env.ref("base.user_admin").id}}
        for n in range({CASES})
    ]
)
env["ir.cron"].search([]).active = False
env.cr.commit()
"""
WORK = """
env["complaint.escalation"]._cron_escalate()
env.cr.commit()
"""
COUNTS = """{
    "escalations": env["complaint.escalation"].search_count([]),
    "done": env["complaint.escalation"].search_count([("state", "=", "done")]),
    "marked once": env["complaint.complaint"].search_count([("late_count", "=", 1)]),
    "activities": env["mail.activity"].search_count([("automated", "=", True)]),
    "notices": env["complaint.notice"].search_count([]),
    "sent": env["complaint.notice"].search_count([("date_sent", "!=", False)]),
    "due": env["complaint.deadline"].search_count(
        [("next_escalation_at", "!=", False)]
    ),
}"""
DONE = "SELECT count(*) FROM complaint_escalation WHERE state = 'done'"
EXACTLY_ONCE = {
    "escalations": CASES,
    "done": CASES,
    "marked once": CASES,
    "activities": CASES,
    "notices": CASES,
    "sent": CASES,
    "due": 0,
}


@pytest.fixture
def overdue(testbed):
    """A database in which many complaints have just become overdue."""
    with testbed.database("ready") as name:
        testbed.shell(name, PREPARE)
        yield name


def test_two_workers_at_once(testbed, overdue):
    run_two_at_once(testbed, overdue, WORK)
    assert testbed.evaluate(overdue, COUNTS) == EXACTLY_ONCE


def test_killed_in_the_middle(testbed, overdue):
    done = kill_in_the_middle(testbed, overdue, WORK, DONE)
    # the first chunk was committed, the others were still to be done
    assert 0 < done < CASES
    testbed.shell(overdue, WORK)
    assert testbed.evaluate(overdue, COUNTS) == EXACTLY_ONCE
