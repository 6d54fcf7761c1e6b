"""What a reversal rests on besides the ledger: adjustments that fall with their document, and reasons."""

from __future__ import annotations

from dataclasses import dataclass

from app.store.work import Work


@dataclass(frozen=True, slots=True)
class StoredReason:
    """Why a reversal or an adjustment was made; no approver: empty texts."""

    code: str
    note: str
    initiator_id: str
    initiator_name: str
    approver_id: str
    approver_name: str


def adjustments_of(work: Work, document_id: str) -> tuple[str, ...]:
    """The ids of a document's adjustments that are not reversed, in the order in which they count."""
    sql = (
        "SELECT made.id FROM documents AS made JOIN documents AS target ON target.row = made.adjusts"
        " WHERE target.id = ? AND NOT EXISTS (SELECT 1 FROM documents AS counter WHERE counter.reverses = made.row)"
        " ORDER BY made.order_key, made.row"
    )
    return tuple(row[0] for row in work.rows(sql, (document_id,)))


def with_adjustments(work: Work, document_id: str) -> tuple[str, ...]:
    """The ids of the counter-documents of a document's adjustments, in the order in which they were posted."""
    sql = (
        "SELECT counter.id FROM documents AS target JOIN documents AS made ON made.adjusts = target.row"
        " JOIN documents AS counter ON counter.reverses = made.row WHERE target.id = ? ORDER BY counter.row"
    )
    return tuple(row[0] for row in work.rows(sql, (document_id,)))


def reason(work: Work, document_id: str) -> StoredReason | None:
    """Why a reversal or an adjustment was made, or None for a document that needs no reason."""
    row = work.row(
        "SELECT document_reasons.* FROM document_reasons JOIN documents ON documents.row = document WHERE documents.id = ?",
        (document_id,),
    )
    if row is None:
        return None
    asked, approved = (row["initiator_id"], row["initiator_name"]), (row["approver_id"], row["approver_name"])
    return StoredReason(row["reason"], row["note"], *asked, *approved)
