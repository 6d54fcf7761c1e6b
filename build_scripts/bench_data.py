"""The bench's data file: a demonstration area of any size, built once under build/bench and used again.

The people and a few hundred settlements are made by the program itself; the rest are copies of those settlements, for
other persons and days over five years, written by plain SQL: what they say is true of nobody, but tables and indexes
are as large as a county's. The file opens as any other.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from app import bootstrap
from app.services import demo
from app.services.demo_build import add_operators, build_demo
from app.services.desk import Desk
from app.store import guards, health, keys
from app.store.database import Database
from build_scripts.bench_copies import copy_settlements

FOLDER = Path(__file__).resolve().parent.parent / "build" / "bench"
KEY = bytes(range(32))
"""The data key of the bench's files: what they hold is true of nobody."""
TEMPLATES = 300
"""Settlements that go through the engine; the others are copies of them."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much the file holds."""

    people: int
    settlements: int

    @property
    def folder(self) -> Path:
        """The data folder of a file of this size, as ``python -m app --demo --data-dir`` takes it."""
        return FOLDER / f"{self.people}-{self.settlements}"


QUICK = Size(20_000, 5_000)
FULL = Size(500_000, 1_000_000)


def say(text: str) -> None:
    """Progress, on standard error."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stderr.flush()


def data_folder(size: Size) -> Path:
    """The folder of a whole data file of this size, built where there is none yet (half an hour at most for the full
    size, which is told step by step)."""
    final = size.folder / bootstrap.DEMONSTRATION_FILE
    if final.exists() and keys.beside(final).exists():
        return size.folder
    size.folder.mkdir(parents=True, exist_ok=True)
    building = final.with_suffix(".building")
    for left in size.folder.glob(f"{building.name}*"):
        left.unlink()
    began = time.perf_counter()
    people = FOLDER / f"people-{size.people}.db"
    if not (people.exists() and keys.beside(people).exists()):
        _build_people(people, size)
    shutil.copy(people, building)
    copy_settlements(building, KEY, size.settlements, say)
    _check(building)
    shutil.copy(keys.beside(people), keys.beside(final))
    building.replace(final)
    took, megabytes = time.perf_counter() - began, final.stat().st_size >> 20
    say(f"built {size.people} people, {size.settlements} settlements: {megabytes} MB in {took:.0f} s")
    return size.folder


class Files:
    """The data file of one size, for the rows of one run; use it in ``with``."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self._copy: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_trouble: object) -> None:
        if self._copy is not None:
            self._copy.cleanup()

    def kept(self) -> Path:
        """The folder of the file as it was built: to be read only."""
        return data_folder(self.size)

    def work(self) -> Path:
        """The folder of a copy that may be written to, made when it is first asked for."""
        if self._copy is None:
            source = self.kept() / bootstrap.DEMONSTRATION_FILE
            self._copy = tempfile.TemporaryDirectory(prefix="work-", dir=FOLDER)
            target = Path(self._copy.name) / bootstrap.DEMONSTRATION_FILE
            say("copying the file…")
            shutil.copy(source, target)
            shutil.copy(keys.beside(source), keys.beside(target))
            _settle_down(target)
        return Path(self._copy.name)


def _settle_down(path: Path) -> None:
    """Wait until the copy is on the disk: else its writing back would be measured."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def demonstration_desk(path: Path) -> Desk:
    """A desk on a new demonstration file, as bootstrap would make it, and its key file."""
    desk = bootstrap.desk_at(path, KEY, bootstrap.load_packs(), demonstration=True)
    keys.write(keys.beside(path), add_operators(desk, "bench"))
    return replace(desk, operator=demo.CLERK)


def _build_people(path: Path, size: Size) -> None:
    building = path.with_suffix(".building")
    building.unlink(missing_ok=True)
    began = time.perf_counter()
    desk = demonstration_desk(building)
    try:
        build_demo(
            desk,
            bootstrap.resources_folder() / "demo",
            people=size.people,
            settlements=min(TEMPLATES, size.settlements),
            progress=say,
        )
    finally:
        desk.database.close()
    building.replace(path)
    say(f"{size.people} people: {path.stat().st_size >> 20} MB in {time.perf_counter() - began:.0f} s")


def _check(path: Path) -> None:
    """The copies must leave a file that the program takes for its own and whose every reference holds."""
    say("checking the file…")
    database = Database.open(path, key=KEY)
    try:
        with database.reading() as work:
            lost = guards.missing(work)
        found = health.integrity_check(database)
    finally:
        database.close()
    if lost or found:
        raise SystemExit(f"the bench's data file is not sound: {sorted(lost)} {found}")
