"""The bench runs, and says what it found in the form that others read. How fast it is, is no test's business."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import pytest

from build_scripts import bench_data, bench_desk, bench_main, bench_rosters, bench_start
from build_scripts.bench_core import row
from build_scripts.bench_data import Files, Size

ROOT = Path(__file__).resolve().parents[2]
KEYS = {"name", "p50", "p99", "unit", "goal", "ok"}


def _assert_rows(rows: list[dict[str, object]], goals: list[float]) -> None:
    assert [one["goal"] for one in rows] == goals
    for one in rows:
        assert set(one) == KEYS
        assert 0 < float(str(one["p50"])) <= float(str(one["p99"]))
        assert one["ok"] == (float(str(one["p99"])) < float(str(one["goal"])))


def test_a_row_holds_median_and_99th_percentile() -> None:
    seconds = [at / 1000 for at in range(1, 101)]
    assert row("x", seconds, 99.5) == {"name": "x", "p50": 51.0, "p99": 100.0, "unit": "ms", "goal": 99.5, "ok": False}
    assert row("x", seconds, 99.5, by="p50")["ok"] is True
    assert row("x", [1.0, 2.0, 3.0], 4.0, "s")["p50"] == 2.0


def test_the_table_stands_in_columns() -> None:
    lines = bench_main.table([row("找人", [0.001], 2.0), row("evaluate", [3.0], 2.0)]).splitlines()
    assert [line.split() for line in lines[1:]] == [
        ["找人", "1.0", "1.0", "ms", "2.0"],
        ["evaluate", "3000.0", "3000.0", "ms", "2.0", "missed"],
    ]


def _beside(path: Path, listed: Path, on: str) -> list[float]:
    return bench_rosters.measure(path, listed, date.fromisoformat(on))


def _small(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """The data files into ``folder``, of few settlements by the program itself; nothing is warmed, no list has a process of its own."""
    patch.setattr(bench_data, "FOLDER", folder)
    patch.setattr(bench_data, "TEMPLATES", 12)
    patch.setattr(bench_desk, "WARM", 1)
    patch.setattr(gc, "collect", lambda: 0)  # all of the other tests' objects, two dozen times
    patch.setattr(bench_rosters, "in_child", _beside)


QUICK = """
import gc, os, sys, pytest
from app.__main__ import main
from tests.helpers.quick_keys import quicken
leave = os._exit
os._exit = lambda status: leave(status if gc.isenabled() and gc.get_freeze_count() else 3)
quicken(pytest.MonkeyPatch())
sys.exit(main())
"""
"""The program, which takes the tests' keys; it fails where the start left the collector off."""


def _assert_told(files: Files, folder: Path) -> None:
    """The program itself tells how long a clerk waited: for the sign-in page, then for the desk."""
    with tempfile.TemporaryDirectory(dir=folder) as formal:
        bench_start.make_formal(files, Path(formal))
        told = bench_start.started([sys.executable, "-c", QUICK, "--data-dir", formal, "--time-start"])
    assert 0 < told["sign-in"] <= told["sent"] < told["desk"]
    assert 0 < told["pause"] < told["desk"]


def test_every_row_of_a_tiny_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows that need a data file, on 200 people and 40 settlements: built, copied, searched, settled, printed."""
    from build_scripts.bench_desk import find_rows, settle_rows, slip_rows
    from build_scripts.bench_rosters import roster_rows

    _small(monkeypatch, tmp_path)
    size = Size(200, 40)
    with Files(size) as files:
        _assert_rows(find_rows(files, each=2), [20.0])
        _assert_rows(settle_rows(files, times=1), [60.0])
        _assert_rows(slip_rows(files, times=1), [60.0, 60.0])
        _assert_rows(roster_rows(files, changed=20), [180.0, 180.0, 2.0, 1024.0])
        _assert_told(files, tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["200-40", "people-200.db", "people-200.keys"]
    built = (size.folder / "demonstration.db").stat().st_mtime_ns
    assert bench_data.data_folder(size) == size.folder
    assert (size.folder / "demonstration.db").stat().st_mtime_ns == built, "built once, used again"


def test_the_script_prints_rows_as_json() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    done = subprocess.run(
        [sys.executable, str(ROOT / "build_scripts" / "bench"), "--json", "--quick", "--only", "evaluate"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    _assert_rows(json.loads(done.stdout), [2.0])
