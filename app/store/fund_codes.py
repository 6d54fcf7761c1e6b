"""The area's table of fund payment codes. Rows are only ever added; which of them counts, ``records.fund_codes.code_of`` says."""

from __future__ import annotations

from datetime import date, datetime

from app.records.fund_codes import FundCode
from app.store.stamp import day, day_back, moment
from app.store.work import Work


def add(work: Work, one: FundCode, *, at: datetime, station_id: str, operator_id: str) -> None:
    """Store a code."""
    work.execute(
        "INSERT INTO fund_codes (id, layer, payer, code, name, field, since, document_number, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(one.id, one.layer, one.payer, one.code, one.name, one.field, day(one.since), one.document_number),
            *(station_id, operator_id, moment(at)),
        ),
    )


def stored(work: Work) -> tuple[FundCode, ...]:
    """All of them in the order of entering."""
    rows = work.rows(
        "SELECT f.*, o.name AS operator_name FROM fund_codes AS f JOIN operators AS o ON o.id = f.operator_id ORDER BY f.row"
    )
    return tuple(
        FundCode(
            layer=row["layer"],
            payer=row["payer"],
            code=row["code"],
            name=row["name"],
            field=row["field"],
            since=day_back(row["since"]),
            document_number=row["document_number"],
            id=row["id"],
            operator_name=row["operator_name"],
            at=datetime.fromisoformat(row["at"]),
        )
        for row in rows
    )


def paying_layers(work: Work, first: date, last: date) -> tuple[tuple[str, str, str], ...]:
    """(layer, name, payer) of every layer that paid something in a span of business days."""
    rows = work.rows(
        "SELECT l.layer, max(l.name), l.payer FROM documents AS d JOIN document_layers AS l ON l.document = d.row"
        " WHERE d.business_date BETWEEN ? AND ? AND l.pay <> 0 GROUP BY l.layer, l.payer ORDER BY min(l.position), l.payer",
        (day(first), day(last)),
    )
    return tuple((row[0], row[1], row[2]) for row in rows)
