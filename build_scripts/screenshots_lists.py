"""Pictures of the one list in its states: filtered, sorted, refused, columns chosen, exported, on paper; empty and long."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.records.people import Operator
from app.ui.screens import columns
from app.ui.widgets.filter_line import SOON
from tests.helpers.hands import CTRL, ENTER, ESC
from tests.helpers.list_samples import slips
from tests.helpers.service_desk import MANAGER

if TYPE_CHECKING:
    from build_scripts.screenshots import Studio

Key = Qt.Key


def _typed(at: Studio, text: str) -> None:
    at.hands.press(Key.Key_F, modifier=CTRL)
    at.hands.type(text)
    QTest.qWait(SOON + 30)


def lists(at: Studio) -> None:
    """A list from empty to paper."""
    show = at.window.pages.slips.show
    show((), columns.FOUND, "旗医保局大厅业务登记", "没有单据。")
    at.take("90-list-empty")
    show(slips(1), columns.FOUND, "旗医保局大厅业务登记", "没有单据。")
    at.take("91-list-one")
    show(slips(300), columns.FOUND, "旗医保局大厅业务登记", "没有单据。")
    at.take("92-list-300")
    _typed(at, "机构:医院 总费用>8000")
    at.take("93-list-filtered")
    at.hands.press(ENTER)
    at.hands.press(Key.Key_Right, Key.Key_Right, Key.Key_Right, Key.Key_Right, Key.Key_Right)
    at.hands.press(Key.Key_Down, modifier=CTRL)
    at.take("94-list-sorted")
    at.hands.press(Key.Key_X, modifier=CTRL)
    at.take("95-list-path")
    at.hands.press(Key.Key_A, modifier=CTRL)
    at.hands.enter(str(at.folder / "业务登记.xlsx"))
    at.hands.wait()
    at.take("96-list-exported")
    at.hands.press(Key.Key_P, modifier=CTRL)
    at.take("97-list-paper")
    at.hands.press(ESC)
    at.take("98-list-again")
    _typed(at, "总费用>很多")
    at.take("99-list-refused")
    at.hands.press(ESC)
    at.hands.press(Key.Key_U, modifier=CTRL)
    at.hands.press(Key.Key_Up, Key.Key_Space)
    at.take("100-list-columns")
    at.hands.press(Key.Key_Delete, ESC)
    _typed(at, "没有这个人")
    at.take("101-list-nothing-fits")
    at.hands.press(ESC)


def small(at: Studio) -> None:
    """The same where there is little room."""
    at.mark = "-1024"
    lists(at)


def small_large(at: Studio) -> None:
    """The same in large type where there is little room."""
    at.hands.press(Key.Key_Equal, modifier=CTRL)
    at.mark = "-1024L"
    lists(at)
    at.hands.press(Key.Key_0, modifier=CTRL)


def pages_with_lists(at: Studio) -> None:
    """Lists inside pages of their own."""
    pages = at.window.pages
    for name, act in (
        ("rosters", pages.rosters.open),
        ("operators", pages.people.open),
        ("audit", pages.audit.open),
        ("keys", pages.approval_keys.open),
        ("backups", pages.backups.open),
        ("requests", pages.requests.open),
        ("parameters", pages.open_parameters),
    ):
        act()
        at.take(f"102-{name}")


SCENES: Mapping[str, tuple[Callable[[Studio], None], str]] = {
    "lists": (lists, "1366"),
    "lists_small": (small, "1024"),
    "lists_small_large": (small_large, "1024"),
    "pages_with_lists": (pages_with_lists, "1366"),
}
OPERATORS: Mapping[str, Operator] = {"pages_with_lists": replace(MANAGER)}
"""Who works where it is not the clerk."""
