"""Passwords that cost nothing: Argon2 at its least, for tests alone. A slot opens only at the cost that it was made with."""

from __future__ import annotations

import pytest

from app.store import keys


def quicken(patch: pytest.MonkeyPatch) -> None:
    """Lower the cost of a password until ``patch`` is undone."""
    patch.setattr(keys, "_TIME", 1)
    patch.setattr(keys, "_MEMORY", 32)
