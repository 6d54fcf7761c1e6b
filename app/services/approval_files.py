"""A request as a file for the hall, and the hall's signed answer as a file back: for a station with one operator.

The hall signs with a key of its own; the station takes an answer only where its administrator accepted that key
(``approval_keys``). The answer names the SHA-256 of the request, which names the digest of what it is about: it can't be
used for another slip, day or person, another reason or another amount.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.errors import UserError
from app.exchange import approval_file as files
from app.exchange import signature
from app.records.approval import AnswerFile, RequestFile, ReversalSubject, Subject, UnlockSubject
from app.records.words import REASONS
from app.services.approval_keys import counting_key, signing_key
from app.services.approval_requests import ANSWERED_BY, Answered, checked_note, post_answer, waiting
from app.services.desk import Desk, now
from app.services.request_subjects import name_of, settled_otherwise, subject_of
from app.services.rights import check
from app.services.trail import note as note_row
from app.store.approvals import StoredAnswer, StoredRequest
from app.store.work import Work

LARGEST = files.LARGEST
_EXCHANGE = "reversal.exchange"


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request file as the reviewer sees it; ``name`` and ``reason`` in words, ``digest`` binds the answer."""

    request: RequestFile
    name: str
    reason: str
    digest: str


def is_answer(desk: Desk, data: bytes) -> bool:
    """Whether a file is a hall's answer; False: a station's request. UserError NOT_ALLOWED, NOT_A_REQUEST for neither."""
    check(desk, _EXCHANGE)
    kind = files.kind_of(data)
    if not kind:
        raise UserError("NOT_A_REQUEST", "", "这不是审批申请，也不是审批答复文件：请核对选的是哪个文件。")
    return kind == files.ANSWER


def file_name(subject: Subject, *, answer: bool = False) -> str:
    """A name for the file of a request, or of its answer: with a slip's number and nobody's name."""
    if isinstance(subject, ReversalSubject):
        what = f"冲红 {subject.number}"
    elif isinstance(subject, UnlockSubject):
        what = f"解锁 {subject.day}"
    else:
        what = f"补收 {subject.slips[0].number}"
    return f"{'审批' if answer else '申请'}{what}.json"


# ---- at the station that asks


def export_request(desk: Desk, request_id: str) -> bytes:
    """The file of a request that waits for its answer; the same bytes each time. Audited.

    UserError NOT_ALLOWED, NO_REQUEST, ALREADY_ANSWERED, CHANGED (nothing is left to approve)."""
    check(desk, _EXCHANGE)
    with desk.database.unit_of_work() as work:
        made = _file(desk, work, waiting(work, request_id))
        needless = settled_otherwise(work, made.subject, desk.packs)
        if needless:
            raise UserError("CHANGED", "", needless)
        after = {"what": name_of(made.subject), "digest": files.digest_of(made)}
        note_row(desk, work, "approval.export", request_id, after)
    return files.write_request(made)


def import_answer(desk: Desk, data: bytes) -> Answered:
    """Take the hall's answer; an approval is posted at once.

    UserError NOT_ALLOWED, a fault of ``exchange.read_answer``, BAD_SIGNATURE, UNKNOWN_KEY, KEY_WITHDRAWN, NO_REQUEST,
    ALREADY_ANSWERED, OTHER_REQUEST (the request is not as it was sent), SAME_PERSON, CHANGED (what it is about is not), and
    those of ``reverse`` and ``adjust``."""
    check(desk, _EXCHANGE)
    told = files.read_answer(data)
    if not signature.verified(told.public_key, told.signature, files.signed_bytes(told)):
        raise UserError("BAD_SIGNATURE", "", "审批文件的签名对不上，可能传输中损坏或被改过：请大厅重新发一份。")
    with desk.database.unit_of_work() as work:
        counting_key(work, told.public_key)
        asked = waiting(work, told.request_id)
        if files.digest_of(_file(desk, work, asked)) != told.request_digest:
            raise UserError(
                "OTHER_REQUEST", "", "审批文件答复的申请与本机这一份内容不同：请重新导出申请，再请大厅审批。"
            )
        if told.approver.id == asked.initiator.id:
            raise UserError("SAME_PERSON", "", f"审批人就是申请人 {asked.initiator.name}：请另一位有权限的人员审批。")
        answer = StoredAnswer(asked.id, told.approved, told.approver.id, told.approver.name, told.note, told.signature)
        return post_answer(desk, work, asked, answer)


# ---- at the hall


def read_request(desk: Desk, data: bytes) -> RequestView:
    """What a request file says. UserError NOT_ALLOWED or a fault of ``exchange.read_request``."""
    check(desk, _EXCHANGE)
    asked = files.read_request(data)
    return RequestView(asked, name_of(asked.subject), REASONS.get(asked.reason, ""), files.digest_of(asked))


def sign_answer(desk: Desk, data: bytes, approved: bool, note: str = "") -> bytes:
    """The signed answer to a request file, as a file for the station that asked. Audited.

    UserError NOT_ALLOWED, SAME_PERSON, NOTE_TOO_LONG, or a fault of ``exchange.read_request``."""
    check(desk, _EXCHANGE)
    asked = files.read_request(data)
    check(desk, ANSWERED_BY[asked.subject.kind])
    if asked.initiator.id == desk.operator.id:
        raise UserError("SAME_PERSON", "", f"申请是 {desk.operator.name} 自己提的：请另一位有权限的人员审批。")
    text = checked_note(note)
    with desk.database.unit_of_work() as work:
        key = signing_key(desk, work)
        told = AnswerFile(
            request_id=asked.request_id,
            request_digest=files.digest_of(asked),
            approved=approved,
            note=text,
            approver=desk.operator,
            station_name=desk.station.name,
            answered_at=now(desk),
            public_key=key.public_key,
        )
        told = replace(told, signature=signature.sign(key.private_key, files.signed_bytes(told)))
        after = {"what": name_of(asked.subject), "digest": told.request_digest, "approved": approved, "note": text}
        note_row(desk, work, "approval.sign", asked.request_id, after)
    return files.write_answer(told)


def _file(desk: Desk, work: Work, asked: StoredRequest) -> RequestFile:
    """The request as a file: from what was stored, so that it is the same whenever it is made."""
    return RequestFile(
        request_id=asked.id,
        subject=subject_of(work, asked),
        reason=asked.reason,
        note=asked.note,
        initiator=asked.initiator,
        station_name=desk.station.name,
        asked_at=asked.at,
    )
