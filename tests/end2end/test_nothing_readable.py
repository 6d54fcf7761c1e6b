"""After the real program has worked, no file that it left anywhere shows a person's name or number.

Data, settings, caches, logs, spool and temporary files lie in folders of the test; every byte of them is looked through,
in each encoding that a program might write. Papers that the user asked for as PDF are the one exception.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from tests.helpers.small_desk import ROOT, everybody

FOLDERS = {
    "HOME": "home",
    "TMPDIR": "tmp",
    "XDG_DATA_HOME": "data",
    "XDG_CONFIG_HOME": "config",
    "XDG_CACHE_HOME": "cache",
    "XDG_STATE_HOME": "state",
    "XDG_RUNTIME_DIR": "runtime",
}
SCREEN = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")

WINDOW = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from app.ui.screens.settle import SettleLine
from app.ui.start import application, make_window
from tests.helpers.hands import ENTER, ESC, Hands
from tests.helpers.small_desk import build, small_desk

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


def environment(folder: Path) -> dict[str, str]:
    """The world of a program that leaves everything inside ``folder``."""
    kept = {name: value for name, value in os.environ.items() if name not in SCREEN}
    for name, inside in FOLDERS.items():
        (folder / inside).mkdir(mode=0o700, exist_ok=True)
        kept[name] = str(folder / inside)
    return kept


def run(command: list[str], env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """A program to its end."""
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=dict(env), capture_output=True, text=True, timeout=180, check=False
    )


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
    forms = [(secret, form) for secret in secrets for form in written(secret)]
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pdf"]
    assert files
    found = []
    for path in files:
        data = path.read_bytes()
        found += [(str(path.relative_to(folder)), secret) for secret, form in forms if form in data]
    return found


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """So that an empty answer says something."""
    for at, form in enumerate(sorted(written("王秀兰"))):
        (tmp_path / f"{at}.bin").write_bytes(b"\x00..." + form + b"...")
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


def test_the_demonstration_leaves_nothing_readable_but_its_paper(tmp_path: Path) -> None:
    env = environment(tmp_path)
    told = run(["-m", "app", "--demo", "--data-dir", str(tmp_path / "data")], env)
    assert told.returncode == 0, told.stderr
    listed = run(["-c", NAMES, str(tmp_path / "data")], env)
    assert listed.returncode == 0, listed.stderr
    names, numbers = json.loads(listed.stdout)
    assert any(name in told.stdout for name in names), "the names are those of the people in the file"
    # Of short names, some bytes are like them by chance; the long ones and the numbers are not.
    assert shown(tmp_path, [*{name for name in names if len(name) > 3}, *numbers][:400]) == []
