"""一般诊疗费 from village to county (桂医保发〔2019〕14号（十）（十一）): each clinic's months as its slips have them, and as they were
reported in the register, side by side; what stands behind a clinic's line is in ``fee_items``.

A clinic belongs to the hospital of the same township: both are dated facts of institutions (``institution_terms.township``), as
they stand at the end of the period. Where a township has several hospitals they are named together; where nobody has said the
township, a report's own hospital counts.

Decisions
* 2026-11-30: slips and reports stand beside each other and are in no sum together: a clinic that settles directly reports what
  its slips say, one that does not has reports alone. Rejected: a report in place of the slips, whose difference nobody would
  see; and two pages, each of which says that it does not count the other.
* 2026-11-30: they are compared clinic by clinic and month by month, and ``apart`` counts those: a visit too many in one and one
  too few in the other are two differences.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from app.records.progress import Step, silent
from app.records.register_list import CLINIC_FEES
from app.records.registers import Entry
from app.records.statements import FeeLine, Statement
from app.services.desk import Desk, today
from app.services.periods import Period
from app.services.registers.book import product_of
from app.services.statements.fold import Count
from app.services.statements.scope import notes, span_of, standing, warning
from app.store import institution_terms, reference, registers, statements
from app.store.statements import Span
from app.store.work import Work

VILLAGE_LEVEL = "village"
_NOBODY = "有卫生室没有写明苏木乡镇，或那里没有卫生院：请在“医疗机构”里补上，再按卫生院汇总。"
_LEVELS = "村卫生室、苏木乡镇卫生院、医保经办机构逐级核对盖章。"
BESIDE = (
    "结算单按记账日，上报按“一般诊疗费”台账所报的月份，为截至打印时的登记；差＝结算单－上报，两边是同一笔钱，不相加。",
    "一般诊疗费含在结算单的总费用里，各层为它付的已在“月结：按医疗机构”的垫付应结里，不另计一次。",
)
AMOUNT, GRANTED, HANDED = CLINIC_FEES.products


@dataclass(slots=True)
class Month:
    """A clinic's month: what its slips have, and the reports of it."""

    count: Count = field(default_factory=Count)
    amount: int = 0
    reports: list[Entry] = field(default_factory=list)

    @property
    def reported(self) -> int:
        """Visits that were reported."""
        return sum(visits for one in self.reports if isinstance(visits := one.values.get("visits"), int))

    @property
    def claimed(self) -> int:
        """What was reported, in fen."""
        return sum(product_of(one, AMOUNT) or 0 for one in self.reports)

    @property
    def apart(self) -> bool:
        """Whether slips and reports differ."""
        return (self.count.cases, self.amount) != (self.reported, self.claimed)


@dataclass(slots=True)
class _Clinic:
    id: str
    name: str
    township: str
    hospital_id: str
    hospital: str
    months: list[Month]


@dataclass(slots=True)
class _Found:
    clinics: list[_Clinic]
    notes: tuple[str, ...]
    warning: str


def hospitals(desk: Desk, period: Period, step: Step = silent) -> Statement[FeeLine]:
    """One line a township hospital: its clinics' fees together. UserError NOT_ALLOWED."""
    found = _read(desk, period, step)
    groups: dict[tuple[str, str, str], list[_Clinic]] = {}
    for one in found.clinics:
        groups.setdefault((one.township, one.hospital_id, one.hospital), []).append(one)
    lines = [_line(*group, "", "", clinics) for group, clinics in groups.items()]
    lines.sort(key=lambda one: (not one.hospital, one.township, one.hospital))
    return _stated(found, lines)


def clinics(
    desk: Desk, period: Period, among: tuple[str, ...] | None = None, step: Step = silent
) -> Statement[FeeLine]:
    """One line a village clinic, of all or of some. UserError NOT_ALLOWED."""
    found = _read(desk, period, step)
    found.clinics = [one for one in found.clinics if among is None or one.id in among]
    lines = [_line(one.township, one.hospital_id, one.hospital, one.id, one.name, [one]) for one in found.clinics]
    lines.sort(key=lambda one: (not one.hospital, one.township, one.clinic_name, one.clinic_id))
    return _stated(found, lines)


