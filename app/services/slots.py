"""A new slot in the key file and its digest in the data file, in an order that no kill -9 can turn against anybody.

The new slot is added first, then the digest is committed, then the old slot goes. Broken off before the commit the old
password counts, after it the new one; ``sign_in.signed_in`` clears away what is left over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.errors import KnownError, Stopped, UserError
from app.services.desk import Desk
from app.services.passwords import forgiven, keys_of
from app.store import keys
from app.store.keys import KeyFile, Slot
from app.store.work import Work

Store = Callable[[Work], None]
"""What is stored in the data file in the same step; a UserError of it leaves everything as it was."""


def fresh(desk: Desk, owner: str, name: str, secret: str) -> Slot:
    """The data key wrapped for ``owner``. Takes about a tenth of a second: not inside a unit of work."""
    return keys.wrap(
        owner, name, secret, desk.database.key, desk.chance(keys.SALT_BYTES), desk.chance(keys.NONCE_BYTES)
    )


def renamed(slot: Slot, name: str) -> Slot:
    """The same password under another name."""
    return replace(slot, name=name)


def put(desk: Desk, slot: Slot, store: Store) -> None:
    """Make ``slot`` the one slot of its owner; wrong passwords of before are forgotten."""
    path = keys_of(desk)
    with keys.changing(path) as found:
        keys.write(path, found.with_slot(slot))
        try:
            with desk.database.unit_of_work() as work:
                store(work)
        except (UserError, Stopped):
            keys.write(path, found)
            raise
        _finish(desk, forgiven(found.with_slot(slot, only=True), slot.owner))


def drop(desk: Desk, owner: str, store: Store) -> None:
    """Take an operator's slot away: no password of his opens the file any more."""
    with keys.changing(keys_of(desk)) as found:
        with desk.database.unit_of_work() as work:
            store(work)
        _finish(desk, forgiven(found.without(owner), owner))


def _finish(desk: Desk, found: KeyFile) -> None:
    try:
        keys.write(keys_of(desk), found)
    except KnownError:
        # It is done: the data file knows which slot counts, and the next sign-in tries this again.
        return
