"""The catalogue as it holds on the day of discharge, as far as a bill's items ask it."""

from __future__ import annotations

from datetime import date

from app.errors import UserError
from app.records.people import CatalogueItem
from app.services.desk import Desk
from app.services.reference import find_items
from app.store import reference
from app.store.work import Work

_LONGEST = 100


def by_code(work: Work, code: str, on: date) -> CatalogueItem | None:
    """The item with a code, None where the catalogue has none on that day."""
    del on
    try:
        return reference.item(work, code)
    except UserError:
        return None


def by_name(work: Work, name: str, on: date) -> CatalogueItem | None:
    """The one item with exactly this name, None where there is none or more than one."""
    del on
    found = [item for item in reference.find_items(work, name[:_LONGEST]) if item.name == name]
    return found[0] if len(found) == 1 else None


def near(desk: Desk, name: str, code: str, on: date, limit: int = 5) -> tuple[CatalogueItem, ...]:
    """The entries that an item may mean, the nearest first."""
    del code, on
    found: dict[str, CatalogueItem] = {}
    for length in range(min(len(name), 8), 1, -1):
        for item in find_items(desk, name[:length]):
            found.setdefault(item.code, item)
        if len(found) >= limit:
            break
    return tuple(found.values())[:limit]
