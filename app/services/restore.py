"""A backup in place of the data file, by whoever may, with a password that fits the backup.

Its key file comes along: passwords are those of the day of the backup. The old pair is moved aside and never deleted; where
it could be read it is a backup itself. The audit row is written by the first one who signs in to the restored file
(``upkeep.note_restored``), since nobody sits at a desk yet; until then its facts stand in the key file, so that a kill in
between loses nothing of it.

Slips that the backup lacks are on paper all the same. Numbers go on after the last one in the restored file, so these slips
are settled again first, in their order, and get the numbers that are on paper; until the last number that is known to be
lost is there again, the window says so at its start (``upkeep.lost_numbers``).

Decisions
* 2026-11-22: rejected: going on after the highest number that was known. It leaves a gap that no document explains, which
  the ledger refuses; and where the old file can't be read, nobody knows that number.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app.errors import KnownError, UserError
from app.records.people import Operator
from app.services import recovery
from app.services.passwords import Unlocked
from app.services.rights import refusal_of
from app.services.sign_in import SignInName, confirmed, names
from app.services.upkeep import RESTORED, taken_numbers
from app.store import backup, keys, meta, operators, pair
from app.store import restore as stored
from app.store.mend import Step
from app.store.pair import Backup
from app.store.restore import Before
from app.store.work import Work

_WITH_OPERATORS = 2
"""The schema from which on a file knows who may sign in."""
_STAMP = "%Y%m%d-%H%M%S"


@dataclass(frozen=True, slots=True)
class Restored:
    """``aside``: where the file that was in use lies now, None where there was none. ``lost``: documents posted after the
    backup, which it doesn't hold; None where the old file couldn't be read. ``message`` says all of it to the clerk."""

    backup: Backup
    aside: Path | None
    lost: int | None
    message: str


def backup_at(path: Path) -> Backup:
    """The backup of which ``path`` is the data file or the key file; KnownError BACKUP_UNSOUND with its problem, NO_FILE for
    a path that names none."""
    if not path.name:
        raise KnownError("NO_FILE", "请写明备份的数据文件（.db），旁边要有它的 .keys。")
    found = pair.read(path.with_suffix(".db") if path.suffix == ".keys" else path)
    if found.problem:
        raise backup.unsound(found.path, found.problem)
    return found


def backup_names(source: Backup) -> tuple[SignInName, ...]:
    """Whose passwords open a backup."""
    return names(keys.beside(source.path))


def unlock_backup(source: Backup, name: str, secret: str) -> Unlocked:
    """Try a password of the day of the backup, or the recovery code of that day. UserError NO_OPERATOR, WRONG_PASSWORD.

    Wrong ones aren't counted: whoever holds a copy can try at home; what slows him down is Argon2."""
    place, wanted = keys.beside(source.path), name.strip()
    with suppress(UserError):
        return Unlocked(keys.RECOVERY, "恢复码", frozenset(), 0, recovery.recover(place, secret))
    slots = [
        slot for slot in keys.read(place).slots if wanted in {slot.name, slot.owner} and slot.owner != keys.RECOVERY
    ]
    if not slots:
        raise UserError("NO_OPERATOR", "name", f"这份备份里没有叫“{wanted}”的操作员：请填备份那天的管理员。")
    for slot in slots:
        key = keys.unwrap(slot, secret)
        if key is not None:
            return Unlocked(slot.owner, slot.name, frozenset({slot.digest}), 0, key)
    raise UserError("WRONG_PASSWORD", "password", "口令不对：请填备份那天的口令，或当时打印的恢复码。")


def restore(
    source: Backup,
    unlocked: Unlocked,
    data_file: Path,
    at: datetime,
    *,
    demonstration: bool,
    hook: Step | None = None,
) -> Restored:
    """Put a backup in the place of ``data_file`` and its key file, once it was read whole.

    UserError NOT_ALLOWED, OTHER_FILE; KnownError BACKUP_UNSOUND, BUSY (another window has the file open), and what the disk
    gives: the file in use stands then. ``hook`` hears each step before it is taken.
    """
    backup.check(source, unlocked.key)
    place = keys.beside(data_file)
    with keys.holding(place):
        _check_file(source, data_file, place)
        with stored.reading(source.path, unlocked.key) as work:
            _check_area(work, demonstration=demonstration)
            _check_person(work, unlocked, keys.read(keys.beside(source.path)).first)
        held = _held(source, unlocked, data_file)
        stamp = f"{at:{_STAMP}}"
        facts = {RESTORED: _facts(source, unlocked, at, held)}
        aside = stored.put_in_place(source, data_file, stamp, facts, hook=hook)
        if aside is not None and held is not None:
            # Without it, it is kept all the same.
            with suppress(KnownError):
                stored.keep_as_backup(aside, unlocked.key, source.file_id, at)
    lost = None if held is None else held.lost
    return Restored(source, aside, lost, _told(source, aside, held))


