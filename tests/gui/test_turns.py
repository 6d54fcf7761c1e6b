"""While a large list of this window has the data file: what was asked for waits, says so, can be stopped, and goes through by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.services.desk import Desk
from app.services.drafts import discarded_drafts, open_drafts
from app.services.slips import settled_today
from app.store.database import connect
from app.ui import autosave
from app.ui.case import Case
from app.ui.screens.lists import ListPage
from tests.helpers.busy_file import DOING, list_being_written
from tests.helpers.data_key import KEY
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.service_desk import CLERK_PASSWORD

Key = Qt.Key
SETTLING = f"正在{DOING}，写完就结算…"


def typed(hands: Hands) -> None:
    """A case that can be settled, stored."""
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    hands.items(("srjcw", "9"))
    hands.window.cases.current.case.autosave.now()
    hands.wait()


def said(hands: Hands) -> str:
    return hands.window.bar.wait.said


def settling(hands: Hands) -> bool:
    """Whether the strip says that the settlement waits, and how to stop it."""
    return said(hands).startswith(SETTLING) and said(hands).endswith("，Esc 停下")


def beside(desk: Desk) -> list[str]:
    """Files that lie beside the data file, but for what SQLite and the keys have there."""
    return [one.name for one in desk.database.path.parent.iterdir() if ".typed-" in one.name]


def test_a_settlement_waits_and_goes_through_by_itself(qtbot: QtBot, hands: Hands, desk: Desk) -> None:
    typed(hands)
    with list_being_written(hands, desk):
        hands.press(Key.Key_F8, ENTER)
        qtbot.waitUntil(lambda: settling(hands), timeout=5_000)
        assert settled_today(desk) == ()
    hands.wait()
    assert [one.person_name for one in settled_today(desk)] == ["阿拉坦其木格"]
    assert "单号 NM-01-2019-000001" in hands.window.notice.text
    assert said(hands) == ""


def test_esc_stops_what_has_not_begun_and_nothing_is_posted(qtbot: QtBot, hands: Hands, desk: Desk) -> None:
    typed(hands)
    case = hands.window.cases.current
    with list_being_written(hands, desk):
        hands.press(Key.Key_F8, ENTER)
        qtbot.waitUntil(lambda: settling(hands), timeout=5_000)
        hands.press(ESC)
        qtbot.waitUntil(lambda: case.panes.notice.text == "没有结算：已停下，什么都没有改动。", timeout=5_000)
        assert case.panes.settle.isHidden()
        assert case.panes.bill.isEnabled(), "it is typed in again"
        assert said(hands) == ""
    hands.wait()
    assert settled_today(desk) == ()
    hands.press(Key.Key_F8, ENTER)
    hands.wait()
    assert len(settled_today(desk)) == 1


def test_a_settlement_waits_for_what_was_typed_meanwhile(qtbot: QtBot, hands: Hands, desk: Desk) -> None:
    """The save has to wait as well: one wait, one sentence, and Esc stops the settling but never the saving."""
    typed(hands)
    case = hands.window.cases.current.case
    with list_being_written(hands, desk):
        hands.items(("xcg", "3"))
        hands.press(Key.Key_F8, ENTER)
        qtbot.waitUntil(lambda: settling(hands), timeout=5_000)
        hands.press(ESC)
        qtbot.waitUntil(lambda: "没有结算" in hands.window.cases.current.panes.notice.text, timeout=5_000)
        hands.press(Key.Key_F8, ENTER)
        qtbot.waitUntil(lambda: settling(hands), timeout=5_000)
        assert len(case.form.rows) == 2
    hands.wait()
    (posted,) = settled_today(desk)
    assert posted.total == sum(int(row.amount.replace(".", "")) for row in case.form.rows)
    assert open_drafts(desk) == ()
    assert beside(desk) == []


def test_typing_is_kept_beside_the_file_until_it_is_in_it(
    qtbot: QtBot, hands: Hands, open_window: Callable[[Desk], Hands], desk: Desk
) -> None:
    typed(hands)
    case = hands.window.cases.current.case
    with list_being_written(hands, desk):
        hands.items(("xcg", "3"))
        qtbot.waitUntil(lambda: case.autosave.dirty and case.autosave.safe, timeout=5_000)
        hands.type("jmzs")
        qtbot.waitUntil(lambda: len(beside(desk)) == 1 and case.autosave.safe, timeout=5_000)
        assert hands.window.cases.current.saving.text() == (f"保存于 {case.autosave.seen.saved_at:%H:%M:%S}", False)  # type: ignore[union-attr]  # there is one
        assert said(hands) == "", "nobody waits for a save"
        form = case.form
        for path in desk.database.path.parent.iterdir():
            assert "阿拉坦其木格".encode() not in path.read_bytes()
        (kept,) = open_drafts(desk)
        assert (kept.form, kept.beside) == (form, True)
        # no close event: as after kill −9
        second = open_window(desk)
        assert second.window.cases.current.case.form == form
    hands.wait()
    second.wait()
    assert [(one.form, one.beside) for one in open_drafts(desk)] == [(form, False)]
    assert beside(desk) == []


def _begun(qtbot: QtBot, hands: Hands) -> Case:
    """A case that was begun and lies beside the file."""
    hands.press(Key.Key_F2)
    hands.enter("altqmg")
    hands.enter("nmqrmyy")
    case = hands.window.cases.current.case
    qtbot.waitUntil(lambda: case.autosave.dirty and case.autosave.safe, timeout=5_000)
    return case


def test_a_new_case_is_kept_before_the_file_ever_had_it(qtbot: QtBot, hands: Hands, desk: Desk) -> None:
    with list_being_written(hands, desk):
        case = _begun(qtbot, hands)
        qtbot.waitUntil(lambda: said(hands).startswith(f"正在{DOING}，写完就打开资料…"), timeout=5_000)
        (kept,) = open_drafts(desk)
        assert (kept.version, kept.person_name, kept.form) == (0, "阿拉坦其木格", case.form)
        assert not hands.window.cases.unsaved
    hands.wait()
    assert [(one.id, one.version) for one in open_drafts(desk)] == [(kept.id, 1)]
    assert case.card is not None
    assert beside(desk) == []


def test_what_is_only_read_waits_for_nobody(qtbot: QtBot, hands: Hands, desk: Desk) -> None:
    typed(hands)
    with list_being_written(hands, desk):
        hands.press(Key.Key_F8, ENTER)
        qtbot.waitUntil(lambda: settling(hands), timeout=5_000)
        hands.window.pages.open_drafts()
        qtbot.waitUntil(lambda: isinstance(hands.opened(), ListPage), timeout=5_000)
        assert said(hands) == "", "another page is in front"
        hands.press(ESC)
        qtbot.waitUntil(lambda: settling(hands), timeout=5_000)
    hands.wait()
    assert len(settled_today(desk)) == 1


def test_a_discarded_case_takes_along_what_lies_beside(qtbot: QtBot, hands: Hands, desk: Desk) -> None:
    with list_being_written(hands, desk):
        case = _begun(qtbot, hands)
        hands.window.pages.ask_discard(case)
        hands.press(Key.Key_Right, ENTER)
        qtbot.waitUntil(lambda: f"正在{DOING}，写完就丢弃" in said(hands), timeout=5_000)
    hands.wait()
    assert open_drafts(desk) == ()
    assert [one.form.visit.institution_id for one in discarded_drafts(desk)] == ["h1"]
    assert beside(desk) == []
    assert hands.window.cases.current.case.empty


def test_the_lock_says_what_it_waits_for(qtbot: QtBot, hands: Hands, desk: Desk) -> None:
    hands.press(Key.Key_L, modifier=CTRL)
    hands.wait()
    page = hands.window.locking.page
    with list_being_written(hands, desk):
        hands.enter(CLERK_PASSWORD)
        told = f"正在{DOING}，写完就打开窗口。"
        qtbot.waitUntil(lambda: told in [one.text() for one in page.findChildren(QLabel)], timeout=5_000)
    hands.wait()
    assert not page.isVisible()


def test_a_window_that_is_closed_meanwhile_loses_nothing(
    qtbot: QtBot, hands: Hands, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.main_window.CLOSING", 50)
    typed(hands)
    case = hands.window.cases.current.case
    with list_being_written(hands, desk):
        hands.items(("xcg", "3"))
        qtbot.waitUntil(lambda: case.autosave.dirty and case.autosave.safe, timeout=5_000)
        form = case.form
        assert hands.window.close(), "what is typed is kept: nothing is to be warned of"
    hands.operations.close()
    assert [one.form for one in open_drafts(desk)] == [form]
    assert beside(desk) == []


def test_another_program_is_named_as_one_and_takes_nothing_that_was_typed(
    qtbot: QtBot, hands: Hands, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.database.BUSY_MILLISECONDS", 20)
    monkeypatch.setattr(autosave, "LATE", 1)
    monkeypatch.setattr(autosave, "AGAIN", 20)
    typed(hands)
    screen = hands.window.cases.current
    other = connect(desk.database.path, KEY)
    other.execute("BEGIN IMMEDIATE")
    hands.items(("xcg", "3"))
    qtbot.waitUntil(lambda: len(beside(desk)) == 1 and screen.case.autosave.safe, timeout=5_000)
    assert screen.saving.text()[0].startswith("保存于"), "it is safe: nothing to be alarmed at"
    hands.press(Key.Key_F8, ENTER)
    refused = "没有结算：本机另外打开的结算窗口正在用数据文件，这一步没有办。请等它办完或关上它，再试一次。"
    qtbot.waitUntil(lambda: screen.panes.notice.text == refused, timeout=5_000)
    other.execute("ROLLBACK")
    other.close()
    qtbot.waitUntil(lambda: not screen.case.autosave.dirty, timeout=5_000)
    hands.wait()
    assert [(len(one.form.rows), one.beside) for one in open_drafts(desk)] == [(2, False)]
    assert beside(desk) == []
    assert settled_today(desk) == ()


def test_the_data_folder_is_as_ever_afterwards(hands: Hands, desk: Desk) -> None:
    before = sorted(one.name for one in Path(desk.database.path.parent).iterdir())
    typed(hands)
    assert sorted(one.name for one in Path(desk.database.path.parent).iterdir()) == before
