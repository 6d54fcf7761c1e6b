"""A prepared file for each test of the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.database import Database
from tests.unit.store import samples


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """One station, operator, hospital and the person p1."""
    with samples.opened(tmp_path) as opened:
        yield opened
