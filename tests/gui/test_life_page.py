"""这张单据的经历, by keyboard: from any list of slips, and on paper."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.services.desk import Desk
from app.services.slips import slip_pdf
from app.ui.screens.life import LifePage
from app.ui.screens.preview import PreviewPage
from tests.helpers.forms import settled, stay
from tests.helpers.hands import CTRL, ESC, Hands


def test_a_slips_life_is_shown_and_printed(hands: Hands, desk: Desk) -> None:
    done = settled(desk, stay("p2"))
    slip_pdf(desk, done.document_id)
    slip_pdf(desk, done.document_id)
    hands.window.pages.slips.open_today()
    hands.wait()
    hands.press(Qt.Key.Key_J, modifier=CTRL)
    hands.wait()
    page = hands.window.overlay.page
    assert isinstance(page, LifePage)
    assert hands.window.overlay.accessibleName() == "NM-01-2019-000001 的经历"
    state = page.findChild(QLabel, "life_state")
    assert isinstance(state, QLabel)
    assert state.text() == "王秀兰 · 有效"
    told = [(one.what, one.detail) for one in page.list.rows()]
    assert [what for what, _detail in told][-3:] == ["结算", "打印", "补打"]
    assert all(one.who == desk.operator.name for one in page.list.rows())
    assert hands.focus is page.list.view
    hands.press(Qt.Key.Key_P, modifier=CTRL)
    hands.wait()
    assert isinstance(hands.opened(), PreviewPage)
    assert hands.window.overlay.accessibleName() == "NM-01-2019-000001 的经历"
    hands.press(ESC)
    assert hands.opened() is page
    hands.press(ESC)
    assert hands.opened() is None
