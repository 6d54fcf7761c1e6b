"""What statements are added up from: the documents of a span of business days, one by one, and those behind a figure. Money is fen.

Sums are made by the services, of the same rows that a figure is opened to: so a total and its slips can't differ.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.records.progress import Step, silent
from app.records.statements import (
    FeeSlip,
    StatedDocument,
    StatedFee,
    StatedPart,
    StatedShare,
    StatedSlip,
    Wanted,
)
from app.store import driver
from app.store.elsewhere import ELSEWHERE
from app.store.posting import IDENTITY
from app.store.stamp import day
from app.store.work import Work

FEE = "12"
"""一般诊疗费 (med_chrgitm_type)."""
_NOW = "(SELECT {} FROM persons WHERE id = d.person_id)"
_TOWNSHIP, _VILLAGE = (
    f"coalesce(g.{one}, {_NOW.format(one)}, '')"  # documents of an earlier schema: as the person is now
    for one in ("township", "village")
)
_FACTS = "(SELECT facts FROM document_facts WHERE document = d.row)"
_IDENTITY = f"coalesce(g.identity, {IDENTITY.format(_FACTS)}, '')"
_CASES = (
    "CASE d.kind WHEN 'settlement' THEN 1 WHEN 'reversal'"
    " THEN -(SELECT t.kind = 'settlement' FROM documents AS t WHERE t.row = d.reverses) ELSE 0 END"
)
"""What takes a difference back is no case less: the difference was none."""
_GROUP = "LEFT JOIN document_groups AS g ON g.document = d.row"
_ORDER = "ORDER BY d.business_date, d.row"
_STRIDE = 1000
"""Documents between two steps: some hundredths of a second."""


@dataclass(frozen=True, slots=True)
class Span:
    """Business days, both included; ``station_id`` "" for all stations, ``institution_ids`` None for all institutions."""

    first: date
    last: date
    station_id: str = ""
    institution_ids: tuple[str, ...] | None = None

    @property
    def where(self) -> tuple[str, list[object]]:
        """The condition on documents ``d`` and its values."""
        sql, values = "d.business_date BETWEEN ? AND ?", [day(self.first), day(self.last)]
        if self.station_id:
            # The plus keeps to the index of days.
            sql, values = f"{sql} AND +d.station_id = ?", [*values, self.station_id]
        if self.institution_ids is not None:
            sql = f"{sql} AND d.institution_id IN (SELECT value FROM json_each(?))"  # noqa: S608 - own SQL
            values = [*values, json.dumps(self.institution_ids)]
        return sql, list(values)


def _each(work: Work, span: Span, sql: str, values: Sequence[object], step: Step) -> Iterator[driver.Row]:
    """The rows of documents of a span; ``step`` is told documents."""
    where, of = span.where
    total = work.value(f"SELECT count(*) FROM documents AS d WHERE {where}", of)  # noqa: S608 - own SQL
    done, last = 0, None
    for row in work.each(sql, values):
        if row[0] != last:
            if done % _STRIDE == 0:
                step(done, total)
            done, last = done + 1, row[0]
        yield row
    step(total, total)


def documents(work: Work, span: Span, step: Step = silent) -> Iterator[StatedDocument]:
    """The documents of a span in the order of their days."""
    where, values = span.where
    sql = (
        f"SELECT d.row, {_CASES}, d.person_id, d.institution_id, d.institution_name, d.way = 'direct', d.business_date,"  # noqa: S608 - own SQL
        f" {_TOWNSHIP}, {_VILLAGE}, {_IDENTITY}, d.total, d.out_of_catalogue, d.institution_pays, d.person_pays,"
        f" d.institution_refund FROM documents AS d {_GROUP} WHERE {where} {_ORDER}"
    )
    return (StatedDocument._make(row) for row in _each(work, span, sql, values, step))


def shares(work: Work, span: Span, step: Step = silent) -> Iterator[StatedShare]:
    """What each layer pays of them, where it pays anything; a document's layers stand together."""
    where, values = span.where
    sql = (
        f"SELECT d.row, {_CASES}, d.person_id, d.institution_id, d.institution_name, d.way = 'direct',"  # noqa: S608 - own SQL
        f" l.payer, l.layer, l.name, {ELSEWHERE}, l.pay FROM documents AS d"
        f" CROSS JOIN document_layers AS l ON l.document = d.row WHERE {where} AND l.pay <> 0 {_ORDER}, l.position"
    )
    return (StatedShare._make(row) for row in _each(work, span, sql, values, step))


