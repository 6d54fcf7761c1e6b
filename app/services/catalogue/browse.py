"""Looking through the catalogue and the diagnoses: entries as they hold on a day, all versions of one."""

from __future__ import annotations

from datetime import date

from app.records.people import CatalogueItem, Diagnosis
from app.services.desk import Desk
from app.services.rights import check
from app.store.catalogue import entries
from app.store.catalogue.parts import DIAGNOSES, ITEMS

PAGE = 200
_LONGEST = 100


def items(desk: Desk, text: str, on: date) -> tuple[CatalogueItem, ...]:
    """Items for what was typed, as they hold on a day; without a text the first ones by code."""
    check(desk, "reference.read")
    with desk.database.reading() as work:
        if text.strip():
            return entries.find_items(work, text[:_LONGEST], PAGE, on)
        return tuple(entries.item(work, code) for code in entries.first_codes(work, ITEMS, PAGE))


def diagnoses(desk: Desk, text: str, on: date) -> tuple[Diagnosis, ...]:
    """Diagnoses for what was typed, as they hold on a day; without a text the first ones by code."""
    check(desk, "reference.read")
    with desk.database.reading() as work:
        if text.strip():
            return entries.find_diagnoses(work, text[:_LONGEST], PAGE, on)
        found = (entries.diagnosis(work, code) for code in entries.first_codes(work, DIAGNOSES, PAGE))
        return tuple(one for one in found if one is not None)


def item_versions(desk: Desk, code: str) -> tuple[CatalogueItem, ...]:
    """All versions of an item, the newest first."""
    check(desk, "reference.read")
    with desk.database.reading() as work:
        return entries.versions(work, code)


def diagnosis_versions(desk: Desk, code: str) -> tuple[Diagnosis, ...]:
    """All versions of a diagnosis, the newest first."""
    check(desk, "reference.read")
    with desk.database.reading() as work:
        return entries.diagnosis_versions(work, code)
