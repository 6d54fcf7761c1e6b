"""What a slip says, from a quote: all blocks of it, as text and fen. Pure; drawn later, and again, from what is stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.engine import advance, evaluate
from app.errors import UserError
from app.money.fen import format_percent
from app.policy import Pack
from app.records import words
from app.records.case import Item
from app.records.elsewhere import elsewhere
from app.records.form import CaseForm
from app.records.identity_number import masked
from app.records.ledger import Payment
from app.records.people import Institution, Operator, Person, Station
from app.records.result import LayerResult, LineSplit, VisitResult
from app.records.slip import SlipCategory, SlipFacts, SlipLayer, SlipYear
from app.services.people import age, held_identities
from app.services.quote import EngineCase, Quote, worked_out
from app.services.reading_visit import certificate
from app.services.slip_items import slip_items
from app.services.year import year_bars

_ALWAYS_SHOWN = ("in_scope", "out_of_catalogue", "over_limit", "prepay")


@dataclass(frozen=True, slots=True)
class SlipHead:
    """What a slip says besides the case: where, who, when, and its number ("" for a 试算)."""

    station: Station
    operator: Operator
    business_date: date
    posted_at: datetime | None
    number: str
    case_digest: str


def slip_facts(head: SlipHead, person: Person, institution: Institution, form: CaseForm, quoted: Quote) -> SlipFacts:
    """Every block of the slip. ``quoted`` has a result."""
    result, case = worked_out(quoted)
    station = head.station
    return SlipFacts(
        kind="settlement",
        number=head.number,
        area_name=station.area_name,
        station_name=station.name,
        operator_name=head.operator.name,
        business_date=head.business_date.isoformat(),
        posted_at=moment_text(head.posted_at),
        demonstration=station.demonstration,
        trial=quoted.trial or not head.number,
        title=f"{station.area_name}城乡居民医疗费用“一站式”结算单",
        institution=institution.name,
        institution_level=_level(institution),
        person=_person(person, form, case.visit.discharged),
        visit=_visit(station, institution, form, case),
        categories=_categories(case.visit.items, result.lines),
        places=_places(result),
        layers=_layers(case, result, form.visit.way),
        estimates=_estimates(case, result),
        years=years_after(case, result),
        notices=tuple(one.message for one in result.notices),
        total=result.amounts.total,
        fund_total=result.fund_total,
        institution_pays=result.institution_pays,
        person_pays=result.person_pays,
        deductible=result.deductible,
        way=words.WAYS[form.visit.way],
        collect=quoted.collect,
        pay_out=quoted.pay_out,
        institution_refund=quoted.institution_refund,
        payments=tuple((payment_text(one), one.amount) for one in quoted.payments),
        document=case.pack.document,
        pack_id=case.pack.id,
        pack_digest=case.pack.digest,
        clauses=sentences(case.pack, result),
        invoice_number=form.visit.invoice_number,
        case_digest=head.case_digest,
        institution_clauses=_cited(case.pack, (step.clause for step in result.institution_steps)),
        institution_steps=tuple(step.text for step in result.institution_steps),
        advances=advances(form.visit.way, result),
        items=slip_items(case.visit.items, _units(form, quoted), result),
    )


def _units(form: CaseForm, quoted: Quote) -> tuple[str, ...]:
    """The units of the rows that became items."""
    return tuple(row.unit for row, split in zip(form.rows, quoted.line_splits, strict=False) if split is not None)


def moment_text(at: datetime | None) -> str:
    """A moment as slips print it: 2019-11-22 10:30:08 +08:00; empty for a 试算."""
    if at is None:
        return ""
    offset = at.strftime("%z")
    return f"{at:%Y-%m-%d %H:%M:%S} {offset[:3]}:{offset[3:5]}"


def _level(institution: Institution) -> str:
    parts = [
        words.LEVELS.get(institution.level, ""),
        words.REGIONS.get(institution.region, ""),
        "定点" if institution.designated else "非定点",
        "大病集中救治定点" if institution.treatment_designated else "",
    ]
    return " · ".join(filter(None, parts))


def _person(person: Person, form: CaseForm, on: date) -> tuple[tuple[str, str], ...]:
    held = [
        words.IDENTITIES.get(one.code, one.code) + (f"（{one.sub_status}）" if one.sub_status else "")
        for one in held_identities(person, on)
    ]
    years = age(person.born, on)
    pairs = [
        ("姓名", person.name),
        ("性别", words.SEXES.get(person.sex, "")),
        ("年龄", f"{years} 岁" if years else "未满 1 岁"),
        ("证件号码", certificate(person)),
        ("证件类型", words.CERTIFICATES.get(person.certificate_type, words.CERTIFICATES["other"])),
        ("身份", "、".join(dict.fromkeys(held)) or "普通参保居民"),
        ("住址", person.address),
    ]
    if person.deceased_on:
        pairs.append(("去世日期", person.deceased_on.isoformat()))
    if form.visit.agent_name:
        what = "代办继承人" if person.deceased_on else "代办人"
        pairs.append((what, f"{form.visit.agent_name} {masked(form.visit.agent_number)}"))
    return tuple(pairs)


def _visit(station: Station, institution: Institution, form: CaseForm, case: EngineCase) -> tuple[tuple[str, str], ...]:
    visit, typed = case.visit, form.visit
    pairs = [("就诊类型", words.VISIT_TYPES[visit.type])]
    if visit.admitted:
        days = max(1, (visit.discharged - visit.admitted).days)
        pairs += [("入院", visit.admitted.isoformat()), ("出院", visit.discharged.isoformat()), ("天数", f"{days} 天")]
    else:
        pairs.append(("就诊日期", visit.discharged.isoformat()))
    diagnosis = f"{typed.diagnosis_code} {typed.diagnosis_name}".strip()
    pairs.append(("诊断", diagnosis))
    pairs.append(("病种", "、".join(words.TAGS[tag] for tag in sorted(visit.tags))))
    needless = visit.region == "in_county" and visit.referral == "none"
    pairs.append(("转诊", "不需要" if needless else words.REFERRALS[visit.referral]))
    if visit.transfer_from:
        pairs.append(("转出医院", words.LEVELS[visit.transfer_from]))
    pairs += [("参保地", station.area_name), ("就医地", _place(station, institution))]
    if typed.accident:
        pairs.append(("外伤第三方责任", "有，已登记" if typed.accident == "third_party" else "无"))
    if visit.approval:
        pairs.append(("审批", words.APPROVALS[visit.approval]))
    return tuple((label, value) for label, value in pairs if value)


def _place(station: Station, institution: Institution) -> str:
    return station.area_name if institution.region == "in_county" else words.REGIONS[institution.region]


def _categories(items: tuple[Item, ...], lines: tuple[LineSplit, ...]) -> tuple[SlipCategory, ...]:
    rows: list[SlipCategory] = []
    for code, name in words.CATEGORIES.items():
        here = [(item, line) for item, line in zip(items, lines, strict=False) if item.category == code]
        if not here:
            continue
        by_class = {
            letter: sum(item.amount for item, _ in here if item.item_class == letter) for letter in words.ITEM_CLASSES
        }
        total = sum(item.amount for item, _ in here)
        in_scope = sum(line.in_scope for _, line in here)
        rows.append(SlipCategory(name, total, by_class["A"], by_class["B"], by_class["C"], in_scope))
    return tuple(rows)


def _estimates(case: EngineCase, result: VisitResult) -> tuple[tuple[str, int], ...]:
    """Later payers with what they will probably pay; who handles it and whom to ask stands behind the name (沈阳 附件1 六)."""
    contacts = {one.id: f"：{one.payer}经办，{one.contact}" for one in case.pack.estimates if one.contact}
    return tuple((f"{one.name}{contacts.get(one.id, '')}", one.pay) for one in result.estimates)


def _places(result: VisitResult) -> tuple[tuple[str, int], ...]:
    amounts = result.amounts
    found = [(place, name, getattr(amounts, place)) for place, name in words.AMOUNTS.items()]
    return tuple((name, fen) for place, name, fen in found if fen or place in _ALWAYS_SHOWN)


def _layers(case: EngineCase, result: VisitResult, way: str) -> tuple[SlipLayer, ...]:
    ordinary = _ordinary(case)
    return tuple(_layer(layer, ordinary, way) for layer in result.layers)


def _ordinary(case: EngineCase) -> dict[str, int] | None:
    """What each layer would pay for an ordinary insured resident in the same year; None where it can't be told."""
    try:
        other = evaluate(case.pack, case.values, (), case.visit, case.state)
    except UserError:
        return None
    return {layer.id: layer.pay for layer in other.layers}


