"""The text in a slip's QR code, and what a station's key is certified by. Pure: nothing is opened, no clock.

YZJ2+NM-01-2019-000001+97000+DIGEST+STATION KEY+HALL'S SIGNATURE+SIGNATURE: the slip's number; what the person pays, signed fen;
SHA-256 of the stored facts; the station's Ed25519 key; the hall's signature over that key (empty: none yet); the station's
signature over everything before it. Bytes are base32 without padding, so that the whole keeps to QR's alphanumeric set:
342 characters, version 11 at level M.

Decisions
* 2026-11-30: the hall's signature travels in the code, so that whoever holds the hall's one public key needs no list of stations.
  Rejected: the station's key alone, which a village room without a network could not look up.
* 2026-11-30: "+" between the parts: it has no meaning to a shell and no full-width twin that Chinese input methods put in its place.
  Rejected: "/" (、), ":" (：), "*" (a shell's), "$" (￥).
* 2026-11-30: read strictly, nothing corrected: one text is one slip. Rejected: lower case taken for upper case, since a keyboard that
  swaps letters swaps them in the next field too, and the clerk had better know.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b32decode, b32encode, b64decode
from collections.abc import Iterable
from dataclasses import dataclass

from app.errors import UserError, require
from app.exchange import sealed, signature

VERSION, OLD_VERSION = "YZJ2", "YZJ1"
LONGEST = 2_000
"""Characters that are looked at at all."""
_SEPARATOR, _OLD_SEPARATOR = "+", "|"
_PARTS, _OLD_PARTS = 7, 4
_NUMBER = re.compile(r"[A-Z0-9]{1,8}-[A-Z0-9]{1,8}-[0-9]{4}-[0-9]{6,9}")
_AMOUNT = re.compile(r"0|-?[1-9][0-9]{0,12}")
_OLD_DIGEST = re.compile(r"[0-9a-f]{16}")
_SOME_VERSION = re.compile(r"YZJ[0-9]{1,3}(?=[+|])")
_SCANNER_MARK = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_INVISIBLE = "\ufeff\u200b\x00"
_DIGEST_BYTES, _KEY_BYTES, _SIGNATURE_BYTES = 32, 32, 64
_CERTIFICATE = "settlement-window.slip-key"


@dataclass(frozen=True, slots=True)
class SlipCode:
    """What a code says. ``person_pays`` signed fen; ``digest`` 64 hex digits; keys and signatures base64, ``certificate`` the
    hall's signature over the station's key, empty where it has none; ``text`` the code itself."""

    number: str
    person_pays: int
    digest: str
    public_key: str
    certificate: str
    signature: str
    text: str


@dataclass(frozen=True, slots=True)
class OldCode:
    """A code of version 1, which nobody signed; ``digest`` the first 16 hex digits."""

    number: str
    person_pays: int
    digest: str
    text: str


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """No code: a slip's number, typed."""

    number: str


def write(number: str, person_pays: int, digest: str, private_key: str, certificate: str) -> str:
    """The text of a slip's code; the same slip and key give the same text. ``private_key`` base64."""
    require(_NUMBER.fullmatch(number) is not None, "a slip's number keeps to capitals, figures and dashes")
    public_key = signature.public_of(b64decode(private_key))
    parts = (
        *(VERSION, number, str(person_pays), _base32(bytes.fromhex(digest))),
        *(_base32(b64decode(public_key)), _base32(b64decode(certificate))),
    )
    signed = _SEPARATOR.join(parts)
    return f"{signed}{_SEPARATOR}{_base32(b64decode(signature.sign(private_key, signed.encode('ascii'))))}"


def fits(number: str) -> bool:
    """Whether a slip's number can stand in a code."""
    return _NUMBER.fullmatch(number) is not None


def read(text: str) -> SlipCode | OldCode | TypedNumber:
    """What was scanned or typed; spaces, line breaks and a scanner's own mark at its ends are no part of it.

    UserError: NOT_OURS, NEWER_CODE, LOWER_CASE, FULL_WIDTH, UNREAD (cut off, or a character that was misread or altered)."""
    found = trimmed(text)
    _check_keyboard(found)
    if found.startswith(VERSION + _SEPARATOR):
        return _read_code(found)
    if found.startswith(OLD_VERSION + _OLD_SEPARATOR):
        return _read_old(found)
    if _NUMBER.fullmatch(found.upper()):
        return TypedNumber(found.upper())
    if _SOME_VERSION.match(found):
        raise UserError(
            "NEWER_CODE", "code", "这个二维码的版本本机不认识，可能是更新的程序打印的：请先升级本机程序再核对。"
        )
    if not found:
        raise UserError("NOT_OURS", "code", "没有读到内容：请扫结算单右下角的二维码，或输入单号。")
    raise UserError("NOT_OURS", "code", "这不是结算单上的二维码：请扫结算单右下角的那一个，或输入单号。")


