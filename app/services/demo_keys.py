"""The demonstration area's keys: made from a seed that anybody can read, so what they sign proves nothing but that it is a 演示."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import shake_128
from itertools import count

from app.exchange import signature

_SEED = "settlement-window demonstration keys 1"


def demonstration_chance() -> Callable[[int], bytes]:
    """Bytes for the demonstration's keys, the same in every file: the hall's first, then its station's."""
    numbers = count()
    return lambda length: _bytes(next(numbers), length)


@cache
def demonstration_hall() -> str:
    """The public key of the demonstration's hall; no formal file ever trusts it."""
    return signature.public_of(_bytes(0, signature.PRIVATE_BYTES))


def _bytes(at: int, length: int) -> bytes:
    return shake_128(f"{_SEED}:{at}".encode()).digest(length)
