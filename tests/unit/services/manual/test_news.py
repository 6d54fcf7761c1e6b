"""What is new: the parts of CHANGELOG between what was seen and this version."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import KnownError
from app.records.program import VERSION
from app.services.manual.news import changed, newer, order, parts

TEXT = """# 更新说明

## 0.10 · 2027-03-01

* 十

## 0.9.1 · 2027-02-01

* 九点一

## 0.9 · 2027-01-01

* 九
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "CHANGELOG.md"
    made.write_text(TEXT, encoding="utf-8")
    return made


def test_the_parts_are_read_with_their_headings(path: Path) -> None:
    found = parts(path)
    assert [one.version for one in found] == ["0.10", "0.9.1", "0.9"]
    assert found[0].text == "## 0.10 · 2027-03-01\n\n* 十"
    assert found[2].text.endswith("* 九")


@pytest.mark.parametrize(
    ("seen", "version", "found"),
    [
        ("0.9", "0.10.0", ["0.10", "0.9.1"]),
        ("0.9.1", "0.10.0", ["0.10"]),
        ("0.10.0", "0.10.0", []),
        ("0.8", "0.9.0", ["0.9"]),
        ("", "0.10.2", ["0.10"]),
        ("", "0.9.0", ["0.9.1", "0.9"]),
    ],
)
def test_only_what_is_newer_and_no_newer_than_the_program(
    path: Path, seen: str, version: str, found: list[str]
) -> None:
    assert [one.version for one in newer(parts(path), seen, version)] == found


def test_versions_are_compared_as_figures() -> None:
    assert order("0.10") > order("0.9.3") > order("0.9") == order("0.9.0")
    assert order("0.3.0rc1") == (0, 3, 0)
    assert changed("0.2.0", "0.3.0")
    assert changed("", "0.3.0")
    assert not changed("0.3.0", "0.3.0")
    assert not changed("0.4.0", "0.3.0")


def test_the_shipped_text_begins_with_this_version() -> None:
    assert order(parts()[0].version)[:2] == order(VERSION)[:2]


def test_a_text_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="重新安装"):
        parts(tmp_path / "CHANGELOG.md")
