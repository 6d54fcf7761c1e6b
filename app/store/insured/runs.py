"""Comparisons that were made, with their findings: never changed, only made again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from app.store import driver
from app.store.canonical import canonical
from app.store.stamp import moment
from app.store.work import Work

_RUNS = "SELECT r.*, (SELECT name FROM operators WHERE id = r.operator_id) AS operator_name FROM insured_runs AS r"


def add(
    work: Work,
    run_id: str,
    facts: Mapping[str, object],
    findings: Iterable[tuple[str, str, str]],
    *,
    month: str,
    day: str,
    who: str,
    at: datetime,
    station_id: str,
    operator_id: str,
) -> None:
    """Keep a comparison: its facts as JSON, its findings as person's id, kind, detail."""
    row = int(work.value("SELECT coalesce(max(row), 0) + 1 FROM insured_runs"))
    work.execute(
        "INSERT INTO insured_runs (row, id, month, day, who, facts, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (row, run_id, month, day, who, canonical(dict(facts)), station_id, operator_id, moment(at)),
    )
    work.execute_many(
        "INSERT INTO insured_findings (run, person_id, kind, detail) VALUES (?, ?, ?, ?)",
        ((row, *one) for one in findings),
    )


def all_runs(work: Work) -> list[driver.Row]:
    """Every comparison, the newest first."""
    return work.rows(f"{_RUNS} ORDER BY r.day DESC, r.row DESC")


def run(work: Work, run_id: str) -> driver.Row | None:
    """One comparison."""
    return work.row(f"{_RUNS} WHERE r.id = ?", (run_id,))


def before(work: Work, month: str, who: str) -> driver.Row | None:
    """The last comparison of the same persons in an earlier month."""
    return work.row(f"{_RUNS} WHERE r.month < ? AND r.who = ? ORDER BY r.month DESC, r.row DESC LIMIT 1", (month, who))


def findings(work: Work, row: int) -> list[driver.Row]:
    """The findings of a comparison (its local row) with the persons as they are now."""
    return work.rows(
        "SELECT f.kind, f.detail, p.id, p.name, p.certificate_number, p.household_number, p.township, p.village"
        " FROM insured_findings AS f JOIN persons AS p ON p.id = f.person_id WHERE f.run = ?"
        " ORDER BY f.kind, p.township, p.village, p.household_number, p.row",
        (row,),
    )


def facts(row: driver.Row) -> Mapping[str, object]:
    """The facts of a comparison."""
    found: Mapping[str, object] = json.loads(row["facts"])
    return found
