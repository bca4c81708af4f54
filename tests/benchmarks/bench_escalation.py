"""Escalation: what is due is found and acted on, whatever else is in the table.

Beside it a time rule of base_automation that gives each row the same activity.
"""

import time
from datetime import timedelta

from odoo.tools import SQL

MODULES = ["base_automation"]
SIZES = [10_000, 1_000_000]
DUE = [1_000, 10_000]
COMPARED = 500
INDEX = "complaint_deadline_escalation_idx"


def measures(env):
    """Seconds, milliseconds and queries of runs of the cron."""
    env["ir.cron"].search([]).active = False
    desk = _create_desk(env)
    pattern = _create_complaints(env, desk, 1).deadline_ids
    env.cr.commit()
    for size in SIZES:
        _fill(env, pattern, size)
        yield from _measure_nothing_due(env, size)
    for due in DUE:
        yield from _measure_due(env, desk, due)
    yield from _compare(env, desk)


def _create_desk(env):
    """A desk whose complaints are to be closed within two hours, else reminded of."""
    closed = env["complaint.milestone.type"].search([("code", "=", "closed")])
    remind = env.ref("complaint_management.complaint_escalation_effect_remind")
    limit = {
        "name": "close",
        "duration": 2,
        "unit": "hours",
        "target_ids": closed.ids,
    }
    rule = {"name": "late", "trigger": "after_due", "effect_ids": remind.ids}
    procedure = env["complaint.procedure"].create(
        {
            "name": "Benchmark",
            "limit_ids": [(0, 0, limit)],
            "rule_ids": [(0, 0, rule)],
        }
    )
    return env["complaint.team"].create(
        {"name": "Benchmark", "procedure_id": procedure.id}
    )


def _create_complaints(env, desk, count, hours=1):
    """Complaints received some hours ago, of ten case owners."""
    owners = env["res.users"].search([("share", "=", False)], limit=10)
    received = env.cr.now() - timedelta(hours=hours)
    return env["complaint.complaint"].create(
        [
            {
                "name": f"投诉 {number}",
                "team_id": desk.id,
                "date_received": received,
                "user_id": owners[number % len(owners)].id,
            }
            for number in range(count)
        ]
    )


def _fill(env, pattern, size):
    """Have ``size`` deadlines: one in fifty runs, far from being due."""
    names = [
        field.name
        for field in pattern._fields.values()
        if field.column_type
        and field.store
        and field.name not in ("id", "cycle", "state", "next_escalation_at")
    ]
    columns = SQL(", ").join(map(SQL.identifier, names))
    env.cr.execute(
        SQL(
            """INSERT INTO complaint_deadline
                      (%(columns)s, cycle, state, next_escalation_at)
               SELECT %(columns)s, i,
                      CASE WHEN i %% 50 = 0 THEN 'running' ELSE 'met' END,
                      CASE WHEN i %% 50 = 0
                           THEN now() at time zone 'UTC' + interval '30 days' END
                 FROM complaint_deadline,
                      generate_series(
                          (SELECT max(cycle) + 1 FROM complaint_deadline), %(size)s) i
                WHERE id = %(pattern)s""",
            columns=columns,
            size=size,
            pattern=pattern.id,
        )
    )
    env.cr.commit()
    env.cr.execute("ANALYZE complaint_deadline")
    env.cr.commit()


def _run_cron(env):
    """Seconds and queries of one run."""
    env.invalidate_all()
    before, started = env.cr.sql_log_count, time.perf_counter()
    env["complaint.escalation"]._cron_escalate()
    env.cr.commit()
    return time.perf_counter() - started, env.cr.sql_log_count - before


def _measure_nothing_due(env, size):
    _run_cron(env)
    runs = [_run_cron(env) for _turn in range(31)]
    yield {
        "name": f"nothing due among {size:,}",
        # the quickest: what else the machine does only ever adds
        "value": 1000 * min(seconds for seconds, _queries in runs),
        "unit": "ms",
        "budget": 2,
    }
    yield {
        "name": f"nothing due among {size:,}, queries",
        "value": runs[-1][1],
        "unit": "queries",
        "budget": 8,
    }
    plan = env.execute_query(
        SQL(
            "EXPLAIN SELECT id FROM complaint_deadline WHERE next_escalation_at <= %s"
            " ORDER BY id LIMIT 500",
            env.cr.now(),
        )
    )
    uses_index = INDEX in "\n".join(line for (line,) in plan)
    yield {
        "name": f"partial index used among {size:,}",
        "value": 1 if uses_index else 0,
        "unit": "plans",
        "budget": None,
        "ok": uses_index,
    }


def _measure_due(env, desk, count):
    _create_complaints(env, desk, count, hours=3)
    env.cr.commit()
    seconds, queries = _run_cron(env)
    yield {
        "name": f"{count:,} due, with activities and notices",
        "value": seconds,
        "unit": "s",
        "budget": 60 * count / max(DUE),
    }
    yield {
        "name": f"{count:,} due, queries",
        "value": queries / count,
        "unit": "a firing",
        "budget": 5,
    }


def _compare(env, desk):
    """The same number of firings by our cron and by base_automation."""
    _create_complaints(env, desk, COMPARED, hours=3)
    env.cr.commit()
    ours, _queries = _run_cron(env)
    complaints = _create_complaints(env, desk, COMPARED, hours=1)
    automation = _create_automation(env, complaints)
    env.cr.commit()
    started = time.perf_counter()
    env["base.automation"]._cron_process_time_based_actions()
    env.cr.commit()
    theirs = time.perf_counter() - started
    automation.active = False
    yield {
        "name": f"{COMPARED} firings: ours to base_automation's",
        "value": ours / theirs,
        "unit": "x",
        "budget": 1,
    }


def _create_automation(env, complaints):
    """A time rule that reminds the case owners of the complaints just received."""
    model = env["ir.model"]._get("complaint.complaint")
    automation = env["base.automation"].create(
        {
            "name": "late",
            "model_id": model.id,
            "trigger": "on_time",
            "trg_date_id": env.ref(
                "complaint_management.field_complaint_complaint__date_received"
            ).id,
            "trg_date_range": 30,
            "trg_date_range_type": "minutes",
            "trg_date_range_mode": "after",
            "filter_domain": repr([("id", "in", complaints.ids)]),
        }
    )
    env["ir.actions.server"].create(
        {
            "name": "Remind",
            "model_id": model.id,
            "base_automation_id": automation.id,
            "usage": "base_automation",
            "state": "next_activity",
            "activity_type_id": env.ref("mail.mail_activity_data_todo").id,
            "activity_summary": "Late",
            "activity_user_type": "generic",
            "activity_user_field_name": "user_id",
        }
    )
    return automation
