"""``./dev lint``: style, Odoo's conventions, formatting, translations."""

import argparse
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

from .. import formatter, sources, terms, venv
from .. import odoo as odoo_module
from ..console import DevError, say
from ..paths import ADDON_NAME, ROOT

NAME = "lint"
HELP = "check style, formatting and translations"
# The README is the project's; settings tables are small enough to read whole; methods
# that return nothing extend others that return nothing; each folder of models extends
# Odoo's own models by its own concern.
# (Here because the settings file cannot exclude from a group that it includes.)
UNWANTED = (
    "missing-readme,no-search-all,missing-return,consider-merging-classes-inherited"
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--fix", action="store_true", help="repair what tools can")


def execute(options: argparse.Namespace) -> int:
    """Run all checks, also after one has failed."""
    python = venv.python()
    files = sources.files()
    checks: dict[str, Callable[[], list[str]]] = {
        "ruff check": partial(
            _module, python, "ruff", "check", *(["--fix"] if options.fix else [])
        ),
        "ruff format": partial(
            _module, python, "ruff", "format", *([] if options.fix else ["--check"])
        ),
        "pylint-odoo": partial(
            _module, python, "pylint", f"--disable={UNWANTED}", ADDON_NAME
        ),
        "XML, JavaScript": lambda: formatter.unformatted(
            files, python, fix=options.fix
        ),
        "house rules": lambda: list(sources.complaints(files)),
        "translations": lambda: terms.check(odoo_module.prepare()),
    }
    failed = 0
    for name, check in checks.items():
        findings = _findings(check)
        say(f"- {name}: {'FAILED' if findings else 'ok'}")
        print("".join(f"  {line}\n" for line in findings), end="", flush=True)
        failed += bool(findings)
    return 1 if failed else 0


def _findings(check: Callable[[], list[str]]) -> list[str]:
    try:
        return check()
    except DevError as error:
        return str(error).splitlines()


def _module(python: Path, *arguments: str) -> list[str]:
    """Run a linter of the Python environment; return its findings."""
    done = subprocess.run(
        [str(python), "-m", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stdout + done.stderr).splitlines() if done.returncode else []
