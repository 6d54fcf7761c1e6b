"""A list that is wider than the window: nothing of it is drawn in part, and keys bring the rest into sight."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from PySide6.QtCore import QRect, QSettings, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QWidget
from pytestqt.qtbot import QtBot

from app.records.statements import FeeLine
from app.ui import key_habits
from app.ui.models import typed
from app.ui.models.table import Column
from app.ui.screens import columns
from app.ui.screens.lists import ListPage
from app.ui.screens.statement_columns import HOSPITAL_FEES
from app.ui.screens.told_list import ToldList
from app.ui.start import application
from app.ui.style import type as typeface
from app.ui.style.sheet import apply
from app.ui.widgets.marked_cells import MarkedCells
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.list_samples import slips

Key = Qt.Key
MANY = 40
"""Rows of a list with a vertical scroll bar."""
EDGE = 2
"""Pixels at either end of the room in which no letter may stand."""
FIGURES = [typed.money(f"c{at}", f"第{at}列金额", lambda _row: -13_161_609) for at in range(9)]


def fees(at: int) -> FeeLine:
    return FeeLine("大沁他拉镇", "h3", "大沁他拉镇中心卫生院", "", "", ("c1",), visits=at, persons=at, amount=at * 600)


@pytest.fixture
def narrow(hands: Hands) -> Hands:
    """Hands at a window that is narrower than the list."""
    hands.window.resize(700, 600)
    hands.wait()
    return hands


@pytest.fixture
def alone(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., ListPage]]:
    """Shows a list in large type, without a window around it."""
    settings = QSettings(str(tmp_path / "list.ini"), QSettings.Format.IniFormat)
    app = application(["test"], settings)
    apply(app, typeface.LARGE)
    app.setProperty("scale", typeface.LARGE)

    def show(shown: Sequence[Column[Any]], rows: Sequence[Any], stretch: str) -> ListPage:
        page = ListPage(shown, rows, name="单据", nothing="", stretch=stretch)
        qtbot.addWidget(page)
        page.resize(900, 400)
        page.show()
        QApplication.processEvents()
        return page

    yield show
    application(["test"], settings)


def opened(hands: Hands) -> ListPage:
    hands.window.pages.slips.show(slips(MANY), columns.FOUND, "找到的单据", "没有单据。")
    hands.wait()
    page = hands.window.overlay.page
    assert isinstance(page, ListPage)
    return page


def stained(part: QWidget, bands: Sequence[range], left: int, right: int) -> list[tuple[int, int]]:
    """Where bands of a part have ink at their ends: a band's ground is of one colour."""
    picture = part.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    ends = (*range(left, left + EDGE), *range(right - EDGE, right))
    shades, wide = picture.bits(), picture.bytesPerLine()
    found = []
    for band in bands:
        ground = shades[band.start * wide + left]
        found += [(x, y) for y in band for x in ends if shades[y * wide + x] != ground]
    return found


def cut(page: ListPage) -> list[tuple[str, tuple[int, int]]]:
    """What the edges of the room cut: of the cells, the titles, the sums."""
    view, header = page.view, page.view.horizontalHeader()
    room = view.viewport().width()
    rows = range(view.rowAt(0), view.rowAt(view.viewport().height() - 1))
    tops = [(view.rowViewportPosition(at), view.rowHeight(at)) for at in rows]
    port = view.viewport().mapTo(view, view.viewport().rect().topLeft()).x()
    parts: tuple[tuple[str, QWidget, Sequence[range], int], ...] = (
        ("cell", view.viewport(), [range(top + 2, top + high - 2) for top, high in tops], 0),
        ("title", header.viewport(), [range(6, header.height() - 3)], 0),
        ("sum", page.totals, [range(2, page.totals.height() - 2)], port),
    )
    return [(what, at) for what, part, bands, left in parts for at in stained(part, bands, left, left + room)]


def whole(page: ListPage, key: str) -> bool:
    """Whether all of a column is in sight."""
    at = [one.key for one in page.columns.all()].index(key)
    left = page.view.horizontalHeader().sectionViewportPosition(at)
    return left >= 0 and left + page.view.columnWidth(at) <= page.view.viewport().width()


def here(page: ListPage) -> str:
    """The key of the column in which the cursor stands."""
    return page.columns.all()[page.view.currentIndex().column()].key


TABLES: Mapping[str, tuple[Sequence[Column[Any]], Sequence[Any], str]] = MappingProxyType(
    {
        "slips": (columns.FOUND, slips(MANY), "institution"),
        "fees": (HOSPITAL_FEES, [fees(at) for at in range(MANY)], "hospital"),
        "figures": (FIGURES, range(MANY), "c0"),
    }
)


