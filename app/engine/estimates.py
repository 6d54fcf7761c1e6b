"""What others will probably pay later: told on screen and paper, never deducted."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.conditions import holds
from app.engine.kinds.outcome import yuan
from app.engine.scene import Scene
from app.money.fen import at_rate, format_percent, half_up
from app.policy.model import DrugShare, EstimateRule
from app.records.result import Estimate, Notice, Step


def estimates(scene: Scene) -> tuple[Estimate, ...]:
    """The pack's estimates for this visit, after all layers; DRUG_AMOUNT_MISSING where the drugs aren't known."""
    found = []
    for rule in scene.pack.estimates:
        way = next((one for one in rule.ways if holds(scene, (*rule.tests, *one.tests))), None)
        if way is None:
            continue
        if scene.amounts.drug_in_scope is None:
            scene.notices.append(Notice("DRUG_AMOUNT_MISSING", f"没有合规药费，无法估算{rule.name}，请补录合规药费。"))
            continue
        found.append(_drug_share(scene, rule, way, scene.amounts.drug_in_scope))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class DrugCost:
    """What a person bears of drugs in scope on a visit (``share``), and what the estimate ``id`` pays of it first; fen, ``rate``
    parts per million."""

    id: str
    share: int
    deductible: int
    rate: int
    pay: int


def drug_costs(scene: Scene) -> tuple[DrugCost, ...]:
    """The shares that a visit's estimates rest on, after all layers; none where the drugs aren't known."""
    found = []
    drugs = scene.amounts.drug_in_scope
    for rule in scene.pack.estimates:
        way = next((one for one in rule.ways if holds(scene, (*rule.tests, *one.tests))), None)
        if way is not None and drugs is not None:
            found.append(_cost(scene, rule, way, drugs))
    return tuple(found)


def _cost(scene: Scene, rule: EstimateRule, way: DrugShare, drugs: int) -> DrugCost:
    in_scope = scene.amounts.in_scope
    share = half_up(scene.in_scope_left * drugs, in_scope) if in_scope else 0
    deductible = scene.figure(way.deductible) if way.deductible else 0
    rate = scene.figure(way.rate)
    return DrugCost(rule.id, share, deductible, rate, at_rate(max(0, share - deductible), rate))


def _drug_share(scene: Scene, rule: EstimateRule, way: DrugShare, drugs: int) -> Estimate:
    left, in_scope = scene.in_scope_left, scene.amounts.in_scope
    cost = _cost(scene, rule, way, drugs)
    share, deductible, rate, pay = cost.share, cost.deductible, cost.rate, cost.pay
    less = f"（{yuan(share)} − 起付 {yuan(deductible)}）" if deductible else yuan(share)
    steps = (
        Step(
            f"药费份额：余额 {yuan(left)} × 合规药费 {yuan(drugs)} ÷ {yuan(in_scope)} = {yuan(share)} 元。",
            way.articles[0],
        ),
        Step(
            f"{less} × {format_percent(rate)} = {yuan(pay)} 元，由{rule.payer}事后支付，本次不扣减。", way.articles[0]
        ),
    )
    return Estimate(rule.id, rule.name, rule.payer, pay, steps)
