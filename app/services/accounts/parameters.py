"""The figures that the lists of accounts go by; settings of this station, changed by an administrator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.records.fields import Field
from app.services.desk import Desk, today
from app.services.entries import read_fields, typed
from app.services.rights import check
from app.services.trail import note
from app.store import images, settings
from app.store.work import Work

FIELDS: tuple[Field, ...] = (
    Field("account.warn_days", "欠费到期前几天提醒", "count", most=365),
    Field("account.late_days", "逾期多少天为 C 级", "count", most=3650),
    Field("account.late_count", "几笔欠费未还清为 C 级", "count", most=100),
    Field("account.high_total", "多少元以上为高额（审核）", "money"),
)
_USUAL: Mapping[str, int] = {
    "account.warn_days": 7,
    "account.late_days": 30,
    "account.late_count": 3,
    "account.high_total": 2_000_000,
}


@dataclass(frozen=True, slots=True)
class Figures:
    """``high_total`` is fen."""

    warn_days: int
    late_days: int
    late_count: int
    high_total: int


def read_figures(desk: Desk) -> Figures:
    """The figures as they stand."""
    check(desk, "account.read")
    with desk.database.reading() as work:
        return figures_of(work)


def figures_of(work: Work) -> Figures:
    """The figures inside a transaction; what was never set is as usual."""
    stored = settings.stored(work)
    found = {name: int(stored.get(name, usual)) for name, usual in _USUAL.items()}
    return Figures(**{name.removeprefix("account."): value for name, value in found.items()})


def typed_figures(figures: Figures) -> dict[str, str]:
    """The figures as one would type them."""
    return {one.key: typed(one, getattr(figures, one.key.removeprefix("account."))) for one in FIELDS}


def change_figures(desk: Desk, texts: Mapping[str, str]) -> Figures:
    """Store what was typed. UserError NOT_ALLOWED and those of ``read_fields``."""
    check(desk, "settings.change")
    values = read_fields(FIELDS, texts, today(desk))
    with desk.database.unit_of_work() as work:
        before = tuple(images.held(work, "settings", name) for name in values)
        for name, value in values.items():
            settings.put(work, name, str(value))
        note(desk, work, "settings.change", desk.station.id, dict(values), image=before)
        return figures_of(work)