def _stated(found: _Found, lines: list[FeeLine]) -> Statement[FeeLine]:
    whole = _joined(month for one in found.clinics for month in one.months)
    return Statement(tuple(lines), whole.cases, whole.persons, notes=found.notes, warning=found.warning)


def _joined(months: Iterable[Month]) -> Count:
    whole = Count()
    for one in months:
        whole.join(one.count)
    return whole


def _line(
    township: str, hospital_id: str, hospital: str, clinic_id: str, name: str, clinics_: list[_Clinic]
) -> FeeLine:
    months = [month for one in clinics_ for month in one.months]
    count = _joined(months)
    reports = [report for month in months for report in month.reports]
    return FeeLine(
        *(township, hospital_id, hospital, clinic_id, name, tuple(one.id for one in clinics_)),
        visits=count.cases,
        persons=count.persons,
        amount=sum(one.amount for one in months),
        reports=len(reports),
        reported=sum(one.reported for one in months),
        claimed=sum(one.claimed for one in months),
        granted=sum(product_of(one, GRANTED) or 0 for one in reports),
        handed=sum(product_of(one, HANDED) or 0 for one in reports),
        apart=sum(one.apart for one in months),
    )


def _read(desk: Desk, period: Period, step: Step) -> _Found:
    on = min(period.last, today(desk))
    with desk.database.reading() as work:
        span = span_of(desk, work, period)
        months: dict[str, dict[str, Month]] = {}
        names: dict[str, str] = {}
        for fee in statements.fees(work, span, step):
            month = months.setdefault(fee.institution_id, {}).setdefault(fee.business_date[:7], Month())
            month.count.add(fee.row, fee.cases, fee.person_id)
            month.amount += fee.amount
            names[fee.institution_id] = fee.institution_name
        villages = {one for one in months if reference.institution(work, one, on).level == VILLAGE_LEVEL}
        months = {one: months[one] for one in months if one in villages}
        for report in reports_of(work, span, period):
            month = months.setdefault(report.institution_id, {}).setdefault(str(report.values["month"]), Month())
            month.reports.append(report)
            names.setdefault(report.institution_id, report.names[report.institution_id])
        above = _hospitals(work, on) if months else {}
        found = [_clinic(work, one, names[one], list(held.values()), above, on) for one, held in months.items()]
        state = standing(desk, work, period)
    said = (_LEVELS, *BESIDE, *((_NOBODY,) if any(not one.hospital for one in found) else ()))
    return _Found(found, notes(period, state, *said, elsewhere=False), warning(state))


def reports_of(work: Work, span: Span, period: Period, institution_id: str = "") -> list[Entry]:
    """The reports of a period's months, of one institution or all, entered where the span's documents were posted."""
    codes = {one.code for one in period.months}
    listed = registers.entries(work, registers.Wanted(CLINIC_FEES.code, station_id=span.station_id))
    return [
        one
        for one in listed
        if one.values["month"] in codes and (not institution_id or one.institution_id == institution_id)
    ]


def _clinic(
    work: Work, one: str, name: str, months: list[Month], above: dict[str, list[tuple[str, str]]], on: date
) -> _Clinic:
    township = reference.institution(work, one, on).township
    hospitals_ = above.get(township, []) if township else []
    reports = [report for month in months for report in month.reports]
    if not hospitals_ and reports:
        named = str(reports[0].values["hospital"])
        hospitals_ = [(named, reports[0].names.get(named, ""))]
    alone = hospitals_[0][0] if len(hospitals_) == 1 else ""
    return _Clinic(one, name, township, alone, "、".join(sorted(each for _, each in hospitals_)), months)


def _hospitals(work: Work, on: date) -> dict[str, list[tuple[str, str]]]:
    """Township → its hospitals on a day, each with its id."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in institution_terms.listed(work):
        held = institution_terms.on_day(work, row, on)
        if held.level == "township" and held.township and held.kind == "hospital":
            found.setdefault(held.township, []).append((held.id, held.name))
    return found
