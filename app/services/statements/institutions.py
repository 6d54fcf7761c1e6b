"""月结 by institution: what the hall owes each for what it laid out, less what was refused, prepaid and paid.

Over a year it says what ``accounts.clearing`` says, to the fen; a year's months add up to the year.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from app.records.institutions import Entry
from app.records.progress import Step, part, silent
from app.records.statements import CriticalLine, InstitutionLine, Statement
from app.services.accounts.control import limits_on
from app.services.desk import Desk, today
from app.services.periods import Period, period_of, read_period
from app.services.statements.fold import Count, Sums
from app.services.statements.scope import notes, span_of, standing, warning
from app.store import account_entries, reference, statements
from app.store.work import Work

_ENTRIES = ("prepay", "deduction", "paid", "insurer_paid", "returned")
_AS_OF = (
    "应拨（应退）＝垫付应结－拒付扣款－已预拨－已拨付；拒付按单据所在月、账目按月份或日期计，均为截至打印时的登记，补记会改变。",
    "医疗机构承担和医院应退另计，不在应拨里。",
)
CRITICAL = "critical_illness"
_CRITICAL_AS_OF = "已拨付按“大病承办公司拨付”登记的月份计，截至打印时。"


def day_of(one: Entry) -> date:
    """The day on which an entry counts: in the month that it names; else on its own day, or at the edge of its year where that
    lies outside, so that a year's months add up to the year."""
    if one.period:
        return read_period(one.period).first
    return min(max(one.day, date(one.year, 1, 1)), date(one.year, 12, 31))


def institutions(desk: Desk, period: Period, step: Step = silent) -> Statement[InstitutionLine]:
    """Every institution with a document or an entry in the period, by name. UserError NOT_ALLOWED."""
    found: dict[str, Sums] = {}
    names: dict[str, str] = {}
    oldest: dict[str, str] = {}
    order: dict[str, None] = {}
    whole = Count()
    with desk.database.reading() as work:
        span = span_of(desk, work, period)
        for one in statements.documents(work, span, part(step, 0, 2)):
            names[one.institution_id] = one.institution_name
            sums = found.setdefault(one.institution_id, Sums())
            sums.add(one.row, one.cases, one.person_id)
            whole.add(one.row, one.cases, one.person_id)
            sums.total += one.total
            sums.outside += one.out_of_catalogue
            sums.bears += one.institution_pays
            sums.refund += one.institution_refund
            if one.direct:
                oldest.setdefault(one.institution_id, one.business_date)
        for share in statements.shares(work, span, part(step, 1, 2)):
            if share.direct and not share.elsewhere:
                found[share.institution_id].pays(share.payer, share.pay, direct=1, elsewhere=0)
                order[share.payer] = None
        booked = _booked(work, period, span.institution_ids)
        refused = _refused(work, period, span.institution_ids)
        on = min(period.last, today(desk))
        for one_id in (*booked, *refused):
            if one_id not in found:
                found[one_id], names[one_id] = Sums(), reference.institution(work, one_id, on).name
        limits = limits_on(desk, work, period, found)
        lines = []
        for one_id, sums in found.items():
            since = oldest.get(one_id)
            days = (today(desk) - date.fromisoformat(since)).days if since else None
            held = booked.get(one_id, {})
            lines.append(_line(one_id, names[one_id], sums, held, refused.get(one_id, 0), limits.get(one_id), days))
        state = standing(desk, work, period)
    lines.sort(key=lambda one: (one.institution_name, one.institution_id))
    told = notes(period, state, *_AS_OF, elsewhere=False)
    return Statement(tuple(lines), whole.cases, whole.persons, tuple(order), told, warning(state))


def _booked(work: Work, period: Period, among: tuple[str, ...] | None) -> dict[str, dict[str, int]]:
    """Institution → register → fen of what counts in a period."""
    found: dict[str, dict[str, int]] = {}
    for one in account_entries.entries(work, _ENTRIES, year=period.year):
        if period.holds(day_of(one)) and (among is None or one.institution_id in among):
            sums = found.setdefault(one.institution_id, dict.fromkeys(_ENTRIES, 0))
            sums[one.register] += one.amount
    return found


