"""Facts of the file, stations, operators."""

from __future__ import annotations

from dataclasses import replace

from app.store import meta
from app.store.database import Database
from tests.unit.store import samples


def test_facts_of_the_file(database: Database) -> None:
    with database.unit_of_work() as work:
        assert meta.get(work, "demonstration") is None
        meta.put(work, "demonstration", "1")
        meta.put(work, "demonstration", "0")
        assert meta.get(work, "demonstration") == "0"


def test_stations_and_operators(database: Database) -> None:
    with database.unit_of_work() as work:
        assert meta.station(work, "s1") == samples.STATION
        assert meta.operator(work, "o1") == samples.OPERATOR
        assert meta.station(work, "s2") is None
        assert meta.operator(work, "o2") is None
        meta.save_station(work, replace(samples.STATION, name="4 号窗", code="99"), at=samples.AT)
        meta.save_operator(work, replace(samples.OPERATOR, role="复核"), at=samples.AT)
        assert meta.stations(work) == (replace(samples.STATION, name="4 号窗"),)
        assert meta.operator(work, "o1") == replace(samples.OPERATOR, role="复核")
