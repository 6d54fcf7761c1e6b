"""The waterfall: every figure is there, in words too, and every layer says why."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.records.case import Amounts
from app.records.result import Added, Estimate, LayerResult, Notice, Step, VisitResult
from app.ui.widgets.layer_row import LayerRow
from app.ui.widgets.waterfall import Waterfall
from tests.helpers.keyboard import focused, press, shown

KEY = Qt.Key


def layer(id_: str, pay: int, *, applied: bool = True, reason: str | None = None, steps: int = 2) -> LayerResult:
    made = tuple(Step(f"{id_} 第 {at + 1} 步", "二（一）1" if at == 0 else None) for at in range(steps))
    return LayerResult(id_, f"{id_} 全名", "谁", False, applied, pay, reason=reason, steps=made)


RESULT = VisitResult(
    amounts=Amounts(1000000, 920000, 80000),
    layers=(
        layer("basic", 690000),
        replace(layer("critical_illness", 0), note="未达大病起付 3,900"),
        layer("assistance", 138000),
        layer("poverty_fund", 45000),
        layer("social_relief", 0, applied=False, reason="没有录入金额", steps=1),
    ),
    institution_pays=30000,
    institution_steps=(Step("目录外超过 5% 的部分由医院承担", "二（十一）1"),),
    fund_total=873000,
    person_pays=97000,
    estimates=(Estimate("supplementary", "扶贫补充险", "人保", 12300),),
    notices=(Notice("CATALOGUE_LIMIT", "目录外费用超过 5%。"),),
    added=Added(2019, {}, {}),
    tier="secondary",
    deductible=50000,
)


@pytest.fixture
def fall(qtbot: QtBot) -> Waterfall:
    fall = Waterfall(lambda clause: {"二（一）1": "文件里的原话"}.get(clause, ""))
    shown(qtbot, fall, (300, 640))
    fall.show_result(RESULT, trial=False)
    return fall


def row(fall: Waterfall, key: str) -> LayerRow:
    return next(row for row in fall.rows() if row.facts.key == key)


def test_each_bar_begins_where_the_one_above_ended(fall: Waterfall) -> None:
    at = 0
    for each in fall.rows():
        if each.facts.bar is not None:
            assert each.facts.bar.start == at
            at += each.facts.bar.length
    assert at == RESULT.amounts.total - RESULT.person_pays


def test_the_figures_are_there_for_a_screen_reader(fall: Waterfall) -> None:
    assert row(fall, "basic").accessibleName() == "basic 全名 −6,900.00 元"
    assert "basic 第 1 步" in row(fall, "basic").accessibleDescription()
    assert fall._foot.accessibleName() == "个人应付 970.00 元"
    assert "玖佰柒拾元整" in fall._foot.accessibleDescription()
    assert fall._foot._amount.text() == "970.00"
    assert fall._foot._words.text() == "玖佰柒拾元整"


def test_a_layer_that_does_not_apply_stays_faint_with_its_reason(fall: Waterfall) -> None:
    relief = row(fall, "social_relief").facts
    assert (relief.faint, relief.note, relief.amount) == (True, "没有录入金额", "—")
    missed = row(fall, "critical_illness").facts
    assert (missed.faint, missed.note, missed.amount) == (True, "未达大病起付 3,900", "—")


def test_focus_opens_the_steps_and_arrows_go_on(fall: Waterfall) -> None:
    fall.focus_layers()
    assert fall.open_layer() == "basic"
    assert [step.text for step in row(fall, "basic").steps_shown()] == ["basic 第 1 步", "basic 第 2 步"]
    press(KEY.Key_Down, KEY.Key_Down)
    assert fall.open_layer() == "assistance"
    assert row(fall, "basic").steps_shown() == ()
    press(KEY.Key_Up)
    assert fall.open_layer() == "critical_illness"
    press(KEY.Key_End)
    assert fall.open_layer() == "institution"
    press(KEY.Key_Home)
    assert fall.open_layer() == "basic"


def test_the_steps_have_their_height_at_once(fall: Waterfall) -> None:
    """No frame shows them squeezed."""
    fall.focus_layers()
    opened = row(fall, "basic")
    assert opened.height() == opened.heightForWidth(opened.width())
    assert opened.height() > 60
    press(KEY.Key_Escape)
    assert opened.height() == opened.sizeHint().height()


def test_the_documents_own_words_are_quoted_once(fall: Waterfall, qtbot: QtBot) -> None:
    fall.focus_layers()
    texts = [label.text() for label in row(fall, "basic").findChildren(type(fall._foot._name))]
    assert "依据 二（一）1「文件里的原话」" in texts


def test_enter_closes_and_opens_escape_closes_and_then_leaves(fall: Waterfall, qtbot: QtBot) -> None:
    fall.focus_layers()
    press(KEY.Key_Return)
    assert fall.open_layer() == ""
    press(KEY.Key_Return)
    assert fall.open_layer() == "basic"
    press(KEY.Key_Escape)
    assert fall.open_layer() == ""
    with qtbot.waitSignal(fall.left):
        press(KEY.Key_Escape)


def test_an_open_layer_stays_open_while_the_figures_change(fall: Waterfall) -> None:
    fall.focus_layers()
    changed = replace(RESULT.layers[0], pay=1, steps=(Step("新的一步"),))
    fall.show_result(replace(RESULT, layers=(changed, *RESULT.layers[1:])), trial=False)
    assert row(fall, "basic").steps_shown() == (Step("新的一步"),)
    assert focused() is row(fall, "basic")


def test_resting_the_mouse_on_a_layer_opens_it(fall: Waterfall, qtbot: QtBot) -> None:
    target = row(fall, "assistance")
    QTest.mouseMove(target, QPoint(20, 10))
    qtbot.waitUntil(lambda: fall.open_layer() == "assistance", timeout=3000)


def test_a_trial_says_so_and_how_many_values_wait(fall: Waterfall) -> None:
    fall.show_result(RESULT, trial=True, unconfirmed=("basic.annual_cap", "assistance.rate"))
    assert fall._chips.accessibleName() == "试算 · 2 项参数待确认"
    fall.show_result(RESULT, trial=False)
    assert fall._chips.chips() == ()


def test_without_a_result_the_rows_stay_without_figures(fall: Waterfall) -> None:
    fall.show_pending("第 3 行数量写法不对。")
    assert [each.facts.amount for each in fall.rows()] == ["—"] * 6
    assert fall._foot._amount.text() == "—"
    assert fall._foot.accessibleDescription() == "第 3 行数量写法不对。"
    fall.show_result(RESULT, trial=False)
    assert row(fall, "basic").facts.amount == "−6,900.00"


def test_what_moves_at_the_desk_is_named(fall: Waterfall) -> None:
    fall.show_result(RESULT, trial=False, collect=97000)
    assert fall._foot._desk.isHidden()
    fall.show_result(RESULT, trial=False, collect=100, pay_out=873000, institution_refund=30000)
    assert fall._foot._desk.text() == "个人负担 970.00\n窗口收取 1.00\n医院应退 300.00"


def test_where_the_hall_pays_out_its_amount_is_the_large_one(fall: Waterfall) -> None:
    fall.show_result(RESULT, trial=False, collect=0, pay_out=9050)
    foot = fall._foot
    assert (foot._name.text(), foot._amount.text(), foot._words.text()) == ("窗口付给本人", "90.50", "玖拾元伍角")
    assert foot._desk.text() == "个人负担 970.00"
    assert foot.accessibleName() == "窗口付给本人 90.50 元"
    fall.show_result(RESULT, trial=False)
    assert (foot._name.text(), foot._amount.text()) == ("个人应付", "970.00")


def test_an_amount_given_as_nothing_is_a_figure(fall: Waterfall) -> None:
    given = replace(RESULT.layers[4], given=True, note="按录入")
    fall.show_result(replace(RESULT, layers=(*RESULT.layers[:4], given)), trial=False)
    facts = row(fall, "social_relief").facts
    assert (facts.amount, facts.note, facts.faint) == ("−0.00", "没有录入金额", False)


def test_the_persons_bar_is_what_is_left(fall: Waterfall) -> None:
    bar = fall._foot._bar._bar
    assert bar is not None
    assert (bar.start, bar.length) == (RESULT.amounts.total - RESULT.person_pays, RESULT.person_pays)
    fall.show_pending("")
    assert fall._foot._bar._bar is None


@pytest.mark.parametrize("size", [(260, 420), (300, 640)])
def test_where_there_is_no_room_the_layers_scroll_and_the_figure_stays(
    fall: Waterfall, qtbot: QtBot, size: tuple[int, int]
) -> None:
    fall.resize(*size)
    qtbot.wait(20)
    fall.focus_layers()
    first = row(fall, "basic")
    assert fall._area.viewport().rect().contains(first.mapTo(fall._area.viewport(), QPoint(2, 2)))
    press(KEY.Key_End)
    qtbot.wait(20)
    last = row(fall, "institution")
    area = fall._area.viewport()
    assert area.rect().contains(last.mapTo(area, QPoint(2, 2)))
    assert fall.rect().contains(fall._foot.geometry())
    assert fall._foot._amount.height() >= fall._foot._amount.sizeHint().height()


def test_tab_stops_once_in_the_layers(fall: Waterfall) -> None:
    stops = [each for each in fall.rows() if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(stops) == 1


def test_nothing_at_all_is_a_result_too(fall: Waterfall) -> None:
    empty = replace(
        RESULT, amounts=Amounts(0, 0), layers=(), institution_pays=0, person_pays=0, notices=(), estimates=()
    )
    fall.show_result(empty, trial=False)
    assert [each.facts.key for each in fall.rows()] == ["institution"]
    assert fall._foot._words.text() == "零元整"
