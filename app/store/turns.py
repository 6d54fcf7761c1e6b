"""Whose turn it is to write. SQLite has one writer at a time, and a list of half a million persons may be that for half a minute.

Who finds another thread of this program at it waits for as long as that writes, is told so all the while (``Worker.waits``), and
may be given up as long as nothing of what he does has begun. For another program, which may stand still for good, he waits some
seconds and no longer (``BUSY``).

Decisions
* 2026-11-30: the waiting is done here, by asking SQLite again, ``_LOOK`` by ``_LOOK``. Rejected: SQLite's own wait of five seconds, which
  knows neither who writes nor that nobody waits any more; and a queue, which orders what nobody asked to have ordered.
* 2026-11-30: a large list stays one transaction. Rejected: several (a list that holds in part, by which somebody is settled), and
  writing its rows beforehand where no search sees them (a second set of every table).
* 2026-11-30: of another program it is said that it is one, on this computer: a share is refused. Rejected: which one. The number
  that Linux knows of a lock's holder tells a clerk nothing, and Windows has none.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from app.errors import Stopped
from app.records.progress import Worker
from app.store import driver
from app.store.faults import is_busy

_LOOK = 50
"""Milliseconds that SQLite waits by itself between two looks at who writes and whether anybody still waits."""


@dataclass(slots=True)
class Errand:
    """What a thread is about: ``ends`` says whether it is to be broken off in the midst (None: never), ``worker`` who has it done.
    ``begun`` once something of it stands, here or outside of the file: then it is not given up any more."""

    ends: Callable[[], bool] | None = None
    worker: Worker | None = None
    begun: bool = False


class Turns:
    """One per open data file."""

    def __init__(self) -> None:
        self._writing: Errand | None = None

    def begin(self, connection: driver.Connection, errand: Errand, patience: int) -> None:
        """BEGIN IMMEDIATE, once the turn has come; ``over`` gives it back. Stopped where the errand ends or is given up before,
        the driver's error where another program writes for more than ``patience`` milliseconds."""
        connection.execute(f"PRAGMA busy_timeout = {min(_LOOK, patience)}")
        try:
            self._begin(connection, errand, patience / 1000)
            self._writing = errand
        finally:
            connection.execute(f"PRAGMA busy_timeout = {patience}")
            if errand.worker is not None:
                errand.worker.goes_on()

    def _begin(self, connection: driver.Connection, errand: Errand, patience: float) -> None:
        until = time.monotonic() + patience
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except driver.OperationalError as error:
                if not is_busy(error):
                    raise
                ours = self._writing
                if ours is not None:
                    until = time.monotonic() + patience
                elif time.monotonic() > until:
                    raise
            else:
                return
            if _left(errand, ours):
                raise Stopped

    def over(self, errand: Errand) -> None:
        """Committed or rolled back, or never begun."""
        if self._writing is errand:
            self._writing = None


def _left(errand: Errand, ours: Errand | None) -> bool:
    """Tell whoever waits that he does; whether he doesn't any more."""
    given_up = errand.worker is not None and errand.worker.waits(
        None if ours is None else ours.worker, ours=ours is not None, begun=errand.begun
    )
    return (given_up and not errand.begun) or (errand.ends is not None and errand.ends())
