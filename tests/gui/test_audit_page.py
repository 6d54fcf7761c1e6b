"""The audit by keyboard: what was done, of a day, an operator, a slip or a person; and the check of the whole chain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.services.desk import Desk
from app.services.people import note_search
from app.ui.screens import audit as audit_screen
from app.ui.screens.audit import AuditPage
from tests.helpers.forms import settled, stay
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.service_desk import AUDITOR, CLERK

Key = Qt.Key
Open = Callable[[Desk], Hands]


def _page(hands: Hands) -> AuditPage:
    hands.window.pages.audit.open()
    hands.wait()
    page = hands.window.overlay.page
    assert isinstance(page, AuditPage)
    return page


def _to(hands: Hands, name: str) -> None:
    for _ in range(12):
        if hands.where == f"audit.{name}.editor":
            return
        hands.press(Key.Key_Tab)
    raise AssertionError(name)


def test_a_clerk_is_told_who_may_see_it(hands: Hands) -> None:
    hands.window.pages.audit.open()
    hands.wait()
    assert hands.window.overlay.page is None
    assert "“查看审计记录”需要复核、管理、审计权限" in hands.window.notice.text


def test_rows_of_a_slip_a_person_an_operator_and_a_day(open_window: Open, desk: Desk) -> None:
    settled(desk, stay("p2"))
    settled(desk, stay("p10"))
    hands = open_window(replace(desk, operator=AUDITOR))
    page = _page(hands)
    everything = page.list.rows()
    assert [one.sequence for one in everything] == sorted((one.sequence for one in everything), reverse=True)
    assert hands.focus is page.list.view
    _to(hands, "subject")
    hands.enter("2019-000002")
    hands.wait()
    assert {one.about for one in page.list.rows()} == {"NM-01-2019-000002"}
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter("李建国")
    hands.wait()
    assert {one.about for one in page.list.rows()} == {"NM-01-2019-000002"}
    hands.press(Key.Key_A, modifier=CTRL)
    hands.press(Key.Key_Delete)
    hands.wait()
    assert len(page.list.rows()) >= len(everything)
    assert page.list.rows()[0].action == "person.search"  # who looked for whom
    _to(hands, "operator")
    names = [page.operator.itemData(at) for at in range(page.operator.count())]
    hands.press(*[Key.Key_Down] * names.index(CLERK.id))
    hands.wait()
    assert {one.who for one in page.list.rows()} == {CLERK.name}
    page.operator.show_code("")
    _to(hands, "day")
    hands.type("20191121")
    hands.wait()
    assert not page.list.rows()
    assert "没有这样的记录" in page.list._nothing.text()


def test_more_rows_come_on_scrolling(open_window: Open, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_screen, "PAGE", 40)
    monkeypatch.setattr("app.ui.desks.audit.PAGE", 40)
    for at in range(100):
        note_search(desk, f"某{at}", 0)
    hands = open_window(replace(desk, operator=AUDITOR))
    page = _page(hands)
    assert len(page.list.rows()) == 40
    for _ in range(3):
        hands.press(Key.Key_End, modifier=CTRL)
        hands.wait()
    rows = [one.sequence for one in page.list.rows()]
    assert len(rows) == 160 or rows[-1] == 1
    assert rows == sorted(set(rows), reverse=True)


def test_the_chain_is_checked_and_its_end_told_in_groups(open_window: Open, desk: Desk) -> None:
    settled(desk, stay("p2"))
    hands = open_window(replace(desk, operator=AUDITOR))
    page = _page(hands)
    hands.press(Key.Key_H, modifier=CTRL)
    hands.wait()
    assert page.told.startswith("核查完毕：")
    assert page.told.splitlines()[1].startswith("链尾 ")
    assert [len(part) for part in page.told.split(" : ")[1].split()] == [4, 4, 4, 4]
    _to(hands, "head")
    hands.enter("12")
    hands.wait()
    assert "链尾应当写成" in page.told
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(f"99999:{'0' * 16}")
    hands.wait()
    assert "核查发现不符" in page.told
    assert "少于留存的链尾" in page.told


def test_a_check_is_stopped_by_esc_and_the_page_stays(
    qtbot: QtBot, open_window: Open, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(_desk: Desk, _head: str, step: Callable[[int, int], None]) -> None:
        while True:
            QTest.qSleep(5)
            step(1, 100)

    monkeypatch.setattr("app.ui.desks.audit.verify_audit", slow)
    monkeypatch.setattr("app.ui.waiting.POINTER_AFTER", 0)
    monkeypatch.setattr("app.ui.waiting.STRIP_AFTER", 0)
    hands = open_window(replace(desk, operator=AUDITOR))
    page = _page(hands)
    hands.press(Key.Key_H, modifier=CTRL)
    strip = hands.window.bar.wait
    qtbot.waitUntil(lambda: "核查整条记录链… 1%" in strip.said, timeout=5_000)
    hands.press(ESC)
    hands.wait()
    assert page.told == "已停下，没有结论。"
    assert hands.window.overlay.page is page
    hands.press(Key.Key_H, modifier=CTRL)
    QTest.qWait(30)
    hands.window.overlay.close_page()  # closed by another key: the check ends too
    hands.wait()
    assert not hands.operations.busy
    hands.press(ENTER)
