"""第一笔，跟着做: a case settled by nothing but what the line at the foot says; Esc leaves it; wrong turns are told the way back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt

from app.services.desk import Desk
from app.services.slips import settled_today
from app.ui.desks.guide import OFFER, TITLE, GuideDesk
from app.ui.key_habits import with_keys
from app.ui.screens.preview import PreviewPage
from tests.helpers.hands import CTRL, ENTER, ESC, Hands

Key = Qt.Key
TOKEN = re.compile(r"`([^`]+)`|“([^”]+)”")
KEYS = {
    "Enter": ENTER,
    "Esc": ESC,
    "空格": Key.Key_Space,
    **{f"F{at}": getattr(Key, f"Key_F{at}") for at in range(1, 13)},
}


def _said(hands: Hands) -> str:
    hands.wait()
    return hands.window.guide_line.said


def _obey(hands: Hands, sentence: str) -> None:
    """Do what a sentence says: its keys and its texts, in their order, and nothing else."""
    for key, text in TOKEN.findall(sentence):
        if text:
            hands.type(text)
        elif key == "Ctrl+N":
            hands.press(Key.Key_N, modifier=CTRL)
        else:
            hands.press(KEYS[key])


def _on(hands: Hands) -> bool:
    return hands.window.guide.on


def _begin(hands: Hands) -> None:
    hands.open_door(TITLE)
    assert hands.window.overlay.page is None


def test_whoever_does_only_what_the_line_says_settles_and_prints(hands: Hands, desk: Desk) -> None:
    _begin(hands)
    said: list[str] = []
    while _said(hands) and len(said) < 30:
        said.append(_said(hands))
        _obey(hands, said[-1])
    assert len(said) == len(set(said)) == 18, said
    (posted,) = settled_today(desk)
    assert (posted.person_name, posted.total, posted.person_pays) == ("阿拉坦其木格", 1_000_000, 97_000)
    assert posted.number in said[13]
    assert not _on(hands)
    assert hands.where == "find"


def test_the_line_names_what_is_missing_after_a_wrong_turn(hands: Hands) -> None:
    _begin(hands)
    hands.find("wxl")
    assert "不是阿拉坦其木格" in _said(hands)
    _obey(hands, _said(hands))
    assert hands.where == "find"
    _obey(hands, _said(hands))
    hands.press(Key.Key_F4)  # over the visit
    assert "就诊还没有填好" in _said(hands)
    _obey(hands, _said(hands))
    assert hands.where == "visit.institution_id.editor"
    assert "医疗机构" in _said(hands)


def test_esc_closes_what_is_open_first_and_then_leaves_with_nothing_lost(hands: Hands) -> None:
    _begin(hands)
    _obey(hands, _said(hands))
    hands.wait()  # the card is read on the worker, the slips too
    hands.press(Key.Key_F6)
    hands.wait()
    assert hands.opened() is not None
    hands.press(ESC)
    assert _on(hands)
    hands.press(Key.Key_F2)
    while _on(hands):
        hands.press(ESC)
    assert hands.window.guide_line.isHidden()
    assert hands.window.cases.current.case.form.person_id == "p1"
    hands.wait()
    hands.press(Key.Key_F3)
    assert _said(hands) == ""


def test_a_case_that_was_done_before_is_said(hands: Hands) -> None:
    _begin(hands)
    while _on(hands):
        _obey(hands, _said(hands))
    _begin(hands)
    _obey(hands, _said(hands))
    assert "已经做过，单号 NM-01-2019-000001" in _said(hands)
    _obey(hands, _said(hands).replace("`Esc`", ""))
    assert _on(hands)


def test_esc_closes_the_line_of_a_case_that_was_done_before(hands: Hands) -> None:
    _begin(hands)
    while _on(hands):
        _obey(hands, _said(hands))
    for esc_from in (Key.Key_F2, Key.Key_F3, Key.Key_F4):
        _begin(hands)
        _obey(hands, _said(hands))
        assert "已经做过" in _said(hands)
        hands.press(esc_from, ESC)
        hands.wait()
        assert not _on(hands), esc_from


def test_f1_over_the_guide_comes_back_to_it(hands: Hands) -> None:
    _begin(hands)
    before = _said(hands)
    hands.press(Key.Key_F1, ESC)
    assert _said(hands) == before
    assert hands.where == "find"


def test_it_is_offered_once_and_only_in_the_demonstration(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    hands = open_window(desk)
    hands.window.pages.guide.offer()
    assert hands.window.notice.text == with_keys(OFFER)
    hands.window.notice.clear()
    hands.window.pages.guide.offer()
    assert hands.window.notice.text == ""
    formal = open_window(replace(desk, station=replace(desk.station, demonstration=False)))
    formal.window.pages.guide.offer()
    assert formal.window.notice.text == ""
    assert TITLE not in {door.title for door in formal.window.pages.doors()}
    assert isinstance(formal.window.pages.guide, GuideDesk)


def test_the_slip_is_looked_at_before_the_line_is_content(hands: Hands) -> None:
    _begin(hands)
    while "F9" not in _said(hands):
        _obey(hands, _said(hands))
    hands.press(Key.Key_F9)
    assert "交给本人" in _said(hands)
    assert isinstance(hands.opened(), PreviewPage)
    hands.press(ESC)
    hands.wait()
    assert "做完了" in _said(hands)
