"""What the institution bears itself, never the person (contract ``institution_pays``)."""

from __future__ import annotations

from app.engine.conditions import holds
from app.engine.scene import Scene
from app.money.fen import at_rate_down, format_fen, format_percent
from app.policy.model import CatalogueLimit
from app.records.result import Notice, Step


def institution_share(scene: Scene) -> tuple[tuple[Step, ...], tuple[Notice, ...]]:
    """Sets the scene's ``institution_pays`` and ``kept_by_person``; the steps and notices that say so.

    Borne: institution_own, and what is out of the catalogue above the pack's limit of the total (rounded down: 「不得超过」).
    """
    steps: list[Step] = []
    notices: list[Notice] = []
    own = scene.amounts.institution_own
    if own:
        steps.append(Step(f"机构原因过度医疗、会诊费等 {_yuan(own)} 元由医疗机构承担。", scene.pack.own_article))
    scene.institution_pays = own
    for limit in scene.pack.catalogue_limits:
        if holds(scene, limit.tests):
            _over_limit(scene, limit, steps, notices)
    return tuple(steps), tuple(notices)


def _over_limit(scene: Scene, limit: CatalogueLimit, steps: list[Step], notices: list[Notice]) -> None:
    outside, total = scene.amounts.out_of_catalogue, scene.amounts.total
    rate = scene.figure(limit.limit)
    allowed = at_rate_down(total, rate)
    excess = max(0, outside - allowed)
    if not excess:
        return
    sum_text = f"目录外 {_yuan(outside)} 元，限额 {_yuan(total)} × {format_percent(rate)} = {_yuan(allowed)} 元，超出 {_yuan(excess)} 元"
    if scene.visit.designated:
        scene.institution_pays += excess
        who = "由医疗机构自行承担，不得向个人收取"
    else:
        scene.kept_by_person += excess
        who = "因不是定点医疗机构，仍由个人承担，也不进入兜底"
    steps.append(Step(f"{sum_text}，{who}。", limit.article))
    notices.append(Notice("CATALOGUE_LIMIT", f"{limit.title}：{sum_text}，{who}。"))


def _yuan(fen: int) -> str:
    return format_fen(fen, thousands=True)
