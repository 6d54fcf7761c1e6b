"""What a day's close reads: a station's documents of one business day with the sums of their parts, and what stands beside
them (prints, drafts, requests, the audit). A few queries for the whole day, whatever it holds. Money is fen.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.store import driver
from app.store.elsewhere import ELSEWHERE
from app.store.posting import PLACES
from app.store.stamp import day
from app.store.work import Work

ACTIONS = ("case.settle", "document.reverse", "adjustment.post")
"""The audit's actions that post a document."""
Rows = Collection[int]
"""Local rows of documents: the day's are found once."""
_THESE = "SELECT value FROM json_each(?)"


@dataclass(frozen=True, slots=True)
class DayLayer:
    """One layer of a document; ``elsewhere``: settled there, by ``records.elsewhere``."""

    layer: str
    name: str
    payer: str
    elsewhere: bool
    pay: int


@dataclass(frozen=True, slots=True)
class DayPayment:
    """One payment of a document."""

    kind: str
    amount: int
    account: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class DayDocument:
    """A posted document with the sums of its parts. ``places`` in the order of ``posting.PLACES``; ``line_places`` the
    sums of its lines' splits, ``line_total`` that of the lines, both empty for a bill of totals. ``target`` is the local
    row of what it reverses."""

    row: int
    id: str
    number: str
    sequence: int
    kind: str
    way: str
    person_name: str
    business_date: str
    total: int
    places: tuple[int, ...]
    fund_total: int
    institution_pays: int
    person_pays: int
    collect: int
    pay_out: int
    institution_refund: int
    facts_digest: str
    target: int | None
    layers: list[DayLayer] = field(default_factory=list)
    payments: list[DayPayment] = field(default_factory=list)
    line_total: int | None = None
    line_places: tuple[int, ...] = ()


def documents_of(work: Work, station_id: str, on: date) -> tuple[DayDocument, ...]:
    """A station's documents of a business day, in the order of posting."""
    sql = "SELECT row FROM documents WHERE business_date = ? AND station_id = ? ORDER BY row"
    return _documents(work, [row[0] for row in work.rows(sql, (day(on), station_id))])


def targets_of(work: Work, rows: Rows) -> dict[int, DayDocument]:
    """What the reversals among these documents take back, of whatever day, by local row."""
    sql = f"SELECT reverses FROM documents WHERE reverses IS NOT NULL AND row IN ({_THESE})"  # noqa: S608 - own query
    return {one.row: one for one in _documents(work, [row[0] for row in work.rows(sql, _these(rows))])}


def _these(rows: Rows) -> tuple[str]:
    return (json.dumps(list(rows)),)


def _documents(work: Work, rows: Rows) -> tuple[DayDocument, ...]:
    these = _these(rows)
    line_totals, line_places = _lines(work, these)
    stored = work.rows(f"SELECT * FROM documents WHERE row IN ({_THESE}) ORDER BY row", these)  # noqa: S608 - own query
    found = {row["row"]: _document(row, line_totals.get(row["row"]), line_places.get(row["row"], ())) for row in stored}
    layers = (
        f"SELECT l.document, l.layer, l.name, l.payer, l.pay, {ELSEWHERE} AS elsewhere FROM document_layers AS l"  # noqa: S608 - own query
        f" JOIN documents AS d ON d.row = l.document WHERE l.document IN ({_THESE}) ORDER BY l.document, l.position"
    )
    for row in work.each(layers, these):
        layer = DayLayer(row["layer"], row["name"], row["payer"], bool(row["elsewhere"]), row["pay"])
        found[row["document"]].layers.append(layer)
    payments = f"SELECT * FROM payments WHERE document IN ({_THESE}) ORDER BY document, position"  # noqa: S608 - own query
    for row in work.each(payments, these):
        account = (row["account_holder"], row["account_number"], row["account_bank"])
        found[row["document"]].payments.append(DayPayment(row["kind"], row["amount"], account))
    return tuple(found.values())


