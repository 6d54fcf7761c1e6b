"""Benchmark of the day close: a station that settled 2,000 cases today in a large data file, checked and closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from app.records.close import CashCount
from app.records.form import CaseForm
from app.services.day_close import close_day, day
from app.services.desk import Desk, now, today
from app.services.settle import post_form
from app.store import closes, meta
from build_scripts.bench_core import Row
from build_scripts.bench_data import Files, say
from build_scripts.bench_desk import Times, desk_on, measured, ready_forms, told

CASES, CLOSE_GOAL = 2000, 1000.0
_STATION = "bench-station"


def close_rows(files: Files, *, cases: int = CASES, times: int = 5) -> list[Row]:
    """A day looked at, with all its identities; and closed, with full sync. Before each next close it is unlocked."""
    folder, size = files.work(), files.size
    with desk_on(folder) as others:
        say(f"settling {cases} cases…")
        desk = _busy(others, [form for form, _ in ready_forms(others, folder, cases)])
        on, found = today(desk), Times([], [])
        looks = measured([partial(day, desk, on)] * times)
        for _ in range(times):
            one = desk.new_id()
            closed = measured([partial(close_day, desk, one, on, CashCount(), "测量，没有清点")])
            found.wall.extend(closed.wall)
            found.processor.extend(closed.processor)
            _unlock(desk, one)
    name = f"{cases:,} settlements of the day, {size.settlements:,} in the file"
    return [told(f"day checked: {name}", looks, CLOSE_GOAL), told(f"day close: {name}", found, CLOSE_GOAL)]


def _busy(desk: Desk, forms: Sequence[CaseForm]) -> Desk:
    """A new station, whose earlier days need no close, with these cases settled today in one transaction."""
    station = replace(desk.station, id=_STATION, code="99", name="测量窗口")
    made = replace(desk, station=station)
    with made.database.unit_of_work() as work:
        meta.save_station(work, station, at=now(made))
        for form in forms:
            post_form(made, work, made.new_id(), form, None, draft=None)
    return made


def _unlock(desk: Desk, close_id: str) -> None:
    operator = desk.operator
    with desk.database.unit_of_work() as work:
        closes.unlock(
            work,
            close_id,
            "再测一次",
            (operator.id, operator.name),
            at=now(desk),
            station_id=desk.station.id,
            operator_id=operator.id,
        )
