"""The first start as a process that is killed between its steps, and the demonstration that it opens beside itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.ui.demonstration import command
from tests.helpers.first_run import FirstRun

ROOT = Path(__file__).resolve().parents[2]
STEPS = """
import json, os, signal, sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app import bootstrap
from app.bootstrap import choices, formal
from app.ui.entrance import Entrance
from app.ui.main_window import MainWindow
from app.ui import start as _start
from app.services.audit_trail import verify_audit
from app.services.worklist import tally
from tests.helpers.hands import ENTER, Hands
from tests.helpers.quick_keys import quicken

folder, told = Path(sys.argv[1]), Path(sys.argv[2])


def shown():
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, Entrance | MainWindow) and one.isVisible())


class Person(Hands):
    # whoever sits there: the window changes under the hands
    def __init__(self):
        super().__init__(shown(), shown()._operations)
        self.wait()

    def wait(self):
        super().wait()
        self.window = shown()

    def alt(self, letter):
        QTest.keyClick(self.focus, letter, Qt.KeyboardModifier.AltModifier)
        QTest.qWait(150)  # Qt shows the button pressed for a tenth of a second
        self.wait()

    def words(self):
        return [one.text() for one in self.window.findChildren(QLabel) if one.isVisible()]

    def sign_in(self):
        self.enter("qing-cao-2")
        self.wait()

    def code(self):
        return [one for one in self.words() if len(one) == 4 and one.isascii() and one.isalnum()][6]


def window(person):
    person.press(ENTER)
    person.type("5")  # in place of what was marked


def manager(person):
    person.press(ENTER, ENTER, ENTER, ENTER)
    person.enter("李主任", "qing-cao-2")


def file(person):
    person.enter("李主任", "qing-cao-2", "qing-cao-2", "")
    person.wait()


def torn(person):
    window(person)
    person.press(ENTER, ENTER, ENTER)
    formal.register = lambda *_given, **_named: os.kill(os.getpid(), signal.SIGKILL)
    file(person)


def again(person):
    desk(person)


def code(person):
    person.sign_in()
    say(person)
    person.press(ENTER)
    person.wait()
    person.enter(person.code())
    person.wait()
    person.alt(Qt.Key.Key_S)


def lists(person):
    person.sign_in()
    say(person)
    person.alt(Qt.Key.Key_S)


def desk(person):
    person.sign_in()
    say(person)
    desk = person.window.pages.worklist._place.desk
    left = tally(desk).left
    tell({"name": desk.station.name, "sound": verify_audit(desk).sound, "left": left, "words": person.words()})


def tell(found):
    with told.open("a", encoding="utf-8") as file:
        file.write(json.dumps(found, ensure_ascii=False) + "\\n")


def say(person):
    tell({"words": person.words(), "files": sorted(one.suffix for one in folder.glob("settlements.*"))})


def start(what):
    def work():
        person = Person()
        say(person)
        what(person)
        os.kill(os.getpid(), signal.SIGKILL)

    app = QApplication(["first start"])
    QTimer.singleShot(0, app, work)
    bootstrap.open_window(folder, demonstration=False)


# Once for all steps: the packs, what the window reads later, passwords that cost nothing.
import app.ui.pages
packs = bootstrap.load_packs()
choices.load_packs = lambda: packs
quicken(pytest.MonkeyPatch())

for name in sys.argv[3:]:
    child = os.fork()
    if not child:
        start(globals()[name])
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL, status
"""
"""Each step in a process of its own, forked before there is a window, and ended by kill -9 where it stands."""


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "HOME": str(folder)}


def killed_after(tmp_path: Path, *steps: str) -> list[dict[str, Any]]:
    """What was seen on the way through ``steps``, each of which ends by a kill."""
    folder, told = tmp_path / "data", tmp_path / "told.jsonl"
    done = subprocess.run(
        [sys.executable, "-c", STEPS, str(folder), str(told), *steps],
        cwd=ROOT,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in told.read_text("utf-8").splitlines()]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no kill -9")
def test_a_first_start_that_is_killed_at_each_step_goes_on_where_it_stopped(tmp_path: Path) -> None:
    seen = killed_after(tmp_path, "window", "manager", "file", "code", "lists", "lists", "desk")
    first, second, third, signing, at_code, signing_3, at_lists, signing_4, at_printer, signing_5, at_desk, end = seen
    for one, words in (
        (first, "第 1 步"),
        (second, "第 1 步"),
        (third, "第 2 步"),
        (at_code, "第 2 步"),
        (at_lists, "第 3 步"),
        (at_printer, "第 4 步"),
    ):
        assert any(str(text).startswith(words) for text in one["words"]), (words, one)
    assert "5" in second["words"]  # the window's name at the left, typed before the kill
    assert [one["files"] for one in (first, second, third)] == [[], [], []], "no file before there is a manager"
    assert {".db", ".keys"} < {*signing["files"]}
    assert all("登录" in one["words"] for one in (signing, signing_3, signing_4, signing_5))
    assert any("还没有收好" in str(text) for text in at_code["words"])
    assert not any(str(text).startswith("第 ") and "步" in str(text) for text in at_desk["words"])
    assert (end["name"], end["sound"], end["left"]) == ("5", True, 3)  # lists, values, printer


@pytest.mark.skipif(os.name == "nt", reason="Windows has no kill -9")
def test_killed_while_the_file_is_made_it_is_finished_by_whoever_signs_in(tmp_path: Path) -> None:
    seen = killed_after(tmp_path, "torn", "again")
    _first, signing, at_desk, end = seen
    assert "登录" in signing["words"]
    assert any(str(text).startswith("第 1 步") for text in at_desk["words"])
    assert end["sound"] is True


def test_the_demonstration_opens_as_a_process_of_its_own(first_run: FirstRun, tmp_path: Path) -> None:
    folder = first_run.copied(tmp_path / "data")
    settings = folder / "window.ini"
    settings.unlink(missing_ok=True)
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        command(folder), stdin=quiet, stdout=quiet, stderr=subprocess.PIPE, cwd=ROOT, env=environment(tmp_path)
    )
    try:
        for _ in range(600):  # until the guided case was offered in its window
            if settings.exists() and "offered" in settings.read_text("utf-8"):
                break
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.1)
        assert "offered" in settings.read_text("utf-8")
        assert not (folder / "settlements.db").exists()
    finally:
        process.kill()
        process.communicate()
