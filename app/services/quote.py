"""The case as it stands: problems beside their fields, every layer, what the person pays. Asked at every keystroke.

``basis`` reads from the file what does not change while a bill is typed; ``quote`` is pure and works out the whole case
each time. Nothing here posts anything, and ``settle`` believes nothing of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.engine import evaluate
from app.errors import InvariantError, UserError
from app.money.fen import format_fen
from app.policy import Pack, Values, values_for
from app.records.case import IdentityPeriod, Visit
from app.records.filing_reference import BEARERS, DiseasePrice
from app.records.form import CaseForm, Problem
from app.records.ledger import Payment, Posted
from app.records.people import Institution, Person
from app.records.result import LineSplit, Notice, VisitResult, YearState
from app.services import cash
from app.services.accounts import stop
from app.services.desk import Desk, today
from app.services.filings.given import OVER_PRICE, Source, asked_tags, price_for
from app.services.parameters import confirmed_values
from app.services.reading import Reading, discharge_day, read_form, storable
from app.services.reading_bill import Bill
from app.services.rights import check
from app.services.year import year_state
from app.store import filing_lists, ledger, people, reference
from app.store.work import Work


@dataclass(frozen=True, slots=True)
class Basis:
    """Everything that a keystroke needs from the file. ``person_id`` is the one asked for, a merged duplicate's perhaps,
    ``person`` whom it leads to. ``years`` are the person's year states by year of discharge: all of it, or what stands
    before ``place`` where the case ``replaces`` a reversed settlement (its id) and takes its place;
    ``stopped``: why the household has lost 先诊疗后付费, "" where it hasn't;
    ``last_place`` is the last one that is taken in any of the person's years. ``values`` and ``confirmed`` are the figures
    by pack id on the day ``discharged``; ``invoice`` the key that ``invoice_taken`` was looked up for; ``prices`` the
    prices per disease on that day; ``asked`` by pack id the tags that its rules ask for."""

    today: date
    discharged: date | None
    person_id: str
    person: Person | None
    institution: Institution | None
    years: Mapping[int, YearState]
    packs: tuple[Pack, ...]
    values: Mapping[str, Values]
    confirmed: Mapping[str, Mapping[str, object]]
    posted: tuple[Posted, ...]
    invoice: tuple[str, str]
    invoice_taken: Posted | None
    prices: tuple[DiseasePrice, ...]
    asked: Mapping[str, frozenset[str]]
    replaces: str | None = None
    place: str = ""
    last_place: str = ""
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class EngineCase:
    """What the engine was asked, so that it can be asked again in another way (换级比较, 倾斜增加); ``filings`` are those
    that the visit was read with."""

    pack: Pack
    values: Values
    confirmed: Mapping[str, object]
    identities: tuple[IdentityPeriod, ...]
    visit: Visit
    state: YearState
    filings: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """The case worked out. ``result`` is there as soon as there is enough to evaluate; ``problems`` keep it from being
    settled. ``trial``: a figure that was read is unconfirmed (``unconfirmed`` names them in Chinese). ``collect``,
    ``pay_out``, ``institution_refund``: money at the desk, fen. ``line_splits`` has one entry for each row of the form.
    ``partial``: something that can't be read yet was left out. ``needs_basis``: person, institution, day or invoice
    changed since ``basis`` was read: read it again. ``bill``: how the rows were read, for the next keystroke."""

    problems: tuple[Problem, ...]
    result: VisitResult | None = None
    case: EngineCase | None = None
    trial: bool = False
    unconfirmed: tuple[str, ...] = ()
    collect: int = 0
    pay_out: int = 0
    institution_refund: int = 0
    payments: tuple[Payment, ...] = ()
    pack_id: str = ""
    line_splits: tuple[LineSplit | None, ...] = ()
    partial: bool = False
    needs_basis: bool = False
    bill: Bill | None = None

    @property
    def ready(self) -> bool:
        """Whether F8 may ask for confirmation."""
        return self.result is not None and not self.problems and not self.trial and not self.needs_basis


def worked_out(quoted: Quote) -> tuple[VisitResult, EngineCase]:
    """Result and case of a quote that has them; InvariantError else."""
    if quoted.result is None or quoted.case is None:
        raise InvariantError("a quote without a result is neither settled nor printed")
    return quoted.result, quoted.case


def basis(desk: Desk, person_id: str, form: CaseForm, replaces: str | None = None) -> Basis:
    """Read what a quote needs; ``replaces`` is the draft's. UserError where the person or institution is not in the
    file."""
    check(desk, "case.quote")
    with desk.database.reading() as work:
        return read_basis(desk, work, replace(form, person_id=person_id), replaces)


def read_basis(desk: Desk, work: Work, form: CaseForm, replaces: str | None = None) -> Basis:
    """``basis`` inside a transaction that is open already: the way ``settle`` reads everything again."""
    person = people.person(work, form.person_id) if form.person_id else None
    visit = form.visit
    discharged = discharge_day(form)
    day = today(desk)
    held_on = discharged or day
    institution = reference.institution(work, visit.institution_id, held_on) if visit.institution_id else None
    years = {day.year, day.year - 1} | ({discharged.year} if discharged else set())
    packs = desk.packs.of_area(desk.station.area_name)
    confirmed = {pack.id: confirmed_values(work, pack, discharged or day) for pack in packs}
    invoice = (visit.institution_id, visit.invoice_number)
    place = ledger.place(work, replaces) if replaces else ""
    return Basis(
        today=day,
        discharged=discharged,
        person_id=form.person_id,
        person=person,
        institution=institution,
        years=_years(work, person, years, place),
        packs=packs,
        values={pack.id: values_for(pack, None, confirmed[pack.id]) for pack in packs},
        confirmed=confirmed,
        posted=ledger.posted_of(work, person.id, None) if person else (),
        invoice=invoice,
        invoice_taken=ledger.invoice_used(work, *invoice) if all(invoice) and storable(visit.invoice_number) else None,
        replaces=replaces,
        place=place,
        last_place=ledger.last_place(work, person.id) if person else "",
        prices=filing_lists.prices(work, discharged or day),
        asked={pack.id: asked_tags(pack) for pack in packs},
        stopped=stop.stopped(work, person) if person else "",
    )


def _years(work: Work, person: Person | None, years: set[int], place: str) -> dict[int, YearState]:
    """The person's years so far, or as far as before ``place``."""
    if person is None:
        return {}
    return {year: year_state(year, ledger.added_of(work, person.id, year, before=place)) for year in years}


