"""What the user sees: steps, notices, and errors that name their remedy."""

import contextlib
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence


class DevError(Exception):
    """A failure the user can act upon; the message says how."""


def say(text: str = "") -> None:
    """Print a line of progress (standard error: results go to standard output)."""
    print(text, file=sys.stderr, flush=True)


def notice(text: str) -> None:
    """Print something that differs from the expected, but does not stop us."""
    say(f"! {text}")


@contextlib.contextmanager
def step(text: str) -> Iterator[None]:
    """Announce a step and say how long it took."""
    say(f"- {text} ...")
    started = time.monotonic()
    yield
    say(f"  {text}: done in {time.monotonic() - started:.1f} s")


def run(
    command: Sequence[object], *, hint: str = "", **options
) -> subprocess.CompletedProcess:
    """Run ``command`` quietly; raise DevError with its output when it fails."""
    arguments = [str(part) for part in command]
    done = subprocess.run(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        **options,
    )
    if done.returncode:
        raise DevError(
            f"`{shlex.join(arguments)}` failed:\n{done.stdout[-4000:].strip()}"
            + (f"\n{hint}" if hint else "")
        )
    return done
