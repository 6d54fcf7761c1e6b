"""Asking a key file whether a password is somebody's; wrong ones are counted in the file itself.

An attempt is counted before it is tried and forgiven when it was right: a file that can't be written, or a process that
is killed, gives nobody one more guess. Argon2 takes about a tenth of a second: never inside a unit of work.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from app.errors import UserError, require
from app.services.desk import Desk
from app.store import keys
from app.store.keys import Failures, KeyFile, Slot

ATTEMPTS = 5
"""Wrong passwords in a row after which an operator has to wait."""
WAIT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A password that was right: whose, the data key, the digests of the slots that it opens (two while a change of the
    password was interrupted; the data file knows which counts), and the wrong ones that came before it."""

    owner: str
    name: str
    digests: frozenset[str]
    failures: int
    key: bytes = field(repr=False)


def keys_of(desk: Desk) -> Path:
    """The key file of an open desk."""
    require(desk.keys is not None, "a desk on an operator's file knows its key file")
    return desk.keys or Path()


def unlock(path: Path, name: str, password: str, at: datetime) -> Unlocked:
    """Try a password at the key file ``path``; ``name`` is an operator's name or id, ``at`` the real time.

    UserError NO_OPERATOR, WRONG_PASSWORD, LOCKED_OUT; KnownErrors of the key file.
    """
    with keys.changing(path) as found:
        slots = _slots(found, name)
        owner, before = slots[0].owner, found.failures.get(slots[0].owner, Failures(0, ""))
        before = _no_later(before, at)
        counted = Failures(before.count + 1, at.isoformat())
        locked = _locked(before, at)
        keys.write(path, _with_failures(found, owner, before if locked else counted))
    if locked:
        raise UserError("LOCKED_OUT", "password", f"口令连续不对 {ATTEMPTS} 次，{_until(before)}")
    opened = [(slot, key) for slot in slots if (key := keys.unwrap(slot, password)) is not None]
    if not opened:
        raise _wrong(counted)
    with keys.changing(path) as found:
        keys.write(path, forgiven(found, owner))
    digests = frozenset(slot.digest for slot, _ in opened)
    return Unlocked(owner, opened[0][0].name, digests, before.count, opened[0][1])


LEAST = 8
"""Characters that a password has at least."""
_RUNS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


def check_new(name: str, password: str) -> None:
    """UserError WEAK_PASSWORD where a new password of ``name`` would be guessed at once."""
    small = password.casefold()
    if len(password) < LEAST:
        raise _weak(f"口令至少 {LEAST} 个字符，现在是 {len(password)} 个：请再加长一些。")
    if small.strip() == name.strip().casefold():
        raise _weak("口令不能就是姓名：请换一个别人猜不到的。")
    if len(set(small)) == 1:
        raise _weak("口令不能全是同一个字符：请换一个别人猜不到的。")
    if any(small in run or small in run[::-1] for run in _RUNS):
        raise _weak("口令不能是 12345678 这样挨着的一串：请换一个别人猜不到的。")


def _weak(message: str) -> UserError:
    return UserError("WEAK_PASSWORD", "password", message)


def _slots(found: KeyFile, name: str) -> tuple[Slot, ...]:
    wanted = name.strip()
    owners = [slot.owner for slot in found.slots if wanted in {slot.name, slot.owner} and slot.owner != keys.RECOVERY]
    if not owners:
        raise UserError("NO_OPERATOR", "name", f"没有叫“{wanted}”的操作员：请核对姓名，或找管理员添加。")
    return found.of(owners[0])


def _no_later(before: Failures, at: datetime) -> Failures:
    """A clock that was set back must not make the wait longer than it is."""
    if before.count and datetime.fromisoformat(before.at) > at:
        return Failures(before.count, at.isoformat())
    return before


def _locked(before: Failures, at: datetime) -> bool:
    full = before.count > 0 and before.count % ATTEMPTS == 0
    return full and at < datetime.fromisoformat(before.at) + WAIT


def _until(failures: Failures) -> str:
    until = datetime.fromisoformat(failures.at) + WAIT
    return f"请在 {until:%H:%M} 以后再试，或请管理员重设口令；管理员本人可重新打开程序，按 F3 用恢复码。"


def _wrong(counted: Failures) -> UserError:
    left = ATTEMPTS - counted.count % ATTEMPTS
    if left == ATTEMPTS:
        return UserError("LOCKED_OUT", "password", f"口令不对，已连续 {ATTEMPTS} 次，{_until(counted)}")
    return UserError("WRONG_PASSWORD", "password", f"口令不对，还可以再试 {left} 次。")


def _with_failures(found: KeyFile, owner: str, failures: Failures) -> KeyFile:
    return replace(found, failures={**found.failures, owner: failures})


def forgiven(found: KeyFile, owner: str) -> KeyFile:
    """Without the wrong passwords of an owner."""
    return replace(found, failures={of: one for of, one in found.failures.items() if of != owner})
