"""Ed25519 signatures (RFC 8032) as base64 texts. A private key is 32 bytes of chance that the caller brings."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode

from app.errors import require

PRIVATE_BYTES = 32
_PUBLIC_BYTES, _SIGNATURE_BYTES = 32, 64
_FINGERPRINT = 20
_GROUP = 4
_FIELD = 2**255 - 19
_SIGN = 1 << 255
_ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_LOW_ORDER = frozenset((0, 1, _ORDER_8, _FIELD - _ORDER_8, _FIELD - 1))
"""The heights (y) of the eight points of the curve whose order divides 8: a key there "signs" what nobody signed."""


def public_of(private_key: bytes) -> str:
    """The public key of a private one."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    require(len(private_key) == PRIVATE_BYTES, "a private key has 32 bytes")
    return text_of(Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw())


def sign(private_key: str, data: bytes) -> str:
    """The signature over ``data``; the same data and key give the same text."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return text_of(Ed25519PrivateKey.from_private_bytes(b64decode(private_key)).sign(data))


def verified(public_key: str, signature: str, data: bytes) -> bool:
    """Whether ``data`` is what the owner of the key signed; False for what is no key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if not is_key(public_key):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(b64decode(public_key)).verify(b64decode(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True


def is_key(text: str) -> bool:
    """Whether a text is a public key as ``public_of`` writes it: no point of low order, no height twice (RFC 8032, 5.1.3)."""
    if not _is(text, _PUBLIC_BYTES):
        return False
    height = int.from_bytes(b64decode(text), "little") % _SIGN
    return height < _FIELD and height not in _LOW_ORDER


def is_signature(text: str) -> bool:
    """Whether a text is a signature as ``sign`` writes it."""
    return _is(text, _SIGNATURE_BYTES)


def _is(text: str, length: int) -> bool:
    try:
        data = b64decode(text, validate=True)
    except ValueError:
        return False
    return len(data) == length and text_of(data) == text


def fingerprint(public_key: str) -> str:
    """Five groups of four hex digits, to be read aloud on the telephone."""
    digits = hashlib.sha256(b64decode(public_key)).hexdigest()[:_FINGERPRINT]
    return " ".join(digits[at : at + _GROUP] for at in range(0, _FINGERPRINT, _GROUP))


def text_of(data: bytes) -> str:
    """Base64 as keys and signatures are kept."""
    return b64encode(data).decode("ascii")
