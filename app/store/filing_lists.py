"""What filings rest on besides persons: dated lists of diseases, prices; deliveries, imports."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from app.records.filing_reference import DiseasePrice, ListedDisease
from app.records.filing_register import Delivery, FilingImport, Prospect
from app.store import driver, people
from app.store.stamp import Stamp, day, day_back
from app.store.work import Work

_HOLDS = "since <= ? AND coalesce(until, '9999') >= ?"


# ---- diseases and prices


def add_disease(work: Work, one: ListedDisease, stamp: Stamp) -> None:
    """Add a disease to a list."""
    work.execute(
        "INSERT INTO listed_diseases (id, list, name, icd, since, until, document_number, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (one.id, one.list, one.name, one.icd, day(one.since), day(one.until), one.document, *stamp),
    )


def diseases(work: Work) -> tuple[ListedDisease, ...]:
    """What was added to the lists, in the order of adding."""
    return tuple(
        ListedDisease(
            *(
                row["list"],
                row["name"],
                date.fromisoformat(row["since"]),
                row["document_number"],
                day_back(row["until"]),
            ),
            row["icd"],
            row["id"],
        )
        for row in work.rows("SELECT * FROM listed_diseases ORDER BY row")
    )


def add_price(work: Work, one: DiseasePrice, stamp: Stamp) -> None:
    """Add a dated price."""
    work.execute(
        "INSERT INTO disease_prices (id, disease, icd, level, price, bearer, since, until, document_number, station_id,"
        " operator_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(one.id, one.disease, one.icd, one.level, one.price, one.bearer, day(one.since), day(one.until)),
            *(one.document, *stamp),
        ),
    )


def prices(work: Work, on: date | None = None) -> tuple[DiseasePrice, ...]:
    """All prices, or those of a day; a later one first, so that it is met before the one that it replaces."""
    where, parameters = ("1", ()) if on is None else (_HOLDS, (on.isoformat(), on.isoformat()))
    rows = work.rows(f"SELECT * FROM disease_prices WHERE {where} ORDER BY since DESC, row DESC", parameters)  # noqa: S608 - own conditions
    return tuple(_price(row) for row in rows)


def _price(row: driver.Row) -> DiseasePrice:
    return DiseasePrice(
        *(row["id"], row["disease"], row["icd"], row["level"], row["price"], row["bearer"]),
        *(date.fromisoformat(row["since"]), day_back(row["until"]), row["document_number"]),
    )


# ---- deliveries


def add_delivery(work: Work, one: Delivery, stamp: Stamp) -> None:
    """Write down a delivery of drugs."""
    work.execute(
        "INSERT INTO drug_deliveries (id, filing, day, drug, quantity, unit, prescribed_by, delivered_by, station_id,"
        " operator_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (one.id, one.filing_id, day(one.day), one.drug, one.quantity, one.unit, one.prescribed_by, one.by, *stamp),
    )


def deliveries(work: Work, limit: int) -> tuple[Delivery, ...]:
    """Deliveries with their persons, the newest first."""
    found = work.rows(
        "SELECT d.*, p.name, p.township, p.village FROM drug_deliveries AS d JOIN filings AS f ON f.id = d.filing"
        " JOIN persons AS p ON p.row = f.person ORDER BY d.day DESC, d.row DESC LIMIT ?",
        (limit,),
    )
    return tuple(
        Delivery(
            *(row["id"], row["filing"], date.fromisoformat(row["day"]), row["drug"], row["quantity"], row["unit"]),
            *(row["prescribed_by"], row["delivered_by"], row["name"], row["township"], row["village"]),
        )
        for row in found
    )


# ---- tables that were brought in


def add_import(work: Work, one: FilingImport, stamp: Stamp) -> None:
    """Write down an import."""
    work.execute(
        "INSERT INTO filing_imports (id, kind, purpose, document_number, file_name, sha256, added, known, refused, station_id,"
        " operator_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(
                one.id,
                one.kind,
                one.purpose,
                one.document,
                one.file_name,
                one.sha256,
                one.added,
                one.known,
                one.refused,
            ),
            *stamp,
        ),
    )


def undo_import(work: Work, import_id: str, reason: str, stamp: Stamp) -> None:
    """Write down that an import was undone."""
    work.execute(
        "INSERT INTO filing_import_undos (import, reason, station_id, operator_id, at) VALUES (?, ?, ?, ?, ?)",
        (import_id, reason, *stamp),
    )


def imports(work: Work) -> tuple[FilingImport, ...]:
    """All imports, the newest first."""
    found = work.rows(
        "SELECT i.*, o.name AS operator_name, u.at AS undone_at FROM filing_imports AS i"
        " JOIN operators AS o ON o.id = i.operator_id LEFT JOIN filing_import_undos AS u ON u.import = i.id ORDER BY i.row DESC"
    )
    return tuple(
        FilingImport(
            *(row["id"], row["kind"], row["purpose"], row["document_number"], row["file_name"], row["sha256"]),
            *(row["added"], row["known"], row["refused"], datetime.fromisoformat(row["at"]), row["operator_name"]),
            datetime.fromisoformat(row["undone_at"]) if row["undone_at"] else None,
        )
        for row in found
    )


# ---- who is to be filed by the health records


def add_prospects(work: Work, kind: str, found: Iterable[tuple[str, int, str]], batch: str, stamp: Stamp) -> None:
    """Add (id, person's local row, disease) of an import of health records."""
    work.execute_many(
        "INSERT INTO filing_prospects (id, person, kind, disease, batch, closed, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, '', ?, ?, ?)",
        ((one, row, kind, disease, batch, *stamp) for one, row, disease in found),
    )


def close_prospects(work: Work, ids: Iterable[str], why: str) -> None:
    """These are not to be filed after all."""
    work.execute_many("UPDATE filing_prospects SET closed = ? WHERE id = ?", ((why, one) for one in ids))


def open_prospects(work: Work, kind: str, person_ids: tuple[str, ...] = ()) -> tuple[Prospect, ...]:
    """Who is to be filed and was not taken off; of all, or of these persons."""
    marks = ", ".join("?" * len(person_ids))
    among = f" AND p.id IN ({marks})" if person_ids else ""
    found = work.rows(
        "SELECT c.id, c.disease, p.id AS person_id FROM filing_prospects AS c JOIN persons AS p ON p.row = c.person"  # noqa: S608 - question marks only
        f" WHERE c.kind = ? AND c.closed = '' AND NOT EXISTS (SELECT 1 FROM filing_import_undos WHERE import = c.batch){among}"
        " ORDER BY c.row",
        (kind, *person_ids),
    )
    return tuple(Prospect(row["id"], row["person_id"], row["disease"]) for row in found)


def last_prospect(work: Work) -> int:
    """The highest local row of the to-file list."""
    return int(work.value("SELECT coalesce(max(row), 0) FROM filing_prospects"))


# ---- people, as an import looks for them


def people_with(work: Work, number: str) -> list[tuple[str, str, int]]:
    """(id, name, local row) of the persons who have a certificate number; a merged duplicate's leads to who it is."""
    held = work.rows("SELECT id FROM persons WHERE certificate_number = ? AND certificate_number <> ''", (number,))
    found = {people.resolve(work, one[0]) for one in held}
    rows = (work.rows("SELECT id, name, row FROM persons WHERE id = ?", (one,))[0] for one in sorted(found))
    return [(row[0], row[1], row[2]) for row in rows]


# ---- what settlements show


def diagnoses_settled(work: Work, first: date, last: date) -> Iterable[tuple[str, str]]:
    """(person id, diagnosis code) of the settlements of a span of days that stand."""
    rows = work.each(
        "SELECT d.person_id, json_extract(f.case_json, '$.diagnosis[0]') FROM documents AS d JOIN document_facts AS f"
        " ON f.document = d.row WHERE d.kind = 'settlement' AND d.business_date BETWEEN ? AND ?"
        " AND NOT EXISTS (SELECT 1 FROM documents AS r WHERE r.reverses = d.row)",
        (first.isoformat(), last.isoformat()),
    )
    return ((row[0], row[1] or "") for row in rows)


def settled_under(work: Work, filing_id: str) -> list[driver.Row]:
    """The settlements that stand and read a filing, oldest first."""
    return work.rows(
        "SELECT d.number, d.discharged, d.institution_name, d.total, d.fund_total, d.person_name FROM documents AS d"
        " JOIN document_facts AS f ON f.document = d.row WHERE d.kind = 'settlement' AND d.person_id IN (SELECT p.id FROM filings"
        " JOIN persons AS p ON p.row = filings.person WHERE filings.id = ?1 UNION SELECT a.person_id FROM filings JOIN persons AS p"
        " ON p.row = filings.person JOIN person_aliases AS a ON a.duplicate_id = p.id WHERE filings.id = ?1)"
        " AND EXISTS (SELECT 1 FROM json_each(f.case_json, '$.filings') AS one WHERE json_extract(one.value, '$.id') = ?1)"
        " AND NOT EXISTS (SELECT 1 FROM documents AS r WHERE r.reverses = d.row) ORDER BY d.discharged, d.row",
        (filing_id,),
    )


def noticed(work: Work, code: str, first: date, last: date) -> list[driver.Row]:
    """The settlements of a span of days that stand and say a notice of this code, with its sentence."""
    return work.rows(
        "SELECT d.number, d.person_name, d.institution_name, d.discharged, d.total, n.message FROM document_notices AS n"
        " JOIN documents AS d ON d.row = n.document WHERE n.code = ? AND d.kind = 'settlement' AND d.business_date BETWEEN ? AND ?"
        " AND NOT EXISTS (SELECT 1 FROM documents AS r WHERE r.reverses = d.row) ORDER BY d.row DESC",
        (code, first.isoformat(), last.isoformat()),
    )
