"""Persons by what they hold on a day, for registers and checks: living ones, with their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.records.fields import Value
from app.records.registers import WITHDRAWN
from app.store.stamp import day
from app.store.work import Work

_HOLDS = "(i.since IS NULL OR i.since <= :on) AND (i.until IS NULL OR i.until >= :on)"


@dataclass(frozen=True, slots=True)
class Holder:
    """A person who holds one of the identities asked for; ``codes`` those that hold, ``category`` of a temporary person."""

    person_id: str
    name: str
    born: date
    township: str
    village: str
    household_number: str
    phone: str
    codes: tuple[str, ...]
    category: str
    since: date | None


def holders(
    work: Work,
    codes: Sequence[str],
    on: date,
    *,
    township: str = "",
    village: str = "",
    household: str = "",
) -> tuple[Holder, ...]:
    """Everybody alive who holds one of these identities on a day, by township, village and household."""
    values: dict[str, object] = {"on": day(on)}
    marks = []
    for at, code in enumerate(codes):
        values[f"code{at}"] = code
        marks.append(f":code{at}")
    conditions = [f"i.code IN ({', '.join(marks)})", _HOLDS, "(p.deceased_on IS NULL OR p.deceased_on > :on)"]
    for column, wanted in (("township", township), ("village", village), ("household_number", household)):
        if wanted:
            conditions.append(f"p.{column} = :{column}")
            values[column] = wanted
    rows = work.rows(
        "SELECT p.id, p.name, p.born, p.township, p.village, p.household_number, p.phone, group_concat(DISTINCT i.code) AS codes,"  # noqa: S608 - own conditions
        " max(i.category) AS category, min(i.since) AS since FROM persons AS p JOIN identities AS i ON i.person = p.row"
        f" WHERE {' AND '.join(conditions)} AND p.id NOT IN (SELECT duplicate_id FROM person_aliases) GROUP BY p.row"
        " ORDER BY p.township, p.village, p.household_number, p.row",
        values,
    )
    return tuple(
        Holder(
            row["id"],
            row["name"],
            date.fromisoformat(row["born"]),
            row["township"],
            row["village"],
            row["household_number"],
            row["phone"],
            tuple(sorted(row["codes"].split(","))),
            row["category"],
            None if row["since"] is None else date.fromisoformat(row["since"]),
        )
        for row in rows
    )


def having(work: Work, register: str, told: Mapping[str, Value]) -> frozenset[str]:
    """Ids of the persons about whom an entry of a register stands that has these values."""
    conditions = "".join(" AND json_extract(v.data, '$.' || ?) IS ?" for _ in told)
    values = [part for key, value in told.items() for part in (key, value)]
    rows = work.rows(
        "SELECT DISTINCT coalesce((SELECT person_id FROM person_aliases WHERE duplicate_id = e.person_id), e.person_id)"  # noqa: S608 - own conditions
        " FROM register_entries AS e JOIN register_versions AS v ON v.entry = e.id"
        " AND v.version = (SELECT max(version) FROM register_versions WHERE entry = e.id)"
        f" WHERE e.register = ? AND e.person_id IS NOT NULL AND v.state <> ?{conditions}",
        (register, WITHDRAWN, *values),
    )
    return frozenset(row[0] for row in rows)
