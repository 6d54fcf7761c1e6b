"""The counter-document of a posted one: the exact negative of everything that sums are made of. Pure; money is fen.

A line of the bill comes back with its amount and its quantity negative and its unit price as it was, so that quantity
times price is still the amount. Estimates are negated as well: a month's expected payments then hold without the visit.
Steps and notices said why the original was as it was; a counter-document has a reason instead. It adds nothing to the
year: the fold leaves both out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from app.records.ledger import BillLine, NewDocument, Payment, Reason
from app.records.result import Added, LayerResult, LineSplit, VisitResult
from app.records.slip import SlipCategory, SlipFacts, SlipItem, SlipLayer
from app.records.words import REASONS
from app.services.slip_facts import SlipHead, moment_text
from app.store.canonical import canonical, sha256


def counter_document(
    original: NewDocument,
    reason: Reason,
    *,
    document_id: str,
    request_id: str,
    business_date: date,
    at: datetime,
    order_key: str,
    content_digest: str,
) -> NewDocument:
    """The document that takes ``original`` back, with its own id, moment and place."""
    case = {"id": document_id, "reverses": original.id, "case_sha256": sha256(original.case_json)}
    return replace(
        original,
        id=document_id,
        request_id=request_id,
        kind="reversal",
        business_date=business_date,
        posted_at=at,
        case_json=canonical(case),
        result=_result(original.result),
        added=Added(original.added.year, {}, {}),
        collect=-original.collect,
        pay_out=-original.pay_out,
        institution_refund=-original.institution_refund,
        payments=negated_payments(original.payments),
        order_key=order_key,
        replaces=None,
        reverses=original.id,
        adjusts=None,
        lines=tuple(map(_line, original.lines)),
        content_digest=content_digest,
        form_json="",
        reason=reason,
    )


def _result(result: VisitResult) -> VisitResult:
    amounts = result.amounts
    in_scope_drugs = amounts.drug_in_scope
    return replace(
        result,
        amounts=replace(
            amounts,
            total=-amounts.total,
            in_scope=-amounts.in_scope,
            out_of_catalogue=-amounts.out_of_catalogue,
            over_limit=-amounts.over_limit,
            prepay=-amounts.prepay,
            special_drug=-amounts.special_drug,
            patient_own=-amounts.patient_own,
            institution_own=-amounts.institution_own,
            drug_in_scope=None if in_scope_drugs is None else -in_scope_drugs,
        ),
        layers=tuple(map(_layer, result.layers)),
        institution_pays=-result.institution_pays,
        institution_steps=(),
        fund_total=-result.fund_total,
        person_pays=-result.person_pays,
        estimates=tuple(replace(one, pay=-one.pay, steps=()) for one in result.estimates),
        notices=(),
        deductible=-result.deductible,
        lines=tuple(LineSplit(*(-fen for fen in split)) for split in result.lines),
    )


def _layer(layer: LayerResult) -> LayerResult:
    return replace(
        layer,
        pay=-layer.pay,
        base=-layer.base,
        deductible=-layer.deductible,
        carried=-layer.carried,
        base_year=None if layer.base_year is None else -layer.base_year,
        steps=(),
    )


def _line(line: BillLine) -> BillLine:
    item = line.item
    return replace(line, item=replace(item, quantity=-item.quantity, amount=-item.amount))


def counter_facts(facts: SlipFacts, head: SlipHead, reason: Reason, *, together_with: str = "") -> SlipFacts:
    """The slip of the counter-document, from the original's stored facts. The year so far is left out: it is whatever the
    documents that still stand make it. ``together_with``: the slip number of the settlement that an adjustment falls
    with."""
    return replace(
        facts,
        kind="reversal",
        number=head.number,
        area_name=head.station.area_name,
        station_name=head.station.name,
        operator_name=head.operator.name,
        business_date=head.business_date.isoformat(),
        posted_at=moment_text(head.posted_at),
        categories=tuple(map(_category, facts.categories)),
        places=_negated(facts.places),
        layers=tuple(map(_slip_layer, facts.layers)),
        estimates=_negated(facts.estimates),
        years=(),
        notices=(),
        total=-facts.total,
        fund_total=-facts.fund_total,
        institution_pays=-facts.institution_pays,
        person_pays=-facts.person_pays,
        deductible=-facts.deductible,
        collect=-facts.collect,
        pay_out=-facts.pay_out,
        institution_refund=-facts.institution_refund,
        payments=_negated(facts.payments),
        clauses=(),
        case_digest=head.case_digest,
        institution_steps=(),
        advances=_negated(facts.advances),
        refers_to=facts.number,
        correction=_why(reason, together_with),
        items=tuple(map(_item, facts.items)),
    )


def _why(reason: Reason, together_with: str) -> tuple[tuple[str, str], ...]:
    pairs = [
        ("冲红原因", REASONS[reason.code]),
        ("说明", reason.note),
        ("随单", f"随结算单 {together_with} 一并冲红" if together_with else ""),
        ("申请", reason.initiator.name),
        ("复核", reason.approver.name if reason.approver else ""),
    ]
    return tuple((label, value) for label, value in pairs if value)


def _negated(pairs: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    return tuple((label, -fen) for label, fen in pairs)


def _category(row: SlipCategory) -> SlipCategory:
    return SlipCategory(row.name, -row.total, -row.class_a, -row.class_b, -row.class_c, -row.in_scope)


def _item(row: SlipItem) -> SlipItem:
    quantity = row.quantity.removeprefix("-") if row.quantity.startswith("-") else f"-{row.quantity}"
    return row._replace(quantity=quantity, amount=-row.amount, prepay=-row.prepay, fund=-row.fund, own=-row.own)


def _slip_layer(layer: SlipLayer) -> SlipLayer:
    return replace(
        layer,
        base=-layer.base,
        deductible=-layer.deductible,
        pay=-layer.pay,
        preference=None if layer.preference is None else -layer.preference,
        steps=(),
        before=None,
    )


def negated_payments(payments: Iterable[Payment]) -> tuple[Payment, ...]:
    """What moves at the desk when these are taken back: the same kinds and accounts, the other way round."""
    return tuple(replace(one, amount=-one.amount) for one in payments)
