"""The README's map is true: every place exists, every door can be imported, every test is there."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ROW = re.compile(
    r"^\| (?P<want>[^|`]+) \| `(?P<open>[^`]+)` \| `(?P<door>[^`]+)` \| `(?P<test>[^`]+)` \|$", re.MULTILINE
)
ROWS = [found.groupdict() for found in ROW.finditer(README)]


def test_the_map_has_rows() -> None:
    assert len(ROWS) == README.count("| `") // 3 >= 15


@pytest.mark.parametrize("row", ROWS, ids=[row["want"] for row in ROWS])
def test_a_row_leads_somewhere(row: dict[str, str]) -> None:
    assert (ROOT / row["open"]).exists()
    assert (ROOT / row["test"]).exists()
    door = row["door"]
    if "/" in door:
        assert (ROOT / door).exists()
        return
    try:
        importlib.import_module(door)
    except ModuleNotFoundError:
        module, name = door.rsplit(".", 1)
        assert hasattr(importlib.import_module(module), name)


def test_the_picture_and_the_licences_are_there() -> None:
    for picture in re.findall(r"!\[[^]]*\]\(([^)]+)\)", README):
        assert (ROOT / picture).stat().st_size < 400_000
    assert (ROOT / "resources" / "fonts" / "README.md").exists()
