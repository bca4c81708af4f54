"""Costs of work done in Odoo, taken in turns so that ratios can be trusted."""

import contextlib
import dataclasses
import gc
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from odoo import api

WARM_UP_TURNS = 2
CONTEXT = {"lang": "zh_CN", "tz": "Asia/Shanghai"}


@dataclasses.dataclass(frozen=True)
class Cost:
    """What one piece of work took."""

    python: float  # seconds of CPU of this process
    database: float  # seconds of CPU of the connection's server process
    queries: float

    @property
    def total(self):
        """Seconds of CPU of both processes."""
        return self.python + self.database

    @property
    def milliseconds(self):
        """The same in milliseconds."""
        return 1000 * self.total


@dataclasses.dataclass(frozen=True)
class Work:
    """Something a user does: ``run`` gets his environment and the number of the turn;
    ``prepare``, not measured, may bring about what it needs."""

    user_id: int
    run: Callable
    prepare: Callable | None = None


def take_turns(registry, works, turns, pick=statistics.median):
    """Run each work once a turn in a transaction of its own, which is rolled back, and
    in reversed order every other turn.

    :param dict works: :class:`Work` by name
    :param int turns: how often each work counts; further turns warm it up
    :param pick: how one value is made of all turns. The median suits ratios; the
        minimum suits milliseconds, for other load makes the processor slower too.
    :return: :class:`Cost` by name
    """
    costs = {name: [] for name in works}
    with _no_garbage_collection():
        for turn in range(turns + WARM_UP_TURNS):
            order = list(works.items())
            for name, work in order[:: 1 if turn % 2 else -1]:
                costs[name].append(_take_turn(registry, work, turn))
                gc.collect()
    return {name: _sum_up(taken[WARM_UP_TURNS:], pick) for name, taken in costs.items()}


def ratio_of_cost(costs, name, floor="floor"):
    """The CPU of ``name`` as a multiple of the floor's."""
    return costs[name].total / costs[floor].total


def _take_turn(registry, work, turn):
    with registry.cursor() as cr:
        server = DatabaseProcess(cr)
        env = api.Environment(cr, work.user_id, CONTEXT)
        companies = env.user.company_ids.ids
        env = env(context={**CONTEXT, "allowed_company_ids": companies})
        if work.prepare:
            work.prepare(env, turn)
            cr.flush()
            env.invalidate_all()
        queries, database = cr.sql_log_count, server.seconds()
        python = time.process_time()
        work.run(env, turn)
        cr.flush()
        python = time.process_time() - python
        database = server.seconds() - database
        queries = cr.sql_log_count - queries
        cr.rollback()
    return Cost(python, database, queries)


class DatabaseProcess:
    """The server process behind a cursor."""

    def __init__(self, cr):
        # parallel workers would escape the measure, compilation depends on the server
        cr.execute("SET max_parallel_workers_per_gather = 0; SET jit = off")
        path = Path(f"/proc/{cr._cnx.info.backend_pid}/schedstat")
        self._statistics = path if path.exists() else None

    def seconds(self):
        """Seconds of CPU so far; of a server elsewhere, the time we waited."""
        if self._statistics is None:
            return time.perf_counter() - time.process_time()
        return int(self._statistics.read_text().split()[0]) / 1e9


@contextlib.contextmanager
def _no_garbage_collection():
    """Only between the works. What exists already is left out: looking at it takes long
    and empties the processor's caches."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def _sum_up(costs, pick):
    fields = dataclasses.fields(Cost)
    return Cost(
        *(pick(getattr(cost, field.name) for cost in costs) for field in fields)
    )
