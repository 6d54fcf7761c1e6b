"""Work in a forked child that is killed (SIGKILL) at a given step, as a power cut would end it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

Step = Callable[[str], None]


def steps_of(work: Callable[[Step], object]) -> list[str]:
    """The steps that ``work`` tells of when nothing stops it."""
    heard: list[str] = []
    work(heard.append)
    return heard


def killed_at(nth: int, work: Callable[[Step], object]) -> None:
    """Run ``work`` in a child that is killed when it tells of its ``nth`` step (from 0); it must get that far."""
    child = os.fork()
    if child == 0:
        told = [0]

        def tell(_step: str) -> None:
            told[0] += 1
            if told[0] > nth:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            work(tell)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"the child came to its end before step {nth}"
