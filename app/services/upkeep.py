"""What a file needs once after an upgrade or a restore, done by the first operator who signs in to it: a migration has no
operator, and a file that takes another's place none either."""

from __future__ import annotations

from dataclasses import replace

from app.services.desk import Desk
from app.services.passwords import keys_of
from app.services.trail import note
from app.store import images, keys
from app.store.work import Work

RESTORED = "restored"
"""The fact of a key file in use whose audit row is still to be written: what was restored, and what it replaced."""


def note_standing(desk: Desk, work: Work, *, due: bool) -> None:
    """Where an earlier version began the file (``due``: what ``proof.standing_due`` said before anything was written): note
    in the audit, once, what stands in it now, so that a change from here on is found. What was changed before can't be
    told (documents apart: these were noted from the first version on)."""
    if due:
        note(desk, work, "file.upgraded", "", {images.STANDING: images.standing(work)})


def note_restored(desk: Desk) -> None:
    """Write the audit row of a restore since which nobody has signed in; written twice where the first time was broken
    off, rather than not at all."""
    facts = keys.read(keys_of(desk)).backup.get(RESTORED)
    if not isinstance(facts, dict):
        return
    with desk.database.unit_of_work() as work:
        note(desk, work, "backup.restore", desk.station.id, facts)
    with keys.changing(keys_of(desk)) as found:
        keys.write(keys_of(desk), replace(found, backup={}))
