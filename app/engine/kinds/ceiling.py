"""kind "ceiling": the person pays at most a share of the total; the layer pays what lies above."""

from __future__ import annotations

from app.engine.kinds.outcome import Outcome, yuan
from app.engine.scene import Scene
from app.money.fen import at_rate_down, format_percent
from app.policy.model import Ceiling, Rule


def work_out(scene: Scene, rule: Rule, spec: Ceiling) -> Outcome:
    """max(0, what is left of total − institution − patient_own − earlier layers − ceiling), the ceiling rounded down."""
    total, left = scene.amounts.total, scene.remaining
    if spec.rate is not None:
        rate = scene.figure(spec.rate)
        ceiling = at_rate_down(total, rate)
        outcome = Outcome(left, pay=max(0, left - ceiling), rate=rate)
        most = f"总费用 {yuan(total)} × {format_percent(rate)} = {yuan(ceiling)} 元（不足一分的舍去）"
    else:
        ceiling = scene.figure(spec.amount or "")
        outcome = Outcome(left, pay=max(0, left - ceiling))
        most = f" {yuan(ceiling)} 元"
    outcome.say(f"个人负担不高于{most}。", rule.articles[0])
    if left <= ceiling:
        outcome.say(f"前面各层支付后个人负担 {yuan(left)} 元，没有超过，不再补付。")
        outcome.note = f"个人负担未超 {yuan(ceiling)}"
    else:
        outcome.say(
            f"前面各层支付后还剩 {yuan(left)} 元，兜底 {yuan(left)} − {yuan(ceiling)} = {yuan(outcome.pay)} 元。"
        )
    return outcome
