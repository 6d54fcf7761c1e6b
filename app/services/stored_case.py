"""A posted document's case again: what the engine was asked, from the case that is stored with the pack's own text.

Nothing is looked up that may have changed since: identities, the visit as it was read, the confirmed values that were in
force, the year before it and the whole pack are all stored. Evaluated again on its stored state it gives the stored
result to the fen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import UserError, require
from app.exchange.contract import read_head, read_visit
from app.policy import Pack, PackFaults, Registry, read_pack, values_for
from app.records.result import YearState
from app.services.quote import EngineCase
from app.store import ledger
from app.store.work import Work


@dataclass(frozen=True, slots=True)
class StoredCase:
    """The case with its pack, and ``way`` (a code of ``words.WAYS``) as it was settled."""

    case: EngineCase
    way: str


class StoredPacks:
    """Packs by the digest of their text: those at hand, or read from a stored text, once for all documents of one request.
    Made for a call and dropped after it."""

    def __init__(self, work: Work, at_hand: Registry) -> None:
        self._work = work
        self._read = {pack.digest: pack for pack in at_hand.packs}

    def pack(self, digest: str) -> Pack:
        """The pack of a digest; UserError PACK_UNREADABLE where this version can't read it."""
        if digest not in self._read:
            text = ledger.pack_text(self._work, digest)
            if text is None:
                raise _unreadable(digest)
            try:
                self._read[digest] = read_pack(text.text.encode(), f"{text.pack_id}.toml")
            except PackFaults as wrong:
                raise _unreadable(text.pack_id) from wrong
        return self._read[digest]


def used_packs(work: Work, at_hand: Registry) -> tuple[Pack, ...]:
    """The packs that documents were worked out by, as far as this version reads them: a few, where the documents are many."""
    stored, found = StoredPacks(work, at_hand), list[Pack]()
    for digest in ledger.packs_used(work):
        try:
            found.append(stored.pack(digest))
        except UserError:
            continue
    return tuple(found)


def _unreadable(what: str) -> UserError:
    return UserError("PACK_UNREADABLE", "", f"这张单据所用的政策文本（{what}）本版本读不出来，不能重新核算。")


def stored_case(work: Work, document_id: str, packs: StoredPacks) -> StoredCase:
    """The case of a settlement. UserError NO_DOCUMENT, PACK_UNREADABLE."""
    raw: dict[str, Any] = json.loads(ledger.case(work, document_id))
    require("visits" in raw, "only a settlement has a case")
    pack = packs.pack(raw["pack_digest"])
    head = read_head({key: raw[key] for key in ("pack", "person", "visits")}, Registry((pack,)))
    confirmed: Mapping[str, object] = raw["parameters"]
    case = EngineCase(
        pack=pack,
        values=values_for(pack, None, confirmed),
        confirmed=confirmed,
        identities=head.identities,
        visit=read_visit(head.visits[0], "visits[0]"),
        state=YearState(**raw["state"]),
    )
    return StoredCase(case, raw["way"])
