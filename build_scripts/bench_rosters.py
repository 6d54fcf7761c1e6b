"""Benchmark of official lists: half a million persons into an empty file, and a month later 20,000 of them changed.

Each import runs in a process of its own, so that its memory is its own: read from csv, checked, imported.
"""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from app import bootstrap
from app.errors import KnownError
from app.exchange.roster_words import COLUMNS
from app.exchange.tables import read_table
from app.records.roster import ListFacts
from app.services import demo, rosters
from app.services.desk import Desk
from app.store.database import connect
from build_scripts import bench_data
from build_scripts.bench_core import Row, row
from build_scripts.bench_data import KEY, Files, demonstration_desk, say

CHANGED = 20_000
TOTAL_GOAL, APPLY_GOAL, MEMORY_GOAL = 180.0, 2.0, 1024.0
_TITLES = ("姓名", "证件号码", "户编号", "医保卡号", "电话", "住址", "苏木乡镇", "嘎查村", "脱贫状态")
_EVERYBODY = (
    "SELECT name, certificate_number, household_number, card_number, phone, address, township, village FROM persons"
    " WHERE length(certificate_number) = 18 ORDER BY row"
)


def roster_rows(files: Files, *, changed: int = CHANGED) -> list[Row]:
    """An empty file takes the whole list; then a file that has everybody takes a list with some changed."""
    source = files.kept() / bootstrap.DEMONSTRATION_FILE
    with TemporaryDirectory(prefix="rosters-", dir=bench_data.FOLDER) as folder:
        first, second, empty = (Path(folder) / name for name in ("first.csv", "second.csv", "empty.db"))
        count = write_list(source, first, 0)
        write_list(source, second, changed)
        demonstration_desk(empty).database.close()
        fresh = in_child(empty, first, "2019-10-01")
        month = in_child(empty, second, "2019-11-01")
    rows = [
        row(f"roster: {count:,} persons new, read, checked, imported", [sum(fresh[:3])], TOTAL_GOAL, "s"),
        row(f"roster: {changed:,} of {count:,} changed, read, checked, imported", [sum(month[:3])], TOTAL_GOAL, "s"),
        row(f"roster: others wait while {changed:,} persons change", [month[4]], APPLY_GOAL, "s"),
    ]
    memory = max(fresh[5], month[5])
    fits = memory < MEMORY_GOAL
    return [
        *rows,
        {"name": "roster: memory", "p50": memory, "p99": memory, "unit": "MiB", "goal": MEMORY_GOAL, "ok": fits},
    ]


def write_list(source: Path, target: Path, changed: int) -> int:
    """Everybody of a file who has a number, as a list; the first ``changed`` of them lifted out of poverty."""
    count = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_TITLES)
        for count, one in enumerate(_people(source), start=1):
            writer.writerow((*one, "正常脱贫" if count <= changed else "未脱贫"))
    return count


def _people(source: Path) -> Iterator[tuple[str, ...]]:
    connection = connect(source, KEY)
    try:
        for one in connection.execute(_EVERYBODY):
            yield tuple(one)
    finally:
        connection.close()


def in_child(path: Path, listed: Path, on: str) -> list[float]:
    """Seconds of reading, checking, applying and tidying up, the longest that another window waited, and the process's largest memory in MiB."""
    root = Path(__file__).resolve().parent.parent
    command = [sys.executable, "-m", "build_scripts.bench_rosters", str(path), str(listed), on]
    told = subprocess.run(command, cwd=root, check=True, stdout=subprocess.PIPE, text=True)
    found: list[float] = json.loads(told.stdout)
    say(
        "read {:.1f} s, checked {:.1f} s, applied {:.1f} s, tidied {:.1f} s, others waited {:.1f} s, {:.0f} MiB".format(
            *found
        )
    )
    return found


def _desk(path: Path) -> Desk:
    desk = bootstrap.desk_at(path, KEY, bootstrap.load_packs(), demonstration=True)
    return replace(desk, operator=demo.CONFIRMED_BY)


def measure(path: Path, listed: Path, on: date) -> list[float]:
    """Import a list into a file."""
    desk = _desk(path)
    times = [time.perf_counter()]
    try:
        told = ListFacts("registered_poor", f"{on} 号", on, listed.name, sha256(listed.read_bytes()).hexdigest(), {})
        import_id = rosters.begin(desk, told)
        rosters.stage(desk, import_id, read_table(listed, listed.name, COLUMNS))
        times.append(time.perf_counter())
        seen = rosters.dry_run(desk, import_id)
        times.append(time.perf_counter())
        with another_window(desk) as waited:
            rosters.apply(desk, import_id, seen.digest)
            times.append(time.perf_counter())
        rosters.discard(desk, import_id)
        times.append(time.perf_counter())
    finally:
        desk.database.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [*(later - earlier for earlier, later in pairwise(times)), max(waited), round(memory, 1)]


@contextmanager
def another_window(desk: Desk) -> Iterator[list[float]]:
    """Somebody else who begins to write again and again meanwhile: the seconds that each beginning took."""
    waited, ended = [0.0], threading.Event()

    def work() -> None:
        while not ended.is_set():
            began = time.perf_counter()
            while not _can_write(desk):
                pass
            waited.append(time.perf_counter() - began)
            ended.wait(0.02)

    window = threading.Thread(target=work)
    window.start()
    try:
        yield waited
    finally:
        ended.set()
        window.join()


def _can_write(desk: Desk) -> bool:
    try:
        with desk.database.unit_of_work():
            return True
    except KnownError as told:
        if told.code != "BUSY":
            raise
        return False


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), Path(sys.argv[2]), date.fromisoformat(sys.argv[3]))))
