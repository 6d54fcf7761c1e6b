"""Official lists of persons: a row as it was read, what an import would change, what it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class RosterIdentity:
    """An identity as one row of a list states it; ``since`` and ``until`` where the list has them. ``supported_until``: the
    end of 两年继续扶持期; ``category`` of a temporary person; ``marks`` of 国标, 省标, 市标, joined by 、; ``relation`` to the
    head of the household."""

    code: str
    since: date | None = None
    until: date | None = None
    sub_status: str = ""
    supported_until: date | None = None
    category: str = ""
    marks: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One sound row. ``line`` is its number in the file; ``first_line`` that of the first row of the same person, which is
    ``line`` for most. Texts are "" where the list says nothing."""

    line: int
    first_line: int
    name: str
    sex: str
    born: date
    certificate_type: str
    certificate_number: str
    household_number: str
    card_number: str
    phone: str
    address: str
    township: str
    village: str
    identities: tuple[RosterIdentity, ...]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is not taken: its cells as they were, and why, a sentence each in its own words. ``name``, ``household``
    and ``number``, of an entry its ``code``, as far as they can be read: what stands there is not taken for what left the
    list."""

    line: int
    cells: tuple[str, ...]
    reasons: tuple[str, ...]
    name: str = ""
    household_number: str = ""
    certificate_number: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class ListFacts:
    """Which list it is: ``kind`` a code of ``roster_words.LISTS`` or ``catalogue.LISTS``, its document number, the day from which it holds, the
    file's name and SHA-256, and the columns that were used (key → header)."""

    kind: str
    document_number: str
    listed_on: date
    file_name: str
    sha256: str
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TownshipCount:
    """A line of the preview by township."""

    township: str
    added: int
    changed: int
    left: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. ``left``: persons of the last list of this kind who are not on this one; ``ends_left`` says
    whether their identities end. ``digest`` is what ``apply`` must be shown."""

    import_id: str
    added: int
    changed: int
    left: int
    unchanged: int
    refused: int
    ends_left: bool
    townships: tuple[TownshipCount, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changes: the field in words, old and new as shown ("" for nothing)."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PlannedPerson:
    """A person of the preview. ``what``: added, changed, left; ``line`` of the file, 0 for one who left."""

    what: str
    person_id: str
    line: int
    name: str
    masked_number: str
    township: str
    village: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class ImportedList:
    """A list that was imported. ``undone_at`` None: it stands."""

    import_id: str
    kind: str
    document_number: str
    listed_on: date
    file_name: str
    sha256: str
    added: int
    changed: int
    left: int
    unchanged: int
    refused: int
    operator_name: str
    at: datetime
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class BetweenDocument:
    """A settlement of a person whom an undone import had changed, made while the import stood: to be evaluated again."""

    document_id: str
    number: str
    person_id: str
    person_name: str
    discharged: date


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo left to do: settlements that were made meanwhile, and persons that the import had added but that others
    refer to by now (``kept``, names): they stay, without the list's identities."""

    between: tuple[BetweenDocument, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListEntry:
    """A list of a person's history. ``codes`` are the identities that it gave; ``what``: added, changed, left, unchanged."""

    import_id: str
    kind: str
    document_number: str
    listed_on: date
    codes: tuple[str, ...]
    what: str
    at: datetime
    undone_at: datetime | None
