"""The whole certificate number by keyboard: for a reason, for half a minute, and not a moment longer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.records.audit import AuditFilter
from app.services.audit_trail import entries
from app.services.desk import Desk
from app.ui.screens import person as person_screen
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.service_desk import CLERK_PASSWORD, MANAGER
from tests.helpers.small_desk import everybody

NUMBER = next(one.certificate_number for one in everybody() if one.id == "p10")


def _shown(hands: Hands) -> str:
    pane = hands.window.cases.current.panes.person
    label = pane.findChild(QLabel, "person_who")
    assert isinstance(label, QLabel)
    assert (NUMBER in label.text()) == (NUMBER in pane.accessibleName())
    return label.text()


def _ask(hands: Hands, why: str) -> None:
    hands.press(Qt.Key.Key_I, modifier=CTRL)
    assert hands.where == "unmask.why"
    hands.enter(why)
    hands.wait()


def _logged(desk: Desk) -> int:
    return len(entries(replace(desk, operator=MANAGER), AuditFilter(action="person.unmask")))


def test_the_whole_number_is_shown_for_a_reason_and_goes_again(
    hands: Hands, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(person_screen, "REVEALED", 150)
    hands.press(Qt.Key.Key_I, modifier=CTRL)
    assert "先找人" in hands.window.cases.current.panes.notice.text
    hands.find("李建国")
    assert NUMBER not in _shown(hands)
    before = hands.focus
    _ask(hands, "")
    assert "请写明" in hands.window.cases.current.panes.unmask.why.message.full_text()
    hands.enter("核对身份证原件")
    hands.wait()
    assert NUMBER in _shown(hands)
    assert hands.focus is before
    assert _logged(desk) == 1
    QTest.qWait(250)
    assert NUMBER not in _shown(hands)


def test_esc_leaves_and_nothing_is_logged(hands: Hands, desk: Desk) -> None:
    hands.find("李建国")
    before = hands.focus
    hands.press(Qt.Key.Key_I, modifier=CTRL)
    hands.type("核对")
    hands.press(ESC)
    hands.wait()
    assert hands.focus is before
    assert NUMBER not in _shown(hands)
    assert _logged(desk) == 0


def test_leaving_the_case_or_locking_masks_at_once(hands: Hands) -> None:
    hands.find("李建国")
    _ask(hands, "核对身份证原件")
    assert NUMBER in _shown(hands)
    hands.press(Qt.Key.Key_N, modifier=CTRL)
    hands.press(Qt.Key.Key_Tab, modifier=CTRL)
    hands.wait()
    assert hands.window.cases.current.case.name == "李建国"
    assert NUMBER not in _shown(hands)
    _ask(hands, "再看一次")
    assert NUMBER in _shown(hands)
    hands.press(Qt.Key.Key_L, modifier=CTRL)
    hands.wait()
    assert NUMBER not in _shown(hands)
    hands.type(CLERK_PASSWORD)
    hands.press(ENTER)
    hands.wait()
    assert not hands.window.locking.locked
    assert NUMBER not in _shown(hands)


def test_another_person_is_masked(hands: Hands) -> None:
    hands.find("李建国")
    _ask(hands, "核对身份证原件")
    hands.press(Qt.Key.Key_I, modifier=CTRL)
    hands.press(Qt.Key.Key_F2)
    hands.find("单国强")
    hands.press(Qt.Key.Key_Right, ENTER)  # this case is theirs now
    hands.wait()
    panes = hands.window.cases.current.panes
    assert panes.unmask.isHidden()
    assert NUMBER not in _shown(hands)
