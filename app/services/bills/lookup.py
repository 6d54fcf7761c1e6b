"""The catalogue as it holds on the day of discharge, as far as a bill's items ask it. What ended before that day is not there."""

from __future__ import annotations

from datetime import date

from app.errors import UserError
from app.records.people import CatalogueItem
from app.services.catalogue.nearest import nearest
from app.services.desk import Desk
from app.store.catalogue import entries
from app.store.work import Work

_TWO = 2
"""Enough to see that a name is not one item's alone; as many again may have ended."""


def by_code(work: Work, code: str, on: date) -> CatalogueItem | None:
    """The item with a code, None where the catalogue has none on that day."""
    try:
        item = entries.item(work, code, on)
    except UserError:
        return None
    return None if item.ended else item


def by_name(work: Work, name: str, on: date) -> CatalogueItem | None:
    """The one item with exactly this name, None where there is none or more than one."""
    found = [item for item in entries.items_named(work, name, _TWO * 2, on) if not item.ended]
    return found[0] if len(found) == 1 else None


def near(desk: Desk, name: str, code: str, on: date, limit: int) -> tuple[CatalogueItem, ...]:
    """The entries that an item may mean, the nearest first."""
    return tuple(item for item, _score in nearest(desk, name, code, on, limit) if not item.ended)
