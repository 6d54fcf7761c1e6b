"""Benchmark of payment lists: half a million persons of a file on one list, all of them new, then a month later again.

Each import runs in a process of its own, so that its memory is its own: read from csv, checked, imported.
"""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from app import bootstrap
from app.exchange.insured import COLUMNS
from app.exchange.tables import read_table
from app.records.roster import ListFacts
from app.services import demo
from app.services.insured import imports
from app.store.database import connect
from build_scripts import bench_data
from build_scripts.bench_core import Row, row
from build_scripts.bench_data import KEY, Files, demonstration_desk, say
from build_scripts.bench_rosters import another_window, measure, write_list

TOTAL_GOAL, APPLY_GOAL, MEMORY_GOAL = 180.0, 15.0, 1024.0
_TITLES = ("姓名", "证件号码", "缴费金额", "补贴金额", "缴费日期", "参保地")
_EVERYBODY = "SELECT name, certificate_number FROM persons WHERE length(certificate_number) = 18 ORDER BY row"


def insured_rows(files: Files) -> list[Row]:
    """A file that took everybody from a roster takes two payment lists."""
    source = files.kept() / bootstrap.DEMONSTRATION_FILE
    with TemporaryDirectory(prefix="insured-", dir=bench_data.FOLDER) as folder:
        people, first, second, empty = (Path(folder) / name for name in ("people.csv", "1.csv", "2.csv", "empty.db"))
        write_list(source, people, 0)
        demonstration_desk(empty).database.close()
        measure(empty, people, date(2019, 10, 1))
        count = _write(empty, first, "200.00")
        _write(empty, second, "200.00", changed=20_000)
        fresh = _in_child(empty, first, "2019-10-01")
        month = _in_child(empty, second, "2019-11-01")
    memory = max(fresh[4], month[4])
    return [
        row(f"insured: {count:,} persons new, read, checked, imported", [sum(fresh[:3])], TOTAL_GOAL, "s"),
        row(f"insured: {count:,} a month later, read, checked, imported", [sum(month[:3])], TOTAL_GOAL, "s"),
        row("insured: others wait while the month's list is imported", [month[3]], APPLY_GOAL, "s"),
        {
            "name": "insured: memory",
            "p50": memory,
            "p99": memory,
            "unit": "MiB",
            "goal": MEMORY_GOAL,
            "ok": memory < MEMORY_GOAL,
        },
    ]


def _write(source: Path, target: Path, own: str, changed: int = 0) -> int:
    """Everybody of a file who has a number, as a payment list; the first ``changed`` paid otherwise."""
    count = 0
    connection = connect(source, KEY)
    try:
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_TITLES)
            for count, one in enumerate(connection.execute(_EVERYBODY), start=1):
                writer.writerow((*one, "250.00" if count <= changed else own, "50.00", "2018-12-01", "奈曼旗"))
    finally:
        connection.close()
    return count


def _in_child(path: Path, listed: Path, on: str) -> list[float]:
    """Seconds of reading, checking, applying, the longest that another window waited, and the largest memory in MiB."""
    root = Path(__file__).resolve().parent.parent
    command = [sys.executable, "-m", "build_scripts.bench_insured", str(path), str(listed), on]
    told = subprocess.run(command, cwd=root, check=True, stdout=subprocess.PIPE, text=True)
    found: list[float] = json.loads(told.stdout)
    say("read {:.1f} s, checked {:.1f} s, applied {:.1f} s, others waited {:.1f} s, {:.0f} MiB".format(*found))
    return found


def import_list(path: Path, listed: Path, on: date) -> list[float]:
    """Import a payment list into a file."""
    made = bootstrap.desk_at(path, KEY, bootstrap.load_packs(), demonstration=True)
    desk = replace(made, operator=demo.CONFIRMED_BY)
    times = [time.perf_counter()]
    try:
        told = ListFacts("insured_2019", f"{on} 号", on, listed.name, sha256(listed.read_bytes()).hexdigest(), {})
        import_id = imports.begin(desk, told)
        imports.stage(desk, import_id, read_table(listed, listed.name, COLUMNS))
        times.append(time.perf_counter())
        seen = imports.dry_run(desk, import_id)
        times.append(time.perf_counter())
        with another_window(desk) as waited:
            imports.apply(desk, import_id, seen.digest)
            times.append(time.perf_counter())
        imports.discard(desk, import_id)
    finally:
        desk.database.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [*(later - earlier for earlier, later in pairwise(times)), max(waited), round(memory, 1)]


if __name__ == "__main__":
    print(json.dumps(import_list(Path(sys.argv[1]), Path(sys.argv[2]), date.fromisoformat(sys.argv[3]))))
