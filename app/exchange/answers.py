"""Typed results → the contract's JSON objects."""

from __future__ import annotations

from app.errors import UserError
from app.money.fen import format_fen
from app.policy.model import Pack
from app.records.result import Estimate, LayerResult, VisitResult


def visit_answer(result: VisitResult) -> dict[str, object]:
    """One visit's result as contract.md 「A result」 writes it; money as yuan text."""
    return {
        "total": format_fen(result.amounts.total),
        "in_scope": format_fen(result.amounts.in_scope),
        "layers": [_layer(layer) for layer in result.layers],
        "institution_pays": format_fen(result.institution_pays),
        "fund_total": format_fen(result.fund_total),
        "person_pays": format_fen(result.person_pays),
        "estimates": [_estimate(estimate) for estimate in result.estimates],
        "notices": [{"code": notice.code, "message": notice.message} for notice in result.notices],
    }


def error_answer(case_id: object, error: UserError) -> dict[str, object]:
    """A refused case."""
    return {"id": case_id, "error": {"code": error.code, "path": error.path, "message": error.message}}


def pack_answer(pack: Pack, unconfirmed: tuple[str, ...]) -> dict[str, object]:
    """One line of ``packs``."""
    return {
        "id": pack.id,
        "title": pack.title,
        "area": pack.area,
        "from": pack.starts.isoformat(),
        "to": pack.ends.isoformat() if pack.ends else None,
        "status": "draft" if pack.draft else "in_force",
        "document": pack.document,
        "digest": pack.digest,
        "unconfirmed": list(unconfirmed),
    }


def _layer(layer: LayerResult) -> dict[str, object]:
    answer: dict[str, object] = {
        "id": layer.id,
        "name": layer.name,
        "payer": layer.payer,
        "given": layer.given,
        "base": format_fen(layer.base),
        "deductible": format_fen(layer.deductible),
        "pay": format_fen(layer.pay),
        "carried": format_fen(layer.carried),
        "clauses": list(layer.clauses),
        "steps": [step.text for step in layer.steps],
        "applied": layer.applied,
        "reason": layer.reason,
    }
    if layer.base_year is not None:
        answer["base_year"] = format_fen(layer.base_year)
    return answer


def _estimate(estimate: Estimate) -> dict[str, object]:
    return {
        "id": estimate.id,
        "name": estimate.name,
        "payer": estimate.payer,
        "pay": format_fen(estimate.pay),
        "steps": [step.text for step in estimate.steps],
    }
