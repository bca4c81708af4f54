"""The project's own command."""

import os
import signal
import subprocess
import sys

import pytest
from devkit.paths import ROOT, TOOLS

COMMANDS = ("run", "test", "lint", "shell", "bench", "i18n", "reset")
# A command that has started a server of its own process group.
BUSY_COMMAND = """
import subprocess, sys
sys.path.insert(0, sys.argv[1])
from devkit import ending
ending.watch()
server = subprocess.Popen(["sleep", "600"], start_new_session=True)
print(server.pid, flush=True)
server.wait()
"""


def dev(*arguments):
    """Run ``./dev`` from somewhere else."""
    return subprocess.run(
        [str(ROOT / "dev"), *arguments],
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_alone_prints_help():
    answer = dev()
    assert answer.returncode == 0
    words = answer.stdout.split()
    assert [command for command in COMMANDS if command not in words] == []


def test_unknown_command_says_what_there_is():
    answer = dev("fly")
    assert answer.returncode != 0
    assert "run" in answer.stderr


def test_second_call_sets_nothing_up(testbed):
    assert testbed.odoo.data_dir.is_dir()
    again = dev("odoo", "--", "--version")
    assert again.returncode == 0
    assert "19.0" in again.stdout
    # Steps of the set-up are announced by a dash.
    assert not [line for line in again.stderr.splitlines() if line.startswith("- ")]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_ended_command_leaves_no_process_behind(number):
    command = subprocess.Popen(
        [sys.executable, "-c", BUSY_COMMAND, str(TOOLS)],
        stdout=subprocess.PIPE,
        text=True,
    )
    server = int(command.stdout.readline())
    command.send_signal(number)
    assert command.wait(timeout=60) == 128 + number
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)
