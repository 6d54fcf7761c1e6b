"""The packs that the program ships are read once in a process of tests: the same bytes give the same pack."""

from __future__ import annotations

from functools import cache

import pytest

from app.bootstrap import choices
from app.policy import read_pack


def remember(patch: pytest.MonkeyPatch) -> None:
    """Each start of the program here takes the packs that were read before, until ``patch`` is undone. Changed bytes are
    read anew."""
    patch.setattr(choices, "read_pack", cache(read_pack))
