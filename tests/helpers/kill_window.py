"""A clerk types a case into the real window, presses F8 and holds Enter down; the process is killed in the midst of it.

    python -m tests.helpers.kill_window FILE FOLDER

``FILE`` is a small desk's file (tests/helpers/small_desk.py); copies are made in ``FOLDER``. Each round types the same case
in a process of its own, which is killed (SIGKILL) before its n-th statement after the last keystroke of typing. Prints a
JSON list: for each n, how many documents there are, the draft's state, whether audit chain and typed form are whole.

    python -m tests.helpers.kill_window FILE FOLDER held

kills it once, while a large list has the file and the clerk types on.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest

from app.services.desk import Desk
from app.services.drafts import open_drafts
from app.services.forms import form_to_json
from app.services.slips import settled_today
from app.store import audit
from app.store.database import Database
from app.ui.screens.settle import SettleLine
from app.ui.start import application, make_window
from tests.helpers.busy_file import list_being_written
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


def _typed(path: Path, desk: Desk) -> Hands:
    """The case, typed and stored."""
    SettleLine.PAUSE = 0
    settings = QSettings(str(path.with_suffix(".ini")), QSettings.Format.IniFormat)
    application(["test"], settings)
    window, operations = make_window(desk, path.parent, settings)
    hands = Hands(window, operations)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    hands.items(("srjcw", "9"), ("xcg", "3"), ("amxl", "6"))
    _tell(path, hands)
    return hands


def _tell(path: Path, hands: Hands) -> None:
    case = hands.window.cases.current.case
    case.autosave.now()
    hands.wait()
    path.with_suffix(".typed").write_text(form_to_json(case.form), encoding="ascii")


def type_on(path: Path) -> None:
    """Type while a large list has the file, until all of it is safe; then the end."""
    with small_desk(path) as desk:
        hands = _typed(path, desk)
        case = hands.window.cases.current.case
        with list_being_written(hands, desk):
            hands.items(("jmzs", "18"))
            hands.press(Qt.Key.Key_F8, ENTER)  # it waits, and never begins
            while not (case.autosave.dirty and case.autosave.safe):
                QTest.qWait(1)
            path.with_suffix(".typed").write_text(form_to_json(case.form), encoding="ascii")
            os.kill(os.getpid(), signal.SIGKILL)


def work(path: Path, count: _Count) -> None:
    """Type the case, settle it with Enter held down; what was typed and how many statements there were lie beside."""
    with _hooked(path, count) as desk:
        hands = _typed(path, desk)
        count.armed = True
        hands.press(Qt.Key.Key_F8, *([ENTER] * 5))
        hands.wait()
        path.with_suffix(".seen").write_text(str(count.seen), encoding="ascii")
        os.kill(os.getpid(), signal.SIGKILL)


def _in_child(act: Callable[[], None]) -> None:
    child = os.fork()
    if child == 0:
        try:
            act()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise SystemExit("the child was not killed")


def _outcome(path: Path) -> dict[str, object]:
    typed = path.with_suffix(".typed").read_text(encoding="ascii")
    with small_desk(path) as desk:
        documents = len(settled_today(desk))
        beside = {one.id: form_to_json(one.form) for one in open_drafts(desk)}
        with desk.database.reading() as reading:
            states = [tuple(row) for row in reading.rows("SELECT state, id, form FROM drafts")]
            whole = audit.verify(reading) is None
    same = [beside.get(draft_id, form) == typed for _, draft_id, form in states]
    return {"documents": documents, "drafts": [state for state, *_ in states], "typed": same, "audit": whole}


def main(file: Path, folder: Path) -> list[dict[str, object]]:
    """The outcome of each round; the last one is killed after everything was done."""
    # Once for all rounds: what the program reads when its window stands, the packs, passwords that cost nothing.
    import app.ui.pages  # noqa: F401 - read here, not in each child

    quicken(pytest.MonkeyPatch())
    shutil.copy(file, folder / "whole.db")
    with small_desk(folder / "whole.db"):
        pass
    _in_child(lambda: work(folder / "whole.db", _Count(0)))
    statements = int((folder / "whole.seen").read_text(encoding="ascii"))
    outcomes = []
    for nth in range(1, statements, EVERY):
        path = folder / f"{nth}.db"
        shutil.copy(file, path)
        _in_child(partial(work, path, _Count(nth)))
        outcomes.append(_outcome(path))
    return [*outcomes, _outcome(folder / "whole.db")]


def held(file: Path, folder: Path) -> list[dict[str, object]]:
    """The outcome of the one that is killed while a list has the file."""
    path = folder / "held.db"
    shutil.copy(file, path)
    _in_child(partial(type_on, path))
    return [_outcome(path)]


if __name__ == "__main__":
    rounds = held if sys.argv[3:] == ["held"] else main
    print(json.dumps(rounds(Path(sys.argv[1]), Path(sys.argv[2]))))  # noqa: T201 - its answer
