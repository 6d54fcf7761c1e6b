"""What is kept of institutions beside a visit's own facts: their versions, lists of them, entries of accounts, reviews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.records.fields import Value
from app.records.people import Institution


@dataclass(frozen=True, slots=True)
class InstitutionVersion:
    """One version as its history shows it. ``id`` "" is the row that was there before versions were kept; ``undone``: it
    came with a list that was taken back; ``covered``: a later one counts on all its days."""

    id: str
    institution: Institution
    document_number: str
    operator_name: str
    at: datetime
    import_id: str = ""
    undone: bool = False
    covered: bool = False


@dataclass(frozen=True, slots=True)
class InstitutionImport:
    """A list of institutions that was imported; ``undone_at`` where it was taken back."""

    id: str
    document_number: str
    since: date
    file_name: str
    added: int
    changed: int
    unchanged: int
    refused: int
    operator_name: str
    at: datetime
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a register of accounts. ``institution_id``, ``person_id``, ``parent`` are ids or "", ``period`` a
    ``periods.Period.code`` or "", ``amount`` fen, ``data`` the values of its described fields. ``voided`` says why it was taken
    back, "" while it stands."""

    id: str
    register: str
    institution_id: str
    person_id: str
    parent: str
    year: int
    period: str
    amount: int
    day: date
    data: Mapping[str, Value]
    operator_id: str
    operator_name: str
    at: datetime
    institution_name: str = ""
    person_name: str = ""
    voided: str = ""


@dataclass(frozen=True, slots=True)
class LineReview:
    """A reviewer's mark of one line of a posted bill, ``line`` 0 of the slip as a whole. ``mark`` of ``REVIEW_MARKS``,
    ``amount`` (fen) what is refused."""

    document_id: str
    line: int
    mark: str
    amount: int
    reason: str
    operator_id: str
    operator_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ClaimSlip:
    """A document as an account shows it. ``advanced``: what a direct settlement's funds pay, which the institution laid
    out, without what was settled elsewhere; ``marks``: how many of its lines were reviewed."""

    id: str
    number: str
    kind: str
    way: str
    business_date: date
    discharged: date
    institution_id: str
    institution_name: str
    person_id: str
    person_name: str
    operator_id: str
    total: int
    out_of_catalogue: int
    over_limit: int
    institution_pays: int
    advanced: int
    refund: int
    critical_illness: int
    beyond: bool
    marks: int = 0


@dataclass(frozen=True, slots=True)
class Control:
    """Sums of an institution over a span of days. ``beyond``: settlements that stand with more out of the catalogue than
    the pack's limit; ``bears``: what the institution pays of all."""

    institution_id: str
    institution_name: str
    slips: int
    total: int
    out_of_catalogue: int
    bears: int
    beyond: int


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A line of a standing settlement that somebody judged 过度医疗. ``fault`` of ``words.FAULTS``."""

    document_id: str
    number: str
    institution_name: str
    person_name: str
    business_date: date
    item: str
    amount: int
    fault: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A line of a posted bill with the last mark on it; ``line`` 0 is the slip as a whole."""

    line: int
    name: str
    item_class: str
    quantity: int
    unit_price: int
    amount: int
    out_of_catalogue: int
    over_limit: int
    fault: str
    review: LineReview | None


REVIEW_MARKS: Mapping[str, str] = {"passed": "已审核", "doubtful": "有疑问", "refused": "拒付"}
"""Mark → word."""
