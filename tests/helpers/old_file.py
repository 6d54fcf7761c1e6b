"""The plain data file of the first version, as it was saved by that version: 2 settlements, readable names."""

from __future__ import annotations

import gzip
from pathlib import Path

PACKED = Path(__file__).parents[1] / "data" / "old" / "settlements-1.db.gz"
NAME = "阿拉坦其木格"
"""A person who is in it."""


def unpack(path: Path) -> Path:
    """Put the file at ``path``."""
    path.write_bytes(gzip.decompress(PACKED.read_bytes()))
    return path
