"""Whole images of posted rows: what the audit chain holds of a document, and the comparison with the live rows.

The chain proves that the audit is as it was written. To prove the same of a document, the audit row of its posting holds
``rows_digest`` under the key "rows"; ``changed_documents`` works it out again from the live rows.
"""

from __future__ import annotations

import json

from app.store import driver
from app.store.canonical import canonical, sha256
from app.store.guards import GUARDS
from app.store.work import Work

ROWS = "rows"
"""The key of an audit row's ``after`` that holds a document's ``rows_digest``."""
_PARTS = tuple(guard for guard in GUARDS if guard.part)
_FIRST_LINKS = ("replaces", "reverses")
_LINKS = (*_FIRST_LINKS, "adjusts")


def rows_digest(work: Work, document_id: str) -> str:
    """SHA-256 over every stored row of a document: its own, its parts and its pack. Local row numbers are left out, so
    that the same document has the same digest in another station's file."""
    row = work.rows("SELECT * FROM documents WHERE id = ?", (document_id,))[0]
    own = _named(row, ("row", *_LINKS))
    for link in _LINKS:
        # What a later schema added is left out where it is empty: the images of older documents stay as they were.
        if row[link] is not None or link in _FIRST_LINKS:
            own[link] = work.value("SELECT id FROM documents WHERE row = ?", (row[link],))
    image: dict[str, object] = {"documents": own}
    for guard in _PARTS:
        table = guard.table
        parts = work.rows(f"SELECT * FROM {table} WHERE document = ?", (row["row"],))  # noqa: S608 - own table names
        if guard.schema > 1 and not parts:
            continue
        image[table] = sorted(canonical(_named(one, ("document",))) for one in parts)
    image["pack"] = sha256(str(work.value("SELECT text FROM packs WHERE digest = ?", (row["pack"],))))
    return sha256(canonical(image))


def _named(row: driver.Row, without: tuple[str, ...]) -> dict[str, object]:
    return {name: value for name, value in zip(row.keys(), tuple(row)) if name not in without}


def changed_documents(work: Work) -> tuple[str, ...]:
    """Slip numbers of documents whose live rows differ from what the audit holds, that the audit doesn't know, or (as
    ids) that the audit knows and the ledger has lost; nothing where all is as it was posted. Reads everything."""
    noted: dict[str, str] = {}
    for row in work.each("SELECT subject, after FROM audit WHERE after LIKE ? ORDER BY sequence", (f'%"{ROWS}":"%',)):
        digest = json.loads(row["after"]).get(ROWS)
        if isinstance(digest, str):
            noted.setdefault(row["subject"], digest)
    live = work.rows("SELECT id, number FROM documents ORDER BY row")
    wrong = [row["number"] for row in live if noted.pop(row["id"], None) != rows_digest(work, row["id"])]
    return (*wrong, *noted)
