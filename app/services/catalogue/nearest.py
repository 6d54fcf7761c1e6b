"""The entries of the catalogue that an item of a hospital's bill may mean, the likeliest first."""

from __future__ import annotations

from collections import Counter
from datetime import date

from app.errors import UserError
from app.records.people import CatalogueItem
from app.services.desk import Desk
from app.services.rights import check
from app.store.catalogue import entries, near
from app.store.catalogue.names import plain
from app.store.catalogue.parts import ITEMS
from app.store.terms import key
from app.store.work import Work

SAME_CODE, SAME_NAME, SAME_PLAIN, ALIKE_MAX = 1000, 990, 950, 900
"""Scores: the code itself; the name to the letter; the name but for width, brackets and specification; at most, for names
that share some of their characters."""
_ONE_NAME, _RESEMBLING = 60, 2
"""Entries of one name that are looked at; and that are offered where the name only resembles."""
_LONGEST = 100


def nearest(desk: Desk, name: str, code: str, on: date, limit: int = 5) -> tuple[tuple[CatalogueItem, int], ...]:
    """At most ``limit`` entries with their scores (0 to 1000), in the version that holds on ``on``; what ended before that
    day (``ended``) stands behind what holds, whatever its score. Of entries with one name those come first whose
    specification the bill's name has too; of a name that only resembles, two at most. The same question has the same
    answer."""
    check(desk, "reference.read")
    name, code = name.strip()[:_LONGEST], code.strip()
    with desk.database.reading() as work:
        found = _named(work, name, on, limit) | _coded(work, code, on)
    ordered = sorted(
        found.values(), key=lambda one: (one[0].ended, -one[1], _other_spec(one[0], name), *_order(one[0]))
    )
    return tuple(ordered[:limit])


def _order(item: CatalogueItem) -> tuple[str, str]:
    return item.name, item.code


def _other_spec(item: CatalogueItem, name: str) -> bool:
    return not item.spec or _spec(item.spec) not in _spec(name)


def _spec(text: str) -> str:
    """A text as specifications are compared: ×, x and * are the same, spaces nothing."""
    return key(text).replace("×", "*").replace("x", "*")


_Scored = dict[str, tuple[CatalogueItem, int]]
"""Code → the item and its score."""


def _coded(work: Work, code: str, on: date) -> _Scored:
    try:
        return {code: (entries.item(work, code, on), SAME_CODE)} if code else {}
    except UserError:
        return {}


def _named(work: Work, name: str, on: date, limit: int) -> _Scored:
    if not name:
        return {}
    bare = plain(name)
    scores = {one: _alike(bare, other) for one, other in near.sharing(work, ITEMS, bare).items()}
    scores |= dict.fromkeys(near.equal(work, ITEMS, bare), SAME_PLAIN)
    scores[name] = SAME_NAME
    found: _Scored = {}
    for one in sorted(scores, key=lambda one: (-scores[one], one)):
        named = sorted(
            entries.items_named(work, one, _ONE_NAME, on),
            key=lambda item: (item.ended, _other_spec(item, name), item.code),
        )
        most = limit if scores[one] >= SAME_PLAIN else _RESEMBLING
        for item in named[:most]:
            found.setdefault(item.code, (item, scores[one]))
        if sum(not item.ended for item, _ in found.values()) >= limit:
            break
    return found


def _alike(one: str, other: str) -> int:
    """How many neighbouring pairs of characters two texts share (Dice), of ``ALIKE_MAX``."""
    pairs, others = _pairs(one), _pairs(other)
    shared = sum((pairs & others).values())
    return 2 * shared * ALIKE_MAX // max(sum(pairs.values()) + sum(others.values()), 1)


def _pairs(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(max(len(text) - 1, 1)))
