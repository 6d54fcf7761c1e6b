"""职责对照: each of the 60 duties stands in the manual once, and each of its doors is there (``test_every_page`` opens them)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.errors import KnownError
from app.services.duties import FILE, duties
from app.ui.screens.lists import ListPage
from tests.helpers.hands import ENTER, ESC, Hands

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
