"""What a file needs once after an upgrade, done by the first operator who signs in to it: a migration has no operator."""

from __future__ import annotations

from app.services.desk import Desk
from app.services.trail import note
from app.store import images, proof
from app.store.work import Work


def note_standing(desk: Desk, work: Work) -> None:
    """Where an earlier version began the file: note in the audit, once, what stands in it now, so that a change from here
    on is found. What was changed before can't be told (documents apart: these were noted from the first version on)."""
    if proof.standing_due(work):
        note(desk, work, "file.upgraded", "", {images.STANDING: images.standing(work)})
