"""What a reversal rests on besides the ledger: adjustments that fall with their document, requests and their answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.errors import UserError
from app.records.people import Operator
from app.store import driver
from app.store.stamp import moment
from app.store.work import Work


@dataclass(frozen=True, slots=True)
class StoredRequest:
    """A wish to reverse ``document_id``, filed by ``initiator``; ``reason`` is a code of ``words.REASONS``."""

    id: str
    document_id: str
    reason: str
    note: str
    initiator: Operator
    station_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StoredReason:
    """Why a reversal or an adjustment was made; no approver: empty texts."""

    code: str
    note: str
    initiator_id: str
    initiator_name: str
    approver_id: str
    approver_name: str


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What was said to a request; ``proof`` is the signature where it came as a file, else empty."""

    request_id: str
    approved: bool
    approver_id: str
    approver_name: str
    note: str
    proof: str


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


def add_request(work: Work, asked: StoredRequest) -> None:
    """File a request; it is answered once and never changed."""
    work.execute(
        "INSERT INTO reversal_requests (id, document, reason, note, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            *(asked.id, asked.document_id, asked.reason, asked.note),
            *(asked.station_id, asked.initiator.id, moment(asked.at)),
        ),
    )


_REQUEST = (
    "SELECT asked.*, operators.name AS operator_name, operators.role AS operator_role FROM reversal_requests AS asked"
    " JOIN operators ON operators.id = asked.operator_id"
)


def request(work: Work, request_id: str) -> StoredRequest:
    """A request, answered or not; UserError NO_REQUEST."""
    row = work.row(f"{_REQUEST} WHERE asked.id = ?", (request_id,))
    if row is None:
        raise UserError("NO_REQUEST", "", "本机没有这份冲红申请：请核对是不是这台电脑提出的。")
    return _request(row)


def open_requests(work: Work, document_id: str = "") -> tuple[StoredRequest, ...]:
    """Requests without an answer whose document still stands, the oldest first; of one document where it is given."""
    rows = work.rows(
        f"{_REQUEST} JOIN documents ON documents.id = asked.document"  # noqa: S608 - own conditions
        " WHERE NOT EXISTS (SELECT 1 FROM reversal_answers WHERE request = asked.id)"
        " AND NOT EXISTS (SELECT 1 FROM documents AS counter WHERE counter.reverses = documents.row)"
        " AND (? = '' OR asked.document = ?) ORDER BY asked.at, asked.id",
        (document_id, document_id),
    )
    return tuple(map(_request, rows))


def _request(row: driver.Row) -> StoredRequest:
    return StoredRequest(
        id=row["id"],
        document_id=row["document"],
        reason=row["reason"],
        note=row["note"],
        initiator=Operator(row["operator_id"], row["operator_name"], row["operator_role"]),
        station_id=row["station_id"],
        at=datetime.fromisoformat(row["at"]),
    )


def add_answer(work: Work, answer: StoredAnswer, station_id: str, operator_id: str, at: datetime) -> None:
    """Write down what was said to a request, once."""
    work.execute(
        "INSERT INTO reversal_answers"
        " (request, approved, approver_id, approver_name, note, proof, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(answer.request_id, int(answer.approved), answer.approver_id, answer.approver_name),
            *(answer.note, answer.proof, station_id, operator_id, moment(at)),
        ),
    )


def answer(work: Work, request_id: str) -> StoredAnswer | None:
    """What was said to a request, or None while nothing was."""
    row = work.row("SELECT * FROM reversal_answers WHERE request = ?", (request_id,))
    if row is None:
        return None
    told = (row["approver_id"], row["approver_name"], row["note"], row["proof"])
    return StoredAnswer(row["request"], bool(row["approved"]), *told)
