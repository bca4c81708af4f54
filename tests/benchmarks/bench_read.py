"""Reading and moving complaints among a million others, by an agent with rules on."""

import population
import webclient
from stopwatch import Work, ratio_of_cost, take_turns

MODULES = ["complaint_floor"]
KEPT_WITH = ["population.py", "cloning.py"]
FAST_TURNS, SLOW_TURNS = 21, 7

OPEN = [("phase", "!=", "closed")]
FLOOR_OPEN = [("stage_id.fold", "=", False)]
# the rules leave the branch one row in a hundred; the floor has none and shows all
LIST_BUDGETS = {"branch desk": 4}


def measures(env):
    """Costs of the web client's calls, as ratios to the floor or in milliseconds."""
    population.fill(env)
    users = {
        "main": population.agent(env).id,
        "branch": population.agent(env, "branch").id,
    }
    for measure in (_lists, _kanban, _searches, _pivot, _form, _drag):
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
            ratio = ratio_of_cost(costs, name, floor)
            budget = LIST_BUDGETS.get(name, 3)
            yield _ratio(f"list of 80, {name}", ratio, budget)


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
        name: Work(
            users["main"],
            lambda env, turn, term=term: env["complaint.complaint"].search(
                [("search_text", "ilike", term)], limit=webclient.LIST_LIMIT
            ),
        )
        for name, (term, _budget) in terms.items()
    }
    costs = take_turns(env.registry, works, FAST_TURNS, pick=min)
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
        "complaint": pivot("complaint.complaint", "period", "category_id"),
    }
    costs = take_turns(env.registry, works, SLOW_TURNS)
    yield _ratio("pivot month x category", ratio_of_cost(costs, "complaint"), 1.3)


def _form(env, users):
    works = {
        name: Work(users["main"], _open_form(env, name, users["main"]))
        for name in ("complaint.complaint", "complaint.floor")
    }
    costs = take_turns(env.registry, works, FAST_TURNS, pick=min)
    opened, floor = (costs[name].milliseconds for name in works)
    yield {
        "name": "form, open",
        "value": opened - floor,
        "unit": "ms + floor",
        "budget": 10,
    }


def _drag(env, users):
    """Move a card of the kanban, within its phase and to the next one."""
    floor_stages = env["complaint.floor.stage"].search([])
    second_stage = env["complaint.stage"].search(
        [("name", "=", population.SECOND_STAGE)]
    )
    next_stage = env["complaint.stage"]._get_first_by_phase()["solution"]
    targets = {
        "floor": ("complaint.floor", floor_stages[1]),
        "within the phase": ("complaint.complaint", second_stage),
        "to the next phase": ("complaint.complaint", next_stage),
    }
    works = {
        name: Work(users["main"], _move(env, model, users["main"], stage))
        for name, (model, stage) in targets.items()
    }
    costs = take_turns(env.registry, works, FAST_TURNS)
    for name, budget in (("within the phase", 1.5), ("to the next phase", 2.2)):
        yield _ratio(f"stage moved {name}", ratio_of_cost(costs, name), budget)


def _open_form(env, model, user_id):
    records = _get_movable(env, model, user_id)
    view = webclient.default_view(records, "form")
    return lambda env, turn: records[turn].with_env(env).web_read(view.fields)


def _move(env, model, user_id, stage):
    records = _get_movable(env, model, user_id)
    view = webclient.default_view(records, "kanban")
    values = {"stage_id": stage.id}
    return lambda env, turn: records[turn].with_env(env).web_save(values, view.fields)


def _get_movable(env, model, user_id):
    """Documents in the second column of the first phase that is worked on."""
    if model == "complaint.floor":
        domain = [("stage_id", "=", env["complaint.floor.stage"].search([])[0].id)]
    else:
        desk = population.agent(env).complaint_member_ids.team_id
        domain = [("phase", "=", "investigation"), ("team_id", "=", desk.id)]
    return env[model].with_user(user_id).search(domain, limit=FAST_TURNS * 2)


def _list(env, user_id, model, domain):
    view = webclient.default_view(env[model].with_user(user_id), "list")
    return Work(
        user_id, lambda env, turn: webclient.open_list(env[model], domain, view)
    )


def _kanban_work(env, user_id, model, domain, progress_bar=None):
    view = webclient.default_view(env[model].with_user(user_id), "kanban")
    return Work(
        user_id,
        lambda env, turn: webclient.open_kanban(env[model], domain, view, progress_bar),
    )


def _ratio(name, value, budget):
    return {"name": name, "value": value, "unit": "x floor", "budget": budget}
