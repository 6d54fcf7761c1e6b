"""Who sits at the desk: signing in, the idle lock, signing out.

Before the file is open: ``names(keys)`` for the page, then ``unlock(keys, name, password, at)`` gives the data key. Once it
is open: ``signed_in(desk, unlocked)`` is the desk of that operator. Another operator at a file that is open: ``change``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.errors import UserError
from app.records.people import Operator
from app.services.desk import Desk
from app.services.passwords import Unlocked, keys_of, unlock
from app.services.trail import note
from app.services.upkeep import note_restored
from app.store import keys, meta, operators
from app.store.faults import known
from app.store.keys import KeyFile, Slot
from app.store.work import Work

FILE = "file"
"""The fact of a data file that its key file names too."""


@dataclass(frozen=True, slots=True)
class SignInName:
    """One line of the sign-in page: the operator's id and name."""

    owner: str
    name: str


def names(path: Path) -> tuple[SignInName, ...]:
    """Who may sign in, as the key file ``path`` says, in the order in which they came. KnownErrors of the key file."""
    return names_of(keys.read(path))


def names_of(found: KeyFile) -> tuple[SignInName, ...]:
    """``names`` of a key file that was read."""
    owners: dict[str, str] = {}
    for slot in found.slots:
        if slot.owner != keys.RECOVERY:
            owners.setdefault(slot.owner, slot.name)
    return tuple(SignInName(owner, name) for owner, name in owners.items())


def signed_in(desk: Desk, unlocked: Unlocked) -> Desk:
    """The desk of whoever unlocked the key file, once the data file agrees: the password that it knows, an operator who
    is active. UserError NO_OPERATOR, NOT_ALLOWED, WRONG_PASSWORD; KnownError KEY_MISFIT where the two files are not of
    one another."""
    path = keys_of(desk)
    with keys.changing(path) as found:
        with desk.database.reading() as work:
            if meta.get(work, FILE) not in {None, found.file_id}:
                raise known("KEY_MISFIT")
            counting = operators.slots(work)
            operator = confirmed(work, unlocked)
        tidy = _tidied(found, counting)
        if tidy != found:
            keys.write(path, tidy)
    made = replace(desk, operator=operator)
    with made.database.unit_of_work() as work:
        note(made, work, "operator.sign_in", operator.id, {"failures_before": unlocked.failures})
    note_restored(made)
    return made


def confirmed(work: Work, unlocked: Unlocked) -> Operator:
    """The operator of a password that was right, as the data file has him. UserErrors as ``signed_in``."""
    account = operators.account(work, unlocked.owner)
    if account is None:
        raise UserError("NO_OPERATOR", "name", f"数据文件里没有操作员{unlocked.name}：请找管理员添加。")
    if not account.active:
        raise UserError("NOT_ALLOWED", "name", f"{account.operator.name}的账号已停用：请找管理员恢复。")
    if operators.slots(work).get(unlocked.owner) not in unlocked.digests:
        raise UserError(
            "WRONG_PASSWORD",
            "password",
            "这个口令没有在数据文件里登记，可能上次没有改成：请用原来的口令，或找管理员重设。",
        )
    return account.operator


def _tidied(found: KeyFile, counting: Mapping[str, str]) -> KeyFile:
    """Without the slots that a change left behind which was broken off: those of nobody who may sign in, and those
    beside the one that counts."""
    there = {slot.digest for slot in found.slots}

    def stays(slot: Slot) -> bool:
        if slot.owner == keys.RECOVERY:
            return True
        counts = counting.get(slot.owner)
        # Where the one that counts is lost, the others may still be what a restored data file asks for.
        return counts is not None and (counts == slot.digest or counts not in there)

    return replace(found, slots=tuple(slot for slot in found.slots if stays(slot)))


def change(desk: Desk, name: str, password: str) -> Desk:
    """Another operator (or the same) signs in at the open file; errors as ``unlock`` and ``signed_in``."""
    return signed_in(desk, unlock(keys_of(desk), name, password, desk.clock()))


def confirm_self(desk: Desk, password: str) -> None:
    """The operator of the desk is back at the locked window; errors as ``change``, and nobody else's password does."""
    unlocked = unlock(keys_of(desk), desk.operator.id, password, desk.clock())
    with desk.database.unit_of_work() as work:
        confirmed(work, unlocked)
        note(desk, work, "operator.unlock", desk.operator.id, {"failures_before": unlocked.failures})


def lock(desk: Desk) -> None:
    """The window was locked, by hand or because nobody touched it."""
    _left(desk, "operator.lock")


def sign_out(desk: Desk) -> None:
    """The operator leaves; the desk is of no use for writing until somebody signs in."""
    _left(desk, "operator.sign_out")


def _left(desk: Desk, action: str) -> None:
    with desk.database.unit_of_work() as work:
        # Who was stopped meanwhile must still be able to leave.
        if meta.stands(work, desk.operator):
            note(desk, work, action, desk.operator.id)