def parts(work: Work, span: Span, payer: str, step: Step = silent) -> Iterator[StatedPart]:
    """What each layer of a payer pays of them, with whose it is."""
    where, values = span.where
    sql = (
        f"SELECT d.row, {_CASES}, d.person_id, d.institution_id, d.institution_name, d.way = 'direct',"  # noqa: S608 - own SQL
        f" {_TOWNSHIP}, {_VILLAGE}, {_IDENTITY}, l.payer, l.layer, l.name, {ELSEWHERE}, l.pay FROM documents AS d"
        f" CROSS JOIN document_layers AS l ON l.document = d.row {_GROUP} WHERE {where} AND l.pay <> 0"
        f" AND l.payer = ? {_ORDER}, l.position"
    )
    return (StatedPart._make(row) for row in _each(work, span, sql, [*values, payer], step))


def fees(work: Work, span: Span, step: Step = silent) -> Iterator[StatedFee]:
    """一般诊疗费 of each document that has any."""
    where, values = span.where
    sql = (
        f"SELECT d.row, {_CASES}, d.person_id, d.institution_id, d.institution_name, d.business_date, sum(l.amount)"  # noqa: S608 - own SQL
        " FROM documents AS d"
        f" CROSS JOIN document_lines AS l ON l.document = d.row WHERE {where} AND l.category = ?"
        " GROUP BY d.business_date, d.row"
    )
    return (StatedFee._make(row) for row in _each(work, span, sql, [*values, FEE], step))


def fee_slips(work: Work, span: Span, institution_id: str) -> tuple[FeeSlip, ...]:
    """The documents of an institution in a span that have 一般诊疗费, and the settlements that stand without it, in the order of
    their days."""
    where, values = span.where
    rows = work.rows(
        f"SELECT d.id, d.number, d.kind, {_CASES}, d.business_date, d.discharged, d.person_name, d.total,"  # noqa: S608 - own SQL
        " (SELECT sum(l.amount) FROM document_lines AS l WHERE l.document = d.row AND l.category = ?) AS fee"
        f" FROM documents AS d WHERE {where} AND d.institution_id = ? AND (fee IS NOT NULL OR d.kind = 'settlement'"
        f" AND NOT EXISTS (SELECT 1 FROM documents AS r WHERE r.reverses = d.row)) {_ORDER}",
        [FEE, *values, institution_id],
    )
    return tuple(FeeSlip(*row[:4], *map(date.fromisoformat, row[4:6]), *row[6:]) for row in map(tuple, rows))


def ungrouped(work: Work, span: Span) -> int:
    """How many of a span's documents an earlier schema posted, which did not keep the person's township of that day."""
    where, values = span.where
    sql = f"SELECT count(*) FROM documents AS d {_GROUP} WHERE {where} AND g.document IS NULL"  # noqa: S608 - own SQL
    return int(work.value(sql, tuple(values)))


def institutions_of(work: Work, span: Span) -> tuple[str, ...]:
    """The institutions that a span's documents name."""
    where, values = span.where
    rows = work.rows(f"SELECT DISTINCT d.institution_id FROM documents AS d WHERE {where} ORDER BY 1", values)  # noqa: S608 - own SQL
    return tuple(row[0] for row in rows)


# ---- what was refused ----


def refused(work: Work, first: date, last: date) -> dict[str, int]:
    """Institution → what reviews refused of its standing slips of a span: the last mark of each line counts."""
    rows = work.rows(
        "SELECT d.institution_id, sum(r.amount) FROM line_reviews AS r JOIN documents AS d ON d.id = r.document"
        " WHERE d.business_date BETWEEN ? AND ? AND r.mark = 'refused' AND d.kind = 'settlement'"
        " AND r.row = (SELECT max(row) FROM line_reviews WHERE document = r.document AND line = r.line)"
        " AND NOT EXISTS (SELECT 1 FROM documents AS c WHERE c.reverses = d.row) GROUP BY d.institution_id",
        (day(first), day(last)),
    )
    return {row[0]: row[1] for row in rows}


def cancelled(work: Work, first: date, last: date) -> dict[str, int]:
    """Institution → what was refused with 门特 filings that were cancelled in a span (广西（九））."""
    rows = work.rows(
        "SELECT json_extract(data, '$.institution'), sum(json_extract(data, '$.refused_pay')) FROM filings"
        " WHERE json_extract(data, '$.refused_pay') > 0 AND json_extract(data, '$.cancelled_on') BETWEEN ? AND ?"
        " GROUP BY 1",
        (day(first), day(last)),
    )
    return {row[0]: row[1] for row in rows if row[0]}


