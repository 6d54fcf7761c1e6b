"""What the visit form may ask the services, as plain callables: the form itself asks no service."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from app.records.form import CaseForm
from app.records.people import Diagnosis, Institution
from app.services.filings.given import Given

Layer = tuple[str, str, bool]
"""id, name, and whether it is only ever entered by hand."""


@dataclass(frozen=True, slots=True)
class Lookups:
    """``institution`` (id, day of discharge or None) as it is on that day; ``proposed_tags`` (code, born, day of discharge)
    → tags with their reason; ``layers`` of the pack on a day; ``given`` (form, institution) → what the person's filings say
    of the visit."""

    today: Callable[[], date]
    find_institutions: Callable[[str], Sequence[Institution]]
    institution: Callable[[str, date | None], Institution | None]
    find_diagnoses: Callable[[str], Sequence[Diagnosis]]
    proposed_tags: Callable[[str, date | None, date], Sequence[tuple[str, str]]]
    layers: Callable[[date], Sequence[Layer]]
    given: Callable[[CaseForm, Institution | None], Given]
