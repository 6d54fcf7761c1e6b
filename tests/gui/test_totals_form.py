"""Category totals by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.records.form import Problem
from app.ui.widgets.totals_form import FIELDS, TotalsForm
from tests.helpers.keyboard import enter, focused, press, shown, typed


@pytest.fixture
def form(qtbot: QtBot) -> TotalsForm:
    form = TotalsForm()
    shown(qtbot, form, (620, 480))
    form.setFocus()
    return form


def test_enter_goes_through_every_field_and_then_leaves(form: TotalsForm, qtbot: QtBot) -> None:
    for label in FIELDS.values():
        assert focused().accessibleName() == label
        if label == list(FIELDS.values())[-1]:
            with qtbot.waitSignal(form.left):
                press(Qt.Key.Key_Return)
        else:
            press(Qt.Key.Key_Return)


def test_texts_are_kept_as_typed_with_open_decimals_completed(form: TotalsForm) -> None:
    enter("10000", "9200.5", "12,5")
    assert form.texts() == {"total": "10000.00", "in_scope": "9200.50", "out_of_catalogue": "12,5"}
    assert form.fields["total"].text() == "10000.00"


def test_the_sum_is_told_while_typing(form: TotalsForm) -> None:
    typed("10000")
    press(Qt.Key.Key_Return)
    typed("9200")
    assert "其余 800.00 元按目录外全自费计" in form.summary()
    press(Qt.Key.Key_Return)
    typed("799.70")
    assert "各项合计比总费用少 0.30 元" in form.summary()
    press(Qt.Key.Key_Backspace, Qt.Key.Key_Backspace)
    typed("9")
    press(Qt.Key.Key_Return)
    assert "少 0.10 元" in form.summary()


def test_each_amount_that_cannot_be_read_is_counted(form: TotalsForm) -> None:
    form.set_texts({"total": "abc", "in_scope": "-5"})
    assert "有 2 项金额读不出来" in form.summary()


def test_drug_costs_are_not_added(form: TotalsForm) -> None:
    form.set_texts({"total": "100.00", "in_scope": "100.00", "drug_in_scope": "60.00"})
    assert "各项合计 100.00 与总费用相符" in form.summary()


def test_a_problem_stands_beside_its_field(form: TotalsForm) -> None:
    form.set_problems((Problem("totals.in_scope", "合规费用大于总费用，请核对。"), Problem("rows[0].amount", "别的")))
    assert form.fields["in_scope"].message.full_text() == "合规费用大于总费用，请核对。"
    assert form.fields["in_scope"].editor.accessibleDescription() == "合规费用大于总费用，请核对。"
    form.set_problems(())
    assert form.fields["in_scope"].message.full_text() == ""


def test_changes_are_told_with_every_keystroke_but_not_when_a_draft_is_shown(form: TotalsForm) -> None:
    told: list[dict[str, str]] = []
    form.changed.connect(lambda: told.append(form.texts()))
    form.set_texts({"total": "5.00"})
    assert told == []
    press(Qt.Key.Key_End)
    typed("1")
    assert told == [{"total": "5.001"}]


def test_escape_leaves_and_keeps_the_typing(form: TotalsForm, qtbot: QtBot) -> None:
    typed("12")
    with qtbot.waitSignal(form.left):
        press(Qt.Key.Key_Escape)
    assert form.texts() == {"total": "12.00"}
