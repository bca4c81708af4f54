"""A message from the mailbox to the complaint: stored, then processed."""

import mails
import population
from stopwatch import WARM_UP_TURNS, Work, ratio_of_cost, take_turns

MODULES = ["complaint_floor"]
TURNS = 41
LIMITS = 5
DOMAIN = "bench.example"


def measures(env):
    """CPU and queries of a message, with few and with many contacts."""
    domain = env["mail.alias.domain"].create({"name": DOMAIN})
    env["mail.alias"].create(
        {
            "alias_name": "floor",
            "alias_domain_id": domain.id,
            "alias_model_id": env["ir.model"]._get_id("complaint.floor"),
        }
    )
    desk = population.create_desks(env)["main"]
    desk.alias_name = "desk"
    customers = env["res.partner"].create(
        [{"name": f"客户 {n}", "email": f"c{n}@mail.example"} for n in range(300)]
    )
    addresses = [(customer.name, customer.email) for customer in customers]
    desk.procedure_id = population.create_procedure(env, LIMITS)
    # the number series of the year exists
    env["complaint.complaint"].create({"name": "Number 1", "team_id": desk.id})
    env.cr.commit()
    costs = _take_turns(env, addresses)
    yield _ratio("message with acknowledgement and deadlines, CPU", costs, 1.7)

    # nobody is answered, nothing is due
    desk.company_id.complaint_answer_limit = 0
    desk.procedure_id = population.create_procedure(env, 0)
    env.cr.commit()
    costs = _take_turns(env, addresses)
    yield _ratio("message, CPU", costs, 1.25)
    yield {
        "name": "message, more queries than the floor",
        "value": costs["complaint"].queries - costs["floor"].queries,
        "unit": "queries",
        "budget": 10,
    }
    population.create_customers(env)
    env.cr.commit()
    env.cr.execute("ANALYZE res_partner")
    env.cr.commit()
    costs = _take_turns(env, addresses)
    yield _ratio("message with 100 000 contacts, CPU", costs, 1.25)


def _take_turns(env, addresses):
    messages = {
        name: [
            mails.write(turn, f"{name}@{DOMAIN}", addresses)
            for turn in range(TURNS + WARM_UP_TURNS)
        ]
        for name in ("floor", "desk")
    }

    def floor(env, turn):
        env["mail.thread"].message_process(None, messages["floor"][turn])

    def complaint(env, turn):
        env["mail.thread"].message_process(None, messages["desk"][turn])
        intake = env["complaint.intake"].search([], order="id desc", limit=1)
        intake._process()
        if intake.kind != "complaint":
            raise ValueError(f"The message became {intake.kind}: {intake.detail}")

    works = {"floor": Work(env.uid, floor), "complaint": Work(env.uid, complaint)}
    return take_turns(env.registry, works, TURNS)


def _ratio(name, costs, budget):
    ratio = ratio_of_cost(costs, "complaint")
    return {"name": name, "value": ratio, "unit": "x floor", "budget": budget}
