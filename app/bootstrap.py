"""The one place that chooses the real clock, ids, folders, data file and packs.

A data folder holds two files that never mix: ``settlements.db``, and ``demonstration.db`` which ``--demo`` opens; each is
encrypted and has its key file beside it. A demonstration file is built beside its place and moved there when it is whole.
Several windows may work on one file.
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from app.errors import KnownError, UserError
from app.policy import PackFaults, Registry, read_pack
from app.records.people import Operator, Station
from app.records.progress import Step
from app.records.settings import Settings, StationForm
from app.services import demo, recovery, station_file, stations, upgrades
from app.services.backups import way_back
from app.services.desk import Desk
from app.services.drafts import open_drafts
from app.services.first_steps import CODE, STATION
from app.services.ids import Ids
from app.services.log_file import keep_log
from app.services.opening import (
    FIRST_START,
    SIGN_IN,
    UPGRADE_PLAIN,
    Doors,
    first_keys,
    keep_station,
    look,
    own_station,
    register,
)
from app.services.operators import checked_name
from app.services.passwords import check_new, unlock
from app.services.restore import backup_names, restore, restore_keys, unlock_backup
from app.services.rights import MANAGER, SOLE
from app.services.sign_in import signed_in
from app.spool.system import system_spool
from app.store import keys
from app.store.convert import encrypt
from app.store.database import Database

if TYPE_CHECKING:
    from app.ui.entrance import Ways

FORMAL_FILE = "settlements.db"
DEMONSTRATION_FILE = "demonstration.db"
OUTPUT_FOLDER = "演示输出"
BACKUPS, DEMONSTRATION_BACKUPS = "备份", "演示备份"
_NOBODY = Operator("nobody", "", "")
"""Whose desk it is before somebody signs in: no role, no right."""

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
        raise KnownError("PACK_FAULTS", f"政策文件 {wrong.faults[0]} 请先改正，或重新安装程序。") from wrong
    except OSError as wrong:
        raise KnownError("NO_FILE", "读不到随程序的政策文件：请重新安装程序后再试。") from wrong


def doors(data_dir: Path | None, packs: Registry) -> Doors:
    """The ways into the formal data file, for the window."""
    path = _data_file(data_dir, FORMAL_FILE)
    return Doors(
        look=lambda: look(path),
        sign_in=lambda name, password: sign_in(path, packs, name, password, asks=True),
        upgrade=lambda name, password, step: sign_in(path, packs, name, password, upgrading=step),
        check_station=lambda form: stations.read_form(form, packs),
        first_start=lambda name, password, sole, form: first_start(path, packs, name, password, form, sole=sole),
        recover=lambda code, name, password: recover(path, packs, code, name, password),
    )


def sign_in(
    path: Path, packs: Registry, name: str, password: str, *, asks: bool = False, upgrading: Step | None = None
) -> Desk:
    """The desk of an operator on a data file that is there; close it with ``desk.database.close()``. A file of an earlier version
    is upgraded, ``upgrading`` told each step; with ``asks`` KnownError UPGRADE_AHEAD says so instead. UserErrors and KnownErrors of
    ``passwords.unlock``, the store and ``sign_in.signed_in``."""
    unlocked = unlock(keys.beside(path), name, password, _clock())
    _require_there(path)
    if asks and not keys.read(keys.beside(path)).first:  # a first start that was broken off had agreed to it
        upgrades.require_current(path, unlocked.key)
    desk = desk_at(path, unlocked.key, packs, demonstration=False, upgrading=upgrading)
    with _closing_on_refusal(desk):
        with keys.holding(keys.beside(path)):
            found = keys.read(keys.beside(path))
            if found.first:
                desk = replace(desk, station=register(desk, found, _settings()).station)
        desk = signed_in(desk, unlocked)
        keep_station(desk)
    return desk


def first_start(
    path: Path, packs: Registry, name: str, password: str, form: StationForm | None = None, *, sole: bool
) -> tuple[Desk, str]:
    """Make the data file for the window of ``form`` (None: as usual), or encrypt the one of an earlier version, which keeps its
    window, with its first administrator (``sole``: one who works alone). His desk, and the recovery code, to be printed now.
    UserError BAD_VALUE, WEAK_PASSWORD, STARTED."""
    station, later = _station(demonstration=False), [STATION]
    if form is not None:
        station, later = stations.new_station(form, packs, station.id), []
    operator = Operator(_new_id(), checked_name(name), SOLE if sole else MANAGER)
    check_new(operator.name, password)
    key = secrets.token_bytes(keys.KEY_BYTES)
    made, code = first_keys(operator, password, key, _new_id(), secrets.token_bytes)
    with keys.holding(keys.beside(path)):
        found = look(path)
        if found.problem is not None:
            raise found.problem
        if found.state == SIGN_IN:
            raise UserError("STARTED", "", "另一个窗口刚刚设好了管理员：请返回登录页，用那里设的口令登录。")
        keys.write(keys.beside(path), made)
        if found.state == UPGRADE_PLAIN:
            encrypt(path, key)
        desk = desk_at(path, key, packs, demonstration=False)
        with _closing_on_refusal(desk):
            new = found.state == FIRST_START
            desk = replace(desk, station=station) if new else desk
            desk = register(desk, made, _settings(), step=CODE, later=later)
    return desk, code


def recover(path: Path, packs: Registry, code: str, name: str, password: str) -> tuple[Desk, str]:
    """A new password for an administrator who has the recovery code: his desk, and a new code, to be printed now.
    UserError BAD_CODE, WRONG_CODE, NOT_ALLOWED, WEAK_PASSWORD; KnownErrors of the store."""
    key = recovery.recover(keys.beside(path), code)
    _require_there(path)
    desk = desk_at(path, key, packs, demonstration=False)
    with _closing_on_refusal(desk):
        desk, fresh = recovery.recover_administrator(desk, name, password)
        keep_station(desk)
    return desk, fresh


def _require_there(path: Path) -> None:
    """A data file that was lost since the page was shown is said: opening it would make an empty one in its place."""
    problem = look(path).problem
    if problem is not None:
        raise problem


def open_demonstration(
    data_dir: Path | None = None, *, progress: Progress | None = None, operator: Operator = demo.CLERK
) -> Desk:
    """The demonstration's desk, ``operator`` signed in by the published password; close it with ``desk.database.close()``.

    The area is built the first time (some ten seconds, told line by line) and used again afterwards. KnownErrors of the
    store where the file can't be opened; PACK_FAULTS.
    """
    packs, say = load_packs(), progress or _say
    path = _data_file(data_dir, DEMONSTRATION_FILE)
    found = look(path)
    if found.state == UPGRADE_PLAIN:
        say("演示数据是早期版本的，没有加密；里面都是虚构的，删去重新生成。")
        for left in (path, *path.parent.glob(f"{path.name}-*")):
            left.unlink(missing_ok=True)
    if not path.exists():
        _build_demonstration(path, packs, say)
    try:
        unlocked = unlock(keys.beside(path), operator.id, demo.PASSWORD, _clock())
        desk = desk_at(path, unlocked.key, packs, demonstration=True)
    except (UserError, KnownError) as wrong:
        raise _rebuild(path, wrong.code, wrong.message) from wrong
    with _closing_on_refusal(desk):
        if not demo.is_complete(desk):
            raise _rebuild(path, "NOT_OURS", f"{path.name} 不是完整的演示数据。")
        return signed_in(desk, unlocked)


def _rebuild(path: Path, code: str, message: str) -> KnownError:
    both = f"{path.name} 和 {keys.beside(path).name}"
    return KnownError(code, f"{message}演示数据可以重新生成：请把 {both} 移走，再用 --demo 打开。")


def open_for_command(arguments: Namespace) -> Desk:
    """The desk for a command of the command line, which asks for a password; none for the demonstration, whose manager
    asks unless another name was given: but a password that is handed over is checked there too. KnownErrors NO_DATA where there
    is no data file yet, and what stands in the way; UserError WRONG_PASSWORD."""
    from app.cli.sign_in import credentials, password

    if arguments.demo:
        operator = demo.operator_named(arguments.operator)
        if arguments.password_stdin and password(arguments, "") != demo.PASSWORD:
            raise UserError(
                "WRONG_PASSWORD",
                "password",
                f"{operator.name}的口令不对：演示的口令是 {demo.PASSWORD}；不写 --password-stdin 就不问。",
            )
        return open_demonstration(arguments.data_dir, progress=_say_beside, operator=operator)
    packs, path = load_packs(), _data_file(arguments.data_dir, FORMAL_FILE)
    found = look(path)
    if found.problem is not None:
        raise found.problem
    if found.state != SIGN_IN:
        raise KnownError("NO_DATA", "还没有设好管理员的数据文件：请先打开窗口，按提示设好管理员口令，再用命令行。")
    return sign_in(path, packs, *credentials(arguments, found.names))


def place_for_command(arguments: Namespace) -> tuple[Path, datetime]:
    """Where the data file lies or will lie, and the time, for a command that puts another in its place."""
    return _data_file(arguments.data_dir, DEMONSTRATION_FILE if arguments.demo else FORMAL_FILE), _clock()


@contextmanager
def _closing_on_refusal(desk: Desk) -> Iterator[None]:
    try:
        yield
    except BaseException:
        desk.database.close()
        raise


def _data_file(data_dir: Path | None, name: str) -> Path:
    """Where a data file really lies: reached by two ways, it has one key file and one folder of backups."""
    path = data_folder(data_dir) / name
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        # A link that leads nowhere, or round: opening it says so.
        return path


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


def _station_table() -> station_file.Table:
    """What new files are made with."""
    return station_file.read(resources_folder() / "station.toml")


def _station(*, demonstration: bool) -> Station:
    """The area and window of a data file for which nothing else was said."""
    return station_file.station_of(_station_table(), demonstration=demonstration)


def _settings() -> Settings:
    """The settings that a new data file begins with."""
    return station_file.settings_of(_station_table())


def desk_at(path: Path, key: bytes, packs: Registry, *, demonstration: bool, upgrading: Step | None = None) -> Desk:
    """A desk on an open file, at the station that the file is of; nobody sits there yet."""
    station = _station(demonstration=demonstration)
    try:
        database = Database.open(path, key=key, upgrading=upgrading)
    except KnownError as wrong:
        raise KnownError(wrong.code, f"{wrong.message}（{path}）") from wrong
    desk = Desk(
        database=database,
        packs=packs,
        clock=_clock,
        new_id=_new_id,
        station=station,
        operator=_NOBODY,
        business_date=demo.BUSINESS_DATE if demonstration else None,
        keys=keys.beside(path),
        chance=secrets.token_bytes,
        backups=path.parent / (DEMONSTRATION_BACKUPS if demonstration else BACKUPS),
        spool=system_spool(),
    )
    with _closing_on_refusal(desk):
        return own_station(desk)


def _build_demonstration(path: Path, packs: Registry, progress: Progress) -> None:
    from app.services.demo_build import add_operators, build_demo

    progress("第一次打开演示统筹区，正在生成演示数据（全部虚构）…")
    _sweep(path)
    building = path.with_name(f"{path.stem}.{os.getpid()}.building.db")
    try:
        desk = desk_at(building, secrets.token_bytes(keys.KEY_BYTES), packs, demonstration=True)
        with _closing_on_refusal(desk):
            made = add_operators(desk, _new_id())
            desk = replace(desk, operator=demo.CLERK)
            built = build_demo(desk, resources_folder() / "demo", progress=progress)
        desk.database.close()
        with keys.holding(keys.beside(path)):
            if not path.exists():
                keys.write(keys.beside(path), made)
                building.replace(path)
    finally:
        for left in path.parent.glob(f"{building.name}*"):
            left.unlink(missing_ok=True)
    progress(f"演示数据已备好：{built.people} 人，{built.settlements} 笔结算。")


def _sweep(path: Path) -> None:
    """Remove what a building that was ended left behind; one that is still under way in another process stays, for an hour."""
    for left in path.parent.glob(f"{path.stem}.*.building*"):
        number, age = left.name.split(".")[1], _clock().timestamp() - left.stat().st_mtime
        if age > _ABANDONED or not (number.isdecimal() and _is_running(int(number))):
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


def open_window(data_dir: Path | None, *, demonstration: bool, timed: bool = False) -> int:
    """Open the window and work until it is closed; with no display, do the main job without one. The exit status.
    ``timed``: it is used by itself, with a password from standard input, and tells when it could be (``ui.timed_start``).

    A start that is refused is shown in a window too, and raised as the KnownError that it is.
    """
    if not has_display():
        return _without_display(data_dir, demonstration=demonstration)
    folder = data_folder(data_dir)
    try:
        begin = open_demonstration(data_dir) if demonstration else _ways(data_dir)
    except KnownError as refused:
        if os.environ.get("QT_QPA_PLATFORM") not in _NOBODY_LOOKS:
            from app.ui.refusal import show_refusal

            show_refusal(refused.message, Path(tempfile.gettempdir()))
        raise
    from app.ui.start import run

    log = keep_log(folder)
    try:
        return run(begin, folder, timed=sys.stdin.readline().rstrip("\n") if timed else None)
    finally:
        if log is not None:
            log.close()


def self_test(data_dir: Path | None) -> int:
    """Try the program on a demonstration area of its own (``data_dir``, else a folder that is removed again), with the screen
    that is there or without one. The exit status: 0 where all went well, else 1 and a line for each fault."""
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(prefix="settlement-window-", ignore_cleanup_errors=True) as own:
        folder = data_folder(data_dir or Path(own))
        clerk = open_demonstration(folder)
        with _closing_on_refusal(clerk):
            manager = open_demonstration(folder, operator=demo.CONFIRMED_BY)
        try:
            from app.ui.self_test import self_test as tried

            faults = tried(clerk, manager, folder, _say)
        finally:
            manager.database.close()
            clerk.database.close()
    for fault in faults:
        _say_beside(fault)
    _say("自检没有通过。" if faults else "自检通过。")
    return 1 if faults else 0


def _ways(data_dir: Path | None) -> Ways:
    """What the entrance knows of this computer."""
    from app.ui.entrance import Ways, WaysBack
    from app.ui.screens.station import StationStart

    station, path = _station(demonstration=False), _data_file(data_dir, FORMAL_FILE)
    copies = path.parent / BACKUPS
    back = WaysBack(
        copies=lambda: way_back(copies),
        names=backup_names,
        restore=lambda source, name, password: restore(
            source, unlock_backup(source, name, password), path, _clock(), demonstration=False
        ),
        restore_keys=lambda source: restore_keys(source, keys.beside(path), _clock()),
    )
    packs = load_packs()
    codes = station_file.proposed_codes(_station_table())
    start = StationStart(stations.areas(packs), codes, stations.form_of(station), _clock().year)
    return Ways((station.area_name, station.name), doors(data_dir, packs), back, start, path.parent)


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
    desk = open_demonstration(data_dir)
    try:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from app.services.headless import settle_demonstration
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


def _uuid7() -> int:
    import uuid6

    return uuid6.uuid7().int


_new_id = Ids(_uuid7, time.time_ns)


def _say_beside(text: str) -> None:
    # Standard output is the command's own.
    sys.stderr.write(f"{text}\n")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
