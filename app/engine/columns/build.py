"""Typed cases → columns: items summed to amounts, identities on the day to bits, visits numbered by person's year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np

from app.engine.amounts import bill_amounts
from app.engine.columns.record import (
    APPROVALS,
    ERRORS,
    FOREVER,
    IDENTITIES,
    LEVELS,
    PLACES,
    REFERRALS,
    REGIONS,
    TAGS,
    TYPES,
    Columns,
)
from app.engine.conditions import holds_on
from app.errors import InvariantError, UserError
from app.records.case import Amounts, IdentityPeriod, Visit

Case = tuple[Sequence[IdentityPeriod], Sequence[Visit]]

_CODES = ("type", "level", "region", "referral", "transfer_from", "prescription_level", "approval")
_PLACES_OF: Mapping[str, Mapping[str | None, int]] = {
    name: {**{word: at for at, word in enumerate(listed)}, None: -1}
    for name, listed in zip(_CODES, (TYPES, LEVELS, REGIONS, REFERRALS, LEVELS, LEVELS, APPROVALS), strict=True)
}
_IDENTITY_BITS = {code: 1 << at for at, code in enumerate(IDENTITIES)}
_TAG_BITS = {tag: 1 << at for at, tag in enumerate(TAGS)}
_ERROR_CODES = {code: at for at, code in enumerate(ERRORS)}
_NO_AMOUNTS = Amounts(0, 0)
_AMOUNTS = ("total", *PLACES)


def from_cases(cases: Iterable[Case]) -> Columns:
    """Columns of cases, each with its person's identities and visits in the order in which they are settled.

    A visit whose items can't be split (a class B line without a rate, a total over the bound) has its error in ``fault``.
    """
    rows: list[tuple[object, ...]] = []
    given: dict[str, dict[int, int]] = {}
    held: dict[str, dict[int, int]] = {}
    years = 0
    for number, (identities, visits) in enumerate(cases):
        of_person: dict[int, int] = {}
        for visit in visits:
            year = of_person.setdefault(visit.discharged.year, years + len(of_person))
            for layer, paid in visit.paid.items():
                given.setdefault(layer, {})[len(rows)] = paid
            for one in identities:
                if one.since is not None:
                    _note_beginning(held.setdefault(one.code, {}), len(rows), one.code, identities, visit.discharged)
            rows.append(_row(number, year, identities, visit))
        years += len(of_person)
    names = [name for name in Columns.__dataclass_fields__ if name not in ("years", "given", "held")]
    columns = dict(zip(names, _transposed(rows, names), strict=True))
    return Columns(
        years=years,
        given={layer: _sparse(one, len(rows)) for layer, one in given.items()},
        held={code: _days(one, len(rows)) for code, one in held.items()},
        **columns,
    )


def _note_beginning(
    found: dict[int, int], row: int, code: str, identities: Sequence[IdentityPeriod], day: date
) -> None:
    """The days for which an identity has held on ``day``: the longest of its periods that hold."""
    for one in identities:
        if one.code == code and holds_on(one, day):
            days = FOREVER if one.since is None else (day - one.since).days
            found[row] = max(days, found.get(row, 0))


def _days(found: Mapping[int, int], rows: int) -> np.ndarray:
    column = np.full(rows, FOREVER, dtype=np.int32)
    column[list(found)] = list(found.values())
    return column


def _row(number: int, year: int, identities: Sequence[IdentityPeriod], visit: Visit) -> tuple[object, ...]:
    """One row, in the order of Columns' fields."""
    amounts, fault = _NO_AMOUNTS, 0
    try:
        amounts = visit.amounts or bill_amounts(visit, "")[0]
    except UserError as wrong:
        fault = _ERROR_CODES[wrong.code]
    day = visit.discharged
    held = 0
    for one in identities:
        if holds_on(one, day):
            held |= _IDENTITY_BITS[one.code]
    return (
        number,
        year,
        day.toordinal(),
        *(_PLACES_OF[name][getattr(visit, name)] for name in _CODES),
        visit.designated,
        visit.treatment_designated,
        held,
        sum(_TAG_BITS[tag] for tag in visit.tags),
        *(getattr(amounts, name) for name in _AMOUNTS),
        -1 if amounts.drug_in_scope is None else amounts.drug_in_scope,
        fault,
    )


_KINDS: Mapping[str, type[np.generic]] = {
    **dict.fromkeys(("case", "year", "discharged"), np.int32),
    **dict.fromkeys((*_CODES, "fault"), np.int8),
    **dict.fromkeys(("designated", "treatment_designated"), np.bool_),
    **dict.fromkeys(("identities", "tags"), np.int16),
}


def _transposed(rows: list[tuple[object, ...]], names: list[str]) -> Iterable[np.ndarray]:
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    for name, column in zip(names, columns, strict=True):
        yield np.array(column, dtype=_KINDS.get(name, np.int64))


def _sparse(given: Mapping[int, int], rows: int) -> np.ndarray:
    column = np.full(rows, -1, dtype=np.int64)
    if min(given.values()) < 0:
        raise InvariantError("an amount settled elsewhere is negative")
    column[list(given)] = list(given.values())
    return column
