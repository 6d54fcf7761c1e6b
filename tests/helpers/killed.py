"""Work in a forked child that is killed (SIGKILL) at a given step, as a power cut would end it."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from itertools import count

Step = Callable[[str], None]


def steps_of(work: Callable[[Step], object]) -> list[str]:
    """The steps that ``work`` tells of when nothing stops it."""
    heard: list[str] = []
    work(heard.append)
    return heard


def in_killed_child(work: Callable[[], object]) -> None:
    """Run ``work`` in a forked child that kills itself somewhere in it; AssertionError where it came to its end."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            traceback.print_exc()  # shown with the test that fails
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the child came to its end"


def killed_at(nth: int, work: Callable[[Step], object]) -> None:
    """Run ``work`` in a child that is killed when it tells of its ``nth`` step (from 0); it must get that far."""
    told = count()

    def tell(_step: str) -> None:
        if next(told) == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    in_killed_child(lambda: work(tell))
