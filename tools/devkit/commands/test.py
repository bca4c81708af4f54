"""``./dev test``: the addon's tests under Odoo's runner, then the end-to-end ones."""

import argparse
import shutil
from concurrent.futures import ThreadPoolExecutor

from .. import odoo as odoo_module
from .. import programs, selection
from ..console import say, step
from ..databases import Databases
from ..odoo import Odoo
from ..outcome import Outcome
from ..paths import ADDON_NAME, ROOT, TESTS, TOOLS
from ..runners import log_folder, run_odoo, run_pytest

NAME = "test"
HELP = "run all tests, or those whose name matches"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "pattern",
        nargs="?",
        help="part of file::Class::test_name, wildcards allowed",
    )


def execute(options: argparse.Namespace) -> int:
    """Run the tests; the last line says how they went."""
    programs.for_tests()
    odoo = odoo_module.prepare().with_test_addons()
    databases = Databases(odoo)
    if options.pattern:
        outcome = _matching(odoo, databases, options.pattern)
    else:
        outcome = _all(odoo, databases)
    print(outcome, flush=True)
    return 1 if outcome.failed or not outcome.ran else 0


def _all(odoo: Odoo, databases: Databases) -> Outcome:
    """Run the addon's tests and, beside them, the end-to-end tests.

    Each of the two keeps one core busy, so together they take little more time than
    the longer one alone.
    """
    shutil.rmtree(log_folder(), ignore_errors=True)
    log_folder()
    with ThreadPoolExecutor() as runners:
        runs = [runners.submit(_addon_tests, odoo, databases)]
        if TESTS.is_dir():
            runs.append(runners.submit(_end_to_end_tests, odoo))
    return sum((run.result() for run in runs), Outcome())


def _addon_tests(odoo: Odoo, databases: Databases) -> Outcome:
    """Install the addon anew under its own tests."""
    with (
        step("Running the addon's tests"),
        databases.temporary("test", "deps") as name,
    ):
        server = ["server", "-d", name, "-i", ADDON_NAME, "--stop-after-init"]
        return run_odoo(odoo, [*server, "--test-tags", f"/{ADDON_NAME}"])


def _end_to_end_tests(odoo: Odoo) -> Outcome:
    with step("Running the end-to-end tests"):
        return run_pytest(odoo, [str(TESTS.relative_to(ROOT))])


def _matching(odoo: Odoo, databases: Databases, pattern: str) -> Outcome:
    """Run the tests that match, in a copy of a database that is ready."""
    outcome = Outcome()
    in_odoo = selection.odoo_tests(pattern)
    end_to_end = selection.top_level_tests(pattern)
    if not in_odoo and not end_to_end:
        say(f"No test has {pattern} in its name.")
    if in_odoo:
        tags = ",".join(test.tag for test in in_odoo)
        say(f"- Running {len(in_odoo)} of the addon's tests ...")
        with databases.temporary("test", "ready") as name:
            outcome += run_odoo(
                odoo,
                ["shell", "-d", name],
                script=TOOLS / "inside" / "odoo_tests.py",
                variables={"TEST_TAGS": tags, "TEST_MODULE": ADDON_NAME},
            )
    if end_to_end:
        say(f"- Running {len(end_to_end)} end-to-end tests ...")
        outcome += run_pytest(odoo, [test.path for test in end_to_end])
    return outcome
