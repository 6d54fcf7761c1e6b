"""Names of entries that resemble a name, by the runs of characters that they share."""

from __future__ import annotations

from app.store import terms
from app.store.catalogue.parts import Part
from app.store.work import Work

COMMON = 400
"""Names with one run of characters that are looked at; a run that more have is lengthened."""
_LAST = "\U0010ffff"


def equal(work: Work, part: Part, plain: str) -> tuple[str, ...]:
    """The names whose ``names.plain`` is ``plain``."""
    sql = "SELECT DISTINCT name FROM entry_names WHERE part = ? AND plain = ? ORDER BY name"
    return tuple(row[0] for row in work.rows(sql, (part.table, plain)))


def sharing(work: Work, part: Part, text: str) -> dict[str, str]:
    """Names (→ their ``plain``) that share at least two neighbouring characters with ``text`` (already plain), with one
    character where it has no more. Bounded: of a run that very many names have, the first ones in order."""
    found: dict[int, None] = {}
    for at in range(max(len(text) - 1, 1)):
        found |= dict.fromkeys(_with_run(work, part, text[at : at + terms.TERM_MAX]))
    sql = "SELECT name, plain FROM entry_names WHERE row = ?"
    return {row["name"]: row["plain"] for one in found for row in work.rows(sql, (one,))}


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
