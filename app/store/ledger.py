"""The ledger: posted documents, which nothing changes ever after, and what is read from them. Money is fen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.errors import UserError, require
from app.records.ledger import NewDocument, PackText, Posted
from app.records.people import Station
from app.records.result import Added
from app.store import driver, posting
from app.store.canonical import canonical, sha256
from app.store.people import family
from app.store.stamp import day, day_back
from app.store.standing import standing
from app.store.work import Work

_OPEN = "NOT EXISTS (SELECT 1 FROM documents AS counter WHERE counter.reverses = documents.row)"
_STAYS = ("inpatient",)


def next_number(work: Work, station: Station, year: int) -> tuple[int, str]:
    """The next sequence and slip number of a station and year of settling, such as (1, "NM-01-2019-000001"): one
    sequence for all kinds. Ask inside the unit of work that posts, so that none is left out or given twice."""
    sequence = int(
        work.value(
            "SELECT coalesce(max(sequence), 0) + 1 FROM documents WHERE station_id = ? AND settling_year = ?",
            (station.id, year),
        )
    )
    return sequence, f"{station.area_code}-{station.code}-{year}-{sequence:06d}"


def content_digest(document: NewDocument) -> str:
    """SHA-256 of what was asked for: the document's own ``content_digest`` or one of its case, person, institution,
    invoice, way, payments and links; ids, moments and results are left out."""
    if document.content_digest:
        return document.content_digest
    payments = [
        [one.kind, one.amount, one.account_holder, one.account_number, one.account_bank] for one in document.payments
    ]
    asked = {
        "kind": document.kind,
        "person": document.person_id,
        "institution": document.institution_id,
        "invoice": document.invoice_number,
        "way": document.way,
        "case": document.case_json,
        "payments": payments,
        "replaces": document.replaces,
        "reverses": document.reverses,
        **({"adjusts": document.adjusts} if document.adjusts else {}),
    }
    return sha256(canonical(asked))


def post(
    work: Work,
    document: NewDocument,
    sequence: int,
    number: str,
    facts_json: str,
    facts_digest: str,
    qr_payload: str,
    station_id: str,
    operator_id: str,
) -> bool:
    """Write a document with all its parts and its pack. True: posted; False: this request was posted before with the
    same content, nothing is written. ``facts_digest`` is the SHA-256 of ``facts_json``.

    UserError REQUEST_CHANGED for the same request with other content. InvariantError for a number that is not the next
    one, an amount that is no int, a trial, a second reversal, an invoice that is used already."""
    content = content_digest(document)
    earlier = by_request(work, document.request_id)
    if earlier is not None:
        if earlier[1] == content:
            return False
        raise UserError("REQUEST_CHANGED", "", "这个个案已经结算过，内容与已结算的不同。请新开一个个案，或先冲红。")
    require(not document.result.unconfirmed, "a trial is never posted")
    require(sha256(facts_json) == facts_digest, "facts_digest is the SHA-256 of facts_json")
    require(len(document.lines) in {0, len(document.result.lines)}, "each line of the bill has its split")
    if document.kind == "settlement":
        used = invoice_used(work, document.institution_id, document.invoice_number)
        require(used is None, "an invoice is settled once")
    _check_sums(document)
    links = (_row(work, document.replaces), _row(work, document.reverses), _row(work, document.adjusts))
    _check_links(work, document, links)
    _store_pack(work, document.pack)
    row = int(work.value("SELECT coalesce(max(row), 0) + 1 FROM documents"))
    posting.write_parts(work, row, document, facts_json, links[1] or links[2])
    posting.write_document(
        work,
        row,
        document,
        content=content,
        numbered=(document.business_date.year, sequence, number),
        names=(
            _name(work, "persons", document.person_id),
            _name(work, "institutions", document.institution_id),
            _name(work, "operators", operator_id),
        ),
        links=links,
        facts_digest=facts_digest,
        qr_payload=qr_payload,
        stamp=(station_id, operator_id),
    )
    return True


def _check_sums(document: NewDocument) -> None:
    """What the table's own checks don't see: the layers and the lines add up to the document."""
    result = document.result
    require(sum(layer.pay for layer in result.layers) == result.fund_total, "the layers add up to fund_total")
    if result.lines and document.kind == "settlement":
        for place in posting.PLACES:
            lines = sum(getattr(split, place) for split in result.lines)
            require(lines == getattr(result.amounts, place), f"the lines add up to {place}")


def _check_links(work: Work, document: NewDocument, links: tuple[int | None, int | None, int | None]) -> None:
    replaced, reversed_row, adjusted = links
    require(replaced is None or _reversed_by(work, replaced) is not None, "only a reversed document is replaced")
    require((adjusted is not None) == (document.kind == "adjustment"), "an adjustment refers to what it adjusts")
    require(adjusted is None or _reversed_by(work, adjusted) is None, "a reversed document is not adjusted")
    if reversed_row is None:
        return
    row = work.rows("SELECT kind, person_id, total, fund_total FROM documents WHERE row = ?", (reversed_row,))[0]
    require(row["kind"] != "reversal", "a reversal is not reversed")
    require(row["person_id"] == document.person_id, "a reversal is of the same person")
    same = (-row["total"], -row["fund_total"]) == (document.result.amounts.total, document.result.fund_total)
    require(same, "a reversal takes back the whole document")


def _row(work: Work, document_id: str | None) -> int | None:
    if document_id is None:
        return None
    row: int | None = work.value("SELECT row FROM documents WHERE id = ?", (document_id,))
    require(row is not None, "a document points to posted documents only")
    return row


def _reversed_by(work: Work, row: int) -> str | None:
    number: str | None = work.value("SELECT number FROM documents WHERE reverses = ?", (row,))
    return number


def _name(work: Work, table: str, id_: str) -> str:
    name: str | None = work.value(f"SELECT name FROM {table} WHERE id = ?", (id_,))  # noqa: S608 - own table names
    require(name is not None, f"a document names rows of {table} that exist")
    return name or ""


def _store_pack(work: Work, pack: PackText) -> None:
    require(sha256(pack.text) == pack.digest, "a pack's digest is the SHA-256 of its text")
    if work.value("SELECT 1 FROM packs WHERE digest = ?", (pack.digest,)) is None:
        work.execute(
            "INSERT INTO packs (digest, pack_id, text) VALUES (?, ?, ?)", (pack.digest, pack.pack_id, pack.text)
        )


def by_request(work: Work, request_id: str) -> tuple[str, str] | None:
    """(document id, content digest) of a request that was posted, or None."""
    row = work.row("SELECT id, content_digest FROM documents WHERE request_id = ?", (request_id,))
    return None if row is None else (row["id"], row["content_digest"])


def reverses(work: Work, document_id: str) -> str | None:
    """The id of the document that this one reverses, or None; ``Posted.reversed_by`` is the way back."""
    sql = (
        "SELECT target.id FROM documents AS counter JOIN documents AS target ON target.row = counter.reverses"
        " WHERE counter.id = ?"
    )
    found: str | None = work.value(sql, (document_id,))
    return found


def posted(work: Work, document_id: str) -> Posted:
    """One posted document; UserError NO_DOCUMENT where there is none."""
    found = _posted(work, "documents.id = ?", (document_id,))
    if not found:
        raise UserError("NO_DOCUMENT", "", "没有找到这张结算单，请核对单号。")
    return found[0]


def by_number(work: Work, number: str) -> Posted | None:
    """The document of a slip number, or None."""
    found = _posted(work, "documents.number = ?", (number,))
    return found[0] if found else None


def posted_of(work: Work, person_id: str, year: int | None = None) -> tuple[Posted, ...]:
    """All documents of a person (merged duplicates' too) in the order of the year that they count in; ``year`` is the
    calendar year of discharge."""
    ids = family(work, person_id)
    marks = ", ".join("?" * len(ids))
    if year is None:
        return _posted(
            work, f"documents.person_id IN ({marks})", ids, "documents.year, documents.order_key, documents.row"
        )
    return _posted(
        work, f"documents.person_id IN ({marks}) AND year = ?", (*ids, year), "documents.order_key, documents.row"
    )


def added_of(work: Work, person_id: str, year: int, *, before: str = "") -> tuple[Added, ...]:
    """What the settlements of a person's year add, in their order, for the engine's fold. Adjustments are merged into
    what they adjust: one visit, in its place. Reversed documents, their reversals and what adjusted them are left out.
    ``before`` an order key: only what stands before that place."""
    return tuple(one.added for one in standing(work, person_id, year, before=before))


def invoice_used(work: Work, institution_id: str, invoice_number: str) -> Posted | None:
    """The settlement that has this invoice of this institution and isn't reversed, or None; never for no number."""
    if not invoice_number:
        return None
    where = f"invoice_number = ? AND institution_id = ? AND kind = 'settlement' AND {_OPEN}"
    found = _posted(work, f"{where} AND invoice_number <> ''", (invoice_number, institution_id))
    return found[0] if found else None


def overlapping_stay(work: Work, person_id: str, admitted: date, discharged: date) -> Posted | None:
    """A stay of the person, not reversed, that shares time with this one, or None. The day of a transfer may be shared:
    one stay may end on the day on which the other begins."""
    ids = family(work, person_id)
    people, kinds = ", ".join("?" * len(ids)), ", ".join("?" * len(_STAYS))
    where = (
        f"documents.person_id IN ({people}) AND visit_type IN ({kinds}) AND admitted IS NOT NULL"
        f" AND kind = 'settlement' AND {_OPEN}"
        " AND ((admitted < ? AND ? < discharged) OR (admitted = ? AND discharged = ?))"
    )
    first, last = day(admitted), day(discharged)
    found = _posted(work, where, (*ids, *_STAYS, last, first, first, last))
    return found[0] if found else None


def facts(work: Work, document_id: str) -> str:
    """The slip's facts as they were stored (JSON); UserError NO_DOCUMENT."""
    return _text(work, "facts", document_id)


def case(work: Work, document_id: str) -> str:
    """The case that was evaluated, as it was stored (JSON); UserError NO_DOCUMENT."""
    return _text(work, "case_json", document_id)


def form(work: Work, document_id: str) -> str | None:
    """The form as it was settled (JSON), or None for a document that was posted before forms were kept."""
    sql = "SELECT form FROM document_forms JOIN documents ON documents.row = document WHERE documents.id = ?"
    text: str | None = work.value(sql, (document_id,))
    return text


def place(work: Work, document_id: str) -> str:
    """A document's order key: its place in the person's year. UserError NO_DOCUMENT."""
    key: str | None = work.value("SELECT order_key FROM documents WHERE id = ?", (document_id,))
    if key is None:
        raise UserError("NO_DOCUMENT", "", "没有找到这张结算单，请核对单号。")
    return key


def last_place(work: Work, person_id: str) -> str:
    """The last place that any document of a person (merged duplicates' too) has in any year; "" while there is none."""
    ids = family(work, person_id)
    marks = ", ".join("?" * len(ids))
    last: str | None = work.value(f"SELECT max(order_key) FROM documents WHERE person_id IN ({marks})", ids)  # noqa: S608 - own marks
    return last or ""


def _text(work: Work, column: str, document_id: str) -> str:
    sql = f"SELECT {column} FROM document_facts JOIN documents ON documents.row = document WHERE documents.id = ?"  # noqa: S608 - own conditions
    text: str | None = work.value(sql, (document_id,))
    if text is None:
        raise UserError("NO_DOCUMENT", "", "没有找到这张结算单，请核对单号。")
    return text


def qr_payload(work: Work, document_id: str) -> str:
    """The QR text that was stored with a document; UserError NO_DOCUMENT."""
    text: str | None = work.value("SELECT qr_payload FROM documents WHERE id = ?", (document_id,))
    if text is None:
        raise UserError("NO_DOCUMENT", "", "没有找到这张结算单，请核对单号。")
    return text


def pack_text(work: Work, digest: str) -> PackText | None:
    """A pack that some document used, whole, or None."""
    row = work.row("SELECT digest, pack_id, text FROM packs WHERE digest = ?", (digest,))
    return None if row is None else PackText(row["digest"], row["pack_id"], row["text"])


def packs_used(work: Work) -> tuple[str, ...]:
    """The digests of all packs that a document was worked out by."""
    return tuple(row[0] for row in work.rows("SELECT digest FROM packs ORDER BY pack_id, digest"))


def latest(
    work: Work, limit: int = 50, station_id: str | None = None, business_date: date | None = None
) -> tuple[Posted, ...]:
    """The documents posted last, the newest first; of one station and one business day where these are given."""
    conditions, values = ["1"], list[object]()
    if station_id is not None:
        # The plus keeps SQLite from sorting all of a station's documents: it walks back from the last row.
        conditions.append("+documents.station_id = ?")
        values.append(station_id)
    if business_date is not None:
        conditions.append("business_date = ?")
        values.append(business_date.isoformat())
    return _posted(work, " AND ".join(conditions), tuple(values), "documents.row DESC", limit)


def of_rows(work: Work, rows: Sequence[int]) -> tuple[Posted, ...]:
    """The documents of these local keys (a few hundred at most), the newest first."""
    marks = ", ".join("?" * len(rows))
    return _posted(work, f"documents.row IN ({marks})", tuple(rows), "documents.row DESC")


@dataclass(frozen=True, slots=True)
class DayTotals:
    """One business day's documents of all kinds, fen; reversals and adjustments count with their signs. ``layers`` by
    layer id, ``payments`` by kind, ``counts`` by kind of document."""

    counts: Mapping[str, int]
    total: int
    fund_total: int
    institution_pays: int
    person_pays: int
    collect: int
    pay_out: int
    institution_refund: int
    layers: Mapping[str, int]
    payments: Mapping[str, int]


def totals(work: Work, business_date: date, station_id: str | None = None) -> DayTotals:
    """The sums of a business day, of one station or all."""
    # The plus keeps to the index of days: ``day`` finds the same documents by the other, and a damaged one shows.
    where = "business_date = ?" + ("" if station_id is None else " AND +station_id = ?")
    values = (business_date.isoformat(),) if station_id is None else (business_date.isoformat(), station_id)
    sums = ("total", "fund_total", "institution_pays", "person_pays", "collect", "pay_out", "institution_refund")
    columns = ", ".join(f"coalesce(sum({name}), 0) AS {name}" for name in sums)
    row = work.rows(f"SELECT {columns} FROM documents WHERE {where}", values)[0]  # noqa: S608 - own columns

    def by(what: str, amount: str, joined: str = "") -> dict[str, int]:
        sql = f"SELECT {what}, {amount} FROM documents {joined} WHERE {where} GROUP BY {what}"  # noqa: S608 - own names
        return {one[0]: int(one[1]) for one in work.rows(sql, values)}

    return DayTotals(
        counts=by("documents.kind", "count(*)"),
        layers=by("layer", "sum(pay)", "JOIN document_layers ON document = documents.row"),
        payments=by("payments.kind", "sum(amount)", "JOIN payments ON document = documents.row"),
        **{name: row[name] for name in sums},
    )


def _posted(
    work: Work, where: str, values: tuple[object, ...], order: str = "documents.row", limit: int = -1
) -> tuple[Posted, ...]:
    chosen = f"SELECT documents.row FROM documents WHERE {where} ORDER BY {order} LIMIT ?"  # noqa: S608 - own conditions
    rows = work.rows(
        "SELECT documents.*, counter.number AS reversed_by, heir.number AS replaced_by, reversed.number AS reverses_number,"  # noqa: S608 - own conditions
        " replaced.number AS replaces_number, adjusted.number AS adjusts_number FROM documents"
        " LEFT JOIN documents AS counter ON counter.reverses = documents.row"
        " LEFT JOIN documents AS heir ON heir.replaces = documents.row"
        " LEFT JOIN documents AS reversed ON reversed.row = documents.reverses"
        " LEFT JOIN documents AS replaced ON replaced.row = documents.replaces"
        " LEFT JOIN documents AS adjusted ON adjusted.row = documents.adjusts"
        f" WHERE documents.row IN ({chosen}) ORDER BY {order}",
        (*values, limit),
    )
    layers: dict[int, dict[str, int]] = {row["row"]: {} for row in rows}
    paid = work.rows(
        f"SELECT document, layer, pay FROM document_layers WHERE document IN ({chosen}) ORDER BY document, position",  # noqa: S608 - own conditions
        (*values, limit),
    )
    for one in paid:
        layers[one["document"]][one["layer"]] = one["pay"]
    return tuple(_record(row, layers[row["row"]]) for row in rows)


def _record(row: driver.Row, layers: Mapping[str, int]) -> Posted:
    return Posted(
        id=row["id"],
        number=row["number"],
        kind=row["kind"],
        person_id=row["person_id"],
        person_name=row["person_name"],
        institution_name=row["institution_name"],
        visit_type=row["visit_type"],
        admitted=day_back(row["admitted"]),
        discharged=date.fromisoformat(row["discharged"]),
        business_date=date.fromisoformat(row["business_date"]),
        posted_at=datetime.fromisoformat(row["at"]),
        operator_name=row["operator_name"],
        total=row["total"],
        fund_total=row["fund_total"],
        institution_pays=row["institution_pays"],
        person_pays=row["person_pays"],
        layers=layers,
        reversed_by=row["reversed_by"],
        replaced_by=row["replaced_by"],
        reverses=row["reverses_number"],
        replaces=row["replaces_number"],
        adjusts=row["adjusts_number"],
    )
