"""The page of local parameters, by keyboard: a formal file starts as 试算, its values are confirmed, then F8 settles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QMenu, QTableView, QWidget
from pytestqt.qtbot import QtBot

from app.records.people import Operator
from app.services.desk import Desk
from app.services.parameter_sets import export_set
from app.services.parameters import parameter_groups, parameter_history, parameter_lines
from app.services.rights import SOLE
from app.services.slips import settled_today
from app.ui.models.parameters import COLUMNS, rows_of
from app.ui.models.table import TableModel
from app.ui.screens.parameters import ParametersPage
from tests.helpers.hands import CTRL, ENTER, ESC, SHIFT, TAB, Hands
from tests.helpers.small_desk import MANAGER, STATION, build, small_desk

Key = Qt.Key
PACK = "naiman-2019"
RATE = "basic.inpatient.rate.secondary"
DOCUMENT = "奈医保发〔2019〕9号"
FORMAL = replace(STATION, demonstration=False)


def _alone(desk: Desk, name: str) -> Desk:
    """The desk of the one operator of a window, as its file knows him."""
    operator = Operator(MANAGER.id, name, SOLE)
    with desk.database.unit_of_work() as work:
        work.execute("UPDATE operators SET name = ?, role = ? WHERE id = ?", (name, SOLE, operator.id))
    return replace(desk, operator=operator)


@pytest.fixture
def formal(tmp_path: Path) -> Iterator[Desk]:
    """A formal file with nothing confirmed, and its one built-in operator."""
    path = tmp_path / "formal.db"
    build(path, confirmed=False, station=FORMAL)
    with small_desk(path, station=FORMAL) as made:
        yield _alone(made, "本机经办")


def opened(hands: Hands) -> ParametersPage:
    """The page, by way of F10."""
    hands.press(Key.Key_F10)
    menu = hands.window.findChildren(QMenu)[-1]
    action = next(action for action in menu.actions() if "本地参数" in action.text())
    menu.setActiveAction(action)
    QTest.keyClick(menu, ENTER)
    hands.wait()
    return shown(hands)


def shown(hands: Hands) -> ParametersPage:
    page = hands.window.overlay.page
    assert isinstance(page, ParametersPage)
    return page


def name(page: ParametersPage) -> str:
    """The parameter under the cursor."""
    row = page.row
    return row.line.name if row is not None and row.line is not None else ""


def go_to(hands: Hands, page: ParametersPage, wanted: str) -> None:
    """Down from the top to a parameter; drawn once it is reached."""
    hands.press(Key.Key_Home, modifier=CTRL)
    for _ in range(60):
        if name(page) == wanted:
            QApplication.processEvents()
            return
        QTest.keyClick(hands.focus, Key.Key_Down)
    raise AssertionError(wanted)


def fill(hands: Hands, page: ParametersPage, *, document: str) -> None:
    """Confirm the value under the cursor as the pack has it."""
    row = page.row
    assert row is not None
    assert row.line is not None
    text = row.line.text
    hands.press(ENTER)
    if row.line.entry == "bands":
        hands.enter("0.00", "0.50", "50000.00", "0.60", "100000.00", "0.7", "")
    else:
        hands.enter(text.replace("-", ""))
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(document, "")
    assert page.line.text.startswith("确认“")
    hands.press(ENTER)
    hands.wait()


def bill(hands: Hands) -> None:
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    hands.items(("srjcw", "9"))


def test_a_formal_file_leaves_trial_when_its_values_are_confirmed(
    open_window: Callable[[Desk], Hands], formal: Desk
) -> None:
    hands = open_window(formal)
    bill(hands)
    screen = hands.window.cases.current
    hands.press(Key.Key_F8)
    assert "试算" in screen.panes.notice.text
    assert screen.panes.settle.isHidden()
    page = opened(hands)
    assert "只看待确认 18 项" in page.filter.text()
    for left in range(17, -1, -1):
        row = page.row
        assert row is not None
        assert row.line is not None
        assert row.line.unconfirmed  # the cursor goes on to the next one by itself
        fill(hands, page, document=DOCUMENT)
        assert f"还有 {left} 项" in page.told if left else "都已确认" in page.told
        assert screen.trial == (left > 0) or left < 6  # figures that this case does not read
    assert not screen.trial
    hands.press(ESC)
    assert hands.window.overlay.page is None
    hands.press(Key.Key_F8, ENTER)
    hands.wait()
    assert len(settled_today(formal)) == 1
    assert all(one.document_number == DOCUMENT for one in parameter_history(formal, PACK, RATE))


def test_what_is_refused_says_so_beside_its_field_and_keeps_the_typing(
    open_window: Callable[[Desk], Hands], formal: Desk
) -> None:
    hands = open_window(formal)
    page = opened(hands)
    go_to(hands, page, RATE)
    hands.press(ENTER)
    form = page.form
    assert form is not None
    assert hands.where == "value.editor"
    assert "0.65 就是 65%" in form.value.message.full_text()
    hands.enter("75%")
    assert hands.where == "value.editor"
    assert form.value.text() == "75%"
    assert "0 到 1 之间的小数" in hands.focus.accessibleDescription()
    hands.press(Key.Key_A, modifier=CTRL)
    hands.type("0.75")
    assert form.value.message.full_text() == "读作 75%"
    hands.enter("")
    hands.enter("")
    assert hands.where == "document.editor"
    assert "文件号" in hands.focus.accessibleDescription()
    hands.enter(DOCUMENT, "20200101")
    assert hands.where == "since.editor"
    assert "不在政策期间" in hands.focus.accessibleDescription()
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter("2019")
    assert "写法不对" in hands.focus.accessibleDescription()
    hands.press(ESC)  # back to the list; the typing stays
    assert hands.focus is page.view
    assert "输入的还在" in page.told
    hands.press(Key.Key_Down, Key.Key_Up, ENTER)
    form = page.form
    assert form is not None
    assert (form.value.text(), form.document.text(), form.since.text()) == ("0.75", DOCUMENT, "2019-")
    assert not parameter_history(formal, PACK, RATE)


def test_esc_closes_what_opened_last(open_window: Callable[[Desk], Hands], formal: Desk) -> None:
    hands = open_window(formal)
    page = opened(hands)
    go_to(hands, page, RATE)
    hands.press(ENTER)
    hands.enter("0.80", DOCUMENT, "20191101")
    assert page.line.text == f"确认“住院报销比例（二级）”自 2019-11-01 出院起是 80%，依据 {DOCUMENT}。"
    hands.press(ESC)
    assert page.line.text == ""
    assert hands.where == "value.editor"
    hands.press(ESC)
    assert hands.focus is page.view
    hands.press(ESC)
    assert hands.window.overlay.page is None
    assert not parameter_history(formal, PACK, RATE)


def test_a_band_that_is_wrong_is_pointed_at(open_window: Callable[[Desk], Hands], formal: Desk) -> None:
    hands = open_window(formal)
    page = opened(hands)
    go_to(hands, page, "critical_illness.bands")
    hands.press(ENTER)
    assert hands.focus.accessibleName() == "大病保险分段比例 第 1 段 起点"
    hands.enter("0.00", "0.50", "50000.00", "0.60", "40000.00", "0.70", "")
    assert hands.focus.accessibleName() == "大病保险分段比例 第 3 段 起点"
    assert "没有大于前一段" in hands.focus.accessibleDescription()
    hands.enter("100000.00", "0.70", "")
    assert hands.where == "document.editor"
    hands.enter(DOCUMENT, "")
    assert "100,000.00 元以上 70%" in page.line.text
    hands.press(ENTER)
    hands.wait()
    line = next(line for line in parameter_lines(formal, PACK) if line.name == "critical_illness.bands")
    assert (line.unconfirmed, line.text) == (
        False,
        '[["0.00", "0.50"], ["50000.00", "0.60"], ["100000.00", "0.70"]]',
    )


def test_what_only_the_other_values_can_tell_is_said_beside_the_field(
    open_window: Callable[[Desk], Hands], formal: Desk
) -> None:
    hands = open_window(formal)
    page = opened(hands)
    go_to(hands, page, "critical_illness.bands")
    hands.press(ENTER)
    hands.enter("0.00", "0.98", "", DOCUMENT, "")
    hands.press(ENTER)
    hands.wait()
    assert page.line.text == ""
    assert hands.where == "band.0.0"
    assert "大于 100%" in hands.focus.accessibleDescription()


def test_the_panel_shows_sentence_bounds_and_history(hands: Hands, desk: Desk) -> None:
    page = opened(hands)
    go_to(hands, page, "fund.target_rate")
    text = page.detail.text()
    line = next(line for line in parameter_lines(desk, PACK) if line.name == "fund.target_rate")
    assert line.sentence in text
    assert "文件规定" in text
    hands.press(ENTER)
    assert "不需要确认" in page.told
    go_to(hands, page, RATE)
    text = page.detail.text()
    assert "0 到 1 的小数" in text
    assert "演示" in text
    assert "李主任 2019-11-22" in text
    hands.press(Key.Key_Home, modifier=CTRL)
    assert "由当地定 18 项" in page.detail.text()


def test_a_clerk_is_told_who_may(hands: Hands) -> None:
    page = opened(hands)
    go_to(hands, page, RATE)
    for keys in ((ENTER,), (Key.Key_S,), (Key.Key_O,)):
        page.tell("")
        hands.press(*keys, modifier=Qt.KeyboardModifier.NoModifier if keys == (ENTER,) else CTRL)
        assert "需要管理权限" in page.told
        assert page.form is None
        assert page.path.isHidden()


def test_only_what_waits(open_window: Callable[[Desk], Hands], formal: Desk) -> None:
    hands = open_window(formal)
    page = opened(hands)
    assert len(page.model.rows()) == 37
    hands.press(Key.Key_F, modifier=CTRL)
    assert len(page.model.rows()) == 19
    assert all(row.line is None or row.line.unconfirmed for row in page.model.rows())
    fill(hands, page, document=DOCUMENT)
    assert len(page.model.rows()) == 18
    hands.press(Key.Key_F, modifier=CTRL)
    assert len(page.model.rows()) == 37


def test_a_set_goes_out_and_in(open_window: Callable[[Desk], Hands], formal: Desk, tmp_path: Path) -> None:
    hands = open_window(formal)
    page = opened(hands)
    hands.press(Key.Key_S, modifier=CTRL)
    hands.press(ENTER)
    hands.wait()
    assert "没有可导出的内容" in page.told
    hands.press(ESC)
    go_to(hands, page, RATE)
    fill(hands, page, document=DOCUMENT)
    hands.press(Key.Key_S, modifier=CTRL)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(tmp_path / "文件夹"))
    hands.wait()
    assert (tmp_path / "文件夹" / "本地参数 naiman-2019 2019-11-22.json").exists()
    file = tmp_path / "文件" / "set.json"
    hands.press(Key.Key_S, modifier=CTRL)
    assert hands.where == "path"
    assert hands.focus.accessibleName()
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(file))
    hands.wait()
    assert file.read_bytes() == export_set(formal, PACK)
    assert hands.focus is page.view
    hands.press(Key.Key_O, modifier=CTRL)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(file))
    hands.wait()
    assert "都已这样确认，没有改动" in page.told


def test_a_file_is_shown_before_it_counts(open_window: Callable[[Desk], Hands], formal: Desk, tmp_path: Path) -> None:
    build(tmp_path / "county.db", station=FORMAL)
    with small_desk(tmp_path / "county.db", station=FORMAL) as county:
        (tmp_path / "set.json").write_bytes(export_set(replace(county, operator=MANAGER), PACK))
    hands = open_window(formal)
    bill(hands)
    screen = hands.window.cases.current
    page = opened(hands)
    for last in (ESC, ENTER):
        hands.press(Key.Key_O, modifier=CTRL)
        hands.press(Key.Key_A, modifier=CTRL)
        hands.enter(str(tmp_path / "set.json"))
        hands.wait()
        assert "新增 18 项" in page.detail.text()
        assert "确认 18 项" in page.line.text
        assert screen.trial
        hands.window.resize(1366, 500)
        hands.press(Key.Key_PageDown)
        assert page.detail.verticalScrollBar().value() > 0
        hands.press(last)
        hands.wait()
    assert "确认了 18 项" in page.told
    assert not screen.trial
    go_to(hands, page, RATE)
    assert "导入" in page.detail.text()


def test_files_that_are_none_are_refused_and_asked_for_again(
    open_window: Callable[[Desk], Hands], formal: Desk, tmp_path: Path
) -> None:
    (tmp_path / "picture.json").write_bytes(b"\x89PNG")
    hands = open_window(formal)
    page = opened(hands)
    hands.press(Key.Key_O, modifier=CTRL)
    for file, words in (("picture.json", "不是本程序导出的"), ("none.json", "读不到文件"), ("", "读不到文件")):
        hands.press(Key.Key_A, modifier=CTRL)
        hands.enter(str(tmp_path / file))
        hands.wait()
        assert words in page.told
        assert hands.where == "path"
    hands.press(ESC)
    assert hands.focus is page.view
    assert page.path.isHidden()


def test_tab_stays_on_the_page_and_everything_has_a_name(open_window: Callable[[Desk], Hands], formal: Desk) -> None:
    hands = open_window(formal)
    page = opened(hands)
    hands.press(Key.Key_O, modifier=CTRL)
    hands.press(ESC, ENTER)
    assert page.form is not None
    for _ in range(12):
        hands.press(TAB)
        assert page.isAncestorOf(hands.focus)
        assert hands.focus.accessibleName() or isinstance(hands.focus, QAbstractButton)
    hands.press(Key.Key_Backtab, modifier=SHIFT)
    nameless = [
        type(widget).__name__
        for widget in page.findChildren(QWidget)
        if isinstance(widget, QLineEdit | QTableView) and widget.isVisible() and not widget.accessibleName()
    ]
    assert not nameless


def test_large_type_and_a_narrow_window_keep_the_names(open_window: Callable[[Desk], Hands], formal: Desk) -> None:
    hands = open_window(formal)
    hands.window.resize(1024, 768)
    page = opened(hands)
    assert page.view.columnWidth(page.model.column_at("title")) > 200
    assert hands.window.width() == 1024
    hands.window.resize(1366, 768)
    hands.press(ESC)
    hands.press(Key.Key_Equal, modifier=CTRL)
    page = opened(hands)
    assert page.view.columnWidth(page.model.column_at("title")) > 250
    assert hands.window.width() == 1366
    hands.press(Key.Key_0, modifier=CTRL)


def test_a_demonstration_value_can_be_confirmed_anew(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    hands = open_window(_alone(desk, "演示经办"))
    bill(hands)
    quote = hands.window.cases.current.case.quote
    assert quote is not None
    assert quote.result is not None
    before = quote.result.person_pays
    page = opened(hands)
    go_to(hands, page, "basic.inpatient.deductible.secondary")
    hands.press(ENTER)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter("100.00", "演示2", "")
    hands.press(ENTER)
    hands.wait()
    again = hands.window.cases.current.case.quote
    assert again is not None
    assert again.result is not None
    assert again.result.layers[0].deductible != quote.result.layers[0].deductible
    assert again.result.person_pays <= before
    labels = [label.text() for label in page.detail.findChildren(QLabel)]
    assert any("演示2" in text for text in labels)
    assert any(text.startswith("500.00 元") for text in labels)  # the old one stays in the history


def test_a_confirmation_line_that_no_longer_holds_closes(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    hands = open_window(_alone(desk, "演示经办"))
    hands.find("李建国")
    hands.visit("nmqrmyy", "20190301", "20190310", "J18")
    hands.items(("srjcw", "9"))
    hands.press(Key.Key_F8)
    screen = hands.window.cases.current
    assert not screen.panes.settle.isHidden()
    page = opened(hands)
    go_to(hands, page, "basic.inpatient.deductible.secondary")
    hands.press(ENTER)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter("100.00", "演示2", "")
    hands.press(ENTER)
    hands.wait()
    assert screen.panes.settle.isHidden()
    hands.press(ESC)
    hands.press(ENTER)
    hands.wait()
    assert not settled_today(desk)
    assert "再按 F8" in screen.panes.notice.text


def test_the_model(desk: Desk, qtmodeltester: object, qtbot: QtBot) -> None:
    del qtbot
    model: QAbstractItemModel = TableModel(COLUMNS, rows_of(parameter_groups(desk), pending=False))
    qtmodeltester.check(model)  # type: ignore[attr-defined]  # pytest-qt's fixture has no public type
