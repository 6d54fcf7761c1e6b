"""The one list by keyboard: filter, order, columns, sums, a file, a paper."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.records.progress import Step
from app.services.desk import Desk
from app.ui.models.table import Column
from app.ui.screens import columns
from app.ui.screens.lists import ListPage
from app.ui.screens.preview import PreviewPage
from app.ui.style import type as typeface
from app.ui.widgets.filter_line import SOON
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.list_samples import NAMES, slip, slips

Key = Qt.Key


def opened(hands: Hands, count: int = 30) -> ListPage:
    """A list of slips, the cursor in its first row."""
    hands.window.pages.slips.show(slips(count), columns.FOUND, "找到的单据", "没有单据。")
    page = hands.window.overlay.page
    assert isinstance(page, ListPage)
    return page


def filtered(hands: Hands, text: str) -> None:
    """Ctrl+F, the text, and the moment after it."""
    hands.press(Key.Key_F, modifier=CTRL)
    hands.type(text)
    QTest.qWait(SOON + 30)
    hands.wait()


def test_ctrl_f_filters_and_the_sums_follow(hands: Hands) -> None:
    page = opened(hands)
    assert page.status.text == "共 30 行"
    assert "Ctrl+F 筛选" in page.status.keys
    assert "Ctrl+X 导出" in page.status.keys
    filtered(hands, "sgq 总费用>1500")
    assert hands.where == "filter.editor"
    wanted = [one for one in slips(30) if one.person_name == "单国强" and one.total > 150_000]
    assert list(page.shown()) == wanted
    assert 0 < len(wanted) < 3
    assert page.status.text == f"共 30 行，显示 {len(wanted)} 行"
    assert page.totals.texts["total"] == f"{sum(one.total for one in wanted) / 100:,.2f}"
    assert page.totals.accessibleName().startswith(f"显示的 {len(wanted)} 行合计")
    assert page.filter.told == "含“sgq”，总费用大于 1,500.00"
    hands.press(ENTER)
    assert hands.focus is page.view
    assert page.row() == wanted[0]
    hands.press(ESC)  # the filter first
    assert page.filter.isHidden()
    assert page.shown() == page.rows()
    assert page.row() == wanted[0]  # and the cursor stays with its row
    hands.press(ESC)
    assert hands.window.overlay.page is None


def test_a_filter_that_is_not_understood_keeps_all_rows(hands: Hands) -> None:
    page = opened(hands, 5)
    hands.type("/")
    assert hands.where == "filter.editor"
    hands.type("总费用>很多")
    hands.press(Key.Key_Down)  # at once, before the moment is over
    assert "看不懂" in page.filter.told
    assert len(page.shown()) == 5
    assert hands.focus is page.view
    hands.press(Key.Key_F, modifier=CTRL)
    hands.type("没有这个人")
    hands.press(ENTER)
    assert page.shown() == ()
    assert page.row() is None
    assert page.status.text == "共 5 行，显示 0 行"
    assert page.filter.told == "没有这样的行：含“没有这个人”"
    hands.press(Key.Key_R, modifier=CTRL)  # no row is meant
    assert hands.window.overlay.page is page
    hands.press(ESC)
    assert len(page.shown()) == 5


def test_enter_stays_with_a_filter_that_is_not_understood(hands: Hands) -> None:
    page = opened(hands)
    filtered(hands, "总费用>abc")
    hands.press(ENTER, ENTER)
    assert hands.opened() is page
    assert hands.where == "filter.editor"
    hands.press(Qt.Key.Key_Down)
    assert hands.focus is page.view


def test_ctrl_up_and_down_sort_by_the_column_of_the_cursor(hands: Hands) -> None:
    page = opened(hands)
    hands.press(*[Key.Key_Right] * 2)
    hands.press(Key.Key_Up, modifier=CTRL)
    names = [row.person_name for row in page.shown()]
    assert names[0].startswith("阿拉坦其木格")
    assert names[-1] == "张㛃䶮"
    assert names.index("单国强") > names.index("曾小明") - 30
    assert [name for name in dict.fromkeys(names) if name in {"李建国", "黎明", "单国强", "曾小明"}] == [
        "李建国",
        "黎明",
        "单国强",
        "曾小明",
    ]
    assert page.row() == page.shown()[0]
    assert page.view.model().headerData(2, Qt.Orientation.Horizontal) == "姓名 ▲升"
    assert page.status.text == "共 30 行　按“姓名”从小到大"
    same = [row for row in page.shown() if row.person_name == "李建国"]
    assert same == sorted(same, key=lambda row: row.number)  # those that are equal stay as they came
    hands.press(*[Key.Key_Right] * 3)
    hands.press(Key.Key_Down, modifier=CTRL)
    totals = [row.total for row in page.shown()]
    assert totals == sorted(totals, reverse=True)
    hands.press(Key.Key_Down, modifier=CTRL)
    assert page.shown() == page.rows()
    assert page.status.text == "共 30 行"


def test_other_rows_keep_filter_and_order(hands: Hands) -> None:
    page = opened(hands)
    filtered(hands, "单国强")
    page.sort(5, descending=True)
    page.show_rows(slips(60), 0)
    assert len(page.shown()) == 6
    assert page.shown()[0].total == max(row.total for row in page.shown())
    page.add_rows([slip(61, name="单国强", total=100_000_000)])
    assert page.shown()[0].number == "NM-01-2019-000061"
    page.tell_partial(partial=True)
    assert page.status.text.startswith("已读 61 行，显示 7 行，往下翻还有")
    assert page.snapshot("名单").notes == ("只含已经读出的 61 行，后面还有。",)


def test_columns_are_chosen_and_remembered(hands: Hands) -> None:
    page = opened(hands)
    hands.press(Key.Key_U, modifier=CTRL)
    assert hands.where == "names"
    hands.press(Key.Key_Down, Key.Key_Space)  # the number goes
    hands.press(Key.Key_Down, Key.Key_Down)
    hands.press(Key.Key_Up, modifier=CTRL)  # the hospital before the name
    wide = page.view.columnWidth(3)
    hands.press(Key.Key_Right, Key.Key_Right)
    assert page.view.columnWidth(3) > wide
    hands.press(ENTER)
    assert hands.focus is page.view
    assert [one.key for one in page.columns.shown()][:3] == ["day", "institution", "person"]
    filtered(hands, "NM-01-2019-000003")  # is not looked for where nobody sees it
    assert page.shown() == ()
    hands.press(ESC, ESC)
    again = opened(hands)
    assert [one.key for one in again.columns.shown()][:3] == ["day", "institution", "person"]
    hands.press(Key.Key_U, modifier=CTRL)
    hands.press(Key.Key_Delete, ESC)
    assert [one.key for one in again.columns.shown()] == [one.key for one in columns.FOUND]
    assert again.columns.habits() == ""


def test_the_last_column_stays(hands: Hands) -> None:
    page = opened(hands, 3)
    hands.press(Key.Key_U, modifier=CTRL)
    for _ in columns.FOUND:
        hands.press(Key.Key_Space, Key.Key_Down)
    assert len(page.columns.shown()) == 1


@pytest.mark.parametrize("habit", ["", "{", "[]", '{"order": ["other"]}', '{"order": 3}'])
def test_a_memory_that_does_not_fit_is_left_alone(hands: Hands, habit: str) -> None:
    page = opened(hands, 3)
    page.columns.take_habits(habit)
    assert len(page.columns.shown()) == len(columns.FOUND)


def test_ctrl_x_writes_what_is_shown_and_never_over_a_file(hands: Hands, tmp_path: Path) -> None:
    page = opened(hands)
    filtered(hands, "单国强")
    hands.press(ENTER)
    file = tmp_path / "单国强.xlsx"
    file.write_text("old")
    hands.press(Key.Key_X, modifier=CTRL)
    assert hands.where == "path"
    assert page.export.path.edit.text().endswith("找到的单据 2019-11-22.xlsx")
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(tmp_path / "单国强.xls"))
    assert "结尾" in page.export.told
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(file))
    hands.wait()
    assert page.export.told == f"已导出 3 行：{tmp_path / '单国强(2).xlsx'}"
    assert hands.focus is page.view
    assert file.read_text() == "old"
    book = openpyxl.load_workbook(tmp_path / "单国强(2).xlsx")
    cells = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert cells.count("单国强") == 3
    assert "共 30 行，这里是 3 行；筛选：含“单国强”" in cells
    hands.press(Key.Key_X, modifier=CTRL)
    hands.press(ESC)
    assert page.export.told == "没有导出。"


def test_a_folder_that_takes_nothing_is_said_and_asked_again(hands: Hands, tmp_path: Path) -> None:
    page = opened(hands, 3)
    (tmp_path / "block").write_text("")
    hands.press(Key.Key_X, modifier=CTRL)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(tmp_path / "block" / "x.csv"))
    hands.wait()
    assert "没有存成" in page.export.told
    assert hands.where == "path"


def test_a_long_export_stops_on_esc(
    qtbot: QtBot, hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(_desk: Desk, _table: object, _path: Path, step: Step) -> Path:
        while True:
            QTest.qSleep(2)
            step(1, 100)

    monkeypatch.setattr("app.services.tables.export", endless)
    monkeypatch.setattr("app.ui.waiting.POINTER_AFTER", 0)
    monkeypatch.setattr("app.ui.waiting.STRIP_AFTER", 0)
    page = opened(hands, 3)
    hands.press(Key.Key_X, modifier=CTRL)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(tmp_path / "x.csv"))
    strip = hands.window.bar.wait
    qtbot.waitUntil(lambda: "1%" in strip.said, timeout=5_000)
    assert strip.said == "正在导出 3 行… 1%，Esc 停下"
    hands.press(Key.Key_X, modifier=CTRL)  # one at a time
    hands.press(ESC)
    hands.wait()
    assert page.export.told == "已停下，没有导出。"
    assert hands.window.overlay.page is page
    assert not (tmp_path / "x.csv").exists()


def test_ctrl_p_shows_the_paper_and_comes_back_to_the_list(hands: Hands, tmp_path: Path) -> None:
    page = opened(hands)
    filtered(hands, "单国强")
    hands.press(ENTER)
    hands.press(Key.Key_P, modifier=CTRL)
    hands.wait()
    paper = hands.window.overlay.page
    assert isinstance(paper, PreviewPage)
    hands.press(Key.Key_S, modifier=CTRL)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(tmp_path))
    hands.wait()
    assert (tmp_path / "找到的单据 2019-11-22.pdf").read_bytes().startswith(b"%PDF")
    hands.press(ESC)
    assert hands.window.overlay.page is page
    assert hands.focus is page.view
    assert len(page.shown()) == 3
    hands.press(Key.Key_P, modifier=CTRL)
    hands.wait()
    hands.press(Key.Key_F2)  # a key of the desk closes all that covers it
    assert hands.window.overlay.page is None


def test_an_empty_list_offers_nothing_to_filter(hands: Hands) -> None:
    page = opened(hands, 0)
    hands.press(Key.Key_F, modifier=CTRL)
    assert page.filter.isHidden()
    assert page.status.text == ""
    assert page.totals.texts == {}
    page.show_rows(slips(2))
    assert page.status.text == "共 2 行"
    assert len({*NAMES}) == 10


def test_the_foot_names_the_keys_of_the_part_where_the_cursor_is(hands: Hands) -> None:
    opened(hands)
    overlay = hands.window.overlay
    own = overlay.keys
    assert own.startswith("Enter 预览并补打")
    hands.press(Key.Key_F, modifier=CTRL)
    assert overlay.keys == "Enter 到列表   Esc 不筛选"
    hands.press(ESC)
    assert overlay.keys == own
    hands.press(Key.Key_X, modifier=CTRL)
    assert overlay.keys == "Enter 存到这里   Tab 到浏览   Esc 不存"
    hands.press(ESC)
    hands.press(Key.Key_U, modifier=CTRL)
    assert overlay.keys == ""  # the chooser names its keys itself
    hands.press(ESC)
    assert overlay.keys == own


def test_a_short_word_stays_whole_where_there_is_little_room(hands: Hands) -> None:
    wide = "阿拉坦其木格额尔敦巴雅尔乌云毕力格图布信吉日嘎拉"
    shown: tuple[Column[str], ...] = (
        Column("name", "姓名", lambda row: wide + row),
        Column("state", "状态", lambda row: "材料待补" if row == "1" else "已受理"),
        *(Column(f"c{at}", "医疗机构", lambda row: f"奈曼旗人民医院{row}") for at in range(5)),
    )
    page = ListPage(shown, [str(at) for at in range(9)], name="表", nothing="", stretch="name")
    hands.window.resize(1024, 768)
    hands.window.overlay.open(page, "表")
    hands.wait()
    view = page.view
    assert view.columnWidth(0) <= typeface.px(240)
    assert view.columnWidth(1) >= view.fontMetrics().horizontalAdvance("材料待补") + 2 * typeface.px(9)
