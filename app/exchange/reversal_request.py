"""A request to reverse a settlement as a file for the hall, and the hall's signed answer as a file back.

Both are JSON. The request carries a SHA-256 over its content; the answer an Ed25519 signature over its own, in which that
SHA-256 stands: so an answer is to one request about one slip, and a figure that was touched on the way shows. Strict
readers: what is not exactly such a file is refused with one sentence, and nothing of it is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from app.errors import UserError
from app.exchange import sealed, signature
from app.records.people import Operator
from app.records.reversal import AnswerFile, RequestFile
from app.records.words import REASONS, VISIT_TYPES

REQUEST, ANSWER = "settlement-window.reversal-request", "settlement-window.reversal-answer"
VERSION = 1
LARGEST = 20_000
"""Bytes; a request has some two thousand."""
_LONGEST = 300
_MOST_FEN = 10**13
_AMOUNTS = ("total", "fund_total", "institution_pays", "person_pays", "collect", "pay_out")
_HEX = 64


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


def _request_content(asked: RequestFile) -> dict[str, object]:
    return {
        "format": REQUEST,
        "version": VERSION,
        "request": asked.request_id,
        "document": asked.document_id,
        "facts": asked.facts_digest,
        "number": asked.number,
        "business_date": asked.business_date.isoformat(),
        "person": _line(asked.person_name),
        "masked_number": asked.masked_number,
        "institution": _line(asked.institution),
        "visit_type": asked.visit_type,
        "discharged": asked.discharged.isoformat(),
        **{name: getattr(asked, name) for name in _AMOUNTS},
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
    return sealed.as_line(text, _LONGEST)


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
    root = _root(data, REQUEST, "NOT_A_REQUEST", "冲红申请")
    if root.get("sha256") != sealed.digest(sealed.without(root, "sha256")):
        raise UserError("BROKEN_DIGEST", "sha256", "文件内容和校验码对不上，可能传输中损坏或被改过：请重新要一份。")
    _only(root, _REQUEST_KEYS, "")
    return RequestFile(
        request_id=_text(root, "request"),
        document_id=_text(root, "document"),
        facts_digest=_hex(root, "facts"),
        number=_text(root, "number"),
        business_date=_day(root, "business_date"),
        person_name=_text(root, "person"),
        masked_number=_text(root, "masked_number", empty=True),
        institution=_text(root, "institution"),
        visit_type=_code(root, "visit_type", VISIT_TYPES),
        discharged=_day(root, "discharged"),
        **{name: _fen(root, name) for name in _AMOUNTS},
        reason=_code(root, "reason", REASONS),
        note=_text(root, "note", empty=True),
        initiator=_operator(root, "initiator"),
        station_name=_text(root, "station"),
        asked_at=_moment(root, "asked_at"),
    )


def read_answer(data: bytes) -> AnswerFile:
    """The answer in a file, its signature not looked at yet. UserError as ``read_request``, with NOT_AN_ANSWER."""
    root = _root(data, ANSWER, "NOT_AN_ANSWER", "冲红审批")
    _only(root, _ANSWER_KEYS, "")
    approved = root["approved"]
    if not isinstance(approved, bool):
        raise _wrong("approved", "应当是 true 或 false")
    return AnswerFile(
        request_id=_text(root, "request"),
        request_digest=_hex(root, "request_sha256"),
        approved=approved,
        note=_text(root, "note", empty=True),
        approver=_operator(root, "approver"),
        station_name=_text(root, "station"),
        answered_at=_moment(root, "answered_at"),
        public_key=_base64(root, "public_key", signature.is_key),
        signature=_base64(root, "signature", signature.is_signature),
    )


_REQUEST_KEYS = frozenset(
    {
        *("format", "version", "request", "document", "facts", "number", "business_date", "person", "masked_number"),
        *("institution", "visit_type", "discharged", *_AMOUNTS, "reason", "note", "initiator", "station", "asked_at"),
        "sha256",
    }
)
_ANSWER_KEYS = frozenset(
    {
        *("format", "version", "request", "request_sha256", "approved", "note", "approver", "station", "answered_at"),
        *("public_key", "signature"),
    }
)
_OPERATOR_KEYS = frozenset({"id", "name", "role"})


def _root(data: bytes, kind: str, code: str, what: str) -> Mapping[str, object]:
    if len(data) > LARGEST:
        raise UserError("TOO_LARGE", "", f"这个文件太大，不是{what}文件：请核对选的是哪个文件。")
    other = UserError(code, "", f"这不是本程序导出的{what}文件：请核对选的是哪个文件。")
    try:
        root = sealed.parse(data)
    except (ValueError, RecursionError) as wrong:
        raise other from wrong
    if not isinstance(root, dict) or root.get("format") != kind:
        raise other
    version = root.get("version")
    if type(version) is not int or version < 1:
        raise _wrong("version", "版本应当是整数")
    if version > VERSION:
        raise UserError("NEWER_FORMAT", "version", "这个文件是更新版本的程序导出的：请先升级本机程序，再打开。")
    return root


def _wrong(path: str, what: str) -> UserError:
    return UserError("BAD_VALUE", path, f"文件里的「{path}」读不懂：{what}。请向发文件的单位重新要一份。")


def _only(found: Mapping[str, object], keys: frozenset[str], path: str) -> None:
    for key in sorted(found.keys() ^ keys):
        raise _wrong(f"{path}{key[:40]}", "没有这一项" if key in keys else "不认识这一项")


def _text(found: Mapping[str, object], key: str, *, path: str = "", empty: bool = False) -> str:
    raw = found[key]
    if isinstance(raw, str) and len(raw) <= _LONGEST and (sealed.one_line(raw) or (empty and not raw)):
        return raw
    raise _wrong(f"{path}{key}", f"应当是一行文字，不超过 {_LONGEST} 字")


def _code(found: Mapping[str, object], key: str, codes: Mapping[str, str]) -> str:
    raw = _text(found, key)
    if raw not in codes:
        raise _wrong(key, "不认识这个代码")
    return raw


def _hex(found: Mapping[str, object], key: str) -> str:
    raw = _text(found, key)
    if len(raw) != _HEX or set(raw) - set("0123456789abcdef"):
        raise _wrong(key, "应当是 64 位十六进制数字")
    return raw


def _base64(found: Mapping[str, object], key: str, fits: Callable[[str], bool]) -> str:
    raw = _text(found, key)
    if not fits(raw):
        raise _wrong(key, "不是一个完整的密钥或签名")
    return raw


def _fen(found: Mapping[str, object], key: str) -> int:
    raw = found[key]
    if type(raw) is not int or abs(raw) > _MOST_FEN:
        raise _wrong(key, "应当是以分为单位的整数")
    return raw


def _day(found: Mapping[str, object], key: str) -> date:
    day = sealed.day(found[key])
    if day is None:
        raise _wrong(key, "应当是 2019-03-01 这样的日期")
    return day


def _moment(found: Mapping[str, object], key: str) -> datetime:
    at = sealed.moment(found[key])
    if at is None:
        raise _wrong(key, "应当是带时区的时间")
    return at


def _operator(found: Mapping[str, object], key: str) -> Operator:
    raw = found[key]
    if not isinstance(raw, dict):
        raise _wrong(key, "应当是一个对象 { … }")
    _only(raw, _OPERATOR_KEYS, f"{key}.")
    path = f"{key}."
    return Operator(_text(raw, "id", path=path), _text(raw, "name", path=path), _text(raw, "role", path=path))
