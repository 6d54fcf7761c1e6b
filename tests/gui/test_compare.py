"""F7 by keyboard: the bill beside other levels, why each figure is what it is, and back to where the cursor stood."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.ui.screens.compare import ComparePage
from app.ui.widgets.compare_table import CompareTable
from tests.helpers.hands import CTRL, ESC, Hands

Key = Qt.Key


def _bill(hands: Hands, hospital: str = "nmqrmyy") -> None:
    hands.find("wxl")
    hands.visit(hospital, "20190301", "20190310", "J18")
    hands.press(Key.Key_F4)
    if hands.window.cases.current.case.form.bill_kind != "totals":
        hands.press(Key.Key_F4)
    hands.enter("10000", "9200", "800")


def _page(hands: Hands) -> ComparePage:
    page = hands.window.overlay.page
    assert isinstance(page, ComparePage)
    return page


def _text(page: QWidget, name: str) -> str:
    label = page.findChild(QLabel, name)
    assert isinstance(label, QLabel)
    return label.text()


def test_f7_compares_and_esc_goes_back(hands: Hands) -> None:
    _bill(hands)
    before = hands.focus
    hands.press(Key.Key_F7)
    page = _page(hands)
    assert hands.window.overlay.accessibleName() == "王秀兰 · 换级比较"
    assert _text(page, "compare_conclusion") == "在苏木乡镇卫生院看，个人少付 1,665.00 元。"
    assert isinstance(hands.focus, CompareTable)
    assert _text(page, "compare_why").endswith("总费用 10,000.00 − 各层合计 6,525.00 = 个人应付 3,475.00 元。")
    hands.press(Key.Key_Right, Key.Key_Up, Key.Key_Up)
    assert "苏木乡镇卫生院（旗县内）" in _text(page, "compare_why")
    assert "（9,200.00 − 100.00） × 90% = 8,190.00 元" in _text(page, "compare_why")
    hands.press(ESC)
    assert hands.window.overlay.page is None
    assert hands.focus is before
    assert hands.window.cases.current.case.form.totals["total"] == "10000.00"


def test_outside_the_county_the_filing_stands_beside_it(hands: Hands) -> None:
    _bill(hands, "jldxdyyy")
    hands.press(Key.Key_F7)
    assert _text(_page(hands), "compare_conclusion").startswith("办不办转诊备案，个人应付相同；在旗县内")
    hands.press(Key.Key_F7)  # once more is no harm
    assert isinstance(hands.focus, CompareTable)
    hands.press(Key.Key_F4)  # a key of the desk closes it
    assert hands.window.overlay.page is None


def test_nothing_to_compare_is_a_calm_sentence(hands: Hands) -> None:
    hands.press(Key.Key_F7)
    assert hands.window.overlay.page is None
    said = " ".join(label.text() for label in hands.window.notice.findChildren(QLabel))
    assert "还没有可以比的" in said


@pytest.mark.parametrize("width", [1366, 1024])
@pytest.mark.parametrize("large", [False, True])
def test_every_figure_has_its_room(hands: Hands, width: int, *, large: bool) -> None:
    hands.window.resize(width, 768)
    if large:
        hands.press(Key.Key_Equal, modifier=CTRL)
    _bill(hands)
    hands.press(Key.Key_F7)
    assert hands.window.width() == width  # the key bar with F7 in it fits too
    table = _page(hands).table
    rows, heads = table.verticalHeader(), table.horizontalHeader()
    assert heads.sectionSize(0) * heads.count() == heads.length()
    assert table._painter.needed(table._painter.role) <= heads.sectionSize(0)
    # all rows are in sight without scrolling: what the person pays and the difference above all
    assert (
        rows.sectionViewportPosition(rows.count() - 1) + rows.sectionSize(rows.count() - 1) <= table.viewport().height()
    )
    hands.press(ESC)
    hands.press(Key.Key_0, modifier=CTRL)
