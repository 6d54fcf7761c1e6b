"""A request for approval as a file for the hall, and the hall's signed answer as a file back.

Both are JSON. The request carries a SHA-256 over its content; the answer an Ed25519 signature over its own, in which that
SHA-256 stands: so an answer is to one request about one subject, and a figure that was touched on the way shows. Strict
readers: what is not exactly such a file is refused with one sentence, and nothing of it is taken.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date

from app.errors import UserError
from app.exchange import sealed, signature
from app.exchange.strict import LONGEST, Fields, file_root
from app.records.approval import (
    AnswerFile,
    CollectSlip,
    CollectSubject,
    RequestFile,
    ReversalSubject,
    Subject,
    UnlockSubject,
)
from app.records.people import Operator
from app.records.words import REASONS, VISIT_TYPES

REQUEST, ANSWER = "settlement-window.approval-request", "settlement-window.approval-answer"
VERSION = 1
LARGEST = 100_000
"""Bytes; a request has some two thousand, and two hundred more for each slip to be collected."""
_MOST_SLIPS = 200
_MOST_DOCUMENTS = range(10**7)
_YEARS = range(2000, 2200)
_AMOUNTS = ("total", "fund_total", "institution_pays", "person_pays", "collect", "pay_out")
_SUBJECTS = {one.kind: one for one in (ReversalSubject, UnlockSubject, CollectSubject)}


# ---- writing


def write_request(asked: RequestFile) -> bytes:
    """The file of a request; the same request gives the same bytes."""
    content = _request_content(asked)
    return sealed.write(content, sha256=sealed.digest(content))


def digest_of(asked: RequestFile) -> str:
    """SHA-256 of the request's content, 64 hex digits: what its answer names."""
    return sealed.digest(_request_content(asked))


def write_answer(told: AnswerFile) -> bytes:
    """The file of an answer that has its signature."""
    return sealed.write(_answer_content(told), signature=told.signature)


def signed_bytes(told: AnswerFile) -> bytes:
    """What an answer's signature is over: everything but itself."""
    return sealed.canonical_bytes(_answer_content(told))


def subject_json(subject: Subject | CollectSlip) -> dict[str, object]:
    """A subject as JSON values: days as text, every text a line that the reader takes."""
    return {field.name: _value(getattr(subject, field.name)) for field in fields(subject)}


