"""What a file needs once after an upgrade or a restore, done by the first operator who signs in to it: a migration has no
operator, and a file that takes another's place none either."""

from __future__ import annotations

import json
from dataclasses import replace

from app.services.desk import Desk, today
from app.services.passwords import keys_of
from app.services.trail import note
from app.store import images, keys, ledger, meta
from app.store.work import Work

_LOST = "restored.numbers"
"""The fact of a data file that holds the last slip numbers which a restore took away."""
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
        numbers = taken_numbers(work) | {str(one) for one in facts.get("numbers", ())}
        meta.put(work, _LOST, json.dumps(sorted(numbers)))
    with keys.changing(keys_of(desk)) as found:
        keys.write(keys_of(desk), replace(found, backup={}))


def lost_numbers(desk: Desk) -> str:
    """What to say where a slip of this year is on paper whose number the restored file hasn't come to again; "" where none
    is known. The desk works on all the same."""
    prefix = f"{desk.station.area_code}-{desk.station.code}-{today(desk).year}-"
    with desk.database.reading() as work:
        known = [one for one in taken_numbers(work) if one.startswith(prefix) and ledger.by_number(work, one) is None]
    if not known:
        return ""
    last = max(known, key=lambda one: (len(one), one))
    return (
        f"恢复备份以前，单据已开到 {last}，现在的文件里还没有这一号。请对照纸质结算单按单号顺序先补办（冲红也在内），"
        "号码才与纸上一致，再办新的；补到这一号就不再提示。"
    )


def taken_numbers(work: Work) -> set[str]:
    """The last slip numbers that each restore took away of which this file has come."""
    return set(json.loads(meta.get(work, _LOST) or "[]"))
