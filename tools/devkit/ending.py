"""Ends what ``./dev`` has started when ``./dev`` itself is ended.

Servers, workers and browsers live in process groups of their own, so neither Ctrl-C nor
a signal to us reaches them. All of them inherit a mark in their environment; the
database server is started without it, because it stays for the next command.
"""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

MARK = "COMPLAINT_DEV_STARTED_BY"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ENDED_WITHIN = 10


def watch() -> None:
    """Mark whatever is started from now on, and end it when a signal ends us."""
    # A command may run another one of ours: the inner one ends its own alone.
    outer = os.environ.get(MARK)
    os.environ[MARK] = f"{outer}:{os.getpid()}" if outer else str(os.getpid())
    for number in SIGNALS:
        # What whoever started us ignores (as nohup does) stays ignored.
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _end)


def unmarked() -> dict[str, str]:
    """Return the environment for what is to outlive us."""
    return {name: value for name, value in os.environ.items() if name != MARK}


def _end(number: int, _frame) -> None:
    for again in SIGNALS:
        signal.signal(again, signal.SIG_IGN)
    end_marked()
    sys.exit(128 + number)


def end_marked() -> None:
    """Ask all marked processes to end; insist after a while."""
    until = time.monotonic() + ENDED_WITHIN
    _signal_all(signal.SIGTERM)
    while any(_marked()) and time.monotonic() < until:
        time.sleep(0.1)
    _signal_all(signal.SIGKILL)


def _signal_all(number: int) -> None:
    for pid in _marked():
        try:
            os.kill(pid, number)
        except (ProcessLookupError, PermissionError):
            continue


def _marked() -> Iterator[int]:
    own = str(os.getpid())
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            variables = (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        # Zombies have no environment left, so they do not count.
        mark = next((v for v in variables if v.startswith(f"{MARK}=".encode())), b"")
        owners = mark.decode(errors="replace").partition("=")[2].split(":")
        if own in owners and folder.name != own:
            yield int(folder.name)
