"""Premium rules, and visits that the person paid alone: rows that are added, and withdrawn with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.records.fields import Value
from app.store import driver
from app.store.stamp import moment
from app.store.work import Work

_RULE = ("kind", "identity", "year", "amount", "source", "document_number")
_SELF_PAID = ("person_id", "institution_id", "discharged", "total", "note")
_OPERATOR = "(SELECT name FROM operators WHERE id = {}.operator_id) AS operator_name"


def rules(work: Work) -> list[driver.Row]:
    """Every rule, newest year first; of one identity the newest first."""
    return work.rows(
        f"SELECT r.*, {_OPERATOR.format('r')} FROM premium_rules AS r ORDER BY year DESC, kind, identity, row DESC"  # noqa: S608 - own SQL
    )


def standing_rules(work: Work, kind: str, year: int) -> Mapping[str, driver.Row]:
    """Identity → its rule in a year, the newest that is not withdrawn."""
    found = work.rows(
        "SELECT * FROM premium_rules WHERE kind = ? AND year = ? AND withdrawn = '' ORDER BY row", (kind, year)
    )
    return {one["identity"]: one for one in found}


def add_rule(
    work: Work, rule_id: str, values: Mapping[str, Value], *, at: datetime, station_id: str, operator_id: str
) -> None:
    """Keep a rule."""
    work.execute(
        f"INSERT INTO premium_rules (id, {', '.join(_RULE)}, station_id, operator_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - own names
        (rule_id, *(values[name] for name in _RULE), station_id, operator_id, moment(at)),
    )


def withdraw(work: Work, table: str, key: str, why: str) -> bool:
    """Note why a row of ``premium_rules`` or ``self_paid`` no longer counts; False where it is so already, or isn't there."""
    return work.execute(f"UPDATE {table} SET withdrawn = ? WHERE id = ? AND withdrawn = ''", (why, key)) == 1  # noqa: S608 - own names


def add_self_paid(
    work: Work, record_id: str, values: Mapping[str, Value], *, at: datetime, station_id: str, operator_id: str
) -> None:
    """Keep a visit that the person paid alone."""
    work.execute(
        f"INSERT INTO self_paid (id, {', '.join(_SELF_PAID)}, station_id, operator_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - own names
        (record_id, *(values[name] for name in _SELF_PAID), station_id, operator_id, moment(at)),
    )


def self_paid(work: Work, ids: tuple[str, ...] = ()) -> list[driver.Row]:
    """The visits that persons (all ids of one; () for everybody) paid alone, the newest first."""
    among = f" WHERE s.person_id IN ({', '.join('?' * len(ids))})" if ids else ""
    return work.rows(
        f"SELECT s.*, p.name AS person_name, p.certificate_number, h.name AS institution_name, {_OPERATOR.format('s')}"  # noqa: S608 - own SQL
        " FROM self_paid AS s JOIN persons AS p ON p.id = s.person_id JOIN institutions AS h ON h.id = s.institution_id"
        f"{among} ORDER BY s.discharged DESC, s.row DESC",
        ids,
    )


def same_visit(work: Work, values: Mapping[str, Value]) -> bool:
    """Whether a visit of the same person, institution, day and total is kept already."""
    return (
        work.value(
            "SELECT 1 FROM self_paid WHERE person_id = ? AND institution_id = ? AND discharged = ? AND total = ?"
            " AND withdrawn = ''",
            tuple(values[name] for name in _SELF_PAID[:4]),
        )
        is not None
    )


def self_paid_in(work: Work, ids: tuple[str, ...], year: int) -> int:
    """How many visits of a year a person (all ids of one) paid alone; withdrawn ones do not count."""
    marks = ", ".join("?" * len(ids))
    sql = f"SELECT count(*) FROM self_paid WHERE person_id IN ({marks}) AND substr(discharged, 1, 4) = ? AND withdrawn = ''"  # noqa: S608 - question marks only
    return int(work.value(sql, (*ids, str(year))))