@pytest.mark.parametrize("table", TABLES)
def test_nothing_lies_under_the_scroll_bar_in_large_type(alone: Callable[..., ListPage], table: str) -> None:
    page = alone(*TABLES[table])
    bar = page.view.horizontalScrollBar()
    scrolled = 0
    for width in range(430, 1200, 61):
        page.resize(width, 400)
        QApplication.processEvents()
        assert page.view.verticalScrollBar().isVisible()
        for place in {0, bar.maximum() // 3, bar.maximum()}:
            bar.setValue(place)
            assert cut(page) == [], (width, place)
            scrolled += place > 0
    assert scrolled > 10, "most of these rooms are narrower than the list"


def test_a_figure_is_whole_or_no_figure(alone: Callable[..., ListPage]) -> None:
    page = alone(FIGURES, range(MANY), "c0")
    cells = page.view.itemDelegate()
    assert isinstance(cells, MarkedCells)
    index = page.view.model().index(3, 2)
    painted = set()
    for width in range(1, 200):
        option = QStyleOptionViewItem()
        option.initFrom(page.view)
        option.rect = QRect(0, 0, width, 40)  # type: ignore[attr-defined]  # PySide's stub lacks it
        cells.initStyleOption(option, index)
        painted.add(option.text)  # type: ignore[attr-defined]  # as above
    assert painted == {"", "…", "-131,616.09"}


def test_ctrl_right_brings_the_columns_at_the_right_and_ctrl_left_goes_back(narrow: Hands) -> None:
    page = opened(narrow)
    keys = [one.key for one in page.columns.shown()]
    narrow.press(Key.Key_Down, Key.Key_Down)
    row = page.row()
    out = [key for key in keys if not whole(page, key)]
    assert len(out) > 1, "it is wider than the window"
    assert page.status.keys[0] == f"Ctrl+→ 右边还有 {len(out)} 列"
    narrow.press(Key.Key_Right, modifier=CTRL)
    assert here(page) == out[0]
    assert whole(page, out[0])
    assert page.row() == row, "the row stays"
    assert any(one.startswith("Ctrl+← 左边还有 ") for one in page.status.keys)
    for _ in keys:
        narrow.press(Key.Key_Right, modifier=CTRL)
    assert whole(page, keys[-1])
    assert not any("右边" in one for one in page.status.keys)
    assert cut(page) == []
    for _ in keys:
        narrow.press(Key.Key_Left, modifier=CTRL)
    assert whole(page, keys[0])
    assert page.row() == row
    assert not any("左边" in one for one in page.status.keys)
    narrow.press(Key.Key_End)
    assert here(page) == keys[-1]
    narrow.press(Key.Key_Home)
    assert here(page) == keys[0]


def test_in_a_field_it_goes_by_words_and_it_turns_without_rows_too(narrow: Hands) -> None:
    page = opened(narrow)
    bar = page.view.horizontalScrollBar()
    narrow.press(Key.Key_F, modifier=CTRL)
    narrow.type("no body")
    narrow.press(Key.Key_Left, modifier=CTRL)
    assert page.filter.edit.cursorPosition() == 3
    assert bar.value() == 0
    narrow.press(ENTER)
    assert page.shown() == ()
    narrow.press(Key.Key_Right, modifier=CTRL)
    assert bar.value() > 0


def test_where_all_columns_have_room_no_key_is_offered(hands: Hands) -> None:
    page = opened(hands)
    assert all(whole(page, one.key) for one in page.columns.shown())
    assert page.status.keys[0] == "Ctrl+F 筛选"
    at = page.view.currentIndex()
    hands.press(Key.Key_Right, modifier=CTRL)
    assert page.view.currentIndex() == at
    hands.press(ESC)
    hands.press(Key.Key_Right, modifier=CTRL)  # no list is there
    assert hands.window.overlay.page is None


def to_key(hands: Hands) -> None:
    hands.open_door("按键")
    table = hands.opened()
    assert isinstance(table, ToldList)
    hands.to_row([row.id for row in table.list.rows()].index("list_right"))
    hands.press(ENTER)


def test_its_key_is_changed_and_given_back_as_others_are(narrow: Hands) -> None:
    to_key(narrow)
    narrow.press(Key.Key_F7, modifier=CTRL)
    narrow.press(ENTER)
    page = opened(narrow)
    bar = page.view.horizontalScrollBar()
    assert page.status.keys[0].startswith("Ctrl+F7 右边还有 ")
    narrow.press(Key.Key_Right, modifier=CTRL)
    assert bar.value() == 0
    narrow.press(Key.Key_F7, modifier=CTRL)
    assert bar.value() > 0
    to_key(narrow)
    narrow.press(Key.Key_Right, modifier=CTRL)  # the usual one by itself, not by giving back
    narrow.press(ENTER)
    assert key_habits.with_keys("[Ctrl+→]") == "Ctrl+→"