def is_whole(text: str) -> bool:
    """Whether a text is a code from end to end, as far as its form goes: nothing is to be waited for."""
    try:
        return not isinstance(read(text), TypedNumber)
    except UserError:
        return False


def prefix_of(number: str) -> str:
    """The station's part of a slip's number: "NM-01"."""
    return number.rsplit("-", 2)[0]


def is_signed(code: SlipCode) -> bool:
    """Whether the code is, to the last character, what the owner of its station key signed."""
    signed = code.text.rpartition(_SEPARATOR)[0]
    return signature.verified(code.public_key, code.signature, signed.encode("ascii"))


def certified_by(code: SlipCode, halls: Iterable[str]) -> str:
    """The first of ``halls`` (public keys) that signed the code's station key for the station of its number; "" for none."""
    if not code.certificate:
        return ""
    data = certificate_bytes(prefix_of(code.number), code.public_key)
    return next((hall for hall in halls if signature.verified(hall, code.certificate, data)), "")


def certificate_bytes(prefix: str, public_key: str) -> bytes:
    """What a hall signs: that the slips of station ``prefix`` ("NM-01") are signed with this key."""
    return sealed.canonical_bytes({"format": _CERTIFICATE, "version": 1, "prefix": prefix, "public_key": public_key})


def trimmed(text: str) -> str:
    """A text without what scanners and hands add at its ends."""
    found = text[: LONGEST + 1].strip().strip(_INVISIBLE).strip()
    # AIM's mark of the kind of code ("]Q1"), which some scanners send first.
    mark = _SCANNER_MARK.match(found)
    return found[mark.end() :].strip() if mark else found


def _check_keyboard(text: str) -> None:
    plain = unicodedata.normalize("NFKC", text)
    known = (VERSION + _SEPARATOR, OLD_VERSION + _OLD_SEPARATOR)
    if not text.isascii() and plain.upper().startswith(known):
        raise UserError("FULL_WIDTH", "code", "扫进来的是全角字符：请把输入法切到英文半角，再扫一次。")
    if text.upper().startswith(known[0]) and text != text.upper():
        raise UserError("LOWER_CASE", "code", "扫进来的大小写颠倒了：请按一下 Caps Lock（大写锁定），再扫一次。")
    if text.startswith(known[1].lower()):
        raise UserError("LOWER_CASE", "code", "扫进来的大小写颠倒了：请按一下 Caps Lock（大写锁定），再扫一次。")


def _read_code(text: str) -> SlipCode:
    parts = text.split(_SEPARATOR)
    if len(parts) != _PARTS or not text.isascii():
        raise _unread()
    _version, number, amount, digest, key, certificate, signed = parts
    if not (_NUMBER.fullmatch(number) and _AMOUNT.fullmatch(amount)):
        raise _unread()
    public_key = signature.text_of(_bytes(key, _KEY_BYTES))
    if not signature.is_key(public_key):
        raise _unread()
    return SlipCode(
        number=number,
        person_pays=int(amount),
        digest=_bytes(digest, _DIGEST_BYTES).hex(),
        public_key=public_key,
        certificate=signature.text_of(_bytes(certificate, _SIGNATURE_BYTES)) if certificate else "",
        signature=signature.text_of(_bytes(signed, _SIGNATURE_BYTES)),
        text=text,
    )


def _read_old(text: str) -> OldCode:
    parts = text.split(_OLD_SEPARATOR)
    if len(parts) != _OLD_PARTS:
        raise _unread()
    _version, number, amount, digest = parts
    if not (_NUMBER.fullmatch(number) and _AMOUNT.fullmatch(amount) and _OLD_DIGEST.fullmatch(digest)):
        raise _unread()
    return OldCode(number, int(amount), digest, text)


def _unread() -> UserError:
    return UserError(
        "UNREAD", "code", "二维码没有读全，或有字符不对：请把纸放平再扫一次；还是这样的，按“内容被改过”处理。"
    )


def _base32(data: bytes) -> str:
    return b32encode(data).decode("ascii").rstrip("=")


def _bytes(text: str, length: int) -> bytes:
    """The bytes of one spelling only: a text with spare bits set, or of another length, is none. UserError UNREAD."""
    try:
        data = b32decode(text + "=" * (-len(text) % 8))
    except ValueError as wrong:
        raise _unread() from wrong
    if len(data) != length or _base32(data) != text:
        raise _unread()
    return data
