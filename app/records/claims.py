"""医院应退: what an institution owes for a slip, and what it paid of that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Claim:
    """What an institution owes for one settlement: ``owed`` fen as posted, ``received`` so far, both may be less than before.
    ``document_id`` and ``number`` are the slip's; ``letter_number`` and ``claimed_on`` of the last letter that named it, with
    ``claimed`` fen; ``received_on`` the day of the last payment."""

    document_id: str
    number: str
    person_name: str
    institution_id: str
    institution_name: str
    settled_on: date
    owed: int
    received: int
    reversed_by: str
    claimed: int = 0
    letter_number: str = ""
    claimed_on: date | None = None
    received_on: date | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A payment of an institution for one slip; negative for one that was taken back."""

    id: str
    document_id: str
    amount: int
    received_on: date
    note: str
