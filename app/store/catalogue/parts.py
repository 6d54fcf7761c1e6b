"""The two kinds of entries that have a code and dated versions: items of the catalogue, and diagnoses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.store.terms import Kind


@dataclass(frozen=True, slots=True)
class Part:
    """Where entries live: ``table`` has the newest version of each code, ``versions`` those before it. ``fields`` are what a
    list states of one; the kinds are those of its search terms (``pinyin`` what a list gives itself)."""

    table: str
    versions: str
    fields: tuple[str, ...]
    initials: Kind
    spelling: Kind
    pinyin: Kind
    name: Kind
    name_part: Kind


ITEMS = Part(
    "catalogue_items",
    "catalogue_versions",
    (
        *("name", "pinyin", "spec", "unit", "item_class", "category"),
        *("prepay_rate", "unit_price", "price_limit"),
    ),
    Kind.ITEM_INITIALS,
    Kind.ITEM_SPELLING,
    Kind.ITEM_PINYIN,
    Kind.ITEM_NAME,
    Kind.ITEM_NAME_PART,
)
DIAGNOSES = Part(
    "diagnoses",
    "diagnosis_versions",
    ("name", "pinyin"),
    Kind.DIAGNOSIS_INITIALS,
    Kind.DIAGNOSIS_SPELLING,
    Kind.DIAGNOSIS_PINYIN,
    Kind.DIAGNOSIS_NAME,
    Kind.DIAGNOSIS_NAME_PART,
)
PARTS: Mapping[str, Part] = MappingProxyType({one.table: one for one in (ITEMS, DIAGNOSES)})
"""Table → part."""
DATED = ("since", "until", "document")
"""What every version has besides its fields."""
STAMPED = ("station_id", "operator_id", "at")
