"""Names of entries that resemble a name, by the runs of characters that they share."""

from __future__ import annotations

from collections import Counter

from app.store import terms
from app.store.catalogue.parts import Part
from app.store.work import Work

COMMON = 300
"""Names with one run of characters that are looked at; a run that more have is lengthened."""
LIKELY = 60
"""Names that are given, those that share the most runs."""
_LAST = "\U0010ffff"


def equal(work: Work, part: Part, plain: str) -> tuple[str, ...]:
    """The names whose ``names.plain`` is ``plain``."""
    # Sorted here: asked to sort, SQLite takes the index by name and reads all of it.
    found = work.rows("SELECT name FROM entry_names WHERE part = ? AND plain = ?", (part.table, plain))
    return tuple(sorted({row[0] for row in found}))


def sharing(work: Work, part: Part, text: str) -> dict[str, str]:
    """Names (→ their ``plain``) that share at least two neighbouring characters with ``text`` (already plain), with one
    character where it has no more: the ``LIKELY`` ones with the most runs of it. Bounded: of a run that very many names
    have, the first ones in order."""
    shared: Counter[int] = Counter()
    for at in range(max(len(text) - 1, 1)):
        shared.update(set(_with_run(work, part, text[at : at + terms.TERM_MAX])))
    likely = sorted(shared, key=lambda row: (-shared[row], row))[:LIKELY]
    sql = "SELECT name, plain FROM entry_names WHERE row = ?"
    return {row["name"]: row["plain"] for one in likely for row in work.rows(sql, (one,))}


def _with_run(work: Work, part: Part, run: str) -> list[int]:
    rows: list[int] = []
    for length in range(min(2, len(run)), len(run) + 1):
        head = run[:length]
        wider = _rows(work, part, head)
        rows = wider or rows
        if len(wider) < COMMON:
            break
    return rows


def _rows(work: Work, part: Part, head: str) -> list[int]:
    sql = "SELECT row FROM terms WHERE kind = ? AND term >= ? AND term < ? ORDER BY kind, term, row LIMIT ?"
    return [
        row[0]
        for kind in (part.name, part.name_part)
        for row in work.rows(sql, (int(kind), head, head + _LAST, COMMON))
    ]
