"""An adjustment and its slip: what a settlement, evaluated again, differs from what stands. Pure; money is fen.

The bill doesn't change, so total and places are 0; what the payers pay more and less adds up to 0 with the person's
difference. Layers of which nothing differs are left out of document and slip.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType

from app.money.fen import format_fen
from app.records.case import Amounts
from app.records.later import Later, LayerChange, LayerFigures
from app.records.ledger import NewDocument, Payment, Reason
from app.records.result import Added, Estimate, LayerAdded, LayerResult, Step, VisitResult, YearState
from app.records.slip import SlipFacts, SlipLayer
from app.records.words import REASONS
from app.services.case_json import state_table
from app.services.quote import EngineCase
from app.services.slip_facts import SlipHead, advances, moment_text, payment_text, said, sentences, years_after
from app.store.canonical import canonical, sha256

_WHAT = LayerFigures._fields
_NAMES = MappingProxyType(dict(zip(_WHAT, ("计算基数", "起付线", "支付", "结转"), strict=True)))
_PLACE = "~{count:04d} {at}"


def difference_result(
    later: Later, result: VisitResult, had: Added, expected: tuple[Estimate, ...] = ()
) -> VisitResult:
    """The differences as a result: what stands and this are ``result`` together; ``had`` is what stands in the year,
    ``expected`` the estimates that stand."""
    changes = {one.id: one for one in later.layers}
    layers = tuple(_layer(layer, changes[layer.id]) for layer in result.layers if layer.id in changes)
    return VisitResult(
        amounts=Amounts(0, 0),
        layers=layers,
        institution_pays=later.institution_pays,
        institution_steps=result.institution_steps if later.institution_pays else (),
        fund_total=sum(layer.pay for layer in layers),
        person_pays=later.person_pays,
        estimates=tuple(_estimates(result.estimates, expected)),
        notices=(),
        added=_added(result.added, had),
        tier=result.tier,
        deductible=later.deductible,
    )


def _estimates(has: tuple[Estimate, ...], had: tuple[Estimate, ...]) -> Iterable[Estimate]:
    """What others are expected to pay more or less."""
    before, after = ({one.id: one for one in each} for each in (had, has))
    for name, one in {**before, **after}.items():
        more, less = (each[name].pay if name in each else 0 for each in (after, before))
        if more != less:
            yield replace(one, pay=more - less)


def _layer(layer: LayerResult, change: LayerChange) -> LayerResult:
    less = change.difference
    return replace(
        layer,
        base=less.base,
        deductible=less.deductible,
        pay=less.pay,
        carried=less.carried,
        base_year=None,
        rate=None,
        steps=(*(Step(text) for text in _told(change)), *layer.steps),
    )


def _told(change: LayerChange) -> Iterable[str]:
    """ "基本医保支付：原 6,900.00 元，重新核算 6,850.00 元，差 −50.00 元。" for each figure that differs, the payment first."""
    for what in sorted(_WHAT, key=lambda one: one != "pay"):
        before, after = getattr(change.before, what), getattr(change.after, what)
        if before != after:
            yield (
                f"{change.name}{_NAMES[what]}：原 {_yuan(before)} 元，重新核算 {_yuan(after)} 元，"
                f"差 {_yuan(after - before)} 元。"
            )


def _yuan(fen: int) -> str:
    return format_fen(fen, thousands=True).replace("-", "−")


def _added(has: Added, had: Added) -> Added:
    """What comes to what the year had; ``carried`` is the state after it, so it is taken over."""
    layers: dict[str, LayerAdded] = {}
    for name in {**had.layers, **has.layers}:
        after, before = (one.layers.get(name, LayerAdded(0, 0, 0)) for one in (has, had))
        if after != before:
            layers[name] = LayerAdded(after.base - before.base, after.pay - before.pay, after.carried)
    names = sorted({*has.tallies, *had.tallies})
    tallies = {name: has.tallies.get(name, 0) - had.tallies.get(name, 0) for name in names}
    return Added(has.year, layers, {name: change for name, change in tallies.items() if change})


def difference_document(
    original: NewDocument,
    result: VisitResult,
    state: YearState,
    payments: tuple[Payment, ...],
    reason: Reason,
    *,
    count: int,
    document_id: str,
    request_id: str,
    business_date: date,
    at: datetime,
    content_digest: str,
) -> NewDocument:
    """The adjustment of ``original`` (as it is stored), the ``count``-th of it, evaluated on ``state``. Its place is right
    after what it adjusts."""
    case = {
        "id": document_id,
        "adjusts": original.id,
        "case_sha256": sha256(original.case_json),
        "state": state_table(state),
    }
    direct = original.way == "direct"
    paid = sum(layer.pay for layer in result.layers if not layer.given)
    return replace(
        original,
        id=document_id,
        request_id=request_id,
        kind="adjustment",
        business_date=business_date,
        posted_at=at,
        case_json=canonical(case),
        result=result,
        added=result.added,
        collect=result.person_pays if direct else 0,
        pay_out=0 if direct else paid,
        institution_refund=0 if direct else result.institution_pays,
        payments=payments,
        order_key=original.order_key + _PLACE.format(count=count, at=moment_text(at)),
        replaces=None,
        reverses=None,
        adjusts=original.id,
        lines=(),
        content_digest=content_digest,
        form_json="",
        reason=reason,
    )


def difference_facts(
    original: SlipFacts, head: SlipHead, document: NewDocument, case: EngineCase, again: VisitResult
) -> SlipFacts:
    """The slip of an adjustment, from the stored facts of what it adjusts; ``again`` is the settlement evaluated again on
    ``case``, which the year so far is of."""
    result = document.result
    pays = {layer.id: layer.pay for layer in again.layers}
    return replace(
        original,
        kind="adjustment",
        number=head.number,
        area_name=head.station.area_name,
        station_name=head.station.name,
        operator_name=head.operator.name,
        business_date=head.business_date.isoformat(),
        posted_at=moment_text(head.posted_at),
        categories=(),
        places=(),
        layers=tuple(_slip_layer(layer, pays[layer.id], document.way) for layer in result.layers),
        estimates=tuple((one.name, one.pay) for one in result.estimates),
        years=years_after(case, again),
        notices=(),
        total=0,
        fund_total=result.fund_total,
        institution_pays=result.institution_pays,
        person_pays=result.person_pays,
        deductible=result.deductible,
        collect=document.collect,
        pay_out=document.pay_out,
        institution_refund=document.institution_refund,
        payments=tuple((payment_text(one), one.amount) for one in document.payments),
        clauses=sentences(case.pack, result),
        case_digest=head.case_digest,
        institution_steps=tuple(step.text for step in result.institution_steps),
        institution_clauses=original.institution_clauses if result.institution_pays else (),
        advances=tuple(pair for pair in advances(document.way, result) if pair[1]),
        refers_to=original.number,
        correction=_why(document.reason),
        items=(),
    )


def _why(reason: Reason | None) -> tuple[tuple[str, str], ...]:
    if reason is None:
        return ()
    pairs = (
        ("差额原因", REASONS[reason.code]),
        ("说明", reason.note),
        ("复核", reason.approver.name if reason.approver else ""),
    )
    return tuple((label, value) for label, value in pairs if value)


def _slip_layer(layer: LayerResult, pays: int, way: str) -> SlipLayer:
    return SlipLayer(
        id=layer.id,
        name=layer.name,
        payer=layer.payer,
        applied=True,
        given=layer.given,
        base=layer.base,
        deductible=layer.deductible,
        rate="",
        pay=layer.pay,
        clauses=layer.clauses,
        reason=said(layer, way),
        preference=None,
        steps=tuple(step.text for step in layer.steps),
        before=pays - layer.pay,
    )
