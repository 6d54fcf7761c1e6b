"""Requests for approval and what was said to them: rows that nothing changes."""

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
    """Something that ``initiator`` wants done. ``kind`` reversal: of ``document_id``, ``reason`` a code of ``words.REASONS``;
    else ``subject`` is the services' JSON and ``document_id`` and ``reason`` are empty. ``active``: the initiator may still
    sign in."""

    id: str
    kind: str
    document_id: str
    subject: str
    reason: str
    note: str
    initiator: Operator
    station_id: str
    at: datetime
    active: bool = True


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What was said to a request; ``proof`` is the signature where it came as a file, else empty."""

    request_id: str
    approved: bool
    approver_id: str
    approver_name: str
    note: str
    proof: str


def add_request(work: Work, asked: StoredRequest) -> None:
    """File a request; it is answered once and never changed."""
    work.execute(
        "INSERT INTO approval_requests (id, kind, document, subject, reason, note, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(asked.id, asked.kind, asked.document_id or None, asked.subject, asked.reason, asked.note),
            *(asked.station_id, asked.initiator.id, moment(asked.at)),
        ),
    )


_REQUEST = (
    "SELECT asked.*, operators.name AS operator_name, operators.role AS operator_role, operators.active"
    " FROM approval_requests AS asked JOIN operators ON operators.id = asked.operator_id"
)


def request(work: Work, request_id: str) -> StoredRequest:
    """A request, answered or not; UserError NO_REQUEST."""
    row = work.row(f"{_REQUEST} WHERE asked.id = ?", (request_id,))
    if row is None:
        raise UserError("NO_REQUEST", "", "本机没有这份申请：请核对是不是这台电脑提出的。")
    return _request(row)


def open_requests(work: Work) -> tuple[StoredRequest, ...]:
    """Requests without an answer, the oldest first."""
    rows = work.rows(
        f"{_REQUEST} WHERE NOT EXISTS (SELECT 1 FROM approval_answers WHERE request = asked.id)"  # noqa: S608 - own query
        " ORDER BY asked.at, asked.id"
    )
    return tuple(map(_request, rows))


def _request(row: driver.Row) -> StoredRequest:
    return StoredRequest(
        id=row["id"],
        kind=row["kind"],
        document_id=row["document"] or "",
        subject=row["subject"],
        reason=row["reason"],
        note=row["note"],
        initiator=Operator(row["operator_id"], row["operator_name"], row["operator_role"]),
        station_id=row["station_id"],
        at=datetime.fromisoformat(row["at"]),
        active=bool(row["active"]),
    )


def add_answer(work: Work, answer: StoredAnswer, station_id: str, operator_id: str, at: datetime) -> None:
    """Write down what was said to a request, once."""
    work.execute(
        "INSERT INTO approval_answers"
        " (request, approved, approver_id, approver_name, note, proof, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(answer.request_id, int(answer.approved), answer.approver_id, answer.approver_name),
            *(answer.note, answer.proof, station_id, operator_id, moment(at)),
        ),
    )


def answer(work: Work, request_id: str) -> StoredAnswer | None:
    """What was said to a request, or None while nothing was."""
    row = work.row("SELECT * FROM approval_answers WHERE request = ?", (request_id,))
    if row is None:
        return None
    told = (row["approver_id"], row["approver_name"], row["note"], row["proof"])
    return StoredAnswer(row["request"], bool(row["approved"]), *told)
