"""What the clerk should know besides the figures: notices of the pack and of the engine."""

from __future__ import annotations

from collections.abc import Iterable

from app.engine.conditions import holds
from app.engine.kinds.outcome import yuan
from app.engine.scene import Scene
from app.money.fen import ONE, format_percent, half_up
from app.policy.model import NoticeRule
from app.records.result import Notice


def pack_notices(scene: Scene) -> Iterable[Notice]:
    """The pack's notices whose conditions hold after all layers were worked out."""
    for rule in scene.pack.notices:
        if not holds(scene, rule.tests):
            continue
        if not rule.ratio_layers:
            yield Notice(rule.code, rule.message)
        elif _below(scene, rule):
            yield _ratio_notice(scene, rule)


def _paid(scene: Scene, rule: NoticeRule) -> int:
    return sum(result.pay for result in scene.results if result.id in rule.ratio_layers)


def _below(scene: Scene, rule: NoticeRule) -> bool:
    in_scope = scene.amounts.in_scope
    return in_scope > 0 and _paid(scene, rule) * ONE < scene.figure(rule.ratio_below) * in_scope


def _ratio_notice(scene: Scene, rule: NoticeRule) -> Notice:
    paid, in_scope = _paid(scene, rule), scene.amounts.in_scope
    share = half_up(paid * 10_000, in_scope) * 100
    least = format_percent(scene.figure(rule.ratio_below))
    return Notice(
        rule.code, f"{rule.message}：{yuan(paid)} ÷ {yuan(in_scope)} = {format_percent(share)}，低于 {least}。"
    )
