"""Slips checked with a scanner: a burst of keys, the verdict, the next one; nothing of it by mouse."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.records.audit import AuditFilter
from app.services.audit_trail import entries
from app.services.desk import Desk
from app.services.reverse import reverse
from app.ui.screens.preview import PreviewPage
from app.ui.screens.verify import SOON, VerifyPage
from tests.helpers.forms import settled, stay
from tests.helpers.hands import CTRL, ENTER, ESC, TAB, Hands
from tests.helpers.service_desk import BY_REVIEWER, MANAGER
from tests.helpers.slip_keys import altered, code_of, signed

Key = Qt.Key


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """These hands wait for each answer; the test of the pause sets it again."""
    monkeypatch.setattr(VerifyPage, "PAUSE", 0)


@pytest.fixture
def code(desk: Desk) -> str:
    """A slip of a station whose key is signed."""
    signed(desk)
    return code_of(desk, settled(desk, stay("p2")).document_id)


def opened(hands: Hands) -> VerifyPage:
    hands.open_door("核对结算单")
    page = hands.opened()
    assert isinstance(page, VerifyPage)
    assert hands.where == "verify.editor"
    return page


def scan(hands: Hands, text: str, suffix: Qt.Key = ENTER) -> None:
    QTest.keyClicks(hands.focus, text)
    hands.press(suffix)
    hands.wait()


def words(page: VerifyPage) -> str:
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())


def test_one_scan_after_the_other(hands: Hands, desk: Desk, code: str) -> None:
    page = opened(hands)
    assert page.verdict.mark == ""
    scan(hands, code)
    assert (page.verdict.mark, page.verdict.text.splitlines()[0]) == ("done", "真：没有改动")
    shown = words(page)
    for part in ("NM-01-2019-000001", "3,475.00", "叁仟肆佰柒拾伍元整", "奈曼旗人民医院", "王秀兰 1505", "有效"):
        assert part in shown
    assert hands.where == "verify.editor"
    assert page.edit.text() == ""
    scan(hands, altered(code, 2, 0))
    assert (page.verdict.mark, page.verdict.text.splitlines()[0]) == ("stop", "内容被改过")
    assert "与台账不同" in words(page)
    scan(hands, code)
    assert page.verdict.mark == "done"
    assert "与台账不同" not in words(page)
    assert len(entries(replace(desk, operator=MANAGER), AuditFilter(action="slip.verify"))) == 3


def test_a_reversed_slip(hands: Hands, desk: Desk, code: str) -> None:
    with desk.database.reading() as work:
        document_id = work.value("SELECT id FROM documents")
    reverse(desk, "r1", document_id, "amount", "", BY_REVIEWER)
    page = opened(hands)
    scan(hands, code)
    assert (page.verdict.mark, page.verdict.text.splitlines()[0]) == ("stop", "已冲红，不再有效")
    assert "冲红单 NM-01-2019-000002" in page.verdict.text


def test_enter_opens_the_slip_and_esc_comes_back_for_the_next(hands: Hands, code: str) -> None:
    page = opened(hands)
    hands.press(ENTER)
    assert hands.opened() is page
    scan(hands, code)
    hands.press(ENTER)
    hands.wait()
    assert isinstance(hands.opened(), PreviewPage)
    hands.press(ESC)
    assert hands.opened() is page
    assert hands.where == "verify.editor"
    scan(hands, altered(code, 1, 16))
    hands.press(ENTER)  # NM-01-2019-00000x: the ledger has no such slip
    hands.wait()
    assert hands.opened() is page
    hands.press(ESC)
    assert hands.opened() is not page


@pytest.mark.parametrize("suffix", [ENTER, Key.Key_Enter, TAB])
def test_each_end_that_a_scanner_sends(hands: Hands, code: str, suffix: Qt.Key) -> None:
    page = opened(hands)
    scan(hands, code, suffix)
    assert page.verdict.mark == "done"
    assert hands.where == "verify.editor"


def test_a_line_break_as_control_keys_and_no_end_at_all(hands: Hands, code: str) -> None:
    page = opened(hands)
    QTest.keyClicks(hands.focus, code)
    hands.press(Key.Key_M, Key.Key_J, modifier=CTRL)
    hands.wait()
    assert page.verdict.mark == "done"
    scan(hands, "x")
    assert page.verdict.mark == "stop"
    page.edit.selectAll()
    QTest.keyClicks(hands.focus, code)
    QTest.qWait(SOON + 50)
    hands.wait()
    assert page.verdict.mark == "done"


def test_two_enters_open_nothing(hands: Hands, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(VerifyPage, "PAUSE", 60_000)
    page = opened(hands)
    scan(hands, code)
    hands.press(ENTER)
    hands.wait()
    assert hands.opened() is page


def test_the_next_scan_may_begin_before_the_answer(hands: Hands, code: str) -> None:
    page = opened(hands)
    QTest.keyClicks(hands.focus, code)
    hands.press(ENTER)
    QTest.keyClicks(hands.focus, altered(code, 2, 0))
    hands.press(ENTER)
    hands.wait()
    assert page.verdict.text.startswith("内容被改过")
    assert page.edit.text() == ""


def test_caps_lock_full_width_and_strange_codes_get_a_sentence(hands: Hands, code: str) -> None:
    page = opened(hands)
    scan(hands, code.swapcase())
    assert page.verdict.mark == "warn"
    assert "Caps Lock" in page.verdict.text
    assert page.edit.selectedText() == code.swapcase(), "the next scan takes its place"
    scan(hands, code)
    assert page.verdict.mark == "done"
    assert not page.edit.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    page.edit.setText("ＹＺＪ２＋")
    page.edit.textEdited.emit("ＹＺＪ２＋")
    hands.press(ENTER)
    hands.wait()
    assert "半角" in page.verdict.text
    scan(hands, "https://example.com/a?b=1")
    assert page.verdict.text.startswith("不是结算单的码")
    scan(hands, code[:150])
    assert page.verdict.text.startswith("没有读全或读错")


def test_a_typed_number(hands: Hands, code: str) -> None:
    page = opened(hands)
    hands.type("nm-01-2019-000001")
    QTest.qWait(SOON + 50)
    hands.wait()
    assert page.verdict.mark == "", "a number that is still being typed is not looked up"
    hands.press(ENTER)
    hands.wait()
    assert page.verdict.mark == "warn"
    assert "纸没有核对" in page.verdict.text
    hands.press(ENTER)
    hands.wait()
    assert isinstance(hands.opened(), PreviewPage)