def _lines(work: Work, these: tuple[str]) -> tuple[dict[int, int], dict[int, tuple[int, ...]]]:
    grouped = f"WHERE document IN ({_THESE}) GROUP BY document"
    totals = work.rows(f"SELECT document, sum(amount) FROM document_lines {grouped}", these)  # noqa: S608 - own query
    sums = ", ".join(f"sum({place})" for place in PLACES)
    places = work.rows(f"SELECT document, {sums} FROM document_line_splits {grouped}", these)  # noqa: S608 - own query
    return {row[0]: row[1] for row in totals}, {row[0]: tuple(row)[1:] for row in places}


def _document(row: driver.Row, line_total: int | None, line_places: tuple[int, ...]) -> DayDocument:
    return DayDocument(
        row=row["row"],
        id=row["id"],
        number=row["number"],
        sequence=row["sequence"],
        kind=row["kind"],
        way=row["way"],
        person_name=row["person_name"],
        business_date=row["business_date"],
        total=row["total"],
        places=tuple(row[place] for place in PLACES),
        fund_total=row["fund_total"],
        institution_pays=row["institution_pays"],
        person_pays=row["person_pays"],
        collect=row["collect"],
        pay_out=row["pay_out"],
        institution_refund=row["institution_refund"],
        facts_digest=row["facts_digest"],
        target=row["reverses"],
        line_total=line_total,
        line_places=line_places,
    )


def facts_of(work: Work, rows: Rows, figures: Iterable[str]) -> Iterator[tuple[int, str, str | None]]:
    """Local row, stored slip, and what it says of number, ``figures`` (their names), layers and payments, as one JSON array; None
    where it is no JSON. One by one: together they are long, and SQLite finds a few values in one sooner than Python reads it whole.
    """
    paths = ", ".join(f"'$.{name}'" for name in ("number", *figures, "layers", "payments"))
    said = f"CASE WHEN json_valid(facts) THEN json_extract(facts, {paths}) END AS said"
    sql = f"SELECT document, facts, {said} FROM document_facts WHERE document IN ({_THESE}) ORDER BY document"  # noqa: S608 - own query
    for row in work.each(sql, _these(rows)):
        yield row["document"], row["facts"], row["said"]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The slip numbers of a station and year: how many, the last, and the first that is missing (None: none is)."""

    count: int
    last: int
    missing: int | None


def numbers(work: Work, station_id: str, year: int) -> Numbers:
    """Whether the numbers of a year run from 1 to the last."""
    where = "station_id = ? AND settling_year = ?"
    count, last = work.rows(
        f"SELECT count(*), coalesce(max(sequence), 0) FROM documents WHERE {where}",  # noqa: S608 - own condition
        (station_id, year),
    )[0]
    if count == last:
        return Numbers(count, last, None)
    sql = f"SELECT sequence FROM documents WHERE {where} ORDER BY sequence"  # noqa: S608 - own condition
    expected = 1
    for row in work.each(sql, (station_id, year)):
        if row["sequence"] != expected:
            break
        expected += 1
    return Numbers(count, last, expected)


@dataclass(frozen=True, slots=True)
class Drafts:
    """``closed`` drafts of a day; ``unsettled`` those of them without a document (whose), ``still_open`` documents
    (local rows) whose draft isn't closed."""

    closed: int
    unsettled: tuple[str, ...]
    still_open: tuple[int, ...]


