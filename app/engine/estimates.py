"""What others will probably pay later: told on screen and paper, never deducted."""

from __future__ import annotations

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


def _drug_share(scene: Scene, rule: EstimateRule, way: DrugShare, drugs: int) -> Estimate:
    left, in_scope = scene.in_scope_left, scene.amounts.in_scope
    share = half_up(left * drugs, in_scope) if in_scope else 0
    deductible = scene.figure(way.deductible) if way.deductible else 0
    rate = scene.figure(way.rate)
    pay = at_rate(max(0, share - deductible), rate)
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
