"""What is said before a data file of an earlier version is upgraded, and the words of its steps.

The upgrade itself is the store's (``store.database``): it checks the file, keeps a copy of it beside it, and changes it in one
transaction; a file that could not be upgraded is as it was.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from app.errors import KnownError
from app.records.program import VERSION
from app.store import migrations
from app.store.database import UPGRADE_STEPS, kept_copy, schema_at

AHEAD = "UPGRADE_AHEAD"
"""The code of the KnownError that says what an upgrade will do; it begins once somebody has agreed."""
STEPS = ("核对旧文件", "备份旧文件", "升级，请不要关机")
"""What is done at each of the store's steps."""
DONE = "打开升级好的文件"
COPIED = 2
"""So many steps are over once the copy is whole: from there on an upgrade goes to its end."""
PROGRAMS: Mapping[int, str] = MappingProxyType({1: "0.1", 2: "0.2", 3: "0.2", 4: "0.3", 5: "0.4"})
"""Schema → the version of the program that made it."""
_MB = 1024 * 1024


def require_current(path: Path, key: bytes) -> None:
    """KnownError UPGRADE_AHEAD with what will happen where the file is of an earlier version, NO_ROOM where there is no room for
    it; and what the store says of a file that it can't open, a newer one among them."""
    version = schema_at(path, key)
    if version == 0 or version >= migrations.version():
        return
    size, free = path.stat().st_size, shutil.disk_usage(path.parent).free
    needed = 2 * size + 16 * _MB  # the copy, and what the change itself writes meanwhile
    made_by = PROGRAMS.get(version, "早期")
    if free < needed:
        raise KnownError(
            "NO_ROOM",
            f"数据文件是 {made_by} 版的，要先备份再升级，磁盘上要有 {_size(needed)}，现在只剩 {_size(free)}："
            "请清理磁盘后再登录。文件没有动。",
        )
    raise KnownError(
        AHEAD,
        f"这个数据文件是 {made_by} 版程序的（{_size(size)}），要升级到 {VERSION} 版才能打开。先核对，再在旁边备份一份"
        f"（{kept_copy(path, version).name}，占 {_size(size)}，磁盘还有 {_size(free)}），然后升级；文件大时要几分钟。"
        "单据和金额一笔不变；没有升级成，旧文件还是原样。升级以后，旧版程序不能再打开它。",
    )


def step_words(done: int) -> str:
    """What is done at a step, and when the last one is over."""
    if done >= UPGRADE_STEPS:
        return DONE
    return f"{STEPS[done]}（第 {done + 1} 步，共 {UPGRADE_STEPS} 步）"


def _size(count: int) -> str:
    return f"{count / _MB:,.1f} MB" if count < 1024 * _MB else f"{count / _MB / 1024:,.1f} GB"
