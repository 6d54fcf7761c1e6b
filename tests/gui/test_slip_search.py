"""Finding a slip by keyboard: its last figures, its day, whose it is; the same keys as in every list of slips."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.records.audit import AuditFilter
from app.services.audit_trail import entries
from app.services.desk import Desk
from app.ui.screens.life import LifePage
from app.ui.screens.lists import ListPage
from app.ui.screens.preview import PreviewPage
from app.ui.screens.reversal import ReversalPage
from app.ui.screens.slip_search import SOON, SlipSearchPage
from tests.helpers.forms import settled, stay
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.service_desk import MANAGER


def _page(hands: Hands) -> SlipSearchPage:
    hands.press(Qt.Key.Key_F11)
    page = hands.window.overlay.page
    assert isinstance(page, SlipSearchPage)
    assert hands.where == "slip_search.editor"
    return page


def _typed(hands: Hands, page: SlipSearchPage, text: str) -> list[str]:
    page.edit.selectAll()
    hands.type(text)
    QTest.qWait(SOON + 30)
    hands.wait()
    return [row.number for row in page.list.rows()]


def _searches(desk: Desk) -> list[str]:
    found = entries(replace(desk, operator=MANAGER), AuditFilter(action="person.search"))
    return [one.after for one in found]


def test_a_slip_is_found_by_its_last_figures_its_day_and_its_person(hands: Hands, desk: Desk) -> None:
    for person, month in (("p2", "03"), ("p10", "03"), ("p2", "04")):
        settled(desk, stay(person, admitted=f"2019-{month}-01", discharged=f"2019-{month}-09"))
    page = _page(hands)
    assert "末尾几位" in page.list._nothing.text()
    assert _typed(hands, page, "2") == ["NM-01-2019-000002"]
    assert _typed(hands, page, "2019-000003") == ["NM-01-2019-000003"]
    assert _typed(hands, page, "nm-01-2019-000001") == ["NM-01-2019-000001"]
    newest_first = ["NM-01-2019-000003", "NM-01-2019-000002", "NM-01-2019-000001"]
    assert _typed(hands, page, "2019-11-22") == newest_first
    assert _typed(hands, page, "20191121") == []
    assert "没有找到" in page.list._nothing.text()
    assert not _searches(desk)
    assert _typed(hands, page, "wxl") == ["NM-01-2019-000003", "NM-01-2019-000001"]
    assert not _searches(desk)  # not finished yet
    hands.press(Qt.Key.Key_Down)
    hands.wait()
    (row,) = _searches(desk)
    assert "wxl" in row
    hands.press(Qt.Key.Key_Down, ENTER)
    hands.wait()
    assert isinstance(hands.window.overlay.page, PreviewPage)
    assert "000001" in hands.window.overlay.accessibleName()


def test_the_keys_of_every_list_work_on_what_was_found(hands: Hands, desk: Desk) -> None:
    settled(desk, stay("p2"))
    page = _page(hands)
    _typed(hands, page, "1")
    hands.press(ENTER)
    assert hands.focus is page.list.view
    hands.press(Qt.Key.Key_J, modifier=CTRL)
    hands.wait()
    assert isinstance(hands.window.overlay.page, LifePage)
    page = _page(hands)
    hands.type("1")
    hands.press(ENTER)  # before anything was looked up: it is looked up at once
    hands.wait()
    hands.press(ENTER)
    hands.press(Qt.Key.Key_R, modifier=CTRL)
    hands.wait()
    assert isinstance(hands.window.overlay.page, ReversalPage)
    hands.press(ESC)
    assert hands.window.overlay.page is None


def test_the_keys_work_on_the_marked_row_while_the_cursor_is_in_the_field(hands: Hands, desk: Desk) -> None:
    settled(desk, stay("p2"))
    page = _page(hands)
    _typed(hands, page, "1")
    assert hands.where == "slip_search.editor"
    hands.press(Qt.Key.Key_E, modifier=CTRL)
    hands.wait()
    assert "冲红" in hands.window.notice.text  # why there is nothing to enter again
    page = _page(hands)
    _typed(hands, page, "1")
    hands.press(Qt.Key.Key_R, modifier=CTRL)
    hands.wait()
    assert isinstance(hands.window.overlay.page, ReversalPage)
    hands.press(ESC)
    page = _page(hands)
    hands.type("1")
    hands.press(Qt.Key.Key_R, modifier=CTRL)  # not looked up yet: no row is meant
    assert isinstance(hands.window.overlay.page, SlipSearchPage)


def test_a_search_for_a_person_that_is_left_is_written_down_once(hands: Hands, desk: Desk) -> None:
    page = _page(hands)
    _typed(hands, page, "李建国")
    hands.press(ESC)
    hands.wait()
    (row,) = _searches(desk)
    assert "李建国" in row


def test_f6_shows_all_slips_the_newest_first_with_their_years(hands: Hands, desk: Desk) -> None:
    settled(desk, stay("p10", admitted="2019-03-01", discharged="2019-03-09"))
    settled(desk, stay("p10"))
    hands.find("李建国")
    hands.press(Qt.Key.Key_F6)
    hands.wait()
    page = hands.window.overlay.page
    assert isinstance(page, ListPage)
    assert [row.discharged.month for row in page.rows()] == [11, 3]
    assert page.view.model().index(0, 0).data() == "2019"
