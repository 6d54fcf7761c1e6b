"""A request as a file for the hall, and the hall's signed answer as a file back: for a station with one operator.

The hall signs with an Ed25519 key of its own, made once; the station takes an answer only where its administrator accepted
that key, after its fingerprint was read aloud. The answer names the SHA-256 of the request, which names the slip's facts:
it can't be used for another slip, another reason or another amount.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, replace

from app.errors import UserError
from app.exchange import reversal_request as files
from app.exchange import signature
from app.records.ledger import Posted
from app.records.reversal import AnswerFile, RequestFile
from app.records.words import REASONS, VISIT_TYPES
from app.services.desk import Desk, now
from app.services.reversal_requests import Answered, checked_note, post_answer, waiting
from app.services.reverse import APPROVE, checked_document
from app.services.rights import check
from app.services.slip_json import facts_from_json
from app.services.trail import note as note_row
from app.store import approval_keys, ledger, whole
from app.store.approval_keys import StoredKey
from app.store.canonical import sha256
from app.store.images import Image
from app.store.reversals import StoredAnswer, StoredRequest
from app.store.work import Work

LARGEST = files.LARGEST
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class ApprovalKey:
    """A key of approval: ``fingerprint`` is what two people read to each other before one accepts the other's."""

    public_key: str
    name: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request file as the reviewer sees it; ``reason`` and ``visit_type`` in words, ``digest`` binds the answer."""

    request: RequestFile
    reason: str
    visit_type: str
    digest: str


def is_answer(desk: Desk, data: bytes) -> bool:
    """Whether a file is a hall's answer; False: a station's request. UserError NOT_ALLOWED, NOT_A_REQUEST for neither."""
    check(desk, "reversal.exchange")
    kind = files.kind_of(data)
    if not kind:
        raise UserError("NOT_A_REQUEST", "", "这不是冲红申请，也不是冲红审批文件：请核对选的是哪个文件。")
    return kind == files.ANSWER


# ---- at the station that asks


def export_request(desk: Desk, request_id: str) -> bytes:
    """The file of a request that waits for its answer; the same bytes each time. Audited.

    UserError NOT_ALLOWED, NO_REQUEST, ALREADY_ANSWERED, ALREADY_REVERSED."""
    check(desk, "reversal.exchange")
    with desk.database.unit_of_work() as work:
        asked = waiting(work, request_id)
        posted = checked_document(work, asked.document_id)
        made = _file(desk, work, asked, posted)
        after = {"request": request_id, "number": posted.number, "digest": files.digest_of(made)}
        note_row(desk, work, "reversal.export", asked.document_id, after)
    return files.write_request(made)


def file_name(number: str, *, answer: bool = False) -> str:
    """A name for the file of a slip's request, or of its answer: with the slip's number and nobody's name."""
    return f"{'冲红审批' if answer else '冲红申请'} {number}.json"


def import_answer(desk: Desk, data: bytes) -> Answered:
    """Take the hall's answer; an approval posts the reversal at once.

    UserError NOT_ALLOWED, a fault of ``exchange.read_answer``, BAD_SIGNATURE, UNKNOWN_KEY, NO_REQUEST, ALREADY_ANSWERED,
    OTHER_REQUEST (the slip or the request is not as it was sent), SAME_PERSON, and those of ``reverse``."""
    check(desk, "reversal.exchange")
    told = files.read_answer(data)
    if not signature.verified(told.public_key, told.signature, files.signed_bytes(told)):
        raise UserError("BAD_SIGNATURE", "", "审批文件的签名对不上，可能传输中损坏或被改过：请大厅重新发一份。")
    with desk.database.unit_of_work() as work:
        key = approval_keys.find(work, told.public_key)
        if key is None or key.private_key:
            raise UserError(
                "UNKNOWN_KEY",
                "",
                "签名的大厅密钥本机没有接受过"
                f"（指纹 {signature.fingerprint(told.public_key)}）：请管理员与大厅核对指纹后接受，再导入。",
            )
        asked = waiting(work, told.request_id)
        made = _file(desk, work, asked, checked_document(work, asked.document_id))
        if files.digest_of(made) != told.request_digest:
            raise UserError(
                "OTHER_REQUEST", "", "审批文件答复的申请与本机这一份内容不同：请重新导出申请，再请大厅审批。"
            )
        if told.approver.id == asked.initiator.id:
            raise UserError("SAME_PERSON", "", f"审批人就是申请人 {asked.initiator.name}：请另一位有权限的人员审批。")
        answer = StoredAnswer(asked.id, told.approved, told.approver.id, told.approver.name, told.note, told.signature)
        return post_answer(desk, work, asked, answer)


def fingerprint_of(public_key: str) -> str:
    """The fingerprint of a public key that was pasted or read, to be compared before it is accepted. UserError BAD_KEY."""
    return signature.fingerprint(_checked_key(public_key))


