"""A station's key that waits for the hall's signature, as a file, the file that brings the signature back, and the hall's list of keys
that no longer count.

The request is signed with the key itself, so that nobody has another's key certified; the answer holds the hall's signature over
{version, station, key} (``slip_code.certificate_bytes``) and a digest over the rest, which is words for people; the list is signed
as a whole with the hall's key. Strict readers, as those of ``approval_file``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.errors import UserError
from app.exchange import sealed, signature
from app.exchange.slip_code import certificate_bytes
from app.exchange.strict import LONGEST, file_root

REQUEST, ANSWER = "settlement-window.slip-key-request", "settlement-window.slip-key-answer"
WITHDRAWALS = "settlement-window.slip-key-withdrawals"
VERSION = 1
LARGEST, LARGEST_LIST = 10_000, 1_000_000
"""Bytes; a request or an answer has under a thousand, a list some two hundred a key."""
_MOST = 1_000
"""Keys of a list."""
_REQUEST_KEYS = frozenset(("format", "version", "prefix", "station", "public_key", "asked_at", "signature"))
_LIST_KEYS = frozenset(("format", "version", "hall", "hall_key", "made_at", "keys", "signature"))
_KEY_KEYS = frozenset(("prefix", "public_key", "since", "note"))
_ANSWER_KEYS = frozenset(
    ("format", "version", "prefix", "public_key", "hall", "hall_key", "signed_at", "certificate", "sha256")
)


@dataclass(frozen=True, slots=True)
class KeyRequest:
    """``prefix`` of the station's slip numbers ("NM-01"), ``station`` what it calls itself, ``public_key`` base64."""

    prefix: str
    station: str
    public_key: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class KeyAnswer:
    """The ``certificate`` is the signature of ``hall_key`` over station and key; ``hall`` what the hall calls itself."""

    prefix: str
    public_key: str
    hall: str
    hall_key: str
    signed_at: datetime
    certificate: str


@dataclass(frozen=True, slots=True)
class WithdrawnKey:
    """From day ``since`` on a station's key no longer counts; ``note`` why."""

    prefix: str
    public_key: str
    since: date
    note: str


@dataclass(frozen=True, slots=True)
class WithdrawalList:
    """All keys that a hall no longer counts, of those that it signed."""

    hall: str
    hall_key: str
    made_at: datetime
    keys: tuple[WithdrawnKey, ...]


def kind_of(data: bytes) -> str:
    """``REQUEST``, ``ANSWER`` or ``WITHDRAWALS``, which a file says it is; "" for none."""
    try:
        root = sealed.parse(data) if len(data) <= LARGEST_LIST else None
    except (ValueError, RecursionError):
        return ""
    kind = root.get("format") if isinstance(root, dict) else ""
    return str(kind) if kind in (REQUEST, ANSWER, WITHDRAWALS) else ""


def write_request(asked: KeyRequest, private_key: str) -> bytes:
    """The file of a request, signed with the key that it is about."""
    content: dict[str, object] = {
        "format": REQUEST,
        "version": VERSION,
        "prefix": asked.prefix,
        "station": sealed.as_line(asked.station, LONGEST),
        "public_key": asked.public_key,
        "asked_at": asked.asked_at.isoformat(),
    }
    return sealed.write(content, signature=signature.sign(private_key, sealed.canonical_bytes(content)))


def read_request(data: bytes) -> KeyRequest:
    """The request in a file. UserError, nothing else: NOT_A_REQUEST, NEWER_FORMAT, BAD_SIGNATURE, or BAD_VALUE with the place."""
    root = file_root(data, REQUEST, "NOT_A_REQUEST", "结算单密钥的签名申请", largest=LARGEST, version=VERSION)
    root.only(_REQUEST_KEYS)
    public_key = root.base64("public_key", signature.is_key)
    signed = root.base64("signature", signature.is_signature)
    if not signature.verified(public_key, signed, sealed.canonical_bytes(sealed.without(root.found, "signature"))):
        raise UserError(
            "BAD_SIGNATURE", "signature", "申请文件的签名对不上，可能传输中损坏或被改过：请那个窗口重新导出。"
        )
    return KeyRequest(root.text("prefix"), root.text("station"), public_key, root.moment("asked_at"))


