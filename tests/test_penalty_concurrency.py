"""Several cron workers at once, one killed in the middle: every penalty exactly once.

Real processes on a real database.
"""

import pytest
from support.workers import kill_in_the_middle, run_two_at_once

CASES = 300
PREPARE = f"""
from datetime import timedelta

effects = env["complaint.escalation.effect"].search(
    [("code", "in", ("propose_penalty", "raise_level"))]
)
closed = env["complaint.milestone.type"].search([("code", "=", "closed")])
department = env["hr.department"].create({{"name": "Busy"}})
procedure = env["complaint.procedure"].create(
    {{
        "name": "Concurrency",
        "penalty_mode": "tariff",
        "penalty_approval": "together",
        "tariff_ids": [
            (0, 0, {{"milestone_code": "closed", "amount": 100, "is_due_at_rise": True,
                    "month_factor_kind": "months"}})
        ],
        "rule_ids": [
            (0, 0, {{"name": "late", "trigger": "after_due",
                    "effect_ids": effects.ids}}),
            (0, 0, {{"name": "month", "trigger": "after_missed", "delay": 1,
                    "delay_unit": "months", "interval": 1,
                    "interval_unit": "months",
                    "effect_ids": effects.filtered(
                        lambda e: e.code == "propose_penalty").ids}}),
        ],
    }}
)
high = env["complaint.level"].create({{"name": "High", "procedure_id": procedure.id}})
low = env["complaint.level"].create(
    {{"name": "Low", "procedure_id": procedure.id, "next_level_id": high.id}}
)
for level in low | high:
    env["complaint.time.limit"].create(
        {{"name": f"close {{level.name}}", "procedure_id": procedure.id, "duration": 1,
         "unit": "days", "level_id": level.id, "target_ids": closed.ids,
         "counting": "exact"}}
    )
team = env["complaint.team"].create(
    {{"name": "Busy", "procedure_id": procedure.id, "department_id": department.id,
     "late_entry_hours": 0}}
)
received = env.cr.now() - timedelta(days=70)
env["complaint.complaint"].create(
    [
        {{"name": f"Case {{n}}", "team_id": team.id, "date_received": received,
          "level_id": low.id, "user_id": env.ref("base.user_admin").id}}
        for n in range({CASES})
    ]
)
env["ir.cron"].search([]).active = False
env.cr.commit()
"""
WORK = """
for _run in range(4):
    env["complaint.escalation"]._cron_escalate()
    env.cr.commit()
"""
COUNTS = """{
    "not done": env["complaint.escalation"].search([("state", "!=", "done")]).mapped(
        "result"),
    **{
        occasion: env["complaint.penalty"].search_count([("occasion", "=", occasion)])
        for occasion in ("late", "rise", "month")
    },
}"""
DONE = "SELECT count(*) FROM complaint_penalty"
# missed a day after the receipt, risen at once, two full months since
EXACTLY_ONCE = {"not done": [], "late": CASES, "rise": CASES, "month": 2 * CASES}


@pytest.fixture
def overdue(testbed):
    """A database in which many complaints have been overdue for two months."""
    with testbed.database("ready") as name:
        testbed.shell(name, PREPARE)
        yield name


def test_two_workers_at_once(testbed, overdue):
    run_two_at_once(testbed, overdue, WORK)
    assert testbed.evaluate(overdue, COUNTS) == EXACTLY_ONCE


def test_killed_in_the_middle(testbed, overdue):
    done = kill_in_the_middle(testbed, overdue, WORK, DONE)
    # the first chunk was committed, the others were still to be done
    assert 0 < done < 4 * CASES
    testbed.shell(overdue, WORK)
    assert testbed.evaluate(overdue, COUNTS) == EXACTLY_ONCE
