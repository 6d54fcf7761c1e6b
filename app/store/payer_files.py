"""Payers' files as compared, each month in versions; notes on differences; what our documents say a payer pays. Fen.

A note of position 0 is about the file as a whole, as line 0 of a review is the whole slip: it takes the file back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from app.records.payer_files import ComparedRow, OurDocument, PayerFile
from app.store import driver
from app.store.elsewhere import ELSEWHERE
from app.store.stamp import day, moment, whole
from app.store.work import Work

_PAYS = (
    f"(SELECT sum(pay) FROM (SELECT l.pay FROM document_layers AS l WHERE l.document = d.row AND l.payer = ? AND NOT {ELSEWHERE}"  # noqa: S608 - own SQL
    " UNION ALL SELECT e.pay FROM document_estimates AS e WHERE e.document = d.row AND e.payer = ?))"
)
_OURS = (
    f"SELECT d.id, d.number, d.kind, d.business_date, d.discharged, d.invoice_number, d.person_name, d.institution_name,"  # noqa: S608 - own SQL
    f" p.certificate_number, root.id AS root, root.number AS root_number, {_PAYS} AS amount"
    " FROM documents AS d LEFT JOIN documents AS target ON target.row = d.reverses"
    " JOIN documents AS root ON root.row = coalesce(d.adjusts, target.adjusts, target.row, d.row)"
    " JOIN persons AS p ON p.id = d.person_id"
)
_WHOLE = 0
_UNDONE = f"(SELECT note FROM payer_file_notes WHERE file = {{}}.id AND position = {_WHOLE})"  # noqa: S608 - own SQL
_FILE = (
    f"SELECT f.*, o.name AS operator_name, {_UNDONE.format('f')} AS undone, NOT EXISTS (SELECT 1 FROM payer_files AS n"  # noqa: S608 - own SQL
    f" WHERE n.payer = f.payer AND n.period = f.period AND n.version > f.version AND {_UNDONE.format('n')} IS NULL)"
    " AS newest, sum(r.ours) AS ours, sum(r.theirs) AS theirs,"
    " count(r.position) AS many, coalesce(sum(r.class <> 'agreed'), 0) AS apart, coalesce(sum(r.class <> 'agreed' AND"
    " coalesce((SELECT state FROM payer_file_notes AS n WHERE n.row = (SELECT max(row) FROM payer_file_notes WHERE file = f.id"
    " AND position = r.position)), 'open') = 'open'), 0) AS still FROM payer_files AS f"
    " LEFT JOIN payer_file_rows AS r ON r.file = f.row LEFT JOIN operators AS o ON o.id = f.operator_id"
)


def ours(work: Work, payer: str, first: date, last: date) -> tuple[OurDocument, ...]:
    """The documents of a span of business days of which a payer has a part, 0 too, in the order of posting."""
    rows = work.rows(
        f"{_OURS} WHERE d.business_date BETWEEN ? AND ? ORDER BY d.row", (payer, payer, day(first), day(last))
    )
    return tuple(_ours(row) for row in rows if row["amount"] is not None)


def elsewhere(work: Work, number: str, invoice: str) -> tuple[str, date] | None:
    """(slip number, business day) of a document of any time with that slip number, or that invoice; or None."""
    row = work.row(
        "SELECT number, business_date FROM documents WHERE number = ? OR (? <> '' AND invoice_number = ?) LIMIT 1",
        (number, invoice, invoice),
    )
    return None if row is None else (row[0], date.fromisoformat(row[1]))


def next_version(work: Work, payer: str, period: str) -> int:
    """The number of the next version of a payer's month."""
    found = work.value("SELECT max(version) FROM payer_files WHERE payer = ? AND period = ?", (payer, period))
    return int(found or 0) + 1


def add(work: Work, one: PayerFile, rows: Sequence[ComparedRow], *, station_id: str, operator_id: str) -> None:
    """Store a file with its rows, their positions counted from 1."""
    row = int(work.value("SELECT coalesce(max(row), 0) + 1 FROM payer_files"))
    work.execute(
        "INSERT INTO payer_files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            row,
            one.id,
            one.payer,
            one.period,
            one.version,
            one.file_name,
            one.sha256,
            station_id,
            operator_id,
            moment(one.at),
        ),
    )
    work.execute_many(
        "INSERT INTO payer_file_rows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(row, at, each.kind, each.document_id or None, each.number, each.person_name, each.institution_name),
                *(each.day, each.lines, each.said, whole(each.ours), whole(each.theirs), each.why),
            )
            for at, each in enumerate(rows, start=1)
        ],
    )


