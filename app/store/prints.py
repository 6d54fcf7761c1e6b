"""Which paper was printed of a document, when and by whom; the first print is the original, later ones are 补打."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.errors import require
from app.store.stamp import moment
from app.store.work import Work


@dataclass(frozen=True, slots=True)
class Print:
    """One print: ``copy`` 1 is the original; ``pdf_sha256`` the hash of what was sent to the printer."""

    id: str
    document_id: str
    copy: int
    at: datetime
    operator_id: str
    station_id: str
    template: str
    pdf_sha256: str


def next_copy(work: Work, document_id: str) -> int:
    """The copy number that the next print will have: the slip is drawn with it before it is recorded."""
    sql = "SELECT count(*) + 1 FROM prints JOIN documents ON documents.row = prints.document WHERE documents.id = ?"
    return int(work.value(sql, (document_id,)))


def record_print(
    work: Work,
    id: str,  # noqa: A002 - the field's own name
    document_id: str,
    at: datetime,
    operator_id: str,
    station_id: str,
    template: str,
    pdf_sha256: str,
) -> int:
    """Record a print and return its copy number (1 = original). InvariantError for an unknown document."""
    document = work.value("SELECT row FROM documents WHERE id = ?", (document_id,))
    require(document is not None, "only a posted document is printed")
    copy = int(work.value("SELECT coalesce(max(copy), 0) + 1 FROM prints WHERE document = ?", (document,)))
    work.execute(
        "INSERT INTO prints (id, document, copy, template, pdf_sha256, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (id, document, copy, template, pdf_sha256, station_id, operator_id, moment(at)),
    )
    return copy


def prints_of(work: Work, document_id: str) -> tuple[Print, ...]:
    """All prints of a document, the original first."""
    rows = work.rows(
        "SELECT prints.* FROM prints JOIN documents ON documents.row = prints.document WHERE documents.id = ? ORDER BY copy",
        (document_id,),
    )
    return tuple(
        Print(
            id=row["id"],
            document_id=document_id,
            copy=row["copy"],
            at=datetime.fromisoformat(row["at"]),
            operator_id=row["operator_id"],
            station_id=row["station_id"],
            template=row["template"],
            pdf_sha256=row["pdf_sha256"],
        )
        for row in rows
    )
