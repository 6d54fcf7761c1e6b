"""Benchmark of the catalogue: 300,000 entries into an empty file, 20,000 of them changed later, undone; finding and matching.

The names, some hundred thousand, are put together from those of the demonstration: what they say is true of nothing.
Each import runs in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from app import bootstrap
from app.exchange.catalogue import COLUMNS, ITEMS
from app.exchange.tables import read_table
from app.records.roster import ListFacts
from app.services import demo, reference
from app.services.catalogue import imports
from app.services.catalogue.nearest import nearest
from app.services.desk import Desk
from app.store.sounds import Sounds
from build_scripts import bench_data
from build_scripts.bench_core import Row, row
from build_scripts.bench_data import KEY, demonstration_desk, say
from build_scripts.bench_rosters import another_window

ENTRIES, CHANGED, ASKED = 300_000, 20_000, 300
TOTAL_GOAL, WAIT_GOAL, MEMORY_GOAL = 120.0, 2.0, 512.0
FIND_GOAL, NEAR_GOAL = 20.0, 50.0
_BEFORE = ("", "注射用", "复方", "盐酸", "硫酸", "小儿", "一次性", "国产", "进口", "甲磺酸", "枸橼酸", "重组人")
_BEHIND = ("", "片", "胶囊", "颗粒", "注射液", "口服液", "缓释片", "软膏", "滴眼液", "（加收）", "分散片", "套装")
_PER_NAME = 3
_TITLES = ("国家编码", "名称", "规格", "单位", "甲乙丙", "费用类别", "先行自付比例", "限价", "单价")


def catalogue_rows() -> list[Row]:
    """An empty file takes the whole list, then a list with some changed, then gives that back; and what is asked of it."""
    bench_data.FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="catalogue-", dir=bench_data.FOLDER) as folder:
        first, second, file = (Path(folder) / name for name in ("first.csv", "second.csv", "empty.db"))
        _write_list(first, 0)
        _write_list(second, CHANGED)
        demonstration_desk(file).database.close()
        fresh = _in_child(file, first, "2019-10-01")
        later = _in_child(file, second, "2019-11-01")
        asked = _ask(file)
    rows = [
        row(f"catalogue: {ENTRIES:,} entries new, read, checked, imported", [sum(fresh[:3])], TOTAL_GOAL, "s"),
        row(
            f"catalogue: {CHANGED:,} of {ENTRIES:,} changed, read, checked, imported", [sum(later[:3])], TOTAL_GOAL, "s"
        ),
        row(f"catalogue: others wait while {CHANGED:,} entries change", [later[4]], WAIT_GOAL, "s"),
        row("catalogue: an import undone", [later[6]], TOTAL_GOAL, "s"),
        *(row(f"catalogue: {name}", times, goal, "ms") for name, times, goal in asked),
    ]
    memory = max(fresh[5], later[5])
    fits = memory < MEMORY_GOAL
    name = "catalogue: memory"
    return [*rows, {"name": name, "p50": memory, "p99": memory, "unit": "MiB", "goal": MEMORY_GOAL, "ok": fits}]


def _names() -> list[str]:
    with (bootstrap.resources_folder() / "demo" / "catalogue.csv").open(encoding="utf-8", newline="") as file:
        own = [one["name"] for one in csv.DictReader(file)]
    made = dict.fromkeys(f"{before}{name}{behind}" for behind in _BEHIND for before in _BEFORE for name in own)
    return list(made)[: ENTRIES // _PER_NAME]


def _write_list(target: Path, changed: int) -> None:
    """The list; the first ``changed`` entries at another rate."""
    names = _names()
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_TITLES)
        for at in range(ENTRIES):
            name, rate = names[at % len(names)], "20%" if at < changed else "10%"
            code = f"X{at % 97:02d}BC{at:08d}"
            writer.writerow(
                (code, name, f"0.{at % 9 + 1}g*{at % 48 + 1}片", "盒", "乙", "西药费", rate, "", f"{at % 900 + 1}.50")
            )


def _in_child(path: Path, listed: Path, on: str) -> list[float]:
    """Seconds of reading, checking, applying and tidying up, the longest that another window waited, the process's largest
    memory in MiB, and the seconds of an undo (of the second list alone)."""
    root = Path(__file__).resolve().parent.parent
    command = [sys.executable, "-m", "build_scripts.bench_catalogue", str(path), str(listed), on]
    told = subprocess.run(command, cwd=root, check=True, stdout=subprocess.PIPE, text=True)
    found: list[float] = json.loads(told.stdout)
    shown = "read {:.1f} s, checked {:.1f} s, applied {:.1f} s, tidied {:.1f} s, others waited {:.1f} s, {:.0f} MiB, undone {:.1f} s"
    say(shown.format(*found))
    return found


def _desk(path: Path) -> Desk:
    desk = bootstrap.desk_at(path, KEY, bootstrap.load_packs(), demonstration=True)
    return replace(desk, operator=demo.CONFIRMED_BY)


def measure(path: Path, listed: Path, on: date) -> list[float]:
    """Import a list into a file; a second one is undone again."""
    desk = _desk(path)
    undone = 0.0
    times = [time.perf_counter()]
    try:
        told = ListFacts("drugs", f"{on} 号", on, listed.name, sha256(listed.read_bytes()).hexdigest(), {})
        second = bool(imports.lists(desk))
        import_id = imports.begin(desk, told)
        imports.stage(desk, import_id, read_table(listed, listed.name, COLUMNS[ITEMS]))
        times.append(time.perf_counter())
        seen = imports.dry_run(desk, import_id)
        times.append(time.perf_counter())
        with another_window(desk) as waited:
            imports.apply(desk, import_id, seen.digest)
            times.append(time.perf_counter())
        imports.discard(desk, import_id)
        times.append(time.perf_counter())
        if second:
            imports.undo(desk, import_id)
            undone = time.perf_counter() - times[-1]
    finally:
        desk.database.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [*(later - earlier for earlier, later in pairwise(times)), max(waited), round(memory, 1), undone]


def _ask(path: Path) -> list[tuple[str, list[float], float]]:
    """Seconds of each key of some searches, and of each look for the nearest entries."""
    desk = _desk(path)
    names = _names()
    some = [names[at * 331 % len(names)] for at in range(ASKED)]
    day = date(2019, 12, 1)
    try:
        typed = [text for name in some for text in _typed(name)]
        return [
            ("find, each key", _times(lambda text: reference.find_items(desk, text, on=day), typed), FIND_GOAL),
            (
                "nearest by name",
                _times(lambda name: nearest(desk, f"{name} 0.25g*24片", "", day), [name[:-1] + "X" for name in some]),
                NEAR_GOAL,
            ),
        ]
    finally:
        desk.database.close()


def _typed(name: str) -> list[str]:
    """What stands in the box after each key: a part of the name, its initials, its spelling, a code."""
    sounds = Sounds()
    whole = (name[1:5], min(sounds.initials(name[:8]))[:6], min(sounds.spellings(name[:4]))[:9], "X07BC0001")
    return [text[:length] for text in whole for length in range(1, len(text) + 1)]


def _times(ask: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    found = []
    for text in texts:
        began = time.perf_counter()
        ask(text)
        found.append(time.perf_counter() - began)
    return found


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), Path(sys.argv[2]), date.fromisoformat(sys.argv[3]))))
