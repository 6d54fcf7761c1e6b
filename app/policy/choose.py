"""The packs at hand: by id, and by area and day of discharge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from app.policy.model import Pack
from app.policy.source import Fault, PackFaults


@dataclass(frozen=True, slots=True)
class Registry:
    """All packs, by id. Two packs of one area that are in force on one day are refused."""

    packs: tuple[Pack, ...]
    _by_id: dict[str, Pack] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {pack.id: pack for pack in self.packs})
        faults = [*_repeated(self.packs), *_overlapping(self.packs)]
        if faults:
            raise PackFaults(faults)

    def by_id(self, pack_id: str) -> Pack | None:
        return self._by_id.get(pack_id)

    def in_force(self, area: str, on: date) -> Pack | None:
        """The pack (not a draft) that holds in ``area`` on this day of discharge, if any."""
        return next((pack for pack in self.of_area(area) if pack.in_force(on)), None)

    def of_area(self, area: str) -> tuple[Pack, ...]:
        """The area's packs (no drafts), oldest first."""
        return tuple(sorted((p for p in self.packs if p.area == area and not p.draft), key=lambda pack: pack.starts))


def _repeated(packs: Iterable[Pack]) -> Iterable[Fault]:
    seen: set[str] = set()
    for pack in packs:
        if pack.id in seen:
            yield Fault(f"{pack.id}.toml", _line(pack, "id"), "id", f"已经有一个政策包叫「{pack.id}」，请换一个名字。")
        seen.add(pack.id)


def _overlapping(packs: tuple[Pack, ...]) -> Iterable[Fault]:
    real = [pack for pack in packs if not pack.draft]
    for at, one in enumerate(real):
        for other in real[at + 1 :]:
            if one.area != other.area or one.id == other.id:
                continue
            if one.in_force(max(one.starts, other.starts)) and other.in_force(max(one.starts, other.starts)):
                day = max(one.starts, other.starts)
                message = f"与「{one.id}」在 {day} 同时有效：同一统筹区同一天只能有一个，请改起止日期。"
                yield Fault(f"{other.id}.toml", _line(other, "from"), "from", message)


def _line(pack: Pack, key: str) -> int:
    """The line of a key at the top of the pack's file."""
    lines = enumerate(pack.text.split("\n"), start=1)
    return next((number for number, line in lines if line.partition("=")[0].strip() == key), 1)