def _checked_key(public_key: str) -> str:
    text = "".join(public_key.split())
    if not signature.is_key(text):
        raise UserError("BAD_KEY", "public_key", "这不是一个完整的大厅公钥：请大厅重新发一份，整段粘贴。")
    return text


def accept_key(desk: Desk, public_key: str, name: str) -> ApprovalKey:
    """Accept answers that are signed with a key, from now on; the administrator has compared the fingerprint. Audited.

    UserError NOT_ALLOWED, BAD_KEY, OWN_KEY, NAME_MISSING."""
    check(desk, "settings.change")
    text, called = _checked_key(public_key), " ".join(name.split())
    if not 0 < len(called) <= _LONGEST_NAME:
        raise UserError("NAME_MISSING", "name", f"请写明这是哪里的密钥，不超过 {_LONGEST_NAME} 个字。")
    with desk.database.unit_of_work() as work:
        known = approval_keys.find(work, text)
        if known is not None and known.private_key:
            raise UserError("OWN_KEY", "public_key", "这是本机自己的密钥，不用接受。")
        if known is None:
            known = StoredKey(text, called, "")
            _keep(desk, work, known, "reversal.key_accept")
    return _key(known)


def accepted_keys(desk: Desk) -> tuple[ApprovalKey, ...]:
    """The keys that answers are taken from here, by name."""
    check(desk, "settings.read")
    with desk.database.reading() as work:
        return tuple(map(_key, approval_keys.accepted(work)))


# ---- at the hall


def own_key(desk: Desk) -> ApprovalKey:
    """The key that this file signs with; made at the first call, then always the same."""
    check(desk, APPROVE)
    with desk.database.unit_of_work() as work:
        return _key(_own(desk, work))


def read_request(desk: Desk, data: bytes) -> RequestView:
    """What a request file says. UserError NOT_ALLOWED or a fault of ``exchange.read_request``."""
    check(desk, "reversal.exchange")
    return _view(files.read_request(data))


def sign_answer(desk: Desk, data: bytes, approved: bool, note: str = "") -> bytes:
    """The signed answer to a request file, as a file for the station that asked. Audited.

    UserError NOT_ALLOWED, SAME_PERSON, NOTE_TOO_LONG, or a fault of ``exchange.read_request``."""
    check(desk, APPROVE)
    asked = files.read_request(data)
    if asked.initiator.id == desk.operator.id:
        raise UserError("SAME_PERSON", "", f"申请是 {desk.operator.name} 自己提的：请另一位有权限的人员审批。")
    text = checked_note(note)
    with desk.database.unit_of_work() as work:
        key = _own(desk, work)
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
        after = {"number": asked.number, "digest": told.request_digest, "approved": approved, "note": text}
        note_row(desk, work, "reversal.sign", asked.request_id, after)
    return files.write_answer(told)


# ---- parts


def _file(desk: Desk, work: Work, asked: StoredRequest, posted: Posted) -> RequestFile:
    """The request as a file: from what was stored with the slip, so that it is the same whenever it is made."""
    stored, facts = whole.whole(work, posted.id), ledger.facts(work, posted.id)
    return RequestFile(
        request_id=asked.id,
        document_id=posted.id,
        facts_digest=sha256(facts),
        number=posted.number,
        business_date=posted.business_date,
        person_name=posted.person_name,
        masked_number=dict(facts_from_json(facts).person).get("证件号码", ""),
        institution=posted.institution_name,
        visit_type=posted.visit_type,
        discharged=posted.discharged,
        total=posted.total,
        fund_total=posted.fund_total,
        institution_pays=posted.institution_pays,
        person_pays=posted.person_pays,
        collect=stored.collect,
        pay_out=stored.pay_out,
        reason=asked.reason,
        note=asked.note,
        initiator=asked.initiator,
        station_name=desk.station.name,
        asked_at=asked.at,
    )


def _view(asked: RequestFile) -> RequestView:
    return RequestView(asked, REASONS[asked.reason], VISIT_TYPES[asked.visit_type], files.digest_of(asked))


def _own(desk: Desk, work: Work) -> StoredKey:
    found = approval_keys.own(work)
    if found is None:
        private = desk.chance(signature.PRIVATE_BYTES)
        text = b64encode(private).decode("ascii")
        found = StoredKey(signature.public_of(private), desk.station.name, text)
        _keep(desk, work, found, "reversal.key_make")
    return found


def _keep(desk: Desk, work: Work, key: StoredKey, action: str) -> None:
    approval_keys.add(work, key, at=now(desk), station_id=desk.station.id, operator_id=desk.operator.id)
    shown = {"name": key.name, "fingerprint": signature.fingerprint(key.public_key)}
    note_row(desk, work, action, key.public_key, shown, image=Image("approval_keys", key.public_key))


def _key(key: StoredKey) -> ApprovalKey:
    return ApprovalKey(key.public_key, key.name, signature.fingerprint(key.public_key))
