"""The one place that chooses the real clock, ids, folders, data file and packs.

A data folder holds two files that never mix: ``settlements.db``, and ``demonstration.db`` which ``--demo`` opens. A
demonstration file is built beside its place and moved there when it is whole. Several windows may work on one file.
"""

from __future__ import annotations

import os
import sys
import tempfile
import tomllib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import platformdirs
import uuid6

from app.errors import KnownError
from app.policy import PackFaults, Registry, read_pack
from app.records.people import Operator, Station
from app.services import demo
from app.services.desk import Desk
from app.services.drafts import open_drafts
from app.services.headless import settle_demonstration
from app.services.rights import SOLE
from app.store import meta
from app.store.database import Database

FORMAL_FILE = "settlements.db"
DEMONSTRATION_FILE = "demonstration.db"
OUTPUT_FOLDER = "演示输出"
_OPERATOR_ID = "operator-built-in"

_NOBODY_LOOKS = ("offscreen", "minimal")
"""Qt platforms that show nothing: a question there would wait for ever."""
_ABANDONED = 3600
"""Seconds after which a half-built demonstration file is nobody's."""

Progress = Callable[[str], None]


def resources_folder() -> Path:
    """Packs, fonts, demonstration texts: beside the program's package."""
    return Path(__file__).resolve().parent.parent / "resources"


def policies_folder() -> Path:
    """Where the packs lie."""
    return resources_folder() / "policies"


def load_packs() -> Registry:
    """Every pack that came with the program. KnownError PACK_FAULTS: one of them can't be used."""
    files = sorted(file for file in policies_folder().glob("*.toml") if not file.name.endswith(".cases.toml"))
    try:
        return Registry(tuple(read_pack(file.read_bytes(), file.name) for file in files))
    except PackFaults as wrong:
        first = wrong.faults[0]
        raise KnownError("PACK_FAULTS", f"政策文件 {first} 请先改正，或重新安装程序。") from wrong
    except OSError as wrong:
        raise KnownError("NO_FILE", "读不到随程序的政策文件：请重新安装程序后再试。") from wrong


def open_desk(data_dir: Path | None = None, *, demonstration: bool = False, progress: Progress | None = None) -> Desk:
    """The desk on its data file, made where there is none yet; close it with ``desk.database.close()``.

    The demonstration area is built the first time (some ten seconds, told line by line) and used again afterwards.
    KnownErrors of the store where the file can't be opened; PACK_FAULTS.
    """
    packs = load_packs()
    folder = data_folder(data_dir)
    if not demonstration:
        return _desk(_opened(folder / FORMAL_FILE), packs, demonstration=False)
    path = folder / DEMONSTRATION_FILE
    if not path.exists():
        _build_demonstration(path, packs, progress or _say)
    desk = _desk(_opened(path), packs, demonstration=True)
    if not demo.is_complete(desk):
        desk.database.close()
        raise KnownError("NOT_OURS", f"{path.name} 不是完整的演示数据：请把它移走，再用 --demo 打开，会重新生成。")
    return desk


def _opened(path: Path) -> Database:
    """The data file; what is in the way names the file."""
    try:
        return Database.open(path)
    except KnownError as wrong:
        raise KnownError(wrong.code, f"{wrong.message}（{path}）") from wrong


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


def _station(*, demonstration: bool) -> Station:
    """The area and window that a new data file is made for. KnownError NO_FILE where the settings can't be read."""
    try:
        settings = tomllib.loads((resources_folder() / "station.toml").read_text(encoding="utf-8"))
        name = settings["demonstration_name" if demonstration else "name"]
        return Station(
            settings["id"], settings["area_code"], settings["code"], settings["area_name"], name, demonstration
        )
    except (OSError, ValueError, KeyError) as wrong:
        raise KnownError("NO_FILE", "读不到窗口设置 station.toml，或其中缺项：请改正或重新安装程序。") from wrong


def _desk(database: Database, packs: Registry, *, demonstration: bool) -> Desk:
    desk = Desk(
        database=database,
        packs=packs,
        clock=_clock,
        new_id=_new_id,
        station=_station(demonstration=demonstration),
        operator=Operator(_OPERATOR_ID, "演示经办" if demonstration else "本机经办", SOLE),
        business_date=demo.BUSINESS_DATE if demonstration else None,
    )
    try:
        _register(desk)
    except BaseException:
        database.close()
        raise
    return desk


