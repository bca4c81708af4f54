"""Waiting for something to become true, without fixed sleeps."""

import time
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")
PAUSE = 0.1


def wait_until(
    condition: Callable[[], Result],
    what: str,
    seconds: float = 180,
    pause: float = PAUSE,
) -> Result:
    """Return what ``condition`` returns as soon as that is true.

    :raise AssertionError: ``what`` did not come true in time
    """
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"Not within {seconds} s: {what}")
        time.sleep(pause)
    return result
