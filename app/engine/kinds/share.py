"""kind "share": (base − deductible) × rate, visit by visit."""

from __future__ import annotations

from app.engine.conditions import holds
from app.engine.kinds.outcome import Outcome, yuan
from app.engine.scene import Scene
from app.errors import UserError
from app.money.fen import ONE, at_rate, format_percent
from app.policy.model import Change, Rule, Share
from app.records.words import LEVEL_ORDER, LEVELS

BASE_NAMES = {
    "in_scope": "政策范围内费用",
    "left": "前面各层支付后政策范围内余额",
    "coverable": "总费用（减医疗机构承担、患者原因费用）",
    "beyond_scope": "政策范围以外余额",
    "unpaid": "前面各层支付后余额",
    "special_drug": "大病特药费用",
}


def work_out(scene: Scene, rule: Rule, spec: Share, *, given: bool) -> Outcome:
    """The share of this visit. ``given``: only the deductible is wanted, which other layers rest on."""
    base = scene.base(spec.base)
    outcome = Outcome(base)
    outcome.say(f"{BASE_NAMES[spec.base]} {yuan(base)} 元。", rule.articles[0])
    if spec.deductible is not None:
        outcome.deductible = _deductible(scene, spec, outcome)
        scene.deductible = outcome.deductible
    if given:
        return outcome
    rate = _rate(scene, spec, outcome)
    outcome.rate = rate
    reckoned = base - outcome.deductible
    outcome.pay = at_rate(reckoned, rate)
    less = f"（{yuan(base)} − {yuan(outcome.deductible)}）" if outcome.deductible else yuan(base)
    outcome.say(f"{less} × {format_percent(rate)} = {yuan(outcome.pay)} 元。", rule.articles[0])
    return outcome


def _deductible(scene: Scene, spec: Share, outcome: Outcome) -> int:
    for waiver in spec.waivers:
        if holds(scene, waiver.tests):
            outcome.say(f"{waiver.title}，起付线为 0。", waiver.article)
            return 0
    full = scene.figure(spec.deductible or "")
    if spec.transfer is not None and scene.visit.transfer_from is not None and holds(scene, spec.transfer.tests):
        full = _after_transfer(scene, spec, spec.transfer, full, outcome)
    borne = min(full, outcome.base)
    if borne == outcome.base > 0:
        outcome.note = f"未超过起付线 {yuan(full)}"
    tier = scene.pack.tier_names.get(scene.tier or "", "")
    outcome.say(f"起付线（{tier}）{yuan(full)} 元，本次先由个人负担 {yuan(borne)} 元。")
    return borne


def _after_transfer(scene: Scene, spec: Share, transfer: Change, full: int, outcome: Outcome) -> int:
    """The deductible less that of the hospital transferred from; UserError NOT_UPWARD unless that one is lower."""
    before, now = scene.visit.transfer_from or "", scene.visit.level or ""
    if LEVEL_ORDER.index(before) >= LEVEL_ORDER.index(now):
        raise UserError(
            "NOT_UPWARD",
            f"{scene.path}.transfer_from",
            f"逐级转诊只能由低到高：从{LEVELS[before]}转到{LEVELS[now]}不算，请改转出医院级别或删去。",
        )
    table = scene.pack.tables.get(spec.deductible or "")
    key = before if table is not None and table.by == "level" else scene.pack.tier_same_as.get(before, before)
    earlier = scene.figure(spec.deductible or "", key)
    rest = max(0, full - earlier)
    outcome.say(f"{transfer.title}：起付线 {yuan(full)} − {yuan(earlier)} = {yuan(rest)} 元。", transfer.article)
    return rest


def _rate(scene: Scene, spec: Share, outcome: Outcome) -> int:
    rate = scene.figure(spec.rate)
    for bonus in spec.bonuses:
        if holds(scene, bonus.tests):
            more = scene.figure(bonus.figure)
            outcome.say(
                f"{bonus.title}：{format_percent(rate)} 提高到 {format_percent(min(ONE, rate + more))}。", bonus.article
            )
            rate += more
    for floor in spec.floors:
        if holds(scene, floor.tests):
            least = scene.figure(floor.figure)
            if rate < least:
                outcome.say(f"{floor.title}：{format_percent(rate)} 补到 {format_percent(least)}。", floor.article)
                rate = least
    return min(ONE, rate)
