"""Official lists of entries by code, of the catalogue or of diagnoses: a row as it was read, what an import would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.records.roster import Difference


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One sound row. ``line`` is its number in the file; ``fields``: key → text as it is stored, only what the list has a
    column for: what it says nothing of stays as it is."""

    line: int
    code: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EntryPreview:
    """What an import would do. ``left``: entries that the list no longer has, which end where it is a whole one (``whole``);
    ``digest`` is what ``apply`` must be shown."""

    import_id: str
    added: int
    changed: int
    left: int
    unchanged: int
    refused: int
    whole: bool
    digest: str


@dataclass(frozen=True, slots=True)
class PlannedEntry:
    """An entry of the preview. ``what``: added, changed, left; ``line`` of the file, 0 for one that left."""

    what: str
    line: int
    code: str
    name: str
    differences: tuple[Difference, ...]
