"""SQLite's errors as the house speaks them: what happened and what to do, in one calm Chinese sentence."""

from __future__ import annotations

import shutil
from pathlib import Path

from app.errors import InvariantError, KnownError, Stopped
from app.store import driver

_BUSY, _LOCKED, _READONLY, _INTERRUPT, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 6, 8, 9, 10, 11, 13, 14, 26
_TEXTS = {
    "database is locked": _BUSY,
    "interrupted": _INTERRUPT,
    "attempt to write a readonly database": _READONLY,
    "disk I/O error": _IOERR,
    "database disk image is malformed": _CORRUPT,
    "database or disk is full": _FULL,
    "unable to open database file": _CANTOPEN,
    "file is not a database": _NOTADB,
}
"""SQLite's own words for a code: the driver's ``backup`` raises them without it."""
_ROOM_NEEDED = 4 * 1024 * 1024

MESSAGES = {
    "DISK_FULL": "磁盘空间不足，刚才的内容没有存入，已存的都在。请清理磁盘后再试一次。",
    "READ_ONLY": "数据文件所在的位置不能写入。请检查文件夹权限或换一个可以写入的位置，再打开程序。",
    "BUSY": "本机另外打开的结算窗口正在用数据文件，这一步没有办。请等它办完或关上它，再试一次。",
    "DAMAGED": "数据文件读取时发现损坏，为保护数据没有继续。请不要删除它，联系管理员用最近的备份恢复。",
    "NOT_OURS": "这个文件不是结算窗口的数据文件。请核对文件位置，选对数据文件后再打开。",
    "PLAIN_FILE": "数据文件还是早期版本的，没有加密。请按提示设好管理员口令，程序会先加密再打开，内容不变。",
    "KEY_MISFIT": "数据文件与密钥文件对不上，或数据文件的开头已损坏。请不要删除它们，联系管理员用最近的备份恢复。",
    "KEYS_MISSING": "数据文件旁边的密钥文件（.keys）不见了，没有它打不开数据。请从最近的备份里取回密钥文件，放回原处。",
    "KEYS_DAMAGED": "密钥文件（.keys）已损坏或被改动过，数据文件本身没有动。请从最近的备份里取回密钥文件，放回原处。",
    "NEWER_FILE": "数据文件由较新版本的程序保存过。请先升级本机程序，再打开它；文件没有被改动。",
    "NETWORK_PATH": "数据文件在网络共享位置，不能保证断电时数据完整。请把数据文件放在本机磁盘上再打开。",
    "CANNOT_OPEN": "打不开数据文件。请检查所在文件夹是否存在、是否有权限，再打开程序。",
    "MOVED": "数据文件在使用中被移走、删除或换成了别的，这一步没有存入。请把它放回原处，或关闭窗口后用最近的备份恢复。",
    "DISK_TROUBLE": "读写磁盘时遇到困难，刚才的内容没有存入。请检查磁盘或U盘是否接好，再试一次。",
}
"""Code → what the clerk reads."""


def known(code: str) -> KnownError:
    """The KnownError of a code of ``MESSAGES``."""
    return KnownError(code, MESSAGES[code])


def translated(error: driver.Error, path: Path) -> KnownError | InvariantError | Stopped:
    """What an error of the driver means. A refused constraint or a wrong statement is the program's own mistake:
    InvariantError; disk, rights, lock and damage are KnownErrors; a statement that was interrupted is Stopped."""
    primary = _primary(error)
    plain = {_BUSY: "BUSY", _LOCKED: "BUSY", _READONLY: "READ_ONLY", _CORRUPT: "DAMAGED", _FULL: "DISK_FULL"}
    if primary in plain:
        return known(plain[primary])
    if primary == _INTERRUPT:
        return Stopped()
    if primary == _NOTADB:
        return known("KEY_MISFIT")
    if primary == _CANTOPEN:
        return known("DISK_FULL" if disk_is_full(path) else "CANNOT_OPEN")
    if primary == _IOERR:
        return known("DISK_FULL" if disk_is_full(path) else "DISK_TROUBLE")
    return InvariantError(str(error))


def is_busy(error: driver.Error) -> bool:
    """Whether somebody else holds what was asked for."""
    return _primary(error) in {_BUSY, _LOCKED}


def _primary(error: driver.Error) -> int | None:
    extended = getattr(error, "sqlite_errorcode", None)
    return extended & 0xFF if isinstance(extended, int) else _TEXTS.get(str(error))


def disk_is_full(path: Path) -> bool:
    """True where too little room is left beside ``path`` for the next pages: SQLite then reports an I/O error as often
    as a full disk."""
    try:
        return shutil.disk_usage(path.parent).free < _ROOM_NEEDED
    except OSError:
        return False
