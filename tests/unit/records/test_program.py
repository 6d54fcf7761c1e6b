"""The version is told in one word everywhere."""

from __future__ import annotations

import tomllib
from pathlib import Path

from app.records.program import VERSION

ROOT = Path(__file__).resolve().parents[3]


def test_the_program_and_the_project_have_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == VERSION


def test_the_changelog_begins_with_it() -> None:
    heads = [
        line
        for line in (ROOT / "resources" / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("## ")
    ]
    assert VERSION.startswith(heads[0].removeprefix("## ").split(" ")[0])
