"""Suggestions, dates, labelled fields, chips and bars."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.records.form import Problem
from app.records.ledger import YearBar
from app.ui.style.type import LARGE
from app.ui.widgets.chips import Chip, Chips
from app.ui.widgets.date_field import DateField, read_date
from app.ui.widgets.field import LabeledField
from app.ui.widgets.suggest import SuggestEdit, Suggestion
from app.ui.widgets.year_bars import YearBars
from tests.helpers.keyboard import press, shown, typed

KEY = Qt.Key
PEOPLE = ("阿拉坦其木格", "阿拉坦巴根", "𠮷㛃䶮", "买买提·阿不都热合曼")


class Desk(QWidget):
    """A window with one suggestion field, and what it was asked."""

    def __init__(self, *, delay_ms: int = 0) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.field = SuggestEdit(self._find, lambda name: Suggestion(name, "女 63 岁", "东明镇"), delay_ms=delay_ms)
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addStretch(1)

    def _find(self, text: str) -> list[str]:
        self.asked.append(text)
        return [name for name in PEOPLE if text in name or text == "a"]


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    desk = Desk()
    shown(qtbot, desk, (500, 300))
    desk.field.setFocus()
    return desk


def test_results_appear_while_typing_and_enter_chooses(desk: Desk, qtbot: QtBot) -> None:
    typed("a")
    assert desk.field.items == PEOPLE
    press(KEY.Key_Down, KEY.Key_Down)
    with qtbot.waitSignal(desk.field.chosen) as caught:
        press(KEY.Key_Return)
    assert caught.args == ["𠮷㛃䶮"]
    assert not desk.field.list_open()


def test_rare_characters_are_typed_and_found(desk: Desk) -> None:
    typed("𠮷")
    assert desk.field.items == ("𠮷㛃䶮",)


def test_the_list_stops_at_its_ends(desk: Desk, qtbot: QtBot) -> None:
    typed("a")
    press(*[KEY.Key_Down] * 9)
    press(KEY.Key_Up)
    with qtbot.waitSignal(desk.field.chosen) as caught:
        press(KEY.Key_Return)
    assert caught.args == ["𠮷㛃䶮"]


def test_nothing_found_says_so_and_enter_is_told(desk: Desk, qtbot: QtBot) -> None:
    typed("没有的人")
    assert desk.field.items == ()
    assert desk.field.list_open()
    with qtbot.waitSignal(desk.field.entered):
        press(KEY.Key_Return)
    assert not desk.field.list_open()


def test_a_finished_search_is_told_with_its_count(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.field.searched) as caught:
        typed("阿")
    assert caught.args == ["阿", 3]


def test_a_screen_reader_hears_where_the_list_stands(desk: Desk) -> None:
    typed("a")
    assert desk.field.accessibleDescription() == "共 4 条，第 1 条：阿拉坦其木格  女 63 岁  东明镇"
    press(KEY.Key_Down)
    assert desk.field.accessibleDescription().startswith("共 4 条，第 2 条：阿拉坦巴根")
    press(KEY.Key_Escape)
    assert desk.field.accessibleDescription() == ""


def test_escape_closes_the_list_and_keeps_the_typing(desk: Desk) -> None:
    typed("a")
    press(KEY.Key_Escape)
    assert not desk.field.list_open()
    assert desk.field.text() == "a"
    press(KEY.Key_Down)
    assert desk.field.list_open()


def test_a_scanners_burst_is_one_search(qtbot: QtBot) -> None:
    desk = Desk(delay_ms=200)
    shown(qtbot, desk, (500, 300))
    desk.field.setFocus()
    typed("15050519560101002X")
    press(KEY.Key_Return)
    assert desk.asked == ["15050519560101002X"]


def test_the_list_never_takes_the_focus_and_stays_in_the_window(desk: Desk) -> None:
    typed("a")
    assert desk.field.hasFocus()
    assert desk.field._list is not None
    assert desk.rect().contains(desk.field._list.geometry())


def test_a_list_that_stops_at_its_limit_says_so(qtbot: QtBot) -> None:
    field = SuggestEdit(lambda _text: range(20), lambda each: Suggestion(str(each)), limit=20)
    shown(qtbot, field, (400, 400))
    field.setFocus()
    typed("a")
    assert field._list is not None
    assert field._list._note.text() == "前 20 个，请再输入几个字"


def test_where_several_fit_a_number_enter_asks_to_choose(qtbot: QtBot) -> None:
    field = SuggestEdit(lambda text: PEOPLE[: 3 - len(text)], Suggestion, asks=str.isdigit)
    shown(qtbot, field, (400, 400))
    field.setFocus()
    typed("1")
    with qtbot.assertNotEmitted(field.chosen), qtbot.assertNotEmitted(field.entered):
        press(KEY.Key_Return)
    assert field.list_open()
    assert field._list is not None
    assert "请按 ↓ 选一条" in field._list._note.text()
    press(KEY.Key_Down)
    with qtbot.waitSignal(field.chosen) as caught:
        press(KEY.Key_Return)
    assert caught.args == [PEOPLE[0]]
    typed("2")  # only one fits: it is proposed
    with qtbot.waitSignal(field.chosen):
        press(KEY.Key_Return)


# ---- dates ----


@pytest.fixture
def day(qtbot: QtBot) -> DateField:
    field = DateField(lambda: date(2019, 11, 22))
    shown(qtbot, field, (200, 40))
    field.setFocus()
    return field


def test_dashes_come_by_themselves(day: DateField) -> None:
    typed("20190301")
    assert day.text() == "2019-03-01"
    assert day.value() == date(2019, 3, 1)


def test_dashes_may_be_typed_too(day: DateField) -> None:
    typed("2019-03-01")
    assert day.text() == "2019-03-01"


@pytest.mark.parametrize("text", ["2019-3-1", "2019/3/1", "2019.3.1", "2019/03/01", "2019-03/1", "2019-3-01"])
def test_typed_separators_stay_and_a_readable_day_is_written_out(day: DateField, text: str) -> None:
    typed(text)
    assert day.text() == text
    assert day.value() is None
    entered: list[str] = []
    day.entered.connect(lambda: entered.append(day.text()))
    press(KEY.Key_Return)
    assert entered == ["2019-03-01"]


def test_a_day_pasted_over_one_that_was_wrong_is_written_out(day: DateField) -> None:
    typed("20191311")
    QGuiApplication.clipboard().setText("20191119")
    press(KEY.Key_A, modifier=Qt.KeyboardModifier.ControlModifier)
    press(KEY.Key_V, modifier=Qt.KeyboardModifier.ControlModifier)
    press(KEY.Key_Return)
    assert day.text() == "2019-11-19"


def test_leaving_writes_the_day_out(day: DateField) -> None:
    told: list[str] = []
    typed("2019/11/2")
    day.changed.connect(lambda: told.append(day.text()))
    day.clearFocus()
    assert told == ["2019-11-02"]


@pytest.mark.parametrize("text", ["2019-2-30", "2019/13/1", "19-3-1", "2019-3", "2019/0301", "2019.3.1."])
def test_what_is_no_day_stays_as_typed(day: DateField, text: str) -> None:
    typed(text)
    press(KEY.Key_Return)
    assert day.text() == text
    assert day.value() is None


def test_backspace_takes_figures_away_as_they_came(day: DateField) -> None:
    typed("201903")
    assert day.text() == "2019-03-"
    press(KEY.Key_Backspace, KEY.Key_Backspace)
    assert day.text() == "2019-0"
    typed("512")
    assert day.text() == "2019-05-12"


def test_t_is_today_and_plus_and_minus_change_a_day(day: DateField) -> None:
    typed("t")
    assert day.text() == "2019-11-22"
    typed("--")
    assert day.text() == "2019-11-20"
    typed("+")
    assert day.text() == "2019-11-21"


def test_the_calendar_ends_quietly(day: DateField) -> None:
    typed("99991231")
    typed("+")
    assert day.text() == "9999-12-31"


@pytest.mark.parametrize(
    "text", ["2019-3-1", "20190301", "2019-02-30", "2019-03-011", "", "２０１９-03-01", "2019/03/01"]
)
def test_only_one_way_to_write_a_day_is_read(text: str) -> None:
    assert read_date(text) is None


def test_a_wrong_day_stays_as_typed(day: DateField) -> None:
    typed("20190230")
    assert day.text() == "2019-02-30"
    assert day.value() is None


def test_every_change_is_told(day: DateField) -> None:
    told: list[str] = []
    day.changed.connect(lambda: told.append(day.text()))
    typed("2019t")
    assert told == ["2", "20", "201", "2019-", "2019-11-22"]


# ---- labels, chips, bars ----


def test_a_problem_is_said_beside_the_field_and_to_a_screen_reader(qtbot: QtBot) -> None:
    field = LabeledField("入院日期")
    shown(qtbot, field, (240, 80))
    height = field.sizeHint().height()
    field.show_problem(Problem("visit.admitted", "入院日期晚于出院日期，请核对。"))
    assert field.editor.accessibleName() == "入院日期"
    assert field.editor.accessibleDescription() == "入院日期晚于出院日期，请核对。"
    assert field.editor.property("mark") == "stop"
    assert field.sizeHint().height() == height
    field.show_problem(Problem("visit.admitted", "请填入院日期", pending=True))
    assert field.editor.property("mark") == ""
    field.show_problem(None)
    assert field.message.full_text() == ""
    assert field.sizeHint().height() == height


def test_chips_wrap_and_are_named(qtbot: QtBot) -> None:
    chips = Chips()
    shown(qtbot, chips, (180, 100))
    chips.show_chips(
        [Chip("建档立卡", "identity"), Chip("参保 2019", "done"), Chip("未转诊备案", "warn"), Chip("长" * 40)]
    )
    assert chips.accessibleName().startswith("建档立卡，参保 2019，未转诊备案")
    assert chips.heightForWidth(120) > chips.heightForWidth(600)
    assert all(place.right() < 180 for place in chips._laid_out(180))


def test_bars_are_told_in_words(qtbot: QtBot) -> None:
    bars = YearBars()
    shown(qtbot, bars, (220, 200))
    bars.show_bars(
        [
            YearBar("critical_illness", "大病起付", 310000, 700000),
            YearBar("basic", "基本医保", 690000, None),
            YearBar("assistance", "救助年限额", 3100000, 3000000),
        ]
    )
    assert bars.accessibleDescription() == (
        "大病起付：已用 3,100.00 元，共 7,000.00 元，还剩 3,900.00 元；基本医保：已用 6,900.00 元，不设上限；"
        "救助年限额：已用 31,000.00 元，共 30,000.00 元，还剩 0.00 元"
    )
    assert bars.sizeHint().height() >= 3 * 40


@pytest.mark.parametrize("kind", [Chips, YearBars])
def test_larger_type_needs_more_room(qtbot: QtBot, kind: type[Chips | YearBars]) -> None:
    widget = kind()
    shown(qtbot, widget, (300, 200))
    if isinstance(widget, Chips):
        widget.show_chips([Chip("建档立卡", "identity")])
    else:
        widget.show_bars([YearBar("basic", "基本医保", 690000, None)])
    before = widget.sizeHint().height()
    shown(qtbot, widget, (300, 200), scale=LARGE)
    assert widget.sizeHint().height() > before
    shown(qtbot, widget, (300, 200))
    assert widget.sizeHint().height() == before


def test_a_sentence_that_does_not_fit_gets_a_second_line(qtbot: QtBot) -> None:
    window = QWidget()
    field = LabeledField("出院日期")
    layout = QVBoxLayout(window)
    layout.addWidget(field)
    layout.addStretch(1)
    shown(qtbot, window, (220, 200))
    one = field.message.height()
    field.show_problem(Problem("a", "请填日期。", pending=True))
    assert field.message.sizeHint().height() == one
    field.show_problem(Problem("a", "出院日期「20190230」写法不对：请写成年-月-日，例如 2019-03-01。"))
    qtbot.waitUntil(lambda: field.message.height() > one * 3 // 2)
    field.show_problem(None)
    qtbot.waitUntil(lambda: field.message.height() == one)


def test_a_sentence_in_a_narrow_field_gets_all_its_lines(qtbot: QtBot) -> None:
    window = QWidget()
    field = LabeledField("出院日期")
    layout = QVBoxLayout(window)
    layout.addWidget(field)
    layout.addStretch(1)
    shown(qtbot, window, (180, 300))
    said = field.message
    field.show_problem(Problem("a", "出院日期 2019-11-30 晚于今天 2019-11-22，请核对；还没出院的请等出院后再办。"))

    def fits() -> bool:
        room = said.contentsRect()
        flags = Qt.AlignmentFlag.AlignTop.value | Qt.TextFlag.TextWordWrap.value
        return said.fontMetrics().boundingRect(room, flags, said.full_text()).height() <= room.height()

    qtbot.waitUntil(fits)


def test_a_neighbours_second_line_moves_no_editor(qtbot: QtBot) -> None:
    window = QWidget()
    left, right = LabeledField("入院日期"), LabeledField("出院日期")
    row = QHBoxLayout(window)
    row.addWidget(left)
    row.addWidget(right)
    shown(qtbot, window, (420, 90))
    right.show_problem(Problem("a", "出院日期「20190230」写法不对：请写成年-月-日，例如 2019-03-01。"))
    qtbot.waitUntil(lambda: right.message.height() > left.message.height())
    assert left.editor.y() == right.editor.y()