def _value(value: object) -> object:
    if isinstance(value, tuple):
        return [subject_json(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return _line(value) if isinstance(value, str) else value


def _request_content(asked: RequestFile) -> dict[str, object]:
    return {
        "format": REQUEST,
        "version": VERSION,
        "request": asked.request_id,
        "kind": asked.subject.kind,
        "subject": subject_json(asked.subject),
        "reason": asked.reason,
        "note": _line(asked.note),
        "initiator": _operator_json(asked.initiator),
        "station": _line(asked.station_name),
        "asked_at": asked.asked_at.isoformat(),
    }


def _answer_content(told: AnswerFile) -> dict[str, object]:
    return {
        "format": ANSWER,
        "version": VERSION,
        "request": told.request_id,
        "request_sha256": told.request_digest,
        "approved": told.approved,
        "note": _line(told.note),
        "approver": _operator_json(told.approver),
        "station": _line(told.station_name),
        "answered_at": told.answered_at.isoformat(),
        "public_key": told.public_key,
    }


def _line(text: str) -> str:
    """A text that somebody typed or imported, so that the reader takes it: the slip itself keeps it whole."""
    return sealed.as_line(text, LONGEST)


def _operator_json(operator: Operator) -> dict[str, object]:
    return {"id": operator.id, "name": _line(operator.name), "role": operator.role}


# ---- reading


def kind_of(data: bytes) -> str:
    """``REQUEST`` or ``ANSWER``, which of the two a file says it is; "" for neither. Nothing else of it is looked at."""
    try:
        root = sealed.parse(data) if len(data) <= LARGEST else None
    except (ValueError, RecursionError):
        return ""
    kind = root.get("format") if isinstance(root, dict) else ""
    return str(kind) if kind in (REQUEST, ANSWER) else ""


def read_request(data: bytes) -> RequestFile:
    """The request in a file. UserError, nothing else: TOO_LARGE, NOT_A_REQUEST, NEWER_FORMAT, BROKEN_DIGEST, or BAD_VALUE
    with the place in the file."""
    root = file_root(data, REQUEST, "NOT_A_REQUEST", "申请", largest=LARGEST, version=VERSION)
    if root.found.get("sha256") != sealed.digest(sealed.without(root.found, "sha256")):
        raise UserError("BROKEN_DIGEST", "sha256", "文件内容和校验码对不上，可能传输中损坏或被改过：请重新要一份。")
    root.only(_REQUEST_KEYS)
    subject = read_subject(root.code("kind", _SUBJECTS), root.within("subject"))
    reversal = isinstance(subject, ReversalSubject)
    if not reversal and root.found["reason"] != "":
        raise root.wrong("reason", "这种申请没有原因代码")
    return RequestFile(
        request_id=root.text("request"),
        subject=subject,
        reason=root.code("reason", REASONS) if reversal else "",
        note=root.text("note", empty=True),
        initiator=_operator(root, "initiator"),
        station_name=root.text("station"),
        asked_at=root.moment("asked_at"),
    )


def read_subject(kind: str, found: Fields) -> Subject:
    """The subject that ``subject_json`` wrote. UserError BAD_VALUE."""
    found.only(frozenset(field.name for field in fields(_SUBJECTS[kind])))
    if kind == ReversalSubject.kind:
        return _reversal(found)
    return _unlock(found) if kind == UnlockSubject.kind else _collect(found)


def _reversal(found: Fields) -> ReversalSubject:
    return ReversalSubject(
        document_id=found.text("document_id"),
        facts_digest=found.hex("facts_digest"),
        number=found.text("number"),
        business_date=found.day("business_date"),
        person_name=found.text("person_name"),
        masked_number=found.text("masked_number", empty=True),
        institution=found.text("institution"),
        visit_type=found.code("visit_type", VISIT_TYPES),
        discharged=found.day("discharged"),
        **{name: found.fen(name) for name in _AMOUNTS},
    )


def _unlock(found: Fields) -> UnlockSubject:
    return UnlockSubject(
        close_id=found.text("close_id"),
        close_digest=found.hex("close_digest"),
        day=found.day("day"),
        closed_by=found.text("closed_by"),
        count=found.whole("count", _MOST_DOCUMENTS),
        total=found.fen("total"),
        person_pays=found.fen("person_pays"),
    )


def _collect(found: Fields) -> CollectSubject:
    return CollectSubject(
        person_id=found.text("person_id"),
        person_name=found.text("person_name"),
        masked_number=found.text("masked_number", empty=True),
        year=found.whole("year", _YEARS),
        figures_digest=found.hex("figures_digest"),
        slips=tuple(map(_slip, found.each("slips", _MOST_SLIPS))),
    )


def _slip(found: Fields) -> CollectSlip:
    found.only(frozenset(field.name for field in fields(CollectSlip)))
    return CollectSlip(
        number=found.text("number"),
        discharged=found.day("discharged"),
        institution=found.text("institution"),
        person_pays=found.fen("person_pays"),
        moves=found.fen("moves"),
    )


def read_answer(data: bytes) -> AnswerFile:
    """The answer in a file, its signature not looked at yet. UserError as ``read_request``, with NOT_AN_ANSWER."""
    root = file_root(data, ANSWER, "NOT_AN_ANSWER", "审批", largest=LARGEST, version=VERSION)
    root.only(_ANSWER_KEYS)
    return AnswerFile(
        request_id=root.text("request"),
        request_digest=root.hex("request_sha256"),
        approved=root.flag("approved"),
        note=root.text("note", empty=True),
        approver=_operator(root, "approver"),
        station_name=root.text("station"),
        answered_at=root.moment("answered_at"),
        public_key=root.base64("public_key", signature.is_key),
        signature=root.base64("signature", signature.is_signature),
    )


_REQUEST_KEYS = frozenset(
    (
        *("format", "version", "request", "kind", "subject", "reason", "note", "initiator", "station", "asked_at"),
        "sha256",
    )
)
_ANSWER_KEYS = frozenset(
    (
        *("format", "version", "request", "request_sha256", "approved", "note", "approver", "station", "answered_at"),
        *("public_key", "signature"),
    )
)
_OPERATOR_KEYS = frozenset(("id", "name", "role"))


def _operator(root: Fields, key: str) -> Operator:
    found = root.within(key)
    found.only(_OPERATOR_KEYS)
    return Operator(found.text("id"), found.text("name"), found.text("role"))
