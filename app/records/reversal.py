"""A request to reverse a settlement, and what was said to it, as they travel between a station and the hall. Fen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.records.people import Operator


@dataclass(frozen=True, slots=True)
class RequestFile:
    """What a reviewer elsewhere needs to decide: which slip, whose (name, and the number masked), what it paid, why it is
    to be taken back and who asks. ``document_id`` and ``facts_digest`` bind the answer to that very slip."""

    request_id: str
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
