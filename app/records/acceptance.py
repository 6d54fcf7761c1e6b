"""零星报销受理: what was handed in, for whom, how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

STATES: Mapping[str, str] = {
    "accepted": "已受理",
    "lacking": "材料待补",
    "reviewing": "审核中",
    "settled": "已结算",
    "returned": "已退回",
}
"""Code → state. 已受理: all papers are there, no case was opened yet."""
OPEN_STATES = ("accepted", "lacking", "reviewing")


@dataclass(frozen=True, slots=True)
class AcceptanceEvent:
    """One step, never changed. ``papers`` code → sheets as of then. ``complete_on`` the day on which no paper was missing any
    more, ``due`` counted from it; ``bring_by`` while some are. ``draft`` the case that was opened, ``document`` and
    ``document_number`` the slip that settled it; ``facts`` the receipt (JSON) where this step gives one."""

    id: str
    state: str
    reason: str
    papers: Mapping[str, int]
    complete_on: date | None
    due: date | None
    bring_by: date | None
    draft: str
    document: str
    document_number: str
    facts: str
    at: datetime
    operator_name: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One acceptance with all its steps, the latest last. ``values`` are the form's values by key (``FIELDS``), ``total`` fen or
    None."""

    id: str
    number: str
    kind: str
    person_id: str
    person_name: str
    institution_id: str
    institution_name: str
    visit_type: str
    admitted: date | None
    discharged: date
    invoices: tuple[str, ...]
    values: Mapping[str, str | int | None]
    accepted_on: date
    events: tuple[AcceptanceEvent, ...]


@dataclass(frozen=True, slots=True)
class PaperWanted:
    """One line of the 材料清单. ``needed``: without it the acceptance is not complete; ``why`` it is (or isn't)."""

    code: str
    title: str
    needed: bool
    why: str


@dataclass(frozen=True, slots=True)
class ReceiptPaper:
    """One line of a receipt: ``sheets`` 0 for what is missing."""

    title: str
    sheets: int
    needed: bool


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """All that stands on a 受理回执 (or 理赔受理单); amounts fen, days ISO text, ``number_masked`` the person's."""

    title: str
    number: str
    area: str
    station: str
    demonstration: bool
    accepted_on: str
    made_at: str
    operator: str
    phone: str
    person: str
    number_masked: str
    contact: str
    agent: str
    agent_masked: str
    institution: str
    visit: str
    invoices: tuple[str, ...]
    total: int | None
    payee: str
    papers: tuple[ReceiptPaper, ...]
    bring_by: str
    due: str
    due_words: str
    basis: str
    note: str
