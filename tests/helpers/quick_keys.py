"""Passwords that cost nothing: Argon2 at its least, for tests alone. A slot opens only at the cost that it was made with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.store import keys

_FULL = {"_TIME": keys._TIME, "_MEMORY": keys._MEMORY}


def quicken(patch: pytest.MonkeyPatch) -> None:
    """Lower the cost of a password until ``patch`` is undone."""
    patch.setattr(keys, "_TIME", 1)
    patch.setattr(keys, "_MEMORY", 32)


@contextmanager
def full_price() -> Iterator[None]:
    """Passwords as the program takes them, on a file that a program made which paid for them."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in _FULL.items():
            patch.setattr(keys, name, value)
        yield
