"""Posted documents and what the desk shows of them. Money is fen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from app.records.case import Item
from app.records.people import Operator, Person
from app.records.result import Added, VisitResult


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that moved at the desk: positive from the person, negative to the person. ``kind`` of words.PAYMENTS."""

    kind: str
    amount: int
    account_holder: str = ""
    account_number: str = ""
    account_bank: str = ""


@dataclass(frozen=True, slots=True)
class PackText:
    """A pack as it was used: its whole text by the SHA-256 of its bytes."""

    digest: str
    pack_id: str
    text: str


@dataclass(frozen=True, slots=True)
class BillLine:
    """One line of the bill as it is stored: the engine's item with the catalogue's ``code`` and ``unit`` and, where the
    item has a fault, who decided it."""

    item: Item
    code: str = ""
    unit: str = ""
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a reversal or an adjustment was made: ``code`` of ``words.REASONS``, ``note`` free text; who asked for
    it, and who approved it where somebody had to."""

    code: str
    note: str
    initiator: Operator
    approver: Operator | None = None


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document about to be posted: everything but its slip number and its place in the audit chain, which the
    ledger gives inside the one unit of work. ``facts`` is the slip's JSON without the number-dependent fields;
    ``kind`` settlement, reversal or adjustment; ``order_key`` its place in the person's year; ``lines`` the bill, one
    for each of ``result.lines`` (empty for a bill of totals); ``content_digest`` the SHA-256 of what the clerk asked
    for, by which a repeated request is told from a changed one (empty: the ledger makes one of the case). ``replaces`` is
    a reversed settlement, ``reverses`` and ``adjusts`` what a counter-document or a difference refers to (ids);
    ``form_json`` the form as it was settled; ``reason`` that of a reversal or an adjustment."""

    id: str
    request_id: str
    kind: str
    person_id: str
    institution_id: str
    invoice_number: str
    visit_type: str
    admitted: date | None
    discharged: date
    business_date: date
    posted_at: datetime
    way: str
    pack: PackText
    case_json: str
    result: VisitResult
    added: Added
    collect: int
    pay_out: int
    institution_refund: int
    payments: tuple[Payment, ...]
    order_key: str
    replaces: str | None = None
    reverses: str | None = None
    lines: tuple[BillLine, ...] = ()
    content_digest: str = ""
    adjusts: str | None = None
    form_json: str = ""
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """A posted document as lists show it. ``number`` is area-station-year-000001. The links are slip numbers, None where
    there is none: ``reversed_by`` its counter-document and ``replaced_by`` the settlement that took a reversed one's
    place; ``reverses``, ``replaces``, ``adjusts`` what it points to itself."""

    id: str
    number: str
    kind: str
    person_id: str
    person_name: str
    institution_name: str
    visit_type: str
    admitted: date | None
    discharged: date
    business_date: date
    posted_at: datetime
    operator_name: str
    total: int
    fund_total: int
    institution_pays: int
    person_pays: int
    layers: Mapping[str, int]
    reversed_by: str | None = None
    replaced_by: str | None = None
    reverses: str | None = None
    replaces: str | None = None
    adjusts: str | None = None


@dataclass(frozen=True, slots=True)
class YearBar:
    """One annual layer of the person card: ``used`` of ``limit`` fen (None: no limit); ``what`` says which
    ("大病起付", "救助年限额")."""

    layer: str
    what: str
    used: int
    limit: int | None


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Everything about a person that the desk shows, on one business date. ``identity_codes`` hold on that date; ``self_paid``: how
    many visits of its year the person paid alone for want of insurance."""

    person: Person
    age: int
    masked_number: str
    on: date
    identity_codes: tuple[str, ...]
    insured: bool
    bars: tuple[YearBar, ...]
    posted: tuple[Posted, ...]
    warnings: tuple[str, ...] = field(default=())
    self_paid: int = 0
