"""After the real program has worked, no file that it left anywhere shows a person's name or number.

Data, settings, caches, logs, spool and temporary files lie in folders of the test; every byte of them is looked through,
in each encoding that a program might write. Papers that the user asked for as PDF are the one exception.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from tests.helpers.first_run import FirstRun, environment, run
from tests.helpers.small_desk import everybody

WINDOW = """
import os, signal, sys
from pathlib import Path
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from app.ui.screens.settle import SettleLine
from app.ui.start import application, make_window
from tests.helpers.hands import ENTER, ESC, Hands
from tests.helpers.quick_keys import quicken
from tests.helpers.small_desk import build, small_desk

quicken(pytest.MonkeyPatch())
folder = Path(sys.argv[1])
build(folder / "settlements.db")
SettleLine.PAUSE = 0
settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
application(["test"], settings)
with small_desk(folder / "settlements.db") as desk:
    window, operations = make_window(desk, folder, settings)
    hands = Hands(window, operations)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    hands.items(("srjcw", "9"), ("xcg", "3"), ("amxl", "6"))
    hands.press(Qt.Key.Key_F8, ENTER)
    hands.wait()
    hands.press(Qt.Key.Key_F9)
    hands.wait()
    assert "NM-01-2019-000001" in window.overlay.accessibleName()
    hands.press(ESC)
    hands.find("wxl")
    hands.visit("nmqrmyy", "20190401", "20190410", "C34")
    window.cases.current.case.autosave.now()
    hands.wait()
    if sys.argv[2] == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    window.close()
    hands.wait()
    operations.close()
"""

NAMES = """
import json, sys
from pathlib import Path
from app import bootstrap
desk = bootstrap.open_demonstration(Path(sys.argv[1]))
with desk.database.reading() as work:
    found = work.rows("SELECT name, certificate_number FROM persons ORDER BY row LIMIT 3000")
print(json.dumps([[row[0] for row in found], [row[1] for row in found if row[1]]]))
desk.database.close()
"""


def written(secret: str) -> set[bytes]:
    """A text as a program might write it."""
    escaped = json.dumps(secret)[1:-1]
    found = {escaped, escaped.upper().replace("\\U", "\\u"), "".join(f"&#{ord(one)};" for one in secret)}
    forms = {text.encode("ascii") for text in found if text.isascii()}
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        forms.add(secret.encode(encoding))
    return forms


def shown(folder: Path, secrets: Iterable[str]) -> list[tuple[str, str]]:
    """The files below a folder in which a secret can be read, with the secret."""
    forms: dict[bytes, list[tuple[bytes, str]]] = defaultdict(list)
    for secret in secrets:
        for form in written(secret):
            forms[form[:4]].append((form, secret))
    assert all(len(begin) == 4 for begin in forms), "too short to be told from chance"
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pdf"]
    assert files
    found = []
    for path in files:
        data = path.read_bytes()
        for at in places(data, forms):
            for form, secret in forms.get(data[at : at + 4], ()):
                if data.startswith(form, at):
                    found.append((str(path.relative_to(folder)), secret))
    return found


def places(data: bytes, begins: Iterable[bytes]) -> list[int]:
    """Where any of these four bytes may begin: two by two by a table, so that thousands of forms take one walk."""
    bytes_of = np.frombuffer(data, np.uint8).astype(np.uint16)
    if len(bytes_of) < 4:
        return []
    pairs = (bytes_of[:-1] << 8) | bytes_of[1:]
    first, second = np.zeros(1 << 16, bool), np.zeros(1 << 16, bool)
    for begin in begins:
        first[int.from_bytes(begin[:2], "big")] = second[int.from_bytes(begin[2:], "big")] = True
    both: list[int] = np.flatnonzero(first[pairs[:-2]] & second[pairs[2:]]).tolist()
    return both


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """So that an empty answer says something."""
    for at, form in enumerate(sorted(written("王秀兰"))):
        before, behind = ((b"\x00...", b"..."), (b"", b""))[at % 2]
        (tmp_path / f"{at}.bin").write_bytes(before + form + behind)
    assert len({name for name, _ in shown(tmp_path, ["王秀兰"])}) == len(list(tmp_path.iterdir()))


@pytest.mark.parametrize("ending", ["closed", "killed"])
def test_a_day_at_the_window_leaves_nothing_readable(tmp_path: Path, ending: str) -> None:
    if ending == "killed" and os.name == "nt":
        pytest.skip("Windows has no kill -9")
    env = {**environment(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    told = run(["-c", WINDOW, str(tmp_path / "data"), ending], env)
    assert told.returncode == (0 if ending == "closed" else -9), told.stderr
    secrets = [one.name for one in everybody()] + [one.certificate_number for one in everybody()]
    assert shown(tmp_path, secrets) == []
    assert not any(one.name in told.stdout + told.stderr for one in everybody())


def test_the_demonstration_leaves_nothing_readable_but_its_paper(first_run: FirstRun, tmp_path: Path) -> None:
    assert first_run.returncode == 0, first_run.stderr
    listed = run(["-c", NAMES, str(first_run.copied(tmp_path / "copy"))], environment(tmp_path))
    assert listed.returncode == 0, listed.stderr
    names, numbers = json.loads(listed.stdout)
    assert any(name in first_run.stdout for name in names), "the names are those of the people in the file"
    # Of short names, some bytes are like them by chance; the long ones and the numbers are not.
    assert shown(first_run.folder, [*{name for name in names if len(name) > 3}, *numbers][:400]) == []