# ---- the slips behind a figure ----


_OWN = f"SELECT coalesce(sum(l.pay), 0) FROM document_layers AS l WHERE l.document = d.row AND {ELSEWHERE} = {{}}"  # noqa: S608 - own SQL
_REFUSED = (
    "(SELECT coalesce(sum(r.amount), 0) FROM line_reviews AS r WHERE r.document = d.id AND r.mark = 'refused'"
    " AND r.row = (SELECT max(row) FROM line_reviews WHERE document = r.document AND line = r.line)"
    " AND d.kind = 'settlement' AND NOT EXISTS (SELECT 1 FROM documents AS c WHERE c.reverses = d.row))"
)
_ESTIMATE = "SELECT coalesce(sum(e.pay), 0) FROM document_estimates AS e WHERE e.document = d.row"


def slips(work: Work, span: Span, wanted: Wanted) -> tuple[StatedSlip, ...]:
    """The documents behind a figure, in the order of their days."""
    layers, layer_values = _layers(wanted)
    where, values = span.where
    conditions, more = _conditions(wanted, layers, layer_values)
    # Each of these is a look into another table for every row: only where it is shown.
    refused = _REFUSED if wanted.institution_id and not layers else "0"
    estimate = f"({_ESTIMATE})" if wanted.estimates else "0"
    sql = (
        f"SELECT d.id, d.number, d.kind, d.way, d.business_date, d.institution_name, d.person_name, {_TOWNSHIP} AS township,"  # noqa: S608 - own SQL
        f" {_VILLAGE} AS village, {_IDENTITY} AS identity, d.total, ({_OWN.format(0)}{layers}) AS amount,"
        f" ({_OWN.format(1)}{layers}) AS elsewhere, d.institution_pays, d.person_pays, d.institution_refund,"
        f" {refused} AS refused, d.drug_in_scope, {estimate} AS estimate"
        f" FROM documents AS d {_GROUP} WHERE {' AND '.join((where, *conditions))} {_ORDER}"
    )
    return tuple(map(_slip, work.rows(sql, [*layer_values, *layer_values, *values, *more])))


def _layers(wanted: Wanted) -> tuple[str, list[object]]:
    """The condition on layers ``l`` that a figure of a payer has."""
    sql, values = "", list[object]()
    for column, value in (("payer", wanted.payer), ("layer", wanted.layer)):
        if value:
            sql += f" AND l.{column} = ?"
            values.append(value)
    return sql, values


def _conditions(wanted: Wanted, layers: str, layer_values: list[object]) -> tuple[list[str], list[object]]:
    found: list[str] = []
    values: list[object] = []
    if layers:
        found.append(f"EXISTS (SELECT 1 FROM document_layers AS l WHERE l.document = d.row AND l.pay <> 0{layers})")  # noqa: S608 - own SQL
        values += layer_values
    if wanted.institution_id:
        found.append("d.institution_id = ?")
        values.append(wanted.institution_id)
    if wanted.institution_ids is not None:
        found.append("d.institution_id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(wanted.institution_ids))
    for sql, value in ((_IDENTITY, wanted.identity), (_TOWNSHIP, wanted.township), (_VILLAGE, wanted.village)):
        if value is not None:
            found.append(f"{sql} = ?")
            values.append(value)
    if wanted.estimates:
        found.append("EXISTS (SELECT 1 FROM document_estimates AS e WHERE e.document = d.row AND e.pay <> 0)")
    if wanted.advances:
        found.append("d.way = 'direct'")
    return found, values


def _slip(row: driver.Row) -> StatedSlip:
    return StatedSlip(
        *(row["id"], row["number"], row["kind"], row["way"], date.fromisoformat(row["business_date"])),
        *(row["institution_name"], row["person_name"], row["township"], row["village"], row["identity"]),
        *(row["total"], row["amount"], row["elsewhere"], row["institution_pays"], row["person_pays"]),
        *(row["institution_refund"], row["refused"], row["drug_in_scope"], row["estimate"]),
    )


def days_of(work: Work, rows: Mapping[str, int]) -> dict[str, date]:
    """The business days of documents (local rows), under the same keys."""
    found = work.rows(
        "SELECT row, business_date FROM documents WHERE row IN (SELECT value FROM json_each(?))",
        (json.dumps(list(rows.values())),),
    )
    days = {row[0]: date.fromisoformat(row[1]) for row in found}
    return {key: days[row] for key, row in rows.items()}
