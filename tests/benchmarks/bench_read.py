"""Reading and moving complaints among a million others, by an agent with rules on."""

import population
import webclient
from stopwatch import Work, ratio_of_cost, take_turns

MODULES = ["complaint_floor"]
KEPT_WITH = ["population.py"]
FAST_TURNS, SLOW_TURNS = 21, 7

OPEN = [("phase", "!=", "closed")]
FLOOR_OPEN = [("stage_id.fold", "=", False)]


def measures(env):
    """Costs of the web client's calls, as ratios to the floor or in milliseconds."""
    population.fill(env)
    users = {
        "main": population.agent(env).id,
        "branch": population.agent(env, "branch").id,
    }
    for measure in (_lists, _kanban, _searches, _pivot, _form):
        yield from measure(env, users)


def _lists(env, users):
    works = {
        "floor": _list(env, users["main"], "complaint.floor", []),
        "floor, open": _list(env, users["main"], "complaint.floor", FLOOR_OPEN),
    }
    for desk, user_id in users.items():
        works[f"{desk} desk"] = _list(env, user_id, "complaint.complaint", [])
        works[f"{desk} desk, open"] = _list(env, user_id, "complaint.complaint", OPEN)
    costs = take_turns(env.registry, works, FAST_TURNS)
    for name in works:
        if not name.startswith("floor"):
            floor = "floor, open" if name.endswith("open") else "floor"
            yield _ratio(f"list of 80, {name}", ratio_of_cost(costs, name, floor), 3)


def _kanban(env, users):
    works = {
        "floor": _kanban_work(env, users["main"], "complaint.floor", []),
        "floor, open": _kanban_work(env, users["main"], "complaint.floor", FLOOR_OPEN),
        "complaint": _kanban_work(
            env,
            users["main"],
            "complaint.complaint",
            OPEN,
            progress_bar=webclient.PRIORITY_BAR,
        ),
    }
    costs = take_turns(env.registry, works, SLOW_TURNS)
    yield _ratio("kanban, open", ratio_of_cost(costs, "complaint"), 1.5)
    against_open = ratio_of_cost(costs, "complaint", "floor, open")
    yield _ratio("kanban, open, to the open floor", against_open, None)


def _searches(env, users):
    sample = env["complaint.complaint"].search([("number", "ilike", "%0004711")])
    terms = {
        "number": (sample.number, 30),
        "customer": (sample.customer_name, 30),
        "two rare characters": (population.RARE_PROBLEM, 10),
        "two common characters": (population.PROBLEMS[0], 10),
    }
    works = {
        name: _list(
            env, users["main"], "complaint.complaint", [("search_text", "ilike", term)]
        )
        for name, (term, _budget) in terms.items()
    }
    costs = take_turns(env.registry, works, FAST_TURNS)
    for name, (_term, budget) in terms.items():
        yield {
            "name": f"search by {name}",
            "value": costs[name].milliseconds,
            "unit": "ms",
            "budget": budget,
        }


def _pivot(env, users):
    def pivot(model, month, group):
        return Work(
            users["main"],
            lambda env, turn: webclient.open_pivot(env[model], [], group, month),
        )

    works = {
        "floor": pivot("complaint.floor", "create_date:month", "stage_id"),
        "complaint": pivot("complaint.complaint", "date_received:month", "category_id"),
    }
    costs = take_turns(env.registry, works, SLOW_TURNS)
    yield _ratio("pivot month x category", ratio_of_cost(costs, "complaint"), 1.3)


def _form(env, users):
    works = {}
    for model in ("complaint.floor", "complaint.complaint"):
        records = env[model].with_user(users["main"]).search(_movable(model), limit=100)
        spec = webclient.specification(records, "form")
        for name, stage in _stages(env, model).items():
            works[model, name] = _save_stage(users["main"], records, stage, spec)
        works[model, "open"] = Work(
            users["main"],
            lambda env, turn, records=records, spec=spec: (
                records[turn].with_env(env).web_read(spec)
            ),
        )
    costs = take_turns(env.registry, works, FAST_TURNS)
    opened = [
        costs[model, "open"] for model in ("complaint.complaint", "complaint.floor")
    ]
    yield {
        "name": "form, open",
        "value": opened[0].milliseconds - opened[1].milliseconds,
        "unit": "ms + floor",
        "budget": 10,
    }
    floor = ("complaint.floor", "in a phase")
    for name, budget in (("in a phase", 1.5), ("to the next phase", 2.2)):
        ratio = ratio_of_cost(costs, ("complaint.complaint", name), floor)
        yield _ratio(f"form, stage {name}", ratio, budget)


def _movable(model):
    if model == "complaint.floor":
        return [("stage_id", "=", 1)]
    return [("phase", "=", "investigation"), ("team_id.name", "=", "Desk main")]


def _stages(env, model):
    """Where a document of the phase investigation may be moved to."""
    if model == "complaint.floor":
        return {"in a phase": env["complaint.floor.stage"].browse(2)}
    stages = env["complaint.stage"]
    return {
        "in a phase": stages.search([("name", "=", population.SECOND_STAGE)]),
        "to the next phase": stages._get_first_by_phase()["solution"],
    }


def _save_stage(user_id, records, stage, spec):
    def save(env, turn):
        records[turn].with_env(env).web_save({"stage_id": stage.id}, spec)

    return Work(user_id, save)


def _list(env, user_id, model, domain):
    spec = webclient.specification(env[model].with_user(user_id), "list")
    return Work(
        user_id, lambda env, turn: webclient.open_list(env[model], domain, spec)
    )


def _kanban_work(env, user_id, model, domain, progress_bar=None):
    spec = webclient.specification(env[model].with_user(user_id), "kanban")
    return Work(
        user_id,
        lambda env, turn: webclient.open_kanban(env[model], domain, spec, progress_bar),
    )


def _ratio(name, value, budget):
    return {"name": name, "value": value, "unit": "x floor", "budget": budget}