def _layer(layer: LayerResult, ordinary: dict[str, int] | None, way: str) -> SlipLayer:
    rate = format_percent(layer.rate) if layer.rate is not None else ""
    if not rate and layer.applied and not layer.given and layer.base_year is not None:
        rate = "分段"
    preference = None if layer.given or ordinary is None else layer.pay - ordinary[layer.id]
    return SlipLayer(
        id=layer.id,
        name=layer.name,
        payer=layer.payer,
        applied=layer.applied,
        given=layer.given,
        base=layer.base,
        deductible=layer.deductible,
        rate=rate,
        pay=layer.pay,
        clauses=layer.clauses,
        reason=said(layer, way),
        preference=preference,
        steps=tuple(step.text for step in layer.steps),
    )


def said(layer: LayerResult, way: str) -> str:
    """Why a layer pays nothing, or the note on it. Of what was typed the engine notes that it was settled elsewhere: in a direct
    settlement it wasn't."""
    return layer.reason or ("" if layer.given and way == "direct" else layer.note)


def years_after(case: EngineCase, result: VisitResult) -> tuple[SlipYear, ...]:
    """The yearly figures with this visit."""
    after = advance(case.state, result.added)
    bars = year_bars(case.pack, case.values, case.identities, case.visit.discharged, after)
    return tuple(SlipYear(bar.what, bar.used, bar.limit) for bar in bars)


def payment_text(payment: Payment) -> str:
    """How money moved as slips print it, the account masked."""
    label = words.PAYMENTS[payment.kind]
    if not payment.account_number:
        return label
    return f"{label} {payment.account_bank} {masked(payment.account_number)}（{payment.account_holder}）"


def advances(way: str, result: VisitResult) -> tuple[tuple[str, int], ...]:
    """Who advanced what: the hospital what the funds owe it, or the person the whole bill."""
    direct = way == "direct"
    settled = sum(layer.pay for layer in result.layers if elsewhere(layer.id, given=layer.given, direct=direct))
    if direct:
        advanced = result.fund_total - settled
        return (("医疗机构垫付（基金月结时拨付）", advanced),) if advanced else ()
    return (("本人已垫付", result.amounts.total - settled),)


def _cited(pack: Pack, articles: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pack.cite(article) for article in articles if article))


def sentences(pack: Pack, result: VisitResult) -> tuple[tuple[str, str], ...]:
    """The sentences of the articles that the paid layers and the institution's share rest on, in the order of use."""
    used = [clause for layer in result.layers if layer.pay for clause in layer.clauses]
    used += _cited(pack, (step.clause for step in result.institution_steps))
    sentences = {pack.cite(article): clause.sentence for article, clause in pack.clauses.items()}
    return tuple((clause, sentences[clause]) for clause in dict.fromkeys(used) if clause in sentences)
