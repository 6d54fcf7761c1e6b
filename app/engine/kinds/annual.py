"""kind "annual": pays what this visit adds to the year's entitlement (contract 「Rounding and annual layers」)."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.conditions import holds, year_base
from app.engine.kinds.outcome import Outcome, yuan
from app.engine.scene import Scene
from app.errors import InvariantError
from app.money.fen import ONE, at_rate, format_percent, half_up
from app.policy.model import Annual, Band, Layer, Term


@dataclass(frozen=True, slots=True)
class Terms:
    """A term with its figures in fen and parts per million, bonus inside the rates."""

    term: Term
    deductible: int
    bands: tuple[Band, ...]
    bonus: int
    threshold: int | None
    whole: bool
    cap: int | None

    def entitlement(self, base: int) -> int:
        """What a year with ``base`` fen entitles to under this term, half up once, its cap inside."""
        if self.threshold is not None:
            reached = base if self.whole else base - self.threshold
            due = at_rate(reached, self.bands[0].rate) if base >= self.threshold else 0
        else:
            due = half_up(sum(part * rate for part, rate, _ in self.parts(base)), ONE)
        return due if self.cap is None else min(due, self.cap)

    def parts(self, base: int) -> list[tuple[int, int, int]]:
        """For each band: the part of ``base`` inside it and above the deductible, its rate, where it begins."""
        ends = [*(band.start for band in self.bands[1:]), base]
        starts = [max(band.start, self.deductible) for band in self.bands]
        return [
            (max(0, min(base, end) - start), band.rate, start)
            for band, start, end in zip(self.bands, starts, ends, strict=True)
        ]


def work_out(scene: Scene, layer: Layer, spec: Annual) -> Outcome:
    """What this visit adds to the year's entitlement under the terms that hold for this visit: ``due``, before what is
    carried. Of several terms the largest entitlement counts, the annual cap is the largest of theirs."""
    base = scene.bases.get(layer.id, 0)
    after = year_base(scene, layer.id)
    before = after - base
    fitting = [_figures(scene, term) for term in spec.terms if holds(scene, term.tests)]
    best = fitting[0]
    for terms in fitting[1:]:
        if _order(terms, after) > _order(best, after):
            best = terms
    whole = best.entitlement(after)
    earlier = max(terms.entitlement(before) for terms in fitting)
    outcome = Outcome(base, due=whole - earlier, deductible=best.deductible)
    outcome.cap = None if any(terms.cap is None for terms in fitting) else max(terms.cap or 0 for terms in fitting)
    if best.threshold is not None:
        # a threshold on the whole amount leaps: never more than the year's entitlement still owes
        outcome.due_at_most = max(0, whole - scene.state.paid.get(layer.id, 0))
    outcome.rate = best.bands[0].rate if len(best.bands) == 1 else None
    _tell(scene, best, outcome, (before, after, earlier, whole))
    return outcome


def fits(scene: Scene, spec: Annual) -> bool:
    """Whether any of the terms holds for this visit."""
    return any(holds(scene, term.tests) for term in spec.terms)


def entitled(scene: Scene, spec: Annual, base: int) -> int:
    """What a year with ``base`` fen entitles to under the terms that hold for this visit, the best of them."""
    return max(_figures(scene, term).entitlement(base) for term in spec.terms if holds(scene, term.tests))


def _order(terms: Terms, base: int) -> tuple[int, bool]:
    """The larger entitlement; of equal ones the one that has no threshold to be measured against."""
    return terms.entitlement(base), terms.threshold is None


def _figures(scene: Scene, term: Term) -> Terms:
    bonus = scene.figure(term.bonus) if term.bonus else 0
    if term.bands is not None:
        bands = scene.figures.get(term.bands)
        if not isinstance(bands, tuple):
            raise InvariantError(f"{term.bands} is no table of bands")
    else:
        bands = (Band(0, scene.figure(term.rate or "")),)
    deductible = scene.figure(term.deductible) if term.deductible else 0
    if term.factor:
        deductible = at_rate(deductible, scene.figure(term.factor))
    return Terms(
        term=term,
        deductible=deductible,
        bands=tuple(Band(band.start, band.rate + bonus) for band in bands),
        bonus=bonus,
        threshold=scene.figure(term.threshold) if term.threshold else None,
        whole=term.basis is None or scene.figures.get(term.basis) == "whole",
        cap=scene.figure(term.cap) if term.cap else None,
    )


def _tell(scene: Scene, best: Terms, outcome: Outcome, figures: tuple[int, int, int, int]) -> None:
    before, after, earlier, whole = figures
    term = best.term
    outcome.say(
        f"{term.title}：本年度累计 {yuan(after)} 元（本次 {yuan(after - before)} 元，以前 {yuan(before)} 元）。",
        term.articles[0],
    )
    if best.threshold is not None:
        _tell_threshold(best, outcome, after)
    elif best.deductible:
        lowered = f" × {format_percent(scene.figure(term.factor))}" if term.factor and term.deductible else ""
        full = f"{yuan(scene.figure(term.deductible or ''))}{lowered} = " if lowered else ""
        outcome.say(f"年度起付线 {full}{yuan(best.deductible)} 元。", term.articles[0])
    if best.threshold is None and after <= best.deductible:
        outcome.say(f"累计没有超过起付线，还差 {yuan(best.deductible - after)} 元。")
        outcome.note = f"未达起付 {yuan(best.deductible)}" if best.deductible else ""
        return
    if best.threshold is None:
        for text in _band_texts(best, after):
            outcome.say(text)
    if best.cap is not None and whole == best.cap:
        outcome.say(f"年度最多 {yuan(best.cap)} 元。", term.articles[0])
    if whole or earlier:
        outcome.say(
            f"本年累计应得 {yuan(whole)} 元，减去本次以前应得 {yuan(earlier)} 元，新增 {yuan(whole - earlier)} 元。"
        )


def _tell_threshold(best: Terms, outcome: Outcome, after: int) -> None:
    threshold, rate = best.threshold or 0, best.bands[0].rate
    if after < threshold:
        outcome.say(f"累计未达到 {yuan(threshold)} 元，还差 {yuan(threshold - after)} 元。")
        outcome.note = f"未达 {yuan(threshold)}"
        return
    part = after if best.whole else after - threshold
    what = "全额" if best.whole else "超出部分"
    outcome.say(
        f"累计达到 {yuan(threshold)} 元，按{what} {yuan(part)} × {format_percent(rate)} = {yuan(at_rate(part, rate))} 元。",
        best.term.articles[0],
    )


def _band_texts(best: Terms, base: int) -> list[str]:
    ends = [band.start for band in best.bands[1:]]
    raised = best.bonus
    texts = []
    for at, (part, rate, start) in enumerate(best.parts(base)):
        if part:
            where = f"{yuan(start)}–{yuan(ends[at])} 元" if at < len(ends) else f"{yuan(start)} 元以上"
            more = f"（{format_percent(rate - raised)} 加 {format_percent(raised)}）" if raised else ""
            texts.append(
                f"{where}的部分：{yuan(part)} × {format_percent(rate)}{more} = {yuan(at_rate(part, rate))} 元。"
            )
    return texts
