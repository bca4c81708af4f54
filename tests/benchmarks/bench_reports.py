"""Dashboard, pivots and ledger among a million complaints, with rules on; the same reads
on the floor and on project.task, filled alike and interleaved in the same run."""

import io
import itertools
import resource
import time

import peers
import population
import webclient
import xlsxwriter
from stopwatch import Work, ratio_of_cost, take_turns

from odoo.addons.complaint_management.tools.spreadsheet import open_workbook

MODULES = ["complaint_floor", "project"]
KEPT_WITH = ["population.py", "cloning.py", "peers.py"]
TURNS = 7
LEDGER_ROWS = min(100_000, population.COMPLAINTS)
EXPORT_ROWS = min(10_000, population.COMPLAINTS)
QUERIES = 25
# the main desk counts 20,000 open cases, and 40,000 of the last thirty days twice
DASHBOARD = {"main": None, "branch": 50}
# name, model, month, group of a pivot
PIVOTS = {
    "floor": ("complaint.floor", "create_date:month", "stage_id"),
    "task": ("project.task", "create_date:month", "stage_id"),
    "complaint": ("complaint.complaint", "period", "category_id"),
    "performance": ("complaint.analysis", "period", "category_id"),
}
OPEN = {
    "floor": ("complaint.floor", [("stage_id.fold", "=", False)]),
    "task": ("project.task", [("is_closed", "=", False)]),
    "complaint": ("complaint.complaint", [("phase", "!=", "closed")]),
}


def measures(env):
    """Costs of what managers look at, in milliseconds or as ratios."""
    population.fill(env, peers.fill_tasks)
    agent = population.agent(env)
    agent.group_ids += env.ref("base.group_allow_export")
    env.cr.commit()
    yield from _dashboard(env)
    yield from _pivots(env, agent)
    yield from _open_cases(env, agent)
    yield from _form(env, agent)
    yield from _ledger(env, agent)


def _dashboard(env):
    works = {
        desk: Work(
            population.agent(env, desk).id,
            lambda env, turn: env["complaint.dashboard"].get_dashboard(),
        )
        for desk in ("main", "branch")
    }
    works["task"] = Work(
        population.agent(env).id, lambda env, turn: peers.count_tasks(env)
    )
    costs = take_turns(env.registry, works, TURNS, pick=min)
    task = costs.pop("task")
    yield _measure("dashboard, of tasks", task.milliseconds, "ms", None)
    for desk, cost in costs.items():
        name = f"dashboard, {desk} desk"
        yield _measure(name, cost.milliseconds, "ms", DASHBOARD[desk])
        yield _measure(name, cost.total / task.total, "x task", 1)
        yield _measure(f"{name}, queries", cost.queries, "queries", QUERIES)


def _pivots(env, agent):
    works = {name: _pivot(agent, *what) for name, what in PIVOTS.items()}
    costs = take_turns(env.registry, works, TURNS)
    for name, cost in costs.items():
        label = f"pivot month x category, {name}"
        yield _measure(label, cost.milliseconds, "ms", None)
    for name, budget in (("complaint", 1.3), ("performance", 5)):
        label = f"pivot month x category, {name}"
        yield _measure(label, ratio_of_cost(costs, name), "x floor", budget)
    against_task = ratio_of_cost(costs, "complaint", "task")
    yield _measure("pivot month x category", against_task, "x task", 1)


def _pivot(agent, model, month, group):
    return Work(
        agent.id, lambda env, turn: webclient.open_pivot(env[model], [], group, month)
    )


def _open_cases(env, agent):
    """The list and the kanban of what is open, as each model shows it by default."""
    for view_type in ("list", "kanban"):
        works = {
            name: _open_view(env, agent, view_type, *what)
            for name, what in OPEN.items()
        }
        costs = take_turns(env.registry, works, TURNS)
        for name, cost in costs.items():
            yield _measure(f"open {view_type}, {name}", cost.milliseconds, "ms", None)
        against_task = ratio_of_cost(costs, "complaint", "task")
        yield _measure(f"open {view_type}", against_task, "x task", 1)


def _open_view(env, agent, view_type, model, domain):
    view = webclient.default_view(env[model].with_user(agent), view_type)
    show = webclient.open_list if view_type == "list" else webclient.open_kanban
    return Work(agent.id, lambda env, turn: show(env[model], domain, view))


def _form(env, agent):
    works = {
        name: _open_form(env, agent, model) for name, (model, _domain) in OPEN.items()
    }
    costs = take_turns(env.registry, works, TURNS)
    for name, cost in costs.items():
        yield _measure(f"form, {name}", cost.milliseconds, "ms", None)
    yield _measure("form", ratio_of_cost(costs, "complaint", "task"), "x task", 1)


def _open_form(env, agent, model):
    documents = env[model].with_user(agent).search([], limit=TURNS * 2)
    view = webclient.default_view(documents, "form")
    return Work(
        agent.id, lambda env, turn: documents[turn].with_env(env).web_read(view.fields)
    )


def _ledger(env, agent):
    """The ledger against the export of a list, of the same columns and of tasks."""
    ledger = env["complaint.ledger.print"].with_user(agent).create({})
    ours = Timing(lambda: _write_ledger(ledger, LEDGER_ROWS), LEDGER_ROWS)
    yield _measure("ledger, spreadsheet", 1000 * ours.seconds, "ms per 1000", None)
    yield _measure("ledger, memory it grows by", ours.megabytes, "MB", 100)
    columns = [column.name for column in ledger._get_columns()]
    complaints = env["complaint.complaint"].with_user(agent)
    theirs = Timing(lambda: _export(complaints, columns), EXPORT_ROWS)
    tasks = env["project.task"].with_user(agent)
    columns = [*webclient.default_view(tasks, "list").fields][: len(columns)]
    peer = Timing(lambda: _export(tasks, columns), EXPORT_ROWS)
    for name, timing in (("Odoo's export", theirs), ("export of tasks", peer)):
        faster = timing.seconds / ours.seconds
        measure = _measure("ledger, speed", faster, f"x {name}", None)
        yield {**measure, "ok": faster >= 2}


class Timing:
    """CPU seconds for 1000 rows, and megabytes by which the process grew."""

    def __init__(self, run, rows):
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begin = time.process_time()
        run()
        self.seconds = 1000 * (time.process_time() - begin) / rows
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory
        self.megabytes = grown / 1024


def _write_ledger(ledger, rows):
    """As the ledger does it, without telling its progress."""
    columns = ledger._get_columns()
    source = ledger.env["complaint.ledger.rows"]._iter_rows(
        [], columns, ledger._get_desk_zone()
    )
    with open_workbook(io.BytesIO()) as workbook:
        workbook.add_table("Ledger", columns, itertools.islice(source, rows))


def _export(model, names):
    """What the export of a list does: read everything, then write everything."""
    records = model.search([], limit=EXPORT_ROWS)
    workbook = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
    sheet = workbook.add_worksheet()
    for line, values in enumerate(records.export_data(names)["datas"]):
        for index, value in enumerate(values):
            sheet.write(line, index, value or "")
    workbook.close()


def _measure(name, value, unit, budget):
    return {"name": name, "value": value, "unit": unit, "budget": budget}
