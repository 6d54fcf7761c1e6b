"""Bills that were imported into drafts, and what each institution's own items are in the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.store import images
from app.store.images import Image
from app.store.stamp import moment, whole
from app.store.work import Work

Own = tuple[str, str]
"""An institution's own code and name of an item."""


def matches(work: Work, institution_id: str) -> Mapping[Own, str]:
    """What an institution's items are: (own code, own name) → code of the catalogue, "" for 目录外."""
    found = work.rows("SELECT own_code, own_name, code FROM bill_matches WHERE institution_id = ?", (institution_id,))
    return {(row["own_code"], row["own_name"]): row["code"] for row in found}


def remember(
    work: Work,
    new_id: str,
    institution_id: str,
    own: Own,
    code: str,
    *,
    at: datetime,
    station_id: str,
    operator_id: str,
) -> Image | None:
    """Remember what an item is; the last choice counts. The image for the audit, None where it was remembered so already."""
    row = work.row(
        "SELECT id, code FROM bill_matches WHERE institution_id = ? AND own_code = ? AND own_name = ?",
        (institution_id, *own),
    )
    stamp = (station_id, operator_id, moment(at))
    if row is None:
        work.execute(
            "INSERT INTO bill_matches (id, institution_id, own_code, own_name, code, station_id, operator_id, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (new_id, institution_id, *own, code, *stamp),
        )
        return Image("bill_matches", new_id)
    if row["code"] == code:
        return None
    image = images.held(work, "bill_matches", row["id"])
    work.execute(
        "UPDATE bill_matches SET code = ?, station_id = ?, operator_id = ?, at = ? WHERE id = ?",
        (code, *stamp, row["id"]),
    )
    return image


@dataclass(frozen=True, slots=True)
class BillImport:
    """A file that was put into a draft. ``rows`` that it gave with ``total`` (fen), ``netted`` refunds, ``refused`` rows."""

    id: str
    draft_id: str
    institution_id: str
    file_name: str
    sha256: str
    invoice_number: str
    rows: int
    total: int
    netted: int
    refused: int


def add_import(work: Work, one: BillImport, *, at: datetime, station_id: str, operator_id: str) -> Image:
    """Note that a file was put into a draft; the image for the audit."""
    work.execute(
        "INSERT INTO bill_imports (id, draft_id, institution_id, file_name, sha256, invoice_number, rows, total, netted,"
        " refused, station_id, operator_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(one.id, one.draft_id, one.institution_id, one.file_name, one.sha256, one.invoice_number),
            *(whole(one.rows), whole(one.total), whole(one.netted), whole(one.refused)),
            *(station_id, operator_id, moment(at)),
        ),
    )
    return Image("bill_imports", one.id)


@dataclass(frozen=True, slots=True)
class ImportedBefore:
    """Where a file went: the draft, whose it is, its state, when; ``number`` of the settlement that the draft became, "" for none."""

    draft_id: str
    person_name: str
    state: str
    at: datetime
    number: str


def imported_before(work: Work, sha256: str) -> tuple[ImportedBefore, ...]:
    """Every draft that a file was put into, the newest first, but those that were discarded and those of a reversed settlement."""
    found = work.rows(
        "SELECT drafts.id, drafts.person_name, drafts.state, max(bill_imports.at) AS at, documents.number,"
        " (SELECT 1 FROM documents AS r WHERE r.reverses = documents.row) AS reversed"
        " FROM bill_imports JOIN drafts ON drafts.id = bill_imports.draft_id"
        " LEFT JOIN documents ON documents.request_id = drafts.request_id"
        " WHERE sha256 = ? AND drafts.state <> 'discarded' GROUP BY drafts.id ORDER BY max(bill_imports.at) DESC",
        (sha256,),
    )
    return tuple(
        ImportedBefore(
            row["id"], row["person_name"], row["state"], datetime.fromisoformat(row["at"]), row["number"] or ""
        )
        for row in found
        if not row["reversed"]
    )
