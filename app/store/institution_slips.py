"""What posted documents say of institutions: claims by payer, what is out of the catalogue, faults, lines to review. Money is fen.

A document counts on its business day: a reversal with its negative amounts on its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from app.records.institutions import ClaimSlip, Control, FaultLine, LineReview, ReviewLine
from app.records.progress import Step, silent, stepped
from app.store import driver
from app.store.elsewhere import ELSEWHERE
from app.store.stamp import day, moment
from app.store.work import Work

_WITHIN = "d.business_date BETWEEN ? AND ?"
_STANDS = "d.kind = 'settlement' AND NOT EXISTS (SELECT 1 FROM documents AS r WHERE r.reverses = d.row)"
_LIMIT = "EXISTS (SELECT 1 FROM document_notices AS n WHERE n.document = d.row AND n.code = 'CATALOGUE_LIMIT')"
_STRIDE = 1000
"""Documents between two steps."""
_PRICED = "EXISTS (SELECT 1 FROM document_line_splits AS s WHERE s.document = d.row AND s.over_limit <> 0)"


_SLIP = (
    "SELECT d.*, (SELECT coalesce(sum(l.pay), 0) FROM document_layers AS l WHERE l.document = d.row"  # noqa: S608 - own SQL
    f" AND l.layer = 'critical_illness' AND NOT {ELSEWHERE}) AS critical,"
    f" (SELECT coalesce(sum(l.pay), 0) FROM document_layers AS l WHERE l.document = d.row AND {ELSEWHERE}) AS elsewhere, "
    f"{_LIMIT} AS beyond, (SELECT count(DISTINCT line) FROM line_reviews WHERE document = d.id) AS marks FROM documents AS d"
)


def slips(work: Work, first: date, last: date, institution_id: str = "") -> tuple[ClaimSlip, ...]:
    """The documents of a span of business days, of one institution or all, in the order of posting."""
    of, values = _of(institution_id)
    rows = work.rows(f"{_SLIP} WHERE {_WITHIN}{of} ORDER BY d.row", (day(first), day(last), *values))
    return tuple(map(_slip, rows))


class Claim(NamedTuple):
    """What one document adds to an institution's claims: what it laid out, and 医院应退 to the person."""

    institution_id: str
    advanced: int
    refund: int


def claims(work: Work, first: date, last: date, step: Step = silent) -> Iterator[Claim]:
    """The documents of a span that an institution laid something out for or has something to give back of, one by one: only
    their sums are asked for, and a year has too many to hold. ``step`` is told documents."""
    span = (day(first), day(last))
    total = int(work.value(f"SELECT count(*) FROM documents AS d WHERE {_WITHIN}", span))  # noqa: S608 - own SQL
    rows = work.each(
        "SELECT d.institution_id, iif(d.way = 'direct', d.fund_total - (SELECT coalesce(sum(l.pay), 0) FROM document_layers AS l"  # noqa: S608 - own SQL
        f" WHERE l.document = d.row AND {ELSEWHERE}), 0), d.institution_refund FROM documents AS d WHERE {_WITHIN}",
        span,
    )
    found = (Claim._make(row) for row in stepped(rows, total, step, _STRIDE))
    return (one for one in found if one.advanced or one.refund)


def _of(institution_id: str) -> tuple[str, tuple[str, ...]]:
    return (" AND d.institution_id = ?", (institution_id,)) if institution_id else ("", ())


def _slip(row: driver.Row) -> ClaimSlip:
    direct = row["way"] == "direct"
    return ClaimSlip(
        id=row["id"],
        number=row["number"],
        kind=row["kind"],
        way=row["way"],
        business_date=date.fromisoformat(row["business_date"]),
        discharged=date.fromisoformat(row["discharged"]),
        institution_id=row["institution_id"],
        institution_name=row["institution_name"],
        person_id=row["person_id"],
        person_name=row["person_name"],
        operator_id=row["operator_id"],
        total=row["total"],
        out_of_catalogue=row["out_of_catalogue"],
        over_limit=row["over_limit"],
        institution_pays=row["institution_pays"],
        advanced=row["fund_total"] - row["elsewhere"] if direct else 0,
        refund=row["institution_refund"],
        critical_illness=row["critical"] if direct else 0,
        beyond=bool(row["beyond"]),
        marks=row["marks"],
    )


