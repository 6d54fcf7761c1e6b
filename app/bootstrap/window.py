"""The window: opened, tried by itself, or done without where there is no display."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from app.bootstrap import choices
from app.bootstrap.demonstration import open_demonstration
from app.bootstrap.formal import doors
from app.errors import KnownError
from app.services import demo, station_file, stations
from app.services.backups import way_back
from app.services.drafts import open_drafts
from app.services.log_file import keep_log
from app.services.restore import backup_names, restore, restore_keys, unlock_backup
from app.store import keys

if TYPE_CHECKING:
    from app.ui.entrance import Ways

OUTPUT_FOLDER = "演示输出"
_NOBODY_LOOKS = ("offscreen", "minimal")
"""Qt platforms that show nothing: a question there would wait for ever."""


def open_window(data_dir: Path | None, *, demonstration: bool, timed: bool = False) -> int:
    """Open the window and work until it is closed; with no display, do the main job without one. The exit status.
    ``timed``: it is used by itself, with a password from standard input, and tells when it could be (``ui.timed_start``).

    A start that is refused is shown in a window too, and raised as the KnownError that it is.
    """
    if not has_display():
        return _without_display(data_dir, demonstration=demonstration)
    folder = choices.data_folder(data_dir)
    try:
        begin = open_demonstration(data_dir, meanwhile=_read_window) if demonstration else ways(data_dir)
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


def _read_window() -> None:
    """Qt and the code of the desk's window, which is shown next."""
    import app.ui.main_window
    import app.ui.start  # noqa: F401 - to be there when it is asked for


def self_test(data_dir: Path | None) -> int:
    """Try the program on a demonstration area of its own (``data_dir``, else a folder that is removed again), with the screen
    that is there or without one. The exit status: 0 where all went well, else 1 and a line for each fault."""
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(prefix="settlement-window-", ignore_cleanup_errors=True) as own:
        folder = choices.data_folder(data_dir or Path(own))
        clerk = open_demonstration(folder)
        with choices.closing_on_refusal(clerk):
            manager = open_demonstration(folder, operator=demo.CONFIRMED_BY)
        try:
            from app.ui.self_test import self_test as tried

            faults = tried(clerk, manager, folder, choices.say)
        finally:
            manager.database.close()
            clerk.database.close()
    for fault in faults:
        choices.say_beside(fault)
    choices.say("自检没有通过。" if faults else "自检通过。")
    return 1 if faults else 0


def ways(data_dir: Path | None) -> Ways:
    """What the entrance knows of this computer."""
    from app.ui.entrance import Ways, WaysBack
    from app.ui.screens.station import StationStart

    station, path = choices.station(demonstration=False), choices.data_file(data_dir, choices.FORMAL_FILE)
    copies = path.parent / choices.BACKUPS
    back = WaysBack(
        copies=lambda: way_back(copies),
        names=backup_names,
        restore=lambda source, name, password: restore(
            source, unlock_backup(source, name, password), path, choices.clock(), demonstration=False
        ),
        restore_keys=lambda source: restore_keys(source, keys.beside(path), choices.clock()),
    )
    packs = choices.load_packs()
    codes = station_file.proposed_codes(choices.station_table())
    start = StationStart(stations.areas(packs), codes, stations.form_of(station), choices.clock().year)
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
    choices.say("没有可用的显示器，窗口打不开；改为不开窗口办一遍主要流程（演示数据）。")
    desk = open_demonstration(data_dir)
    try:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from app.services.headless import settle_demonstration
        from app.ui.start import picture

        folder = choices.data_folder(data_dir)
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
        choices.say(line)
    choices.say(f"结算单：{slip}")
    choices.say(f"窗口图：{image}")
    return 0
