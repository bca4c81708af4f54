"""Runs one benchmark; read by ``odoo shell`` from standard input.

Writes one JSON object a measure to the file descriptor BENCH_RESULTS. Whatever
the benchmark itself prints goes to standard error.
"""

import contextlib
import importlib.util
import json
import os
import sys

NEEDED = {"name", "value", "unit", "budget"}


def judged(measure):
    """Return the measure with ``ok``: smaller is better, no budget is no limit."""
    if missing := NEEDED - set(measure):
        raise ValueError(f"{measure} lacks {', '.join(sorted(missing))}")
    budget = measure["budget"]
    within = budget is None or measure["value"] <= budget
    return {**measure, "ok": measure.get("ok", within)}


def load(path):
    """Return the benchmark file as a module; its siblings can be imported."""
    sys.path.insert(0, os.path.dirname(path))
    spec = importlib.util.spec_from_file_location("benchmark", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["benchmark"] = module
    spec.loader.exec_module(module)
    return module


with (
    os.fdopen(int(os.environ["BENCH_RESULTS"]), "w") as results,
    contextlib.redirect_stdout(sys.stderr),
):
    for measure in load(os.environ["BENCH_FILE"]).measures(env):  # noqa: F821
        print(json.dumps(judged(measure)), file=results, flush=True)
