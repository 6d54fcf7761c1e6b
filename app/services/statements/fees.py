"""一般诊疗费 from village to county (桂医保发〔2019〕14号（十）（十一）): each clinic's fees gathered by the hospital above it.

A clinic belongs to the hospital of the same township: both are dated facts of institutions (``institution_terms.township``), as
they stand at the end of the period. Where a township has several hospitals they are named together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.records.progress import Step, silent
from app.records.statements import FeeLine, Statement
from app.services.desk import Desk, today
from app.services.periods import Period
from app.services.statements.fold import Count
from app.services.statements.scope import notes, span_of, standing, warning
from app.store import institution_terms, reference, statements
from app.store.work import Work

_NOBODY = "有卫生室没有写明苏木乡镇，或那里没有卫生院：请在“医疗机构”里补上，再按卫生院汇总。"
_LEVELS = "村卫生室、苏木乡镇卫生院、医保经办机构逐级核对盖章。"


@dataclass(frozen=True, slots=True)
class _Clinic:
    """A clinic's fees."""

    institution_id: str
    name: str
    township: str
    hospital: str
    count: Count
    amount: int


def hospitals(desk: Desk, period: Period, step: Step = silent) -> Statement[FeeLine]:
    """One line a township hospital: its clinics' fees together. UserError NOT_ALLOWED."""
    found, whole, told, warned = _read(desk, period, step)
    groups: dict[tuple[str, str], list[_Clinic]] = {}
    for one in found:
        groups.setdefault((one.township, one.hospital), []).append(one)
    lines = [
        FeeLine(
            *(township, hospital, "", "", tuple(one.institution_id for one in clinics)),
            visits=sum(one.count.cases for one in clinics),
            persons=_persons(clinics),
            amount=sum(one.amount for one in clinics),
        )
        for (township, hospital), clinics in groups.items()
    ]
    lines.sort(key=lambda one: (not one.hospital, one.township, one.hospital))
    return Statement(tuple(lines), whole.cases, whole.persons, notes=told, warning=warned)


def _persons(clinics: list[_Clinic]) -> int:
    every = Count()
    for one in clinics:
        every.join(one.count)
    return every.persons


def clinics(
    desk: Desk, period: Period, among: tuple[str, ...] | None = None, step: Step = silent
) -> Statement[FeeLine]:
    """One line a village clinic, of all or of some. UserError NOT_ALLOWED."""
    found, whole, told, warned = _read(desk, period, step)
    chosen = [one for one in found if among is None or one.institution_id in among]
    lines = tuple(
        FeeLine(
            *(one.township, one.hospital, one.institution_id, one.name, (one.institution_id,)),
            visits=one.count.cases,
            persons=one.count.persons,
            amount=one.amount,
        )
        for one in sorted(chosen, key=lambda one: (not one.hospital, one.township, one.name, one.institution_id))
    )
    if among is not None:
        whole = Count()
        for one in chosen:
            whole.join(one.count)
    return Statement(lines, whole.cases, whole.persons, notes=told, warning=warned)


def _read(desk: Desk, period: Period, step: Step) -> tuple[list[_Clinic], Count, tuple[str, ...], str]:
    on = min(period.last, today(desk))
    counts: dict[str, Count] = {}
    amounts: dict[str, int] = {}
    names: dict[str, str] = {}
    with desk.database.reading() as work:
        for fee in statements.fees(work, span_of(desk, work, period), step):
            counts.setdefault(fee.institution_id, Count()).add(fee.row, fee.cases, fee.person_id)
            amounts[fee.institution_id] = amounts.get(fee.institution_id, 0) + fee.amount
            names[fee.institution_id] = fee.institution_name
        above = _hospitals(work, on) if counts else {}
        found, whole = [], Count()
        for one, count in counts.items():
            held = reference.institution(work, one, on)
            if held.level != "village":
                continue
            whole.join(count)
            hospital = above.get(held.township, "") if held.township else ""
            found.append(_Clinic(one, names[one], held.township, hospital, count, amounts[one]))
        state = standing(desk, work, period)
    said = (_LEVELS, *((_NOBODY,) if any(not one.hospital for one in found) else ()))
    return found, whole, notes(period, state, *said, elsewhere=False), warning(state)


def _hospitals(work: Work, on: date) -> dict[str, str]:
    """Township → its hospitals on a day."""
    found: dict[str, list[str]] = {}
    for row in institution_terms.listed(work):
        held = institution_terms.on_day(work, row, on)
        if held.level == "township" and held.township and held.kind == "hospital":
            found.setdefault(held.township, []).append(held.name)
    return {township: "、".join(sorted(names)) for township, names in found.items()}
