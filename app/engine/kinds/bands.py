"""kind "bands": an annual entitlement by bands on the year's base, above a deductible."""

from __future__ import annotations

from app.engine.conditions import year_base
from app.engine.kinds.outcome import Outcome, yuan
from app.engine.scene import Scene
from app.errors import InvariantError
from app.money.fen import ONE, at_rate, format_percent, half_up
from app.policy.model import Band, Bands, Layer, Rule


def work_out(scene: Scene, layer: Layer, rule: Rule, spec: Bands, cap: int | None) -> Outcome:
    """What this visit adds to the year's entitlement, under the terms that hold for this visit (contract 「annual」)."""
    base = scene.bases.get(layer.id, 0)
    after = year_base(scene, layer.id)
    before = after - base
    outcome = Outcome(base)
    deductible = _deductible(scene, rule, spec, outcome)
    outcome.deductible = deductible
    bonus = scene.figure(spec.bonus) if spec.bonus else 0
    bands = scene.figures.get(spec.bands)
    if not isinstance(bands, tuple):
        raise InvariantError(f"{spec.bands} is no table of bands")
    outcome.say(f"本年度累计余额 {yuan(after)} 元（本次 {yuan(base)} 元，以前 {yuan(before)} 元）。", rule.articles[0])
    whole = entitlement(after, deductible, bands, bonus)
    earlier = entitlement(before, deductible, bands, bonus)
    if cap is not None:
        whole, earlier = min(whole, cap), min(earlier, cap)
    outcome.due = whole - earlier
    outcome.rate = bands[0].rate + bonus if len(bands) == 1 else None
    if after <= deductible:
        outcome.say(f"累计余额没有超过起付线，还差 {yuan(deductible - after)} 元。")
        outcome.note = f"未达起付 {yuan(deductible)}"
        return outcome
    for text in _band_texts(after, deductible, bands, bonus):
        outcome.say(text)
    outcome.say(
        f"本年累计应得 {yuan(whole)} 元，减去本次以前应得 {yuan(earlier)} 元，本次新增 {yuan(outcome.due)} 元。"
    )
    return outcome


def entitlement(base: int, deductible: int, bands: tuple[Band, ...], bonus: int) -> int:
    """Σ (part of ``base`` inside a band and above the deductible) × (rate + bonus), half up to the fen, once."""
    return half_up(sum(part * rate for part, rate in _parts(base, deductible, bands, bonus)), ONE)


def _parts(base: int, deductible: int, bands: tuple[Band, ...], bonus: int) -> list[tuple[int, int]]:
    ends = [band.start for band in bands[1:]]
    parts = []
    for at, band in enumerate(bands):
        top = min(base, ends[at]) if at < len(ends) else base
        parts.append((max(0, top - max(band.start, deductible)), band.rate + bonus))
    return parts


def _band_texts(base: int, deductible: int, bands: tuple[Band, ...], bonus: int) -> list[str]:
    texts = []
    ends = [band.start for band in bands[1:]]
    for at, (part, rate) in enumerate(_parts(base, deductible, bands, bonus)):
        if part:
            start = max(bands[at].start, deductible)
            where = f"{yuan(start)}–{yuan(ends[at])} 元" if at < len(ends) else f"{yuan(start)} 元以上"
            raised = f"（{format_percent(rate - bonus)} 加 {format_percent(bonus)}）" if bonus else ""
            texts.append(
                f"{where}的部分：{yuan(part)} × {format_percent(rate)}{raised} = {yuan(at_rate(part, rate))} 元。"
            )
    return texts


def _deductible(scene: Scene, rule: Rule, spec: Bands, outcome: Outcome) -> int:
    full = scene.figure(spec.deductible)
    if spec.factor is None:
        outcome.say(f"年度起付线 {yuan(full)} 元。")
        return full
    factor = scene.figure(spec.factor)
    lowered = at_rate(full, factor)
    outcome.say(f"年度起付线 {yuan(full)} × {format_percent(factor)} = {yuan(lowered)} 元。", rule.articles[0])
    return lowered