def drafts(work: Work, rows: Rows, station_id: str, on: date) -> Drafts:
    """The drafts that the day's documents were settled from, and the settled drafts of the day."""
    sql = (
        "SELECT documents.row FROM documents JOIN drafts ON drafts.request_id = documents.request_id"  # noqa: S608 - own query
        f" WHERE drafts.state <> 'closed' AND documents.row IN ({_THESE}) ORDER BY documents.row"
    )
    still_open = tuple(row[0] for row in work.rows(sql, _these(rows)))
    where = "state = 'closed' AND saved_at >= ? AND saved_at < ? AND station_id = ?"
    values = (*_span(on), station_id)
    closed = int(work.value(f"SELECT count(*) FROM drafts WHERE {where}", values))  # noqa: S608 - own condition
    lost = work.rows(
        f"SELECT person_name FROM drafts WHERE {where}"  # noqa: S608 - own condition
        " AND NOT EXISTS (SELECT 1 FROM documents WHERE documents.request_id = drafts.request_id) ORDER BY saved_at",
        values,
    )
    return Drafts(closed, tuple(row[0] for row in lost), still_open)


def _span(on: date) -> tuple[str, str]:
    """From the first text of a moment of the day to the first of the next."""
    return on.isoformat(), (on + timedelta(days=1)).isoformat()


def open_drafts(work: Work, station_id: str, on: date) -> tuple[tuple[str, str], ...]:
    """Whose cases are open that were begun by the end of the day, and when each was last saved."""
    sql = "SELECT person_name, saved_at FROM drafts WHERE state = 'open' AND at < ? AND +station_id = ? ORDER BY at, id"
    return tuple((row[0], row[1]) for row in work.rows(sql, (_span(on)[1], station_id)))


@dataclass(frozen=True, slots=True)
class Prints:
    """The day's prints: first ones and later ones; the documents of the day without any (local rows); ``checked``
    documents whose copies were counted, and (id, number, copies, highest copy number) where these aren't the same."""

    originals: int
    reprints: int
    unprinted: tuple[int, ...]
    checked: int
    wrong: tuple[tuple[str, str, int, int], ...]


def prints(work: Work, rows: Rows, station_id: str, on: date) -> Prints:
    """What was printed on the day, and of the documents of the day."""
    span = _span(on)
    printed = "at >= ? AND at < ? AND +station_id = ?"
    originals, every = work.rows(
        f"SELECT coalesce(sum(copy = 1), 0), count(*) FROM prints WHERE {printed}",  # noqa: S608 - own condition
        (*span, station_id),
    )[0]
    unprinted = work.rows(
        f"SELECT row FROM documents WHERE row IN ({_THESE})"  # noqa: S608 - own query
        " AND NOT EXISTS (SELECT 1 FROM prints WHERE document = documents.row) ORDER BY row",
        _these(rows),
    )
    counted = work.rows(
        "SELECT documents.id, documents.number, count(*) AS copies, max(copy) AS highest"  # noqa: S608 - own query
        " FROM prints JOIN documents ON documents.row = prints.document"
        f" WHERE document IN ({_THESE} UNION SELECT document FROM prints WHERE {printed}) GROUP BY document",
        (*_these(rows), *span, station_id),
    )
    wrong = tuple((row[0], row[1], row[2], row[3]) for row in counted if row["copies"] != row["highest"])
    return Prints(originals, every - originals, tuple(row[0] for row in unprinted), len(counted), wrong)


def without_audit(work: Work, rows: Rows) -> tuple[int, ...]:
    """Those of these documents of whose posting the audit says nothing."""
    actions = ", ".join("?" * len(ACTIONS))
    sql = (
        f"SELECT row FROM documents WHERE row IN ({_THESE}) AND NOT EXISTS"  # noqa: S608 - own query
        f" (SELECT 1 FROM audit WHERE subject = documents.id AND action IN ({actions})) ORDER BY row"
    )
    return tuple(row[0] for row in work.rows(sql, (*_these(rows), *ACTIONS)))


def reasons(work: Work, rows: Rows) -> dict[int, str]:
    """Why each reversal among them was made (a code of ``words.REASONS``), by local row."""
    sql = f"SELECT document, reason FROM document_reasons WHERE document IN ({_THESE})"  # noqa: S608 - own query
    return {row[0]: row[1] for row in work.rows(sql, _these(rows))}
