"""职责对照: each of the 60 duties stands in the manual once, and each of its doors opens a page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.errors import KnownError
from app.services.duties import FILE, duties
from app.ui.screens.lists import ListPage
from tests.helpers.hands import CTRL, ENTER, ESC, Hands

Key = Qt.Key
MANUAL = Path(__file__).resolve().parents[2] / "resources" / "manual" / FILE
COUNTS = {"SY": 11, "YY": 12, "LN": 8, "NM": 16, "GX": 13}
"""How many duties each paper lays on the window."""


def test_each_duty_stands_once_in_the_order_of_its_paper() -> None:
    wanted = [f"{area}d{number}" for area, many in COUNTS.items() for number in range(1, many + 1)]
    assert [one.code for one in duties()] == wanted
    assert all(one.sentence.startswith("“") and one.how for one in duties())
    rows = [line for line in MANUAL.read_text(encoding="utf-8").splitlines() if re.match(r"\| [A-Z]{2}d", line)]
    assert len(rows) == len(wanted)


def test_a_manual_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="重新安装"):
        duties(tmp_path)


def test_every_door_of_a_duty_is_there_and_says_the_duty_itself(hands: Hands) -> None:
    doors = {one.title: one for one in hands.window.pages.doors()}
    table = {one.code: one for one in duties()}
    named = {title for one in table.values() for title in one.doors}
    assert named <= set(doors), named - set(doors)
    for title, door in doors.items():
        for code in door.duties:
            assert title in table[code].doors, f"{title} says {code}, the manual does not"


def test_every_page_of_the_directory_opens_and_gives_the_directory_back(hands: Hands) -> None:
    overlay = hands.window.overlay
    for at, title in enumerate(_directory(hands, 0)):
        if overlay.page is None:
            _directory(hands, at)
        directory = overlay.page
        assert isinstance(directory, ListPage)
        assert directory.row().title == title
        hands.press(ENTER)
        hands.wait()
        if overlay.page in (None, directory):
            assert hands.window.notice.text or hands.window.guide.on, (
                title
            )  # it needs a case, or a list that was imported, and says so
        else:
            assert overlay.page.isAncestorOf(hands.focus) or overlay.page is hands.focus, title
            hands.press(ESC)
            hands.wait()
            assert overlay.page is directory, title
        if overlay.page is not None:
            hands.press(Key.Key_Down)


def _directory(hands: Hands, at: int) -> list[str]:
    """Opened, the cursor in row ``at``; the titles of all its rows."""
    hands.press(Key.Key_D, modifier=CTRL)
    page = hands.window.overlay.page
    assert isinstance(page, ListPage)
    hands.to_row(at)
    return [door.title for door in page.rows()]


def test_the_table_opens_the_page_of_a_duty(hands: Hands) -> None:
    hands.open_door("职责对照")
    page = hands.window.overlay.page
    assert isinstance(page, ListPage)
    at = [one.code for one in page.rows()].index("YYd11")
    hands.to_row(at)
    hands.press(ENTER)
    hands.wait()
    assert hands.window.overlay.accessibleName() == "诉求登记"
    hands.press(ESC)
    assert hands.window.overlay.page is page
