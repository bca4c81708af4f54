"""Dashboard, pivots and ledger among a million complaints, with rules on."""

import io
import itertools
import resource
import time

import population
import webclient
import xlsxwriter
from stopwatch import Work, ratio_of_cost, take_turns

from odoo.addons.complaint_management.tools.spreadsheet import open_workbook

MODULES = ["complaint_floor"]
KEPT_WITH = ["population.py"]
TURNS = 7
LEDGER_ROWS = min(100_000, population.COMPLAINTS)
EXPORT_ROWS = min(10_000, population.COMPLAINTS)
QUERIES = 25


def measures(env):
    """Costs of what managers look at, in milliseconds or as ratios."""
    population.fill(env)
    agent = population.agent(env)
    agent.group_ids += env.ref("base.group_allow_export")
    env.cr.commit()
    yield from _dashboard(env)
    yield from _pivots(env, agent)
    yield from _ledger(env, agent)


def _dashboard(env):
    works = {
        desk: Work(
            population.agent(env, desk).id,
            lambda env, turn: env["complaint.dashboard"].get_dashboard(),
        )
        for desk in ("main", "branch")
    }
    costs = take_turns(env.registry, works, TURNS, pick=min)
    for desk, cost in costs.items():
        name = f"dashboard, {desk} desk"
        yield _measure(name, cost.milliseconds, "ms", 50)
        yield _measure(f"{name}, queries", cost.queries, "queries", QUERIES)


def _pivots(env, agent):
    def pivot(model, month, group):
        return Work(
            agent.id,
            lambda env, turn: webclient.open_pivot(env[model], [], group, month),
        )

    works = {
        "floor": pivot("complaint.floor", "create_date:month", "stage_id"),
        "complaint": pivot("complaint.complaint", "period", "category_id"),
        "performance": pivot("complaint.analysis", "period", "category_id"),
    }
    costs = take_turns(env.registry, works, TURNS)
    for name, budget in (("complaint", 1.3), ("performance", 5)):
        ratio = ratio_of_cost(costs, name)
        yield _measure(f"pivot month x category, {name}", ratio, "x floor", budget)


def _ledger(env, agent):
    ledger = env["complaint.ledger.print"].with_user(agent).create({})
    ours = Timing(lambda: _write_ledger(ledger, LEDGER_ROWS), LEDGER_ROWS)
    yield _measure("ledger, spreadsheet", 1000 * ours.seconds, "ms per 1000", None)
    yield _measure("ledger, memory it grows by", ours.megabytes, "MB", 100)
    theirs = Timing(lambda: _export(ledger, EXPORT_ROWS), EXPORT_ROWS)
    faster = theirs.seconds / ours.seconds
    yield {
        **_measure("ledger, speed", faster, "x Odoo's export", None),
        "ok": faster >= 2,
    }


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
    source = ledger.env["complaint.ledger.rows"]._iter_rows([], columns)
    with open_workbook(io.BytesIO()) as workbook:
        workbook.add_table("Ledger", columns, itertools.islice(source, rows))


def _export(ledger, rows):
    """What the export of a list does: read everything, then write everything."""
    names = [column.name for column in ledger._get_columns()]
    complaints = ledger.env["complaint.complaint"].search([], limit=rows)
    workbook = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
    sheet = workbook.add_worksheet()
    data = complaints.export_data(names)["datas"]
    for line, values in enumerate(data):
        for index, value in enumerate(values):
            sheet.write(line, index, value or "")
    workbook.close()


def _measure(name, value, unit, budget):
    return {"name": name, "value": value, "unit": unit, "budget": budget}
