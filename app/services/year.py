"""A person's calendar year so far: the fold over what posted documents added, and the bars that show it. Fen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.engine import advance, empty_year, evaluate
from app.errors import UserError
from app.policy import Pack, Values
from app.policy.model import Layer, YearCap
from app.records.case import Amounts, IdentityPeriod, Visit
from app.records.ledger import YearBar
from app.records.result import Added, LayerResult, YearState
from app.records.words import LAYERS


def year_state(year: int, added: Iterable[Added]) -> YearState:
    """The state after everything that was posted for the year, in its order. No counter is kept anywhere."""
    state = empty_year(year)
    for one in added:
        state = advance(state, one)
    return state


def year_bars(
    pack: Pack, values: Values, identities: tuple[IdentityPeriod, ...], on: date, state: YearState
) -> tuple[YearBar, ...]:
    """What the year has used of each yearly figure, for a person with these identities on this day: deductibles of
    annual layers, ceilings of what the person pays, annual caps.

    The terms are asked of the engine by an admission that costs nothing, in the county, at a secondary hospital: so the
    bars follow the same rules as the figures.
    """
    if not pack.in_force(on):
        return ()
    probe = Visit(type="inpatient", level="secondary", region="in_county", discharged=on, amounts=Amounts(0, 0))
    try:
        results = {layer.id: layer for layer in evaluate(pack, values, identities, probe, state).layers}
    except UserError:
        return ()
    bars: list[YearBar] = []
    for layer in pack.layers:
        bars += _layer_bars(pack, values, layer, results.get(layer.id), state)
    return tuple(bars)


def _layer_bars(
    pack: Pack, values: Values, layer: Layer, result: LayerResult | None, state: YearState
) -> list[YearBar]:
    bars: list[YearBar] = []
    short = LAYERS.get(layer.id, layer.name)
    applies = result is not None and result.applied
    if layer.annual and result is not None and result.applied and result.deductible:
        used = min(state.bases.get(layer.id, 0), result.deductible)
        bars.append(YearBar(layer.id, f"{short}起付", used, result.deductible))
    for rule in layer.rules:
        if isinstance(rule.spec, YearCap) and applies:
            cap = _self_pay_cap(pack, values, rule.spec, state)
            if cap is not None:
                used = min(state.tallies.get(f"{layer.id}.{rule.id}.base", 0), cap)
                bars.append(YearBar(layer.id, "个人自付封顶", used, cap))
    paid = state.paid.get(layer.id, 0)
    if layer.annual_cap and (applies or paid):
        limit = values.figures.get(layer.annual_cap)
        if isinstance(limit, int):
            bars.append(YearBar(layer.id, f"{short}年限额", paid, limit))
    return bars


def _self_pay_cap(pack: Pack, values: Values, spec: YearCap, state: YearState) -> int | None:
    """The cap of the highest tier of the year's visits; None while there was none."""
    seen = [
        tier for tier in pack.tiers if any(state.tallies.get(f"visits.{kind}.{tier}", 0) > 0 for kind in spec.types)
    ]
    if not seen:
        return None
    table = pack.tables.get(spec.cap)
    key = table.same_as.get(seen[-1], seen[-1]) if table else seen[-1]
    cap = values.figures.get(f"{spec.cap}.{key}")
    return cap if isinstance(cap, int) else None
