"""Who changed how the station works: rows of the audit that the hand-over sheet tells, found by their own small index."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.store.schema_2 import CHANGES
from app.store.work import Work


@dataclass(frozen=True, slots=True)
class Change:
    """One row: ``at`` ISO text with offset, ``who`` the operator's name, ``before`` and ``after`` its JSON."""

    at: str
    action: str
    who: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def changes(work: Work, station_id: str, until: date, last: tuple[date, int] | None) -> tuple[Change, ...]:
    """A station's changes up to the end of a day that the close before hasn't told: ``last`` is its day and the last audit
    row that it knew. None: from the first row on. So none is left out, also on days that nobody closes."""
    on, sequence = last or (date.min, 0)
    sql = (
        "SELECT audit.at, action, operators.name, before, after FROM audit JOIN operators ON operators.id = operator_id"  # noqa: S608 - own condition
        f" WHERE {CHANGES} AND station_id = ? AND audit.at < ? AND (sequence > ? OR audit.at >= ?) ORDER BY sequence"
    )
    first = (on + timedelta(days=1)).isoformat()
    rows = work.rows(sql, (station_id, (until + timedelta(days=1)).isoformat(), sequence, first))
    return tuple(Change(row[0], row[1], row[2], _object(row[3]), _object(row[4])) for row in rows)


def _object(text: str | None) -> Mapping[str, Any]:
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}
