"""Runs the two test runners, Odoo's and pytest, and counts their results."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from .console import say
from .odoo import Odoo
from .outcome import OdooLog, Outcome, read_junit
from .paths import ROOT, state_dir
from .server import free_port
from .venv import node


def log_folder() -> Path:
    """Return the ignored folder of logs and screenshots."""
    folder = state_dir() / "log"
    folder.mkdir(exist_ok=True)
    return folder


def run_odoo(
    odoo: Odoo,
    arguments: list[str],
    script: Path | None = None,
    variables: dict[str, str] | None = None,
) -> Outcome:
    """Run tests inside Odoo; show what its log has of errors and warnings.

    ``script`` is given to Odoo's shell, ``variables`` are added to the environment.
    """
    command = [*odoo.command, *arguments, "--http-port", str(free_port())]
    command += ["--max-cron-threads=0"]
    command += ["--screenshots", str(log_folder() / "screenshots")]
    process = subprocess.Popen(
        command,
        env=odoo.environment | (variables or {}),
        stdin=script.open() if script else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    log, log_file = OdooLog(), log_folder() / "odoo-tests.log"
    with process, log_file.open("w") as copy:
        for line in log.follow(_copied(process.stdout, copy)):
            print(line, flush=True)
    outcome = log.outcome()
    if not log.finished:
        print(log_file.read_text()[-4000:], flush=True)
    elif process.returncode and not outcome.failed:
        outcome.failed = 1
    say(f"  {outcome} (log: {log_file.relative_to(ROOT)})")
    return outcome


def run_pytest(odoo: Odoo, targets: list[str]) -> Outcome:
    """Run tests under pytest, whose own output is shown as it is."""
    report = log_folder() / "pytest.xml"
    report.unlink(missing_ok=True)
    command = [str(odoo.python), "-m", "pytest", f"--junitxml={report}", *targets]
    # Playwright's own Node.js needs a library that small systems lack.
    environment = odoo.environment | {"PLAYWRIGHT_NODEJS_PATH": str(node(odoo.python))}
    subprocess.run(
        command, env=environment, cwd=ROOT, stdin=subprocess.DEVNULL, check=False
    )
    return read_junit(report)


def _copied(lines: IO[str], copy: IO[str]) -> Iterator[str]:
    for line in lines:
        copy.write(line)
        yield line.rstrip("\n")
