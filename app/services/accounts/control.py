"""控费: what institutions charge outside the catalogue against the limit of their level, what they bear; slips and faults.

The limit is a figure of the pack (奈政办发〔2019〕1号 二（十一）1: 5 % and 10 %; 桂医保发〔2019〕14号（七）: 10 %), never one of here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.money.fen import format_percent
from app.policy import Pack, values_for
from app.policy.model import CatalogueLimit
from app.records.institutions import ClaimSlip, Control, FaultLine
from app.services.desk import Desk, today
from app.services.parameters import confirmed_values
from app.services.periods import Period
from app.services.rights import check
from app.store import institution_slips, reference
from app.store.work import Work


@dataclass(frozen=True, slots=True)
class ControlLine:
    """An institution's sums with the limit of its level in words ("" where the pack has none); ``share`` parts per million of
    the total, ``limit`` too."""

    sums: Control
    level: str
    share: int
    limit: int | None

    @property
    def over(self) -> bool:
        """Whether all its slips together are over the limit."""
        return self.limit is not None and self.share > self.limit


def control_report(desk: Desk, period: Period) -> tuple[ControlLine, ...]:
    """One line an institution, those with most outside the catalogue first."""
    check(desk, "account.read")
    on = min(period.last, today(desk))
    with desk.database.reading() as work:
        pack = desk.packs.in_force(desk.station.area_name, on)
        lines = []
        for sums in institution_slips.control(work, period.first, period.last):
            held = reference.institution(work, sums.institution_id, on)
            share = sums.out_of_catalogue * 1_000_000 // sums.total if sums.total > 0 else 0
            limit = _limit(work, pack, held.level, period) if pack and held.level else None
            lines.append(ControlLine(sums, held.level, share, limit))
    return tuple(lines)


def limits_on(desk: Desk, work: Work, period: Period, institution_ids: Iterable[str]) -> Mapping[str, int]:
    """Institution → the limit of its level at the end of a period, parts per million; those without one are left out."""
    on = min(period.last, today(desk))
    pack = desk.packs.in_force(desk.station.area_name, on)
    levels = {one: reference.institution(work, one, on).level for one in institution_ids} if pack else {}
    limits = {level: _limit(work, pack, level, period) for level in set(levels.values()) if pack and level}
    return {one: found for one, level in levels.items() if (found := limits.get(level)) is not None}


def _limit(work: Work, pack: Pack, level: str, period: Period) -> int | None:
    figures = values_for(pack, None, confirmed_values(work, pack, period.last)).figures
    for one in pack.catalogue_limits:
        value = figures.get(_name(pack, one, level))
        if isinstance(value, int):
            return value
    return None


def _name(pack: Pack, limit: CatalogueLimit, level: str) -> str:
    table = pack.tables.get(limit.limit)
    return limit.limit if table is None else f"{limit.limit}.{table.same_as.get(level, level)}"


def percent(share: int) -> str:
    """A share in words, to a hundredth of a percent."""
    return format_percent(share // 100 * 100)


def outside_slips(desk: Desk, period: Period) -> tuple[ClaimSlip, ...]:
    """Slips with something outside the catalogue (沂源: self-check 目录外), the largest first."""
    check(desk, "account.read")
    with desk.database.reading() as work:
        found = institution_slips.to_review(work, period.first, period.last, "all", 0)
    return tuple(sorted((one for one in found if one.out_of_catalogue), key=lambda one: -one.out_of_catalogue))


def fault_lines(desk: Desk, period: Period) -> tuple[FaultLine, ...]:
    """Posted lines judged 过度医疗, with who decided (辽宁: 患者原因、机构原因)."""
    check(desk, "account.read")
    with desk.database.reading() as work:
        return institution_slips.fault_lines(work, period.first, period.last)
