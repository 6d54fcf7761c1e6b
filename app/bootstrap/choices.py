"""What is real: the clock, ids and chance, the folders, the packs, the station, and an open file with all of it on a desk."""

from __future__ import annotations

import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import platformdirs

from app.errors import KnownError
from app.policy import PackFaults, Registry, read_pack
from app.records.people import Operator, Station
from app.records.progress import Step
from app.records.settings import Settings
from app.services import demo, station_file
from app.services.desk import Desk
from app.services.ids import Ids
from app.services.opening import own_station
from app.spool.system import system_spool
from app.store import keys
from app.store.database import Database

FORMAL_FILE = "settlements.db"
DEMONSTRATION_FILE = "demonstration.db"
BACKUPS, DEMONSTRATION_BACKUPS = "备份", "演示备份"
_NOBODY = Operator("nobody", "", "")
"""Whose desk it is before somebody signs in: no role, no right."""

chance = secrets.token_bytes
"""So many bytes that nobody can guess."""


def clock() -> datetime:
    """The time, with this computer's zone."""
    return datetime.now().astimezone()


def _uuid7() -> int:
    import uuid6

    return uuid6.uuid7().int


new_id = Ids(_uuid7, time.time_ns)
"""An id that no other computer gives."""


def resources_folder() -> Path:
    """Packs, fonts, demonstration texts: beside the program's package."""
    return Path(__file__).resolve().parents[2] / "resources"


def policies_folder() -> Path:
    """Where the packs lie."""
    return resources_folder() / "policies"


def load_packs() -> Registry:
    """Every pack that came with the program. KnownError PACK_FAULTS: one of them can't be used."""
    files = sorted(file for file in policies_folder().glob("*.toml") if not file.name.endswith(".cases.toml"))
    try:
        return Registry(tuple(read_pack(file.read_bytes(), file.name) for file in files))
    except PackFaults as wrong:
        raise KnownError("PACK_FAULTS", f"政策文件 {wrong.faults[0]} 请先改正，或重新安装程序。") from wrong
    except OSError as wrong:
        raise KnownError("NO_FILE", "读不到随程序的政策文件：请重新安装程序后再试。") from wrong


def data_folder(data_dir: Path | None) -> Path:
    """The folder of the data files, made where it is missing. KnownError READ_ONLY where it can't be."""
    folder = data_dir or platformdirs.user_data_path("settlement-window", appauthor=False)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as wrong:
        raise KnownError(
            "READ_ONLY", f"不能在 {folder} 建立数据文件夹：请检查权限，或用 --data-dir 另选位置。"
        ) from wrong
    return folder


def data_file(data_dir: Path | None, name: str) -> Path:
    """Where a data file really lies: reached by two ways, it has one key file and one folder of backups."""
    path = data_folder(data_dir) / name
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        # A link that leads nowhere, or round: opening it says so.
        return path


def station_table() -> station_file.Table:
    """What new files are made with."""
    return station_file.read(resources_folder() / "station.toml")


def station(*, demonstration: bool) -> Station:
    """The area and window of a data file for which nothing else was said."""
    return station_file.station_of(station_table(), demonstration=demonstration)


def settings() -> Settings:
    """The settings that a new data file begins with."""
    return station_file.settings_of(station_table())


def desk_at(path: Path, key: bytes, packs: Registry, *, demonstration: bool, upgrading: Step | None = None) -> Desk:
    """A desk on an open file, at the station that the file is of; nobody sits there yet."""
    at = station(demonstration=demonstration)
    try:
        database = Database.open(path, key=key, upgrading=upgrading)
    except KnownError as wrong:
        raise KnownError(wrong.code, f"{wrong.message}（{path}）") from wrong
    desk = Desk(
        database=database,
        packs=packs,
        clock=clock,
        new_id=new_id,
        station=at,
        operator=_NOBODY,
        business_date=demo.BUSINESS_DATE if demonstration else None,
        keys=keys.beside(path),
        chance=chance,
        backups=path.parent / (DEMONSTRATION_BACKUPS if demonstration else BACKUPS),
        spool=system_spool(),
    )
    with closing_on_refusal(desk):
        return own_station(desk)


@contextmanager
def closing_on_refusal(desk: Desk) -> Iterator[None]:
    """A desk that something went wrong with is closed."""
    try:
        yield
    except BaseException:
        desk.database.close()
        raise


def say(text: str) -> None:
    """A line on standard output, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def say_beside(text: str) -> None:
    """A line on standard error: standard output is the command's own."""
    sys.stderr.write(f"{text}\n")
