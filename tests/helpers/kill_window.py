"""A clerk types a case into the real window, presses F8 and holds Enter down; the process is killed in the midst of it.

    python -m tests.helpers.kill_window FILE FOLDER

``FILE`` is a small desk's file (tests/helpers/small_desk.py); copies are made in ``FOLDER``. Each round types the same case
in a process of its own, which is killed (SIGKILL) before its n-th statement after the last keystroke of typing. Prints a
JSON list: for each n, how many documents there are, the draft's state, whether audit chain and typed form are whole.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest

from app.services.desk import Desk
from app.services.forms import form_to_json
from app.services.slips import settled_today
from app.store import audit
from app.store.database import Database
from app.ui.screens.settle import SettleLine
from app.ui.start import application, make_window
from tests.helpers.data_key import KEY
from tests.helpers.hands import ENTER, Hands
from tests.helpers.quick_keys import quicken
from tests.helpers.small_desk import small_desk

EVERY = 29
"""A settlement has some hundred statements; tests/unit/services/test_kill.py kills before each of them."""


class _Count:
    """Statements after ``arm``; ends the process before the n-th."""

    def __init__(self, nth: int) -> None:
        self.nth, self.seen, self.armed = nth, 0, False

    def __call__(self, _statement: str) -> None:
        if self.armed:
            self.seen += 1
            if self.seen == self.nth:
                os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def _hooked(path: Path, count: _Count) -> Iterator[Desk]:
    with small_desk(path) as desk:
        database = Database.open(path, key=KEY, statement_hook=count)
        try:
            yield replace(desk, database=database)
        finally:
            database.close()


def work(path: Path, count: _Count) -> None:
    """Type the case, settle it with Enter held down; what was typed and how many statements there were lie beside."""
    SettleLine.PAUSE = 0
    settings = QSettings(str(path.with_suffix(".ini")), QSettings.Format.IniFormat)
    application(["test"], settings)
    with _hooked(path, count) as desk:
        window, operations = make_window(desk, path.parent, settings)
        hands = Hands(window, operations)
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        QTest.qWaitForWindowActive(window)
        hands.find("altqmg")
        hands.visit("nmqrmyy", "20190301", "20190310", "C34")
        hands.items(("srjcw", "9"), ("xcg", "3"), ("amxl", "6"))
        case = window.cases.current.case
        case.autosave.now()
        hands.wait()
        path.with_suffix(".typed").write_text(form_to_json(case.form), encoding="ascii")
        count.armed = True
        hands.press(Qt.Key.Key_F8, *([ENTER] * 5))
        hands.wait()
        path.with_suffix(".seen").write_text(str(count.seen), encoding="ascii")
        os.kill(os.getpid(), signal.SIGKILL)


def _in_child(path: Path, nth: int) -> None:
    child = os.fork()
    if child == 0:
        try:
            work(path, _Count(nth))
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise SystemExit(f"the child was not killed at statement {nth}")


def _outcome(path: Path) -> dict[str, object]:
    typed = path.with_suffix(".typed").read_text(encoding="ascii")
    with small_desk(path) as desk:
        documents = len(settled_today(desk))
        with desk.database.reading() as reading:
            states = [tuple(row) for row in reading.rows("SELECT state, form FROM drafts")]
            whole = audit.verify(reading) is None
    same = [form == typed for _, form in states]
    return {"documents": documents, "drafts": [state for state, _ in states], "typed": same, "audit": whole}


def main(file: Path, folder: Path) -> list[dict[str, object]]:
    """The outcome of each round; the last one is killed after everything was done."""
    # Once for all rounds: what the program reads when its window stands, the packs, passwords that cost nothing.
    import app.ui.pages  # noqa: F401 - read here, not in each child

    quicken(pytest.MonkeyPatch())
    shutil.copy(file, folder / "whole.db")
    with small_desk(folder / "whole.db"):
        pass
    _in_child(folder / "whole.db", 0)
    statements = int((folder / "whole.seen").read_text(encoding="ascii"))
    outcomes = []
    for nth in range(1, statements, EVERY):
        path = folder / f"{nth}.db"
        shutil.copy(file, path)
        _in_child(path, nth)
        outcomes.append(_outcome(path))
    return [*outcomes, _outcome(folder / "whole.db")]


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]))))  # noqa: T201 - its answer
