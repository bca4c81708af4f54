"""``./dev bench``: measures against their budgets.

A benchmark is ``tests/benchmarks/bench_NAME.py`` with

- ``measures(env)``: yields dicts with ``name``, ``value``, ``unit`` and
  ``budget`` (None: no limit), optionally ``ok`` (default: value <= budget). It
  runs inside Odoo as superuser on a database of its own and may commit.
- ``MODULES`` (optional): addons to install besides complaint_management.
- ``KEPT_WITH`` (optional): files beside it that fill its database, which is then
  kept for the next run, until these files or the addon change. It must be left as
  it was found. BENCH_SIZE (environment) makes it smaller, for a quick look.
"""

import argparse
import ast
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from .. import odoo as odoo_module
from ..artifacts import digest
from ..console import DevError, step
from ..databases import Databases
from ..fingerprint import installed_fingerprint
from ..odoo import Odoo
from ..paths import TESTS, TOOLS

NAME = "bench"
HELP = "run a benchmark, or list them"
FOLDER = TESTS / "benchmarks"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("name", nargs="?")
    parser.add_argument("--json", action="store_true", help="one object a measure")


def execute(options: argparse.Namespace) -> int:
    """Run a benchmark; a missed budget is a failure."""
    known = {path.stem.removeprefix("bench_"): path for path in _files()}
    if not options.name:
        print("\n".join(known) or "There are no benchmarks.")
        return 0
    if options.name not in known:
        raise DevError(
            f"There is no benchmark {options.name}. Known: {', '.join(known)}"
        )
    file = known[options.name]
    odoo = odoo_module.prepare().with_test_addons()
    missed = count = 0
    for measure in _measure(odoo, options.name, file):
        print(json.dumps(measure) if options.json else _row(measure), flush=True)
        missed += not measure["ok"]
        count += 1
    return 1 if missed or not count else 0


def _files() -> list[Path]:
    return sorted(FOLDER.glob("bench_*.py"))


def _measure(odoo: Odoo, name: str, file: Path) -> Iterator[dict]:
    """Yield the measures of a benchmark, run in a database of its own."""
    databases = Databases(odoo)
    database = databases.name(f"bench_{name}")
    key = _key(file)
    if not key or databases.comment(database) != key:
        with step("Preparing the database"):
            databases.create(database, "ready")
            if modules := _constant(file, "MODULES"):
                databases.install(database, modules)
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [*odoo.command, "shell", "-d", database, "--no-http", "--log-level=warn"],
        env=odoo.environment | {"BENCH_FILE": str(file), "BENCH_RESULTS": str(writing)},
        stdin=(TOOLS / "inside" / "benchmark.py").open(),
        pass_fds=[writing],
    )
    os.close(writing)
    with os.fdopen(reading) as results:
        yield from map(json.loads, results)
    if process.wait():
        raise DevError(f"The benchmark {name} broke down.")
    if key:
        databases.set_comment(database, key)
    else:
        databases.drop(database)


def _key(file: Path) -> str:
    """Return what a kept database depends on; nothing when it is not kept."""
    fillers = [FOLDER / name for name in _constant(file, "KEPT_WITH")]
    size = os.environ.get("BENCH_SIZE", "")
    return digest(installed_fingerprint(), size, *fillers) if fillers else ""


def _constant(file: Path, name: str) -> list[str]:
    """Return a list of the benchmark without importing it (it needs Odoo)."""
    for node in ast.parse(file.read_text()).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name:
            return list(ast.literal_eval(node.value))
    return []


def _row(measure: dict) -> str:
    budget = "" if measure["budget"] is None else f"budget {measure['budget']:g}"
    verdict = "ok" if measure["ok"] else "MISSED"
    value = f"{measure['value']:12.3f} {measure['unit']:10}"
    return f"{measure['name']:40} {value} {budget:14} {verdict}"