def payers(work: Work, first: date, last: date, institution_id: str) -> tuple[tuple[str, int], ...]:
    """(payer, fen) of what an institution laid out in direct settlements, in the order in which the slips name them."""
    rows = work.rows(
        f"SELECT l.payer, sum(l.pay) FROM documents AS d JOIN document_layers AS l ON l.document = d.row WHERE {_WITHIN}"  # noqa: S608 - own SQL
        f" AND d.institution_id = ? AND d.way = 'direct' AND NOT {ELSEWHERE} GROUP BY l.payer HAVING sum(l.pay) <> 0"
        " ORDER BY min(l.document), min(l.position)",
        (day(first), day(last), institution_id),
    )
    return tuple((row[0], row[1]) for row in rows)


def control(work: Work, first: date, last: date) -> tuple[Control, ...]:
    """Sums by institution over a span of business days, those with most out of the catalogue first."""
    rows = work.rows(
        f"SELECT d.institution_id, i.name, sum({_STANDS}), sum(d.total), sum(d.out_of_catalogue), sum(d.institution_pays),"  # noqa: S608 - own SQL
        f" sum({_STANDS} AND {_LIMIT}) FROM documents AS d JOIN institutions AS i ON i.id = d.institution_id"
        f" WHERE {_WITHIN} GROUP BY d.institution_id ORDER BY 5 DESC, 2",
        (day(first), day(last)),
    )
    return tuple(Control(*tuple(row)) for row in rows)


def fault_lines(work: Work, first: date, last: date) -> tuple[FaultLine, ...]:
    """The lines with a fault of a span of business days."""
    rows = work.rows(
        "SELECT d.id, d.number, d.institution_name, d.person_name, d.business_date, l.name, l.amount, l.fault, l.decided_by"  # noqa: S608 - own SQL
        f" FROM documents AS d JOIN document_lines AS l ON l.document = d.row WHERE {_WITHIN} AND {_STANDS}"
        " AND l.fault IS NOT NULL ORDER BY d.row, l.line",
        (day(first), day(last)),
    )
    return tuple(
        FaultLine(*(row[0], row[1], row[2], row[3]), date.fromisoformat(row[4]), *(row[5], row[6], row[7], row[8]))
        for row in rows
    )


def cancelled_filings(work: Work, first: date, last: date, institution_id: str) -> tuple[tuple[date, str, int], ...]:
    """(day, person, fen) of 门特 filings of an institution that were cancelled with something refused (广西（九）)."""
    rows = work.rows(
        "SELECT json_extract(f.data, '$.cancelled_on'), p.name, json_extract(f.data, '$.refused_pay') FROM filings AS f"
        " JOIN persons AS p ON p.row = f.person WHERE json_extract(f.data, '$.institution') = ?"
        " AND json_extract(f.data, '$.refused_pay') > 0 AND json_extract(f.data, '$.cancelled_on') BETWEEN ? AND ?"
        " ORDER BY 1, f.row",
        (institution_id, day(first), day(last)),
    )
    return tuple((date.fromisoformat(row[0]), row[1], row[2]) for row in rows)


# ---- reviews


FILTERS = {
    "all": "1",
    "open": "NOT EXISTS (SELECT 1 FROM line_reviews WHERE document = d.id)",
    "beyond": _LIMIT,
    "priced": _PRICED,
    "high": "d.total >= ?",
}


