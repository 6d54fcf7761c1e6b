"""kind "target": tops up to a share of the bill what the layers before paid."""

from __future__ import annotations

from app.engine.kinds.outcome import Outcome, yuan
from app.engine.kinds.share import BASE_NAMES
from app.engine.scene import Scene
from app.money.fen import at_rate, format_percent
from app.policy.model import Rule, Target


def work_out(scene: Scene, rule: Rule, spec: Target) -> Outcome:
    """max(0, (base, less the deductible borne if so said) × rate − what earlier layers paid)."""
    base = scene.base(spec.base)
    borne = scene.deductible if spec.less_deductible else 0
    rate = scene.figure(spec.rate)
    target = at_rate(max(0, base - borne), rate)
    prior = scene.prior
    outcome = Outcome(base - borne, pay=max(0, target - prior), deductible=borne, rate=rate)
    outcome.say(f"{rule.title}：{BASE_NAMES[spec.base]} {yuan(base)} 元。", rule.articles[0])
    less = f"（{yuan(base)} − 起付线 {yuan(borne)}）" if spec.less_deductible else yuan(base)
    outcome.say(f"应保障到 {less} × {format_percent(rate)} = {yuan(target)} 元。", rule.articles[0])
    if prior >= target:
        outcome.say(f"前面各层已付 {yuan(prior)} 元，已经达到，不再补付。")
        outcome.note = f"前面各层已达 {format_percent(rate)}"
    else:
        outcome.say(f"前面各层已付 {yuan(prior)} 元，补付 {yuan(target)} − {yuan(prior)} = {yuan(outcome.pay)} 元。")
    return outcome
