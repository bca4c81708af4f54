"""The same load for a peer of Odoo's own: ``project.task``, a card for each case."""

from cloning import clone, draw, pick
from population import (
    AGENTS,
    COMPLAINTS,
    MONTHS,
    OPEN_EVERY,
    agent,
    draw_documents,
)

STAGES = ("New", "Check", "Work", "Answer", "Done")
SINCE = "today -29d"
# what a dashboard counts among open tasks, and by what it groups the latest
CARDS = [
    [],
    [("user_ids", "=", False)],
    [("stage_id.name", "=", STAGES[0])],
    [("stage_id.name", "=", STAGES[2])],
    [("stage_id.name", "=", STAGES[3])],
    [("priority", "=", "1")],
    [("date_deadline", "<", "now")],
    [("date_deadline", ">=", "now"), ("date_deadline", "<", "today +1d")],
]
GROUPS = ("create_date:day", "stage_id", "project_id")


def count_tasks(env):
    """A small dashboard of tasks as Odoo's own are made: each number is a count, each
    chart a grouping."""
    tasks = env["project.task"]
    still_open = [("is_closed", "=", False)]
    mine = [("user_ids", "in", [env.uid])]
    late = [("date_deadline", "<", "now")]
    for domain in (*CARDS, mine, mine + late):
        tasks.search_count(still_open + domain)
    for group in GROUPS:
        tasks._read_group([("create_date", ">=", SINCE)], [group], ["__count"])
    tasks._read_group(
        [("is_closed", "=", True), ("date_last_stage_update", ">=", SINCE)],
        ["date_last_stage_update:day"],
        ["__count"],
    )


def fill_tasks(env):
    """As many tasks in one project as there are complaints, one in fifty open, of the
    same customers; the agents may work on them."""
    users = [agent(env, desk, n) for desk in ("main", "branch") for n in range(AGENTS)]
    for user in users:
        user.group_ids += env.ref("project.group_project_user")
    project = env["project.project"].create({"name": "Cases"})
    stages = env["project.task.type"].create(
        [
            {"name": name, "sequence": n, "fold": n == len(STAGES) - 1}
            for n, name in enumerate(STAGES)
        ]
    )
    stages.project_ids = project
    values = {
        "name": "Task",
        "project_id": project.id,
        "stage_id": stages[0].id,
        "partner_id": env.ref("base.partner_admin").id,
    }
    first = env["project.task"].create(values)
    env.flush_all()
    is_open = f"i % {OPEN_EVERY} = 0"
    received = (
        f"now()::timestamp(0)"
        f" - ({COMPLAINTS} - i) * interval '{MONTHS} months' / {COMPLAINTS}"
    )
    clone(
        env,
        "project_task",
        first.ids,
        draw_documents(),
        id=f"{first.id} + i",
        name="p1.text || p2.text",
        partner_id="c.id",
        stage_id=f"CASE WHEN {is_open} THEN {pick(3, stages[:-1].ids)}"
        f" ELSE {stages[-1].id} END",
        state=f"CASE WHEN {is_open} THEN '01_in_progress' ELSE '1_done' END",
        priority=f"(ARRAY['0', '0', '0', '1'])[1 + {draw(11, 4)}]",
        create_date=received,
        write_date=received,
        date_last_stage_update=received,
    )
    env.cr.execute("SELECT setval('project_task_id_seq', %s)", [first.id + COMPLAINTS])