def quote(desk: Desk, basis: Basis, form: CaseForm, earlier: Quote | None = None) -> Quote:
    """Work out the form on what was read. Pure: no SQL, no clock. The answer is the same with the quote of a keystroke
    ago as ``earlier``, and sooner there: rows that were not touched are not parsed again."""
    discharged = discharge_day(form)
    pack = next((pack for pack in basis.packs if discharged and pack.in_force(discharged)), None)
    person = basis.person if form.person_id == basis.person_id else None
    institution = basis.institution
    if institution and institution.id != form.visit.institution_id:
        institution = None
    asked = basis.asked.get(pack.id, frozenset()) if pack else frozenset()
    known = earlier.bill if earlier else None
    reading = read_form(form, person, institution, pack, basis.today, known, asked)
    problems = [*reading.problems, *_no_pack(desk, basis, discharged, pack), *_taken(basis, form, reading)]
    problems += stop.problems(basis.stopped if person else "", form, institution)
    needs_basis = _stale(basis, form, discharged)
    state = basis.years.get(discharged.year) if discharged else None
    if pack is None or reading.visit is None or state is None or person is None:
        return Quote(
            tuple(problems),
            pack_id=pack.id if pack else "",
            partial=reading.partial,
            needs_basis=needs_basis,
            bill=reading.bill,
        )
    held, figures = basis.confirmed[pack.id], basis.values[pack.id]
    case = EngineCase(pack, figures, held, reading.identities, reading.visit, state, reading.given.sources)
    try:
        result = evaluate(case.pack, case.values, case.identities, case.visit, case.state)
    except UserError as wrong:
        problems.append(Problem(_field(wrong.path, reading), wrong.message))
        return Quote(
            tuple(problems),
            case=case,
            pack_id=pack.id,
            partial=reading.partial,
            needs_basis=needs_basis,
            bill=reading.bill,
        )
    result = _with_price(basis, form, case.visit, result)
    money = cash.plan(form, person, result)
    problems += money.problems
    unconfirmed = tuple(pack.parameters[name].title for name in result.unconfirmed)
    return Quote(
        problems=tuple(problems),
        result=_with_form_rows(result, reading),
        case=case,
        trial=bool(unconfirmed) or pack.draft,
        unconfirmed=unconfirmed,
        collect=money.collect,
        pay_out=money.pay_out,
        institution_refund=money.institution_refund,
        payments=money.payments,
        pack_id=pack.id,
        line_splits=_splits(result, reading, len(form.rows)),
        partial=reading.partial,
        needs_basis=needs_basis,
        bill=reading.bill,
    )


def _with_price(basis: Basis, form: CaseForm, visit: Visit, result: VisitResult) -> VisitResult:
    """A bill above the price of its disease says so; the layers stay what the pack makes of them."""
    price = price_for(basis.prices, visit.type, visit.level, form.visit.diagnosis_code)
    over = result.amounts.total - price.price if price else 0
    if price is None or over <= 0 or not visit.treatment_designated:
        return result
    fixed, above = (format_fen(fen, thousands=True) for fen in (price.price, over))
    said = (
        f"按病种付费：{price.disease}定额 {fixed} 元（{price.document}），本次超出 {above} 元，按价格表由{BEARERS[price.bearer]}承担；"
        "各层支付仍按政策计算，超出部分另行登记。"
    )
    return replace(result, notices=(*result.notices, Notice(OVER_PRICE, said)))