def restore_keys(source: Backup, key_file: Path, at: datetime) -> Path | None:
    """Put the key file of a backup back alone, where the one in use is missing or damaged; where the damaged one lies now.
    Passwords are those of the day of the backup then. UserError KEYS_THERE where the one in use can be read."""
    with keys.holding(key_file):
        try:
            keys.read(key_file)
        except KnownError as wrong:
            if wrong.code not in {"KEYS_MISSING", "KEYS_DAMAGED"}:
                raise
            return stored.put_keys_back(source, key_file, f"{at:{_STAMP}}")
    raise UserError("KEYS_THERE", "", "密钥文件完好，不需要取回：请直接登录。")


def _check_file(source: Backup, data_file: Path, place: Path) -> None:
    """The backup is of the file that it replaces, as far as there is one that can say so."""
    if not data_file.exists():
        return
    try:
        present = keys.read(place)
    except KnownError as wrong:
        if wrong.code in {"KEYS_MISSING", "KEYS_DAMAGED"}:
            return
        raise
    if present.file_id != source.file_id:
        raise UserError(
            "OTHER_FILE",
            "",
            f"这份备份不是 {data_file.name} 的，没有恢复。请换一份；确实要用它的，先把现在的数据文件和密钥文件一起移走。",
        )


def _check_area(work: Work, *, demonstration: bool) -> None:
    if any(station.demonstration != demonstration for station in meta.stations(work)):
        raise UserError("OTHER_FILE", "", "演示数据和正式数据不能混用，没有恢复：请核对选的是哪一份备份。")


def _check_person(work: Work, unlocked: Unlocked, first: str) -> None:
    """Who restores had the right to on the day of the backup; the recovery code has it always."""
    if unlocked.owner == keys.RECOVERY:
        return
    # A file that was just made or upgraded has no operators of its own yet, only the role of its first one.
    operator = Operator(unlocked.owner, unlocked.name, first) if first else confirmed(work, unlocked)
    _refuse(operator)


def _refuse(operator: Operator) -> None:
    refused = refusal_of(operator, "backup.restore")
    if refused:
        raise UserError("NOT_ALLOWED", "name", refused)


def _held(source: Backup, unlocked: Unlocked, data_file: Path) -> Before | None:
    """What the file in use holds, where it can be read: then whoever restores must still have the right to in it."""
    found = stored.before(data_file, unlocked.key, source)
    # A file that was never signed in to since it was upgraded knows nobody.
    if found is None or found.schema < _WITH_OPERATORS:
        return found
    with stored.reading(data_file, unlocked.key) as work:
        account, earlier = operators.account(work, unlocked.owner), taken_numbers(work)
    if unlocked.owner != keys.RECOVERY:
        if account is None or not account.active:
            raise UserError("NOT_ALLOWED", "name", f"{unlocked.name}现在不是操作员，不能恢复备份：请由管理员办理。")
        _refuse(account.operator)
    return replace(found, numbers=tuple(sorted({*found.numbers, *earlier})))


def _facts(source: Backup, unlocked: Unlocked, at: datetime, held: Before | None) -> dict[str, object]:
    facts: dict[str, object] = {
        "backup": source.path.name,
        "made": source.made.isoformat(),
        "sequence": source.sequence,
        "hash": source.hash,
        "by": unlocked.name,
        "at": at.isoformat(),
    }
    if held is None:
        return facts
    return {
        **facts,
        "replaced_sequence": held.head.sequence,
        "replaced_hash": held.head.hash,
        "lost": held.lost,
        "numbers": list(held.numbers),
    }


def _told(source: Backup, aside: Path | None, held: Before | None) -> str:
    said = f"已恢复到 {source.made:%Y-%m-%d %H:%M} 的备份，口令也是那时的。"
    if aside is None:
        return f"{said}原来没有数据文件；那以后办理的不在里面，请对照纸质结算单按单号顺序补办。"
    if held is None:
        said += "原来的数据文件读不出来，那以后办理的不在里面，请对照纸质结算单按单号顺序补办。"
    elif held.lost:
        last = "、".join(held.numbers)
        said += f"那以后又办理了 {held.lost} 笔（到 {last}），不在里面：请对照纸质结算单按单号顺序先补办，再办新的。"
    else:
        said += "那以后没有办理过单据。"
    return f"{said}原来的文件没有删，留作 {aside.name}。"