def to_review(work: Work, first: date, last: date, which: str, least: int) -> tuple[ClaimSlip, ...]:
    """Settlements that stand, of a span of business days, that a filter takes; ``least`` fen for ``high``."""
    high = (least,) if which == "high" else ()
    rows = work.rows(
        f"{_SLIP} WHERE {_WITHIN} AND {_STANDS} AND {FILTERS[which]} ORDER BY d.total DESC, d.row",
        (day(first), day(last), *high),
    )
    return tuple(map(_slip, rows))


def slip(work: Work, document_id: str) -> ClaimSlip | None:
    """One document, or None."""
    row = work.row(f"{_SLIP} WHERE d.id = ?", (document_id,))
    return None if row is None else _slip(row)


def stands(work: Work, document_id: str) -> bool:
    """Whether a document is a settlement that was not reversed."""
    found = work.value(f"SELECT {_STANDS} FROM documents AS d WHERE d.id = ?", (document_id,))  # noqa: S608 - own SQL
    return bool(found)


def lines(work: Work, document_id: str) -> tuple[ReviewLine, ...]:
    """A bill's lines with their last marks; the slip as a whole first."""
    last = {one.line: one for one in reviews_of(work, document_id)}
    whole = slip(work, document_id)
    if whole is None:
        return ()
    own = (whole.total, whole.out_of_catalogue, whole.over_limit)
    found = [ReviewLine(0, "整单", "", 0, 0, *own, "", last.get(0))]
    rows = work.rows(
        "SELECT l.*, s.out_of_catalogue, s.over_limit FROM documents AS d JOIN document_lines AS l ON l.document = d.row"
        " LEFT JOIN document_line_splits AS s ON s.document = l.document AND s.line = l.line WHERE d.id = ? ORDER BY l.line",
        (document_id,),
    )
    # Stored lines count from 0.
    for at, row in enumerate(rows, start=1):
        amounts = (row["amount"], row["out_of_catalogue"] or 0, row["over_limit"] or 0)
        measured = (row["quantity"], row["unit_price"])
        found.append(
            ReviewLine(at, row["name"], row["item_class"], *measured, *amounts, row["fault"] or "", last.get(at))
        )
    return tuple(found)


_REVIEWS = (
    "SELECT r.*, o.name AS operator_name FROM line_reviews AS r LEFT JOIN operators AS o ON o.id = r.operator_id"
    " WHERE r.row = (SELECT max(row) FROM line_reviews WHERE document = r.document AND line = r.line)"
)


def reviews_of(work: Work, document_id: str) -> tuple[LineReview, ...]:
    """The last mark of each line of a bill that has one."""
    return tuple(map(_review, work.rows(f"{_REVIEWS} AND r.document = ? ORDER BY r.line", (document_id,))))


def findings(work: Work) -> tuple[LineReview, ...]:
    """The last marks that are not ``passed``, the newest first."""
    return tuple(map(_review, work.rows(f"{_REVIEWS} AND r.mark <> 'passed' ORDER BY r.row DESC")))


def refused(work: Work, among: Sequence[ClaimSlip]) -> tuple[tuple[ClaimSlip, LineReview], ...]:
    """What reviews refused of those of some slips that stand."""
    found = []
    for one in among:
        if one.marks and stands(work, one.id):
            found += [(one, mark) for mark in reviews_of(work, one.id) if mark.mark == "refused"]
    return tuple(found)


def add_review(work: Work, review_id: str, one: LineReview, station_id: str) -> None:
    """Store a mark."""
    work.execute(
        "INSERT INTO line_reviews (id, document, line, mark, amount, reason, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(review_id, one.document_id, one.line, one.mark, one.amount, one.reason),
            *(station_id, one.operator_id, moment(one.at)),
        ),
    )


def _review(row: driver.Row) -> LineReview:
    from_row = (row["document"], row["line"], row["mark"], row["amount"], row["reason"], row["operator_id"])
    return LineReview(*from_row, row["operator_name"] or row["operator_id"], datetime.fromisoformat(row["at"]))
