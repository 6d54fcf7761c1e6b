"""What the audit says when it is asked: the result of a check, one line of the list, and what a list is of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Verified:
    """A check of the whole chain and of every row that it speaks of: ``rows`` so many audit rows, ``head`` its end as
    "SEQUENCE:HASH", ``broken`` the first audit row that does not hold ("" for none), ``findings`` the rows that differ.
    Sentences in Chinese."""

    rows: int
    head: str
    broken: str
    findings: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.broken and not self.findings


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which audit rows: those of a person (with the slips), of a slip, by an operator (ids), of a day, of an action."""

    person_id: str = ""
    document_id: str = ""
    operator_id: str = ""
    day: date | None = None
    action: str = ""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One audit row as it is read: ``what`` the action in words, ``about`` the slip number or name of what it was done
    to; ``before`` and ``after`` JSON texts without digests, "" for none."""

    sequence: int
    at: datetime
    who: str
    station: str
    action: str
    what: str
    about: str
    before: str
    after: str
