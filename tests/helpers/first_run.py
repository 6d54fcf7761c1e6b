"""The program's first start on a fresh machine: it takes half a minute to build its demonstration area, and is done once for
all tests of all workers. Each test works on a copy."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
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
_LONGEST = 600


@dataclass(frozen=True)
class FirstRun:
    """What the first start said, and the world that it left: nobody changes it."""

    folder: Path
    returncode: int
    stdout: str
    stderr: str

    @property
    def data(self) -> Path:
        """What --data-dir named."""
        return self.folder / "数据"  # not ASCII: clerks' folders aren't either

    def copied(self, target: Path) -> Path:
        """A copy of the data folder, to work in."""
        shutil.copytree(self.data, target, dirs_exist_ok=True)
        return target


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
        [sys.executable, *command],
        cwd=ROOT,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def first_run(factory: pytest.TempPathFactory) -> FirstRun:
    """The one first start: whichever worker asks first makes it, the others wait for it."""
    base = factory.getbasetemp()
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "first-run"
    told = place.with_suffix(".json")
    try:
        place.mkdir()
    except FileExistsError:
        _wait_for(told)
    else:
        _make(place, told)
    return FirstRun(place, **json.loads(told.read_text(encoding="utf-8")))


def _make(place: Path, told: Path) -> None:
    made = FirstRun(place, -1, "", "the first start did not end")
    try:
        made.data.mkdir()
        ended = run(["-m", "app", "--demo", "--data-dir", str(made.data)], environment(place))
        made = FirstRun(place, ended.returncode, ended.stdout, ended.stderr)
    finally:
        facts = {name: value for name, value in asdict(made).items() if name != "folder"}
        partial = told.with_suffix(".partial")
        partial.write_text(json.dumps(facts), encoding="utf-8")
        partial.replace(told)


def _wait_for(told: Path) -> None:
    until = time.monotonic() + _LONGEST
    while not told.exists():
        assert time.monotonic() < until, "another worker makes the first start and does not end"
        time.sleep(0.2)
