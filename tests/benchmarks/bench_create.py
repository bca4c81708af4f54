"""Bulk creation, as an import or an API call does it, by an agent with rules on."""

import population
from stopwatch import Work, ratio_of_cost, take_turns

MODULES = ["complaint_floor"]
RECORDS = 500
LIMITS = 5
TURNS = 15


def measures(env):
    """CPU and queries of records with category, customer, case owner and deadlines."""
    desk = population.create_desks(env)["main"]
    desk.procedure_id = population.create_procedure(env, LIMITS)
    partners = env["res.partner"].create(
        [{"name": f"客户 {n}", "email": f"c{n}@mail.example"} for n in range(RECORDS)]
    )
    category = env.ref("complaint_management.complaint_category_delivery")
    user = population.agent(env)
    colleague = population.agent(env, number=1)
    env.cr.commit()
    names = [f"包裹破损 {number}" for number in range(RECORDS)]

    def floor(env, turn):
        env["complaint.floor"].create(
            [
                {"name": name, "partner_id": partner_id}
                for name, partner_id in zip(names, partners.ids, strict=True)
            ]
        )

    def complaint(env, turn):
        env["complaint.complaint"].create(
            [
                {
                    "name": name,
                    "partner_id": partner_id,
                    "category_id": category.id,
                    "user_id": colleague.id,
                    "team_id": desk.id,
                }
                for name, partner_id in zip(names, partners.ids, strict=True)
            ]
        )

    works = {"floor": Work(user.id, floor), "complaint": Work(user.id, complaint)}
    costs = take_turns(env.registry, works, TURNS)
    yield {
        "name": "bulk create, CPU",
        "value": ratio_of_cost(costs, "complaint"),
        "unit": "x floor",
        "budget": 4,
    }
    yield {
        "name": "bulk create, queries",
        "value": costs["complaint"].queries / RECORDS,
        "unit": "a record",
        "budget": 3,
    }
