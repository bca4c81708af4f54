"""The project's own command."""

import subprocess

from devkit.paths import ROOT

COMMANDS = ("run", "test", "lint", "shell", "bench", "i18n", "reset")


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