def _refused(work: Work, period: Period, among: tuple[str, ...] | None) -> dict[str, int]:
    """Institution → what reviews refused of its slips, and with cancelled 门特 filings."""
    found: dict[str, int] = {}
    for group in (
        statements.refused(work, period.first, period.last),
        statements.cancelled(work, period.first, period.last),
    ):
        for one, fen in group.items():
            if among is None or one in among:
                found[one] = found.get(one, 0) + fen
    return found


def _line(
    one: str, name: str, sums: Sums, booked: Mapping[str, int], refused: int, limit: int | None, days: int | None
) -> InstitutionLine:
    deducted = refused + booked.get("deduction", 0)
    paid = booked.get("paid", 0) + booked.get("insurer_paid", 0) - booked.get("returned", 0)
    prepaid = booked.get("prepay", 0)
    return InstitutionLine(
        one,
        name,
        cases=sums.cases,
        persons=sums.persons,
        total=sums.total,
        payers=sums.payers,
        claimed=sums.to_institutions,
        refused=deducted,
        prepaid=prepaid,
        paid=paid,
        left=sums.to_institutions - deducted - prepaid - paid,
        bears=sums.bears,
        refund=sums.refund,
        share=sums.outside * 1_000_000 // sums.total if sums.total > 0 else 0,
        limit=limit,
        oldest=days,
    )


def critical(desk: Desk, period: Period, step: Step = silent) -> Statement[CriticalLine]:
    """「按月结算大病保险医疗费用」（桂医保发〔2019〕14号（十三））: receivable by slips, paid for the period's months, open. UserError
    NOT_ALLOWED."""
    counts: dict[str, Count] = {}
    owed: dict[str, int] = {}
    names: dict[str, str] = {}
    first: dict[str, int] = {}
    whole = Count()
    with desk.database.reading() as work:
        span = span_of(desk, work, period)
        for one in statements.shares(work, span, step):
            if one.layer == CRITICAL and one.direct and not one.elsewhere:
                counts.setdefault(one.institution_id, Count()).add(one.row, one.cases, one.person_id)
                whole.add(one.row, one.cases, one.person_id)
                owed[one.institution_id] = owed.get(one.institution_id, 0) + one.pay
                names[one.institution_id] = one.institution_name
                first.setdefault(one.institution_id, one.row)
        paid = _insurer_paid(work, period, span.institution_ids)
        days = {one: (today(desk) - day).days for one, day in statements.days_of(work, first).items()}
        for one_id in paid:
            names.setdefault(one_id, reference.institution(work, one_id, min(period.last, today(desk))).name)
        state = standing(desk, work, period)
    lines = [
        CriticalLine(
            *(one, name, counts[one].cases if one in counts else 0, owed.get(one, 0), paid.get(one, 0)),
            left=owed.get(one, 0) - paid.get(one, 0),
            oldest=days.get(one, 0),
        )
        for one, name in names.items()
    ]
    lines.sort(key=lambda one: (one.institution_name, one.institution_id))
    told = notes(period, state, _CRITICAL_AS_OF, elsewhere=False)
    return Statement(tuple(lines), whole.cases, whole.persons, notes=told, warning=warning(state))


def _insurer_paid(work: Work, period: Period, among: tuple[str, ...] | None) -> dict[str, int]:
    """Institution → what was paid for months of the period."""
    found: dict[str, int] = {}
    for one in _of_months(account_entries.entries(work, ("insurer_paid",)), period):
        if among is None or one.institution_id in among:
            found[one.institution_id] = found.get(one.institution_id, 0) + one.amount
    return found


def _of_months(entries: Iterable[Entry], period: Period) -> Iterable[Entry]:
    months = {one.code for one in period.months}
    return (one for one in entries if (one.period or period_of("month", one.day).code) in months)