def _stale(basis: Basis, form: CaseForm, discharged: date | None) -> bool:
    institution_id = basis.institution.id if basis.institution else ""
    visit = form.visit
    return (
        form.person_id != basis.person_id
        or visit.institution_id != institution_id
        or discharged != basis.discharged
        or (visit.institution_id, visit.invoice_number) != basis.invoice
    )


def _no_pack(desk: Desk, basis: Basis, discharged: date | None, pack: Pack | None) -> list[Problem]:
    if discharged is None or pack is not None:
        return []
    known = "；".join(f"{one.title}（{one.starts} 至 {one.ends or '今后'}）" for one in basis.packs)
    area = desk.station.area_name
    have = f"现有：{known}。" if known else f"本机还没有{area}的政策包。"
    message = f"出院（就诊）日期 {discharged} 没有可用的政策：{have}请核对日期，或请管理员装入当期政策。"
    return [Problem("visit.discharged", message)]


def _taken(basis: Basis, form: CaseForm, reading: Reading) -> list[Problem]:
    """Duplicates that can be told without SQL; ``settle`` asks the ledger again."""
    problems: list[Problem] = []
    visit = form.visit
    taken = basis.invoice_taken
    if taken and basis.invoice == (visit.institution_id, visit.invoice_number):
        problems.append(Problem("visit.invoice_number", invoice_message(visit.invoice_number, taken)))
    read = reading.visit
    if read and read.type == "inpatient" and read.admitted:
        same_days = next((one for one in basis.posted if _shares_days(one, read.admitted, read.discharged)), None)
        if same_days:
            problems.append(Problem("visit.admitted", stay_message(same_days)))
    return problems


def _shares_days(one: Posted, admitted: date, discharged: date) -> bool:
    """Whether a posted stay shares time with these days; one may end on the day on which the other begins."""
    if one.kind != "settlement" or one.reversed_by or one.visit_type != "inpatient" or one.admitted is None:
        return False
    overlaps = one.admitted < discharged and admitted < one.discharged
    return overlaps or (one.admitted == admitted and one.discharged == discharged)


def invoice_message(invoice_number: str, taken: Posted) -> str:
    """Which slip has the invoice."""
    return (
        f"发票 {invoice_number} 已在 {taken.business_date} 结算过（{taken.person_name}，结算单 {taken.number}）："
        "请核对发票号码；要重办，先冲红那张结算单。"
    )


def stay_message(taken: Posted) -> str:
    """Which slip has a stay on the same days, short enough for one line over the bill."""
    first, last = taken.admitted or taken.discharged, taken.discharged
    until = f"{last:%m-%d}" if last.year == first.year else f"{last}"
    return (
        f"住院重叠：{taken.institution_name} {first} 至 {until} 已结算（{taken.number}）。请核对日期；要重办，先冲红。"
    )


_PATHS = (
    (re.compile(r"visits\[0\]\.paid\.(.+)"), "paid.{}"),
    (re.compile(r"visits\[0\]\.amounts\.(.+)"), "totals.{}"),
    (re.compile(r"visits\[0\]\.(level|region|designated|treatment_designated)"), "visit.institution_id"),
    (re.compile(r"visits\[0\]\.([a-z_]+)"), "visit.{}"),
)
_ITEM = re.compile(r"visits\[0\]\.items\[([0-9]+)\](.*)")
_ROW_NUMBER = re.compile(r"第 ([0-9]+) 行")


def _field(path: str, reading: Reading) -> str:
    """The form's field for a path of the contract."""
    item = _ITEM.fullmatch(path)
    if item:
        return f"rows[{reading.rows_at[int(item[1])]}]{item[2]}"
    if path == "visits[0].items":
        return "rows"
    for pattern, field in _PATHS:
        found = pattern.fullmatch(path)
        if found:
            return field.format(found[1])
    return ""


def _with_form_rows(result: VisitResult, reading: Reading) -> VisitResult:
    """Notices that name a line of the bill name the row of the form, also where rows before it are empty."""
    if all(at == row for at, row in enumerate(reading.rows_at)):
        return result
    notices = tuple(
        Notice(
            one.code, _ROW_NUMBER.sub(lambda found: f"第 {reading.rows_at[int(found[1]) - 1] + 1} 行", one.message, 1)
        )
        if one.code == "LINE_AMOUNT"
        else one
        for one in result.notices
    )
    return replace(result, notices=notices)


def _splits(result: VisitResult, reading: Reading, rows: int) -> tuple[LineSplit | None, ...]:
    splits: list[LineSplit | None] = [None] * rows
    for at, line in zip(reading.rows_at, result.lines, strict=False):
        splits[at] = line
    return tuple(splits)
