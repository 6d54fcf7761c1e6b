"""The demonstration file: built where it is missing, opened by the published password."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from app.bootstrap import choices
from app.errors import KnownError, UserError
from app.policy import Registry
from app.records.people import Operator
from app.services import demo
from app.services.desk import Desk
from app.services.opening import UPGRADE_PLAIN, look
from app.services.passwords import unlock
from app.services.sign_in import signed_in
from app.store import keys

_ABANDONED = 3600
"""Seconds after which a half-built demonstration file is nobody's."""

Progress = Callable[[str], None]


def open_demonstration(
    data_dir: Path | None = None,
    *,
    progress: Progress | None = None,
    operator: Operator = demo.CLERK,
    meanwhile: Callable[[], None] = lambda: None,
) -> Desk:
    """The demonstration's desk, ``operator`` signed in by the published password; close it with ``desk.database.close()``.

    The area is built the first time (some ten seconds, told line by line) and used again afterwards. ``meanwhile`` is called
    on this thread while Argon2 works on another: a fifth of a second in which Python is free. KnownErrors of the store where
    the file can't be opened; PACK_FAULTS.
    """
    packs, say = choices.load_packs(), progress or choices.say
    path = choices.data_file(data_dir, choices.DEMONSTRATION_FILE)
    found = look(path)
    if found.state == UPGRADE_PLAIN:
        say("演示数据是早期版本的，没有加密；里面都是虚构的，删去重新生成。")
        for left in (path, *path.parent.glob(f"{path.name}-*")):
            left.unlink(missing_ok=True)
    if not path.exists():
        _build_demonstration(path, packs, say)
    try:
        with ThreadPoolExecutor(max_workers=1) as beside:
            unlocking = beside.submit(unlock, keys.beside(path), operator.id, demo.PASSWORD, choices.clock())
            meanwhile()
        unlocked = unlocking.result()
        desk = choices.desk_at(path, unlocked.key, packs, demonstration=True)
    except (UserError, KnownError) as wrong:
        raise _rebuild(path, wrong.code, wrong.message) from wrong
    with choices.closing_on_refusal(desk):
        if not demo.is_complete(desk):
            raise _rebuild(path, "NOT_OURS", f"{path.name} 不是完整的演示数据。")
        return signed_in(desk, unlocked)


def _rebuild(path: Path, code: str, message: str) -> KnownError:
    both = f"{path.name} 和 {keys.beside(path).name}"
    return KnownError(code, f"{message}演示数据可以重新生成：请把 {both} 移走，再用 --demo 打开。")


def _build_demonstration(path: Path, packs: Registry, progress: Progress) -> None:
    from app.services.demo_build import add_operators, build_demo

    progress("第一次打开演示统筹区，正在生成演示数据（全部虚构）…")
    _sweep(path)
    building = path.with_name(f"{path.stem}.{os.getpid()}.building.db")
    try:
        desk = choices.desk_at(building, choices.chance(keys.KEY_BYTES), packs, demonstration=True)
        with choices.closing_on_refusal(desk):
            made = add_operators(desk, choices.new_id())
            desk = replace(desk, operator=demo.CLERK)
            built = build_demo(desk, choices.resources_folder() / "demo", progress=progress)
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
        number, age = left.name.split(".")[1], choices.clock().timestamp() - left.stat().st_mtime
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
