"""What must hold before anything is issued; a breach is a fault of the program, never of the case."""

from __future__ import annotations

from app.errors import require
from app.records.result import VisitResult


def check(result: VisitResult) -> None:
    """total = Σ layers + institution_pays + person_pays, every figure ≥ 0; else InvariantError."""
    layers = sum(layer.pay for layer in result.layers)
    require(layers == result.fund_total, "the layers don't add up to fund_total")
    require(
        result.fund_total + result.institution_pays + result.person_pays == result.amounts.total,
        "layers, institution and person don't add up to the total",
    )
    figures = [result.institution_pays, result.person_pays, *(layer.pay for layer in result.layers)]
    require(min(figures) >= 0, "a figure is negative")
    require(result.person_pays >= result.amounts.patient_own, "what the person caused was paid by a layer")
