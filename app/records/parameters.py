"""Values of a pack's local parameters, as a supervisor confirmed them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """One confirmation: ``value`` is the text as a pack writes it ("1000.00", "0.65"), ``document_number`` the local
    document that it comes from ("演示" for demonstration values). It holds for visits discharged from ``since`` on
    (None: from the pack's first day). A later confirmation of the same name adds a row; none is ever changed."""

    id: str
    pack_id: str
    name: str
    value: str
    document_number: str
    since: date | None
    confirmed_at: datetime
    station_id: str
    operator_id: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Who confirmed a value that came in a file, when and at which station; ``digest`` is the file's SHA-256."""

    confirmed_by: str
    confirmed_at: datetime
    station: str
    digest: str
