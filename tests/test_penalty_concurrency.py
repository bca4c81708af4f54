"""Several cron workers at once, one killed in the middle: every penalty exactly once.

Real processes on a real database.
"""

import subprocess
import time

import pytest

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
# a killed process leaves its connection to finish the statement at hand
BUSY = """SELECT count(*) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid()"""
# missed a day after the receipt, risen at once, two full months since
EXACTLY_ONCE = {"not done": [], "late": CASES, "rise": CASES, "month": 2 * CASES}


@pytest.fixture
def overdue(testbed):
    """A database in which many complaints have been overdue for two months."""
    with testbed.database("ready") as name:
        testbed.shell(name, PREPARE)
        yield name


def start_worker(testbed, database):
    """A process of its own that does what the cron does."""
    worker = subprocess.Popen(
        [*testbed.odoo.command, "shell", "-d", database, "--no-http"],
        env=testbed.odoo.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    worker.stdin.write(WORK)
    worker.stdin.close()
    return worker


def test_two_workers_at_once(testbed, overdue):
    workers = [start_worker(testbed, overdue) for _number in range(2)]
    for worker in workers:
        worker.wait(timeout=600)
    # what one found locked by the other is left for the next run
    testbed.shell(overdue, WORK)
    assert testbed.evaluate(overdue, COUNTS) == EXACTLY_ONCE


def test_killed_in_the_middle(testbed, overdue):
    worker = start_worker(testbed, overdue)
    done = 0
    while not done and worker.poll() is None:
        time.sleep(0.05)
        done = int(testbed.databases.query(overdue, DONE))
    worker.kill()
    worker.wait()
    while int(testbed.databases.query(overdue, BUSY)):
        time.sleep(0.05)
    # the first chunk was committed, the others were still to be done
    assert 0 < done < 4 * CASES
    testbed.shell(overdue, WORK)
    assert testbed.evaluate(overdue, COUNTS) == EXACTLY_ONCE