def write_answer(told: KeyAnswer) -> bytes:
    """The file of the hall's signature."""
    content: dict[str, object] = {
        "format": ANSWER,
        "version": VERSION,
        "prefix": told.prefix,
        "public_key": told.public_key,
        "hall": sealed.as_line(told.hall, LONGEST),
        "hall_key": told.hall_key,
        "signed_at": told.signed_at.isoformat(),
        "certificate": told.certificate,
    }
    return sealed.write(content, sha256=sealed.digest(content))


def read_answer(data: bytes) -> KeyAnswer:
    """The hall's signature in a file, verified. UserError, nothing else: NOT_AN_ANSWER, NEWER_FORMAT, BROKEN_DIGEST,
    BAD_SIGNATURE, or BAD_VALUE with the place."""
    root = file_root(data, ANSWER, "NOT_AN_ANSWER", "大厅的签名答复", largest=LARGEST, version=VERSION)
    if root.found.get("sha256") != sealed.digest(sealed.without(root.found, "sha256")):
        raise UserError("BROKEN_DIGEST", "sha256", "文件内容和校验码对不上，可能传输中损坏或被改过：请大厅重新发一份。")
    root.only(_ANSWER_KEYS)
    told = KeyAnswer(
        prefix=root.text("prefix"),
        public_key=root.base64("public_key", signature.is_key),
        hall=root.text("hall"),
        hall_key=root.base64("hall_key", signature.is_key),
        signed_at=root.moment("signed_at"),
        certificate=root.base64("certificate", signature.is_signature),
    )
    if not signature.verified(told.hall_key, told.certificate, certificate_bytes(told.prefix, told.public_key)):
        raise UserError(
            "BAD_SIGNATURE", "certificate", "大厅的签名对不上这个窗口的密钥：请大厅按新导出的申请重新签一份。"
        )
    return told


def write_list(told: WithdrawalList, private_key: str) -> bytes:
    """The file of a list, signed with the hall's key."""
    content: dict[str, object] = {
        "format": WITHDRAWALS,
        "version": VERSION,
        "hall": sealed.as_line(told.hall, LONGEST),
        "hall_key": told.hall_key,
        "made_at": told.made_at.isoformat(),
        "keys": [
            {
                "prefix": one.prefix,
                "public_key": one.public_key,
                "since": one.since.isoformat(),
                "note": sealed.as_line(one.note, LONGEST),
            }
            for one in told.keys
        ],
    }
    return sealed.write(content, signature=signature.sign(private_key, sealed.canonical_bytes(content)))


def read_list(data: bytes) -> WithdrawalList:
    """The list in a file, its signature verified. UserError, nothing else: NOT_A_LIST, NEWER_FORMAT, BAD_SIGNATURE, TOO_LARGE, or
    BAD_VALUE with the place."""
    root = file_root(data, WITHDRAWALS, "NOT_A_LIST", "停用的结算单密钥清单", largest=LARGEST_LIST, version=VERSION)
    root.only(_LIST_KEYS)
    hall_key = root.base64("hall_key", signature.is_key)
    signed = root.base64("signature", signature.is_signature)
    if not signature.verified(hall_key, signed, sealed.canonical_bytes(sealed.without(root.found, "signature"))):
        raise UserError("BAD_SIGNATURE", "signature", "清单的签名对不上，可能传输中损坏或被改过：请大厅重新导出。")
    keys = []
    for one in root.each("keys", _MOST):
        one.only(_KEY_KEYS)
        key = one.base64("public_key", signature.is_key)
        keys.append(WithdrawnKey(one.text("prefix"), key, one.day("since"), one.text("note", empty=True)))
    return WithdrawalList(root.text("hall"), hall_key, root.moment("made_at"), tuple(keys))


def write_hall_key(public_key: str) -> bytes:
    """A hall's public key as a text file."""
    return f"{public_key}\n".encode("ascii")


def read_hall_keys(data: bytes) -> tuple[str, ...]:
    """The public keys in a text file, one a line, in their order. UserError BAD_KEY where a line is none, or there is none."""
    lines = data.removeprefix(b"\xef\xbb\xbf").decode("ascii", "replace").split() if len(data) <= LARGEST else []
    if not lines or not all(map(signature.is_key, lines)):
        raise UserError(
            "BAD_KEY", "hall_key", "大厅公钥文件读不懂：应当是“结算单密钥”页导出的那个文本文件，一行一个公钥。"
        )
    return tuple(dict.fromkeys(lines))
