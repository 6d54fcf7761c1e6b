"""Jobs of the window that stand still: as long as somebody looks at what is shown meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from app.ui import waiting
from app.ui.operations import Job


@contextmanager
def held(done: int, total: int) -> Iterator[None]:
    """Every job that has words stands at its first step, told as ``done`` of ``total``, until it is stopped or the block ends; what is shown
    after a second is shown at once."""
    go_on = threading.Event()
    real = Job.step

    def stand(job: Job, _done: int, _total: int) -> None:
        real(job, done, total)
        while job.doing and not go_on.wait(0.01):
            real(job, done, total)

    with (
        patch.object(waiting, "POINTER_AFTER", 0),
        patch.object(waiting, "STRIP_AFTER", 0),
        patch.object(Job, "step", stand),
    ):
        try:
            yield
        finally:
            go_on.set()
