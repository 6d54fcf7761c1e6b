"""What a start reads of the program: the sign-in page without the desk, the desk without its pages, neither with a large library."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = frozenset(
    "PIL argon2 chinese_calendar cryptography http numpy openpyxl pypdfium2 pypinyin python_calamine reportlab segno sqlite_utils"
    " uuid6 xlsxwriter".split()
)
"""Read when somebody asks for what they do."""
LATER = (
    "app.cli.commands",
    "app.papers",
    "app.services.demo_build",
    "app.services.headless",
    "app.services.settle",
    "app.ui.pages",
    "app.ui.desks",
)

CHILD = """
import json, sys
import app.__main__, app.bootstrap
app.__main__._parser()
import app.ui.start, app.ui.entrance
read = [sorted(sys.modules)]
import app.ui.main_window
read.append(sorted(sys.modules))
print(json.dumps(read))
"""


@pytest.fixture(scope="module")
def read() -> list[list[str]]:
    """The modules that are there with the sign-in page, and with the desk."""
    told = subprocess.run([sys.executable, "-c", CHILD], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    found: list[list[str]] = json.loads(told)
    return found


@pytest.mark.parametrize("shown", [0, 1], ids=["sign-in page", "desk"])
def test_nothing_is_read_that_nobody_asked_for(read: list[list[str]], shown: int) -> None:
    assert "app.ui.entrance" in read[shown]
    assert [one for one in read[shown] if one.split(".")[0] in LIBRARIES] == []
    assert [one for one in read[shown] if one.startswith(LATER)] == []


def test_the_sign_in_page_comes_without_the_desk(read: list[list[str]]) -> None:
    without, desk = (set(one) for one in read)
    assert "app.ui.cases" in desk - without
    assert "app.ui.main_window" in desk - without
