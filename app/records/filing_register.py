"""What stands beside filings: who else is to be filed, deliveries, imports, work that is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """Drugs that were brought to somebody's house; the person's name and home are for lists."""

    id: str
    filing_id: str
    day: date
    drug: str
    quantity: int
    unit: str
    prescribed_by: str
    by: str
    person_name: str = ""
    township: str = ""
    village: str = ""


@dataclass(frozen=True, slots=True)
class FilingImport:
    """A table that was brought in: as filings, or (``purpose`` "prospects") as a list of who is to be filed."""

    id: str
    kind: str
    purpose: str
    document: str
    file_name: str
    sha256: str
    added: int
    known: int
    refused: int
    at: datetime
    operator_name: str = ""
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Prospect:
    """Somebody whom a list of health records names."""

    id: str
    person_id: str
    disease: str


@dataclass(frozen=True, slots=True)
class ToFile:
    """Somebody who should have a filing and has none: ``disease`` where it is known, ``why`` by what."""

    person_id: str
    person_name: str
    masked_number: str
    township: str
    village: str
    disease: str
    why: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """A township's share: how many should have a filing of the kind, how many have one."""

    township: str
    wanted: int
    filed: int


@dataclass(frozen=True, slots=True)
class Due:
    """A thing on the work list: ``by`` the last day for it, ``late`` where that is past."""

    kind: str
    filing_id: str
    person_name: str
    what: str
    by: date
    late: bool


@dataclass(frozen=True, slots=True)
class RefusedPay:
    """A settlement that read a filing which was cancelled later: fen."""

    number: str
    discharged: date
    institution_name: str
    total: int
    fund_total: int


@dataclass(frozen=True, slots=True)
class DoctorNote:
    """What was noted on a certifying doctor when a filing was cancelled."""

    doctor: str
    title: str
    institution_name: str
    person_name: str
    cancelled_on: str
    noted: str


@dataclass(frozen=True, slots=True)
class OverPrice:
    """A settlement whose bill is above the price of its disease: ``said`` is the notice on its slip."""

    number: str
    person_name: str
    institution_name: str
    discharged: date
    total: int
    said: str
