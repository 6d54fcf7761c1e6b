"""Whether a bill's lines say what the catalogue says on the day of discharge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.errors import UserError
from app.records.form import AS_LISTED, BillRow
from app.records.people import CatalogueItem
from app.services.desk import Desk
from app.services.rights import check
from app.store.catalogue import entries

_COMPARED = ("item_class", "category", "prepay_rate", "price_limit")
"""What decides where a line's money goes; a price is the bill's own."""


def otherwise_on(desk: Desk, rows: Sequence[BillRow], on: date) -> tuple[tuple[int, CatalogueItem], ...]:
    """Places (from 0) of the lines whose code has another class, category, rate or limit on a day, each with the version that
    holds then; or had ended before that day, each with its last version (``ended``). A code that the catalogue never had, or
    not yet, is passed over: its line stays as it was typed; so is a line of a hospital's list whose own terms the clerk kept."""
    check(desk, "reference.read")
    found = []
    with desk.database.reading() as work:
        for at, row in enumerate(rows):
            if not row.code or row.hint.startswith(AS_LISTED):
                continue
            try:
                item = entries.item(work, row.code, on)
            except UserError:
                continue
            if item.ended or any(_bare(getattr(item, name)) != _bare(getattr(row, name)) for name in _COMPARED):
                found.append((at, item))
    return tuple(found)


def _bare(text: str) -> str:
    """A figure without trailing zeros: 0.10 and 0.1 are the same rate."""
    return text.rstrip("0").rstrip(".") if "." in text else text
