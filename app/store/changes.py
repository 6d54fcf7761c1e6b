"""Who changed how the station works: rows of the audit that the hand-over sheet tells, found by their own small index."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.store.schema_2 import CHANGES
from app.store.work import Work

SLIP_KEYS = (
    "subject IN (SELECT public_key FROM slip_keys UNION SELECT public_key FROM slip_certificates"
    " UNION SELECT public_key FROM slip_key_withdrawals)"
    " AND action IN ('slip_key.make', 'slip_key.sign', 'slip_key.import', 'slip_key.withdraw', 'slip_key.list_import')"
)
"""What happened to keys of slips, by the subjects' index: the small index knows what a file of schema 2 had."""


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
    part = (
        "SELECT sequence, audit.at, action, operators.name, before, after FROM audit"
        " JOIN operators ON operators.id = operator_id"
        " WHERE {which} AND station_id = ? AND audit.at < ? AND (sequence > ? OR audit.at >= ?)"
    )
    sql = f"{part.format(which=CHANGES)} UNION ALL {part.format(which=SLIP_KEYS)} ORDER BY sequence"
    first = (on + timedelta(days=1)).isoformat()
    asked = (station_id, (until + timedelta(days=1)).isoformat(), sequence, first)
    rows = (tuple(row)[1:] for row in work.rows(sql, (*asked, *asked)))
    return tuple(Change(row[0], row[1], row[2], _object(row[3]), _object(row[4])) for row in rows)


def _object(text: str | None) -> Mapping[str, Any]:
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}
