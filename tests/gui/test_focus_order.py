"""The pages of F10 and the desk itself (those of the directory: ``test_every_page``): what takes the focus has a name, and Tab follows the reading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.services.desk import Desk
from tests.helpers.focus import faults, places, told
from tests.helpers.hands import ESC, SHIFT, Hands
from tests.helpers.small_desk import MANAGER

Key = Qt.Key


def missed(hands: Hands, page: QWidget) -> list[str]:
    """Stops that Tab does not come to from where the cursor stands."""
    stops = places(page)
    seen: set[QWidget] = set()
    for _ in (page, *stops):
        seen.add(hands.focus)
        hands.press(Key.Key_Tab)
    return [told(one) for one in stops if one not in seen]


def test_every_page_of_the_menu(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    hands = open_window(replace(desk, operator=MANAGER))
    pages, wrong, seen = hands.window.pages, [], 0
    for name, show in {
        "今日单据": pages.slips.open_today,
        "查单据": pages.slips.open_search,
        "未完成个案": pages.open_drafts,
        "日结": pages.days.open_today,
        "日结记录": pages.days.open_past,
        "审批申请": pages.requests.open,
        "待重新核算": pages.adjustments.open_waiting,
        "修改我的口令": pages.people.open_own,
        "审批密钥": pages.approval_keys.open,
        "审计记录": pages.audit.open,
        "备份": pages.backups.open,
        "版本和说明": pages.open_about,
    }.items():
        show()
        hands.wait()
        page = hands.opened()
        if page is None:
            continue
        seen += 1
        wrong += faults(page, name)
        wrong += [f"{name}: Tab does not come to {one}" for one in missed(hands, page)]
        hands.window.overlay.close_page()
    assert seen > 9
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)])
def test_the_desk(hands: Hands, size: tuple[int, int]) -> None:
    hands.window.resize(*size)
    hands.wait()
    wrong = faults(hands.window.cases.current, "nobody")
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    hands.items(("srjcw", "9"))
    wrong += faults(hands.window.cases.current, "a bill")
    hands.press(Key.Key_F3)
    wrong += faults(hands.window.cases.current, "the visit")
    hands.press(Key.Key_F8)
    hands.wait()
    wrong += faults(hands.window.cases.current, "before settling")
    hands.press(ESC)
    hands.press(Key.Key_F2, modifier=SHIFT)
    hands.wait()
    page = hands.opened()
    assert page is not None
    wrong += faults(page, "filings")
    assert not wrong, "\n".join(wrong)


def test_a_wrong_order_is_found(hands: Hands) -> None:
    from PySide6.QtWidgets import QGridLayout, QLineEdit

    page = QWidget(hands.window)
    grid = QGridLayout(page)
    first, second, third, fourth = (QLineEdit(page) for _ in range(4))
    for at, one in enumerate((first, second, third, fourth)):
        one.setAccessibleName(f"{at}")
        grid.addWidget(one, at // 2, at % 2)
    page.resize(400, 200)
    page.show()
    QApplication.processEvents()
    assert not faults(page, "")
    for one, other in ((first, fourth), (fourth, second), (second, third)):
        QWidget.setTabOrder(one, other)
    assert len(faults(page, "")) == 2
    third.setAccessibleName("")
    assert len(faults(page, "")) == 3