def _register(desk: Desk) -> None:
    """Station and operator stand in the file before the first row points to them."""
    with desk.database.reading() as work:
        known = meta.station(work, desk.station.id) == desk.station
        known = known and meta.operator(work, desk.operator.id) == desk.operator
    if known:
        return
    with desk.database.unit_of_work() as work:
        kept = meta.station(work, desk.station.id)
        if kept is not None and kept.demonstration != desk.station.demonstration:
            raise KnownError("NOT_OURS", "演示数据和正式数据不能混用：请核对打开的是哪个文件。")
        at = desk.clock()
        meta.save_station(work, desk.station, at=at)
        meta.save_operator(work, desk.operator, at=at)
        if meta.get(work, "created") is None:
            meta.put(work, "created", at.isoformat())


def _build_demonstration(path: Path, packs: Registry, progress: Progress) -> None:
    progress("第一次打开演示统筹区，正在生成演示数据（全部虚构）…")
    _clear_old(path)
    _sweep(path)
    building = path.with_name(f"{path.stem}.{os.getpid()}.building")
    try:
        desk = _desk(Database.open(building), packs, demonstration=True)
        try:
            built = demo.build_demo(desk, resources_folder() / "demo", progress=progress)
        finally:
            desk.database.close()
        if not path.exists():
            building.replace(path)
    finally:
        for left in path.parent.glob(f"{building.name}*"):
            left.unlink(missing_ok=True)
    progress(f"演示数据已备好：{built.people} 人，{built.settlements} 笔结算。")


def _sweep(path: Path) -> None:
    """Remove what a build that was killed left behind; one that is still under way in another process stays."""
    for left in path.parent.glob(f"{path.stem}.*.building*"):
        number = left.name.split(".")[1]
        if not (number.isdecimal() and _is_running(int(number))):
            left.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    if sys.platform == "win32":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _clear_old(path: Path) -> None:
    """Remove what a building that was ended left behind; one that another window is still at is younger."""
    for left in path.parent.glob(f"{path.stem}.*.building*"):
        if _clock().timestamp() - left.stat().st_mtime > _ABANDONED:
            left.unlink(missing_ok=True)


def open_window(data_dir: Path | None, *, demonstration: bool) -> int:
    """Open the window and work until it is closed; with no display, do the main job without one. The exit status.

    A start that is refused is shown in a window too, and raised as the KnownError that it is.
    """
    if not has_display():
        return _without_display(data_dir, demonstration=demonstration)
    try:
        desk = open_desk(data_dir, demonstration=demonstration)
    except KnownError as refused:
        if os.environ.get("QT_QPA_PLATFORM") not in _NOBODY_LOOKS:
            from app.ui.refusal import show_refusal

            show_refusal(refused.message, Path(tempfile.gettempdir()))
        raise
    try:
        from app.ui.start import run

        return run(desk, data_folder(data_dir))
    finally:
        desk.database.close()


def has_display() -> bool:
    """Whether a window can be shown: a display is named, or Qt was told which platform to use."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    if os.environ.get("WAYLAND_DISPLAY"):
        return True
    name = os.environ.get("DISPLAY", "")
    if name.startswith(":"):
        number = name[1:].partition(".")[0]
        return Path(f"/tmp/.X11-unix/X{number}").exists() or _abstract_socket(number)  # noqa: S108 - X11's own place
    return bool(name)


def _abstract_socket(number: str) -> bool:
    try:
        lines = Path("/proc/net/unix").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return False
    return any(line.endswith(f"@/tmp/.X11-unix/X{number}") for line in lines)


def _without_display(data_dir: Path | None, *, demonstration: bool) -> int:
    """Settle the demonstration case, write its slip and a picture of the window, say where they are."""
    if not demonstration:
        raise KnownError("NO_DISPLAY", "没有可用的显示器，窗口打不开：请在图形桌面上运行，或加 --demo 试运行主要流程。")
    _say("没有可用的显示器，窗口打不开；改为不开窗口办一遍主要流程（演示数据）。")
    desk = open_desk(data_dir, demonstration=True)
    try:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from app.ui.start import picture

        folder = data_folder(data_dir)
        output = folder / OUTPUT_FOLDER
        output.mkdir(exist_ok=True)
        kept = demo.case_draft_id(desk)
        waiting = any(draft.id == kept for draft in open_drafts(desk))
        image = output / "窗口.png"
        if waiting or not image.exists():
            picture(desk, folder, image, kept or "")
        done = settle_demonstration(desk)
        slip = output / f"结算单 {done.number}.pdf"
        slip.write_bytes(done.pdf)
    finally:
        desk.database.close()
    for line in done.lines:
        _say(line)
    _say(f"结算单：{slip}")
    _say(f"窗口图：{image}")
    return 0


def _clock() -> datetime:
    return datetime.now().astimezone()


def _new_id() -> str:
    return str(uuid6.uuid7())


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
