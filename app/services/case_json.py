"""The evaluated case as canonical JSON, kept with each document: with the pack's text it can be evaluated again to the fen.

The shape is the contract's case with one visit; beside it ``pack_digest``, ``state`` (the year before the visit, in fen) and
``invoice``, ``way``, ``diagnosis`` as they were settled. ``parameters`` holds the confirmed values that were in force,
``filings`` those that the visit was read with: which field each filled.
"""

from __future__ import annotations

from app.money.fen import format_fen, format_micro
from app.records.case import Amounts, IdentityPeriod, Item, Visit
from app.records.form import CaseForm
from app.records.result import YearState
from app.services.quote import EngineCase
from app.store.canonical import canonical


def case_to_json(case: EngineCase, form: CaseForm, document_id: str) -> str:
    """Canonical JSON of what the engine was asked."""
    table: dict[str, object] = {
        "id": document_id,
        "pack": case.pack.id,
        "pack_digest": case.pack.digest,
        "parameters": dict(case.confirmed),
        "person": {"identities": [_identity(one) for one in case.identities]},
        "visits": [_visit(case.visit)],
        "state": state_table(case.state),
        "way": form.visit.way,
        "invoice": form.visit.invoice_number,
        "diagnosis": [form.visit.diagnosis_code, form.visit.diagnosis_name],
    }
    if case.filings:
        table["filings"] = [
            {"id": one.filing_id, "kind": one.kind, "since": one.since.isoformat(), "field": one.field}
            for one in case.filings
        ]
    return canonical(table)


def _identity(one: IdentityPeriod) -> dict[str, object]:
    return {
        "code": one.code,
        "from": one.since.isoformat() if one.since else None,
        "to": one.until.isoformat() if one.until else None,
    }


def _visit(visit: Visit) -> dict[str, object]:
    table: dict[str, object] = {
        "type": visit.type,
        "region": visit.region,
        "designated": visit.designated,
        "treatment_designated": visit.treatment_designated,
        "discharged": visit.discharged.isoformat(),
        "referral": visit.referral,
        "transfer_from": visit.transfer_from,
        "prescription_level": visit.prescription_level,
        "tags": sorted(visit.tags),
        "paid": {layer: format_fen(fen) for layer, fen in visit.paid.items()},
        "approval": visit.approval,
    }
    if visit.level is not None:
        table["level"] = visit.level
    if visit.admitted is not None:
        table["admitted"] = visit.admitted.isoformat()
    if visit.amounts is not None:
        table["amounts"] = _amounts(visit.amounts)
    else:
        table["items"] = [_item(one) for one in visit.items]
    return table


def _amounts(amounts: Amounts) -> dict[str, str]:
    table = {
        "total": amounts.total,
        "in_scope": amounts.in_scope,
        "out_of_catalogue": amounts.out_of_catalogue,
        "over_limit": amounts.over_limit,
        "prepay": amounts.prepay,
        "special_drug": amounts.special_drug,
        "patient_own": amounts.patient_own,
        "institution_own": amounts.institution_own,
    }
    if amounts.drug_in_scope is not None:
        table["drug_in_scope"] = amounts.drug_in_scope
    return {name: format_fen(fen) for name, fen in table.items()}


def _item(item: Item) -> dict[str, object]:
    table: dict[str, object] = {
        "name": item.name,
        "category": item.category,
        "class": item.item_class,
        "quantity": format_micro(item.quantity),
        "unit_price": format_micro(item.unit_price),
        "amount": format_fen(item.amount),
        "special_drug": item.special_drug,
        "fault": item.fault,
    }
    if item.prepay_rate is not None:
        table["prepay_rate"] = format_micro(item.prepay_rate)
    if item.price_limit is not None:
        table["price_limit"] = format_micro(item.price_limit)
    return table


def state_table(state: YearState) -> dict[str, object]:
    """The year before a visit, fen."""
    return {
        "year": state.year,
        "bases": dict(state.bases),
        "paid": dict(state.paid),
        "carried": dict(state.carried),
        "tallies": dict(state.tallies),
        "visits": state.visits,
    }
