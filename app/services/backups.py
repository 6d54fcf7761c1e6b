"""Backups: after every so many settlements, at the close, when the stick is there; and what is known of them.

The audit row is written before the copy is made, so that the copy holds it. A backup that failed is told at once and
remembered until one succeeds. The second folder may be missing: that is said, and is no failure.

Decisions
* 2026-11-30: a backup that was stopped or failed has a second row, which names the first (``backup.not_made``). Rejected: one row once
  it succeeded (the copy would lack it, and of a try that was stopped nothing would be known), and an end for those that
  succeeded too (the copy would hold its beginning alone, and so would every file of an earlier version).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.errors import KnownError, Stopped, require
from app.records.progress import Step, silent
from app.services.desk import Desk
from app.services.passwords import keys_of
from app.services.rights import check, refusal
from app.services.settings import settings_of
from app.services.trail import note
from app.store import audit, backup, health, meta
from app.store.audit import AuditHead
from app.store.pair import Backup
from app.store.work import Work

_LAST, _PROBLEM, _SECOND = "backup.last", "backup.problem", "backup.second"
"""Facts of the data file: the last backup that succeeded, why the last try failed, the same of the second folder."""


__all__ = ["Backup", "BackupState", "back_up", "due", "file_check", "listed", "state", "way_back"]


@dataclass(frozen=True, slots=True)
class BackupState:
    """``last``: when the last backup succeeded, None for never, and ``where`` (folders); ``since``: documents posted after
    it. ``problem``: what went wrong with the last try, shown until one succeeds; ``second``: about the second folder.
    Both are sentences, "" for nothing to say."""

    last: datetime | None
    where: tuple[str, ...]
    since: int
    problem: str
    second: str


@dataclass(frozen=True, slots=True)
class _Last:
    """The last backup that succeeded."""

    at: datetime
    digest: str
    documents: int
    sequence: int
    where: tuple[str, ...]


def back_up(desk: Desk, step: Step = silent) -> Backup:
    """Make a backup in the desk's folder, and in the second one where it is there; old ones are thinned afterwards.

    UserError NOT_ALLOWED; KnownErrors of ``store.backup``, saying that no backup was made: the data file and the other
    backups are as they were. Where ``step`` raises Stopped there is no copy either, and the audit says both times that there is
    none; it is told (1000, 1000) before the copy gets its name, and must not raise from then on.
    """
    check(desk, "backup.make")
    folder = _folder(desk)
    with desk.database.unit_of_work() as work:
        second = settings_of(work).second_folder
        note(desk, work, "backup.make", desk.station.id, {"folder": str(folder), "second": second})
        head = audit.head(work)
    at = desk.clock()
    try:
        made = backup.make(desk.database, keys_of(desk), folder, at, head, step)
    except Stopped:
        _not_made(desk, head, "做到一半停下，没有留下备份")
        raise
    except KnownError as wrong:
        message = f"备份没有做成，数据文件没有动。{wrong.message}"
        _not_made(desk, head, wrong.message, problem=message)
        raise KnownError(wrong.code, message) from wrong
    where, problem = [str(folder)], ""
    if second and Path(second).is_dir():
        problem = _second_copy(desk, made, Path(second))
        if not problem:
            where.append(second)
    _succeeded(desk, made, tuple(where), problem)
    _thin(desk, folder, made)
    return made


def due(desk: Desk) -> bool:
    """Whether a backup should be made now: enough was settled since the last one, or the second folder is there and lacks
    the newest copy. False where the desk makes none, or its operator may not."""
    if desk.backups is None or refusal(desk, "backup.make"):
        return False
    with desk.database.reading() as work:
        settings, last = settings_of(work), _last(work)
        posted = backup.documents(work)
        failed = meta.get(work, _SECOND)
    if last is None:
        return posted >= settings.backup_every
    if posted - last.documents >= settings.backup_every:
        return True
    # A stick that was full is not tried again before the next backup.
    second = Path(settings.second_folder)
    return bool(settings.second_folder and not failed and second.is_dir() and not _holds(second, last.digest))


def state(desk: Desk) -> BackupState:
    """What there is to say of the backups, for the screen."""
    check(desk, "settings.read")
    with desk.database.reading() as work:
        last, posted, second = _last(work), backup.documents(work), settings_of(work).second_folder
        problem, failed = meta.get(work, _PROBLEM) or "", meta.get(work, _SECOND) or ""
    if second and not failed and not Path(second).is_dir():
        failed = f"第二备份位置 {second} 不在：插上U盘后会自动补一份。"
    if last is None:
        return BackupState(None, (), posted, problem, failed)
    return BackupState(last.at, last.where, posted - last.documents, problem, failed)


def listed(desk: Desk) -> tuple[Backup, ...]:
    """The backups of both folders, newest first, those that can't be used with their problem."""
    check(desk, "settings.read")
    with desk.database.reading() as work:
        second = settings_of(work).second_folder
    found = [*backup.found(_folder(desk)), *(backup.found(Path(second)) if second else ())]
    return tuple(sorted(found, key=lambda one: one.made, reverse=True))


