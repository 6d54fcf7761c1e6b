"""Settles one draft in a child process that is killed (SIGKILL) before its n-th statement, for every n. Run as a program.

    python -m tests.helpers.kill_settle FILE FOLDER

``FILE`` is a small desk's file; copies are made in ``FOLDER``. Prints a JSON list with one entry for each n: how many
documents there were afterwards, the draft's state, whether the audit chain holds, and what settling again gave. The last
entry is the one that was killed after ``settle`` had returned.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

from app.policy import Registry
from app.records.form import Draft
from app.services.drafts import open_draft
from app.services.settle import settle
from app.services.slips import settled_today
from app.store import audit, drafts
from app.store.work import Hook
from tests.helpers.forms import quoted, stay
from tests.helpers.service_desk import desk_on, packs

MOST = 2000
FORM = stay("p1")


def _kill_before(nth: int) -> Hook:
    seen = count(1)

    def hook(_statement: str) -> None:
        if next(seen) == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    return hook


def _in_child(work: Callable[[], None]) -> bool:
    """Run ``work`` in a forked child; True if it was killed."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _try(path: Path, registry: Registry, draft: Draft, pays: int, nth: int) -> bool:
    """Settle in a child that is killed before statement ``nth``; True where the child got to its end first."""
    finished = path.with_suffix(".finished")

    def work() -> None:
        armed = [False]
        kill = _kill_before(nth)
        with desk_on(path, registry, hook=lambda statement: kill(statement) if armed[0] else None) as desk:
            armed[0] = True
            settle(desk, draft, FORM, pays)
            finished.touch()
            os.kill(os.getpid(), signal.SIGKILL)

    if not _in_child(work):
        raise SystemExit(f"the child was not killed at statement {nth}")
    return finished.exists()


def _outcome(path: Path, registry: Registry, draft: Draft, pays: int) -> dict[str, object]:
    """What is in the file after the kill, and what settling the same draft again gives."""
    with desk_on(path, registry, prefix="019a") as desk:
        with desk.database.reading() as work:
            state = drafts.get(work, draft.id).state
            broken = audit.verify(work)
        documents = len(settled_today(desk))
        again = settle(desk, draft, FORM, pays)
        with desk.database.reading() as work:
            broken = broken or audit.verify(work)
        return {
            "documents": documents,
            "state": state,
            "audit": broken is None,
            "again": [again.number, again.already, len(settled_today(desk))],
        }


def main(file: Path, folder: Path) -> list[dict[str, object]]:
    """The outcome for every statement of the settlement, then for a kill after its end."""
    registry = packs()
    start = folder / "start.db"
    shutil.copy(file, start)
    with desk_on(start, registry, prefix="0198") as desk:
        draft = open_draft(desk, FORM)
        result = quoted(desk, FORM).result
    if result is None:
        raise SystemExit("the case can't be quoted")
    outcomes: list[dict[str, object]] = []
    for nth in range(1, MOST):
        path = folder / f"killed-{nth}.db"
        shutil.copy(start, path)
        finished = _try(path, registry, draft, result.person_pays, nth)
        outcomes.append(_outcome(path, registry, draft, result.person_pays))
        for left in folder.glob(f"killed-{nth}.*"):
            left.unlink()
        if finished:
            return outcomes
    raise SystemExit("settling never came to its end")


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]))))  # noqa: T201 - its answer
