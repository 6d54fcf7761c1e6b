"""What one operator asks another one to approve, and what was said to it, as both travel between a station and the hall.

A request has one subject of three: a settlement that is to be reversed, a closed day that is to be unlocked, differences
that are to be collected. Money is fen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from app.records.people import Operator


@dataclass(frozen=True, slots=True)
class ReversalSubject:
    """Which slip, whose (name, and the number masked) and what it paid. ``document_id`` and ``facts_digest`` bind the answer
    to that very slip."""

    kind: ClassVar[str] = "reversal"
    document_id: str
    facts_digest: str
    number: str
    business_date: date
    person_name: str
    masked_number: str
    institution: str
    visit_type: str
    discharged: date
    total: int
    fund_total: int
    institution_pays: int
    person_pays: int
    collect: int
    pay_out: int


@dataclass(frozen=True, slots=True)
class UnlockSubject:
    """Which close of which day, with its sums. ``close_id`` and ``close_digest`` bind the answer to that very close."""

    kind: ClassVar[str] = "unlock"
    close_id: str
    close_digest: str
    day: date
    closed_by: str
    count: int
    total: int
    person_pays: int


@dataclass(frozen=True, slots=True)
class CollectSlip:
    """A slip that differs: by how much the person's share does, and what that moves (positive from the person)."""

    number: str
    discharged: date
    institution: str
    person_pays: int
    moves: int


@dataclass(frozen=True, slots=True)
class CollectSubject:
    """The differences of a person's year; ``figures_digest`` binds the answer to all their figures."""

    kind: ClassVar[str] = "collect"
    person_id: str
    person_name: str
    masked_number: str
    year: int
    figures_digest: str
    slips: tuple[CollectSlip, ...]


Subject = ReversalSubject | UnlockSubject | CollectSubject


@dataclass(frozen=True, slots=True)
class RequestFile:
    """What a reviewer elsewhere needs to decide: the subject, why, and who asks. ``reason`` is a code of ``words.REASONS``
    for a reversal, else empty."""

    request_id: str
    subject: Subject
    reason: str
    note: str
    initiator: Operator
    station_name: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """What the hall said to the request whose file has ``request_digest``; ``public_key`` and ``signature`` are base64
    (Ed25519)."""

    request_id: str
    request_digest: str
    approved: bool
    note: str
    approver: Operator
    station_name: str
    answered_at: datetime
    public_key: str
    signature: str = ""