def way_back(folder: Path, second: Path | None = None) -> tuple[Backup, ...]:
    """The backups that look whole, newest first, each once: what the entrance offers where the data file can't be opened.
    Whether one is sound is found when it is restored."""
    found = [*backup.found(folder), *(backup.found(second) if second else ())]
    whole: dict[str, Backup] = {}
    for one in found:
        if not one.problem:
            whole.setdefault(one.digest, one)
    return tuple(sorted(whole.values(), key=lambda one: one.made, reverse=True))


def file_check(desk: Desk, stopped: Callable[[], bool] = lambda: False) -> tuple[str, ...]:
    """Read the whole data file, seconds for a large one, off the window's thread; sentences for the clerk, nothing for a
    sound file or where ``stopped``."""
    check(desk, "settings.read")
    found = health.full(desk.database, stopped)
    if not found:
        return ()
    return (
        f"检查数据文件时发现 {len(found)} 处损坏，可能是磁盘出了问题。",
        "请停止结算，不要删除文件，联系管理员用最近的备份恢复。",
        *found,
    )


def _folder(desk: Desk) -> Path:
    require(desk.backups is not None, "this desk has no folder for backups")
    return desk.backups or Path()


def _second_copy(desk: Desk, made: Backup, folder: Path) -> str:
    """Put the backup into the second folder too; why not, in one sentence."""
    if folder.resolve() == made.path.parent.resolve():
        return "第二备份位置与本机的备份文件夹是同一个：请在设置里换成U盘或另一块磁盘。"
    try:
        backup.second_copy(made, folder, desk.database.key)
        backup.thin(folder, made.made, made.file_id)
    except KnownError as wrong:
        return f"第二备份位置 {folder} 没有备份成，本机的备份已做好。{wrong.message}"
    return ""


def _thin(desk: Desk, folder: Path, made: Backup) -> None:
    try:
        backup.thin(folder, made.made, made.file_id)
    except KnownError as wrong:
        _remember(desk, f"备份已做好，但过期的旧备份清理不了。{wrong.message}")


def _holds(folder: Path, digest: str) -> bool:
    return any(one.digest == digest and not one.problem for one in backup.found(folder))


def _not_made(desk: Desk, begun: AuditHead, why: str, *, problem: str = "") -> None:
    """The end of what the audit row ``begun`` began; ``problem`` is kept for the screen. Where the disk is full, that fails too:
    it is told to the clerk all the same."""
    with suppress(KnownError), desk.database.unit_of_work() as work:
        note(desk, work, "backup.not_made", desk.station.id, {"begun": begun.sequence, "what": why})
        if problem:
            meta.put(work, _PROBLEM, problem)


def _remember(desk: Desk, message: str) -> None:
    """Keep a sentence for the screen, where the disk lets it."""
    with suppress(KnownError), desk.database.unit_of_work() as work:
        meta.put(work, _PROBLEM, message)


def _succeeded(desk: Desk, made: Backup, where: tuple[str, ...], second: str) -> None:
    facts = {
        "at": made.made.isoformat(),
        "digest": made.digest,
        "documents": made.documents,
        "sequence": made.sequence,
        "where": where,
    }
    with desk.database.unit_of_work() as work:
        meta.put(work, _LAST, json.dumps(facts, ensure_ascii=False))
        meta.put(work, _PROBLEM, "")
        meta.put(work, _SECOND, second)


def _last(work: Work) -> _Last | None:
    kept = meta.get(work, _LAST)
    if kept is None:
        return None
    facts: dict[str, Any] = json.loads(kept)
    at = datetime.fromisoformat(facts.pop("at"))
    return _Last(at=at, where=tuple(facts.pop("where")), **facts)
