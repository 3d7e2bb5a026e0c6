"""Waiting for conditions, never for a time."""

import time
from collections.abc import Callable

STEP_SECONDS = 0.1


def until(holds: Callable[[], bool], seconds: float, explain: Callable[[], object] = str) -> None:
    """Wait until something holds.

    Raises:
        AssertionError: it did not within so many seconds.
    """
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, explain()
        time.sleep(STEP_SECONDS)
