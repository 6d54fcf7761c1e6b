"""kind "year_cap": a yearly ceiling on what the person pays, by the highest tier of the year."""

from __future__ import annotations

from app.engine.kinds.outcome import Outcome, yuan
from app.engine.kinds.share import BASE_NAMES
from app.engine.scene import Scene
from app.money.fen import at_rate, format_percent
from app.policy.model import Layer, Rule, YearCap


def work_out(scene: Scene, layer: Layer, rule: Rule, spec: YearCap) -> Outcome:
    """max(0, year's base − cap of the highest tier) × rate less what the rule paid in the year; at least 0, at most this
    visit's base; never claimed back."""
    start = scene.base(spec.base)
    borne = scene.deductible if spec.less_deductible else 0
    base = max(0, start - borne)
    name = f"{layer.id}.{rule.id}"
    earlier = scene.state.tallies.get(f"{name}.base", 0)
    paid = scene.state.tallies.get(f"{name}.pay", 0)
    year = earlier + base
    tier = _highest(scene, spec)
    cap, rate = scene.figure(spec.cap, tier), scene.figure(spec.rate)
    gross = at_rate(max(0, year - cap), rate)
    outcome = Outcome(base, pay=min(max(0, gross - paid), base), deductible=borne, rate=rate, tally=name)
    less = f" − 起付线 {yuan(borne)}" if spec.less_deductible else ""
    outcome.say(f"本次自付：{BASE_NAMES[spec.base]} {yuan(start)}{less} = {yuan(base)} 元。", rule.articles[0])
    outcome.say(
        f"本年累计自付 {yuan(year)} 元；本年最高就诊级别为{scene.pack.tier_names[tier]}，自付封顶 {yuan(cap)} 元。"
    )
    if year <= cap:
        outcome.say(f"没有超过封顶额，还差 {yuan(cap - year)} 元。")
        outcome.note = f"未超自付封顶 {yuan(cap)}"
        return outcome
    outcome.say(
        f"超出 {yuan(year - cap)} × {format_percent(rate)} = {yuan(gross)} 元，减去本年已付 {yuan(paid)} 元，"
        f"本次付 {yuan(outcome.pay)} 元（不多于本次自付，也不追回）。"
    )
    return outcome


def _highest(scene: Scene, spec: YearCap) -> str:
    """The highest tier of the year's visits of the kinds named, this one included, in the pack's order."""
    found = scene.tier or scene.pack.tiers[0]
    for at, tier in enumerate(scene.pack.tiers):
        seen = any(scene.state.tallies.get(f"visits.{kind}.{tier}", 0) > 0 for kind in spec.types)
        if seen and at > scene.pack.tiers.index(found):
            found = tier
    return found