def files(work: Work) -> tuple[PayerFile, ...]:
    """Every file, the newest first."""
    return tuple(map(_file, work.rows(f"{_FILE} GROUP BY f.row ORDER BY f.row DESC")))


def file(work: Work, file_id: str) -> PayerFile | None:
    """One file, or None."""
    row = work.row(f"{_FILE} WHERE f.id = ? GROUP BY f.row", (file_id,))
    return None if row is None else _file(row)


def latest(work: Work, payer: str, period: str) -> PayerFile | None:
    """The last version of a payer's month that stands, or None."""
    row = work.row(
        f"{_FILE} WHERE f.payer = ? AND f.period = ? AND undone IS NULL GROUP BY f.row ORDER BY f.version DESC",
        (payer, period),
    )
    return None if row is None else _file(row)


def before(work: Work, one: PayerFile) -> str:
    """The id of the last version before a file that stands, "" for a first one."""
    found: str | None = work.value(
        f"SELECT id FROM payer_files AS f WHERE payer = ? AND period = ? AND version < ? AND {_UNDONE.format('f')} IS NULL"  # noqa: S608 - own SQL
        " ORDER BY version DESC",
        (one.payer, one.period, one.version),
    )
    return found or ""


def rows_of(work: Work, file_id: str) -> tuple[ComparedRow, ...]:
    """The rows of a file with the last note on each, in their order."""
    rows = work.rows(
        "SELECT r.*, n.state, n.note FROM payer_files AS f JOIN payer_file_rows AS r ON r.file = f.row LEFT JOIN payer_file_notes"
        " AS n ON n.row = (SELECT max(row) FROM payer_file_notes WHERE file = f.id AND position = r.position)"
        " WHERE f.id = ? ORDER BY r.position",
        (file_id,),
    )
    return tuple(_row(row) for row in rows)


def add_note(
    work: Work, note_id: str, file_id: str, position: int, told: tuple[str, str], stamp: tuple[str, str, datetime]
) -> None:
    """Say how a difference stands: state and note."""
    work.execute(
        "INSERT INTO payer_file_notes (id, file, position, state, note, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (note_id, file_id, position, *told, stamp[0], stamp[1], moment(stamp[2])),
    )


def undo(work: Work, note_id: str, file_id: str, why: str, stamp: tuple[str, str, datetime]) -> None:
    """Take a file back: it stays, and counts no more."""
    add_note(work, note_id, file_id, _WHOLE, ("corrected", why), stamp)


def has_note(work: Work, note_id: str) -> bool:
    """Whether a note of that id is there."""
    return work.value("SELECT 1 FROM payer_file_notes WHERE id = ?", (note_id,)) is not None


def _ours(row: driver.Row) -> OurDocument:
    on, left = date.fromisoformat(row["business_date"]), date.fromisoformat(row["discharged"])
    named = (row["root_number"], row["person_name"], row["institution_name"], row["certificate_number"])
    return OurDocument(
        *(row["id"], row["number"], row["kind"], row["root"], *named, row["invoice_number"]),
        *(on, tuple(dict.fromkeys((on, left))), row["amount"]),
    )


def _file(row: driver.Row) -> PayerFile:
    return PayerFile(
        *(row["id"], row["payer"], row["period"], row["version"], row["file_name"], row["sha256"]),
        *(row["operator_name"] or row["operator_id"], datetime.fromisoformat(row["at"])),
        latest=bool(row["newest"]) and row["undone"] is None,
        ours=row["ours"] or 0,
        theirs=row["theirs"] or 0,
        rows=row["many"],
        apart=row["apart"],
        open=row["still"],
        undone=row["undone"] or "",
    )


def _row(row: driver.Row) -> ComparedRow:
    usual = "" if row["class"] == "agreed" else "open"
    return ComparedRow(
        *(row["class"], row["document"] or "", row["number"], row["person_name"], row["institution_name"], row["day"]),
        *(row["lines"], row["said"], row["ours"], row["theirs"], row["why"]),
        *(row["position"], row["state"] or usual, row["note"] or ""),
    )
