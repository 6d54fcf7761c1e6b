"""Pictures of what follows a settlement: reversal, later slips, day close, requests, keys, search, life, audit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.records.form import BillRow
from app.records.people import Operator
from app.records.settings import SettingsForm
from app.services.approval_files import export_request
from app.services.approval_requests import request_reversal
from app.services.drafts import open_drafts, save_draft
from app.services.settings import change_settings
from app.store.guards import GUARDS
from app.ui.screens.audit import AuditPage
from app.ui.screens.slip_search import SOON
from tests.helpers.forms import settled, stay
from tests.helpers.hands import CTRL, ENTER, ESC
from tests.helpers.service_desk import CLERK, MANAGER, REVIEWER

if TYPE_CHECKING:
    from build_scripts.screenshots import Studio

Key = Qt.Key
LARGE = BillRow(name="手术", item_class="A", category="06", amount="26000.00")
HALL_KEY = "6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw="
"""A public key of nobody."""


def _slips(at: Studio) -> tuple[str, str]:
    """Two slips of the day, the second of one person whose other stay rests on it; the ids of both."""
    first = settled(at.desk, replace(stay("p1", admitted="2019-03-01", discharged="2019-03-10"), rows=(LARGE,)))
    settled(at.desk, replace(stay("p1", admitted="2019-05-01", discharged="2019-05-10"), rows=(LARGE,)))
    second = settled(at.desk, stay("p2"))
    return first.document_id, second.document_id


def keys_and_menu(at: Studio) -> None:
    at.hands.press(Key.Key_F1)
    at.take("49-keys")
    at.hands.press(Key.Key_F1)
    at.hands.press(Key.Key_F10)
    at.take("49-menu")
    for menu in at.window.findChildren(QMenu):
        menu.close()


def correcting(at: Studio) -> None:
    first, _second = _slips(at)
    pages = at.window.pages
    pages.corrections.open_reversal(first)
    at.take("50-reversal")
    change_settings(replace(at.desk, operator=MANAGER), SettingsForm("50000.00", "10", "50", ""))
    pages.corrections.open_reversal(first)
    at.hands.wait()
    at.hands.type("1")
    at.hands.press(ENTER)
    at.hands.type("床位费多录了三天")
    at.hands.press(ENTER)
    at.take("51-reversal-confirm")
    at.hands.press(ENTER)
    at.take("52-reversed")
    at.hands.press(Key.Key_Right, Key.Key_Right, ENTER)
    at.take("53-adjustment")
    at.hands.press(Key.Key_S, modifier=CTRL)
    at.take("54-adjustment-confirm")
    pages.adjustments.open_waiting()
    at.take("55-waiting")
    pages.slips.open_life(first)
    at.take("56-life")
    at.hands.press(Key.Key_P, modifier=CTRL)
    at.take("57-life-paper")
    pages.slips.open_search()
    at.take("58-search-empty")
    at.hands.type("2019-11-22")
    QTest.qWait(SOON + 50)
    at.take("59-search")
    at.hands.press(Key.Key_A, modifier=CTRL)
    at.hands.type("没有此人")
    QTest.qWait(SOON + 50)
    at.take("60-search-nothing")


def closing(at: Studio) -> None:
    _slips(at)
    days = at.window.pages.days
    days.open_today()
    at.take("61-day-open")
    at.hands.press(ENTER)
    at.hands.type("1")
    at.hands.press(Key.Key_S, modifier=CTRL)
    at.take("62-day-difference")
    at.hands.type("找零错了")
    at.hands.press(ENTER)
    at.take("63-day-confirm")
    at.hands.press(ENTER)
    at.hands.wait()
    days.open_today()
    at.take("64-day-closed")
    at.hands.press(Key.Key_P, modifier=CTRL)
    at.take("65-day-sheet")


def day_faults(at: Studio) -> None:
    _slips(at)
    with at.desk.database.unit_of_work() as work:
        for guard in GUARDS:
            work.execute(f"DROP TRIGGER {guard.table}_no_update")
        work.execute(
            "UPDATE documents SET person_pays = person_pays + 100, total = total + 100, in_scope = in_scope + 100"
            " WHERE sequence = 2"
        )
    at.window.pages.days.open_today()
    at.take("66-day-faults")


def asking(at: Studio) -> None:
    _first, second = _slips(at)
    pages = at.window.pages
    pages.requests.open()
    at.take("70-requests-none")
    change_settings(replace(at.desk, operator=MANAGER), SettingsForm("0.00", "10", "50", ""))
    pages.corrections.open_reversal(second)
    at.hands.wait()
    at.hands.press(Key.Key_1)
    at.take("71-reversal-second-person")
    at.hands.press(Key.Key_T, modifier=CTRL)
    at.take("72-asked")
    at.hands.press(Key.Key_Right, ENTER)
    at.hands.wait()
    at.take("73-export")
    at.hands.press(Key.Key_A, modifier=CTRL)
    at.hands.enter(str(at.folder / "冲红申请.json"))
    at.take("74-exported")
    at.hands.press(Key.Key_Delete)
    at.take("75-withdraw")
    at.hands.press(ESC, ESC)
    pages.approval_keys.open()
    at.take("76-keys-clerk")


def answering(at: Studio) -> None:
    _first, second = _slips(at)
    asked = request_reversal(
        replace(at.desk, operator=CLERK), second, "other", "家属来电说住院日期登记错了，要改期后重录"
    )
    pages = at.window.pages
    pages.requests.open()
    at.take("77-answer")
    at.hands.press(Key.Key_G, modifier=CTRL)
    at.take("78-answer-confirm")
    at.hands.press(ESC)
    file = at.folder / "冲红申请.json"
    file.write_bytes(export_request(at.desk, asked.id))
    at.hands.press(Key.Key_O, modifier=CTRL)
    at.hands.press(Key.Key_A, modifier=CTRL)
    at.hands.enter(str(file))
    at.take("79-request-file")
    at.hands.press(Key.Key_G, modifier=CTRL)
    at.hands.press(ENTER)
    at.take("80-signed")
    pages.approval_keys.open()
    at.take("81-keys")
    at.hands.type(HALL_KEY)
    at.hands.press(ENTER)
    at.hands.enter("旗医保局大厅")
    at.take("82-key-compare")
    pages.audit.open()
    at.take("83-audit")
    at.hands.press(Key.Key_H, modifier=CTRL)
    at.take("84-verified")
    page = at.window.overlay.page
    if isinstance(page, AuditPage):
        page.head.setFocus()
        at.hands.enter(f"99999:{'0' * 16}")
        at.take("85-broken")


def unmasking(at: Studio) -> None:
    at.case()
    at.hands.press(Key.Key_I, modifier=CTRL)
    at.take("86-unmask")
    at.hands.enter("核对身份证原件")
    at.take("87-unmasked")


def side_by_side(at: Studio) -> None:
    at.case()
    at.hands.wait()
    stored = open_drafts(at.desk)[0]
    save_draft(at.desk, stored.id, stored.version, replace(stored.form, rows=stored.form.rows[:4]))
    at.hands.type("x")
    at.window.cases.current.case.autosave.now()
    at.hands.wait()
    at.take("88-conflict")
    at.hands.press(Key.Key_F12)
    at.hands.press(Key.Key_Right, Key.Key_Right, ENTER)
    at.take("89-side-by-side")


def in_large(scene: Callable[[Studio], None]) -> Callable[[Studio], None]:
    """The same states in large type, each name with an L."""

    def show(at: Studio) -> None:
        at.mark = "L"
        at.hands.press(Key.Key_Equal, modifier=CTRL)
        scene(at)
        at.hands.press(Key.Key_0, modifier=CTRL)

    return show


_SCENES = (keys_and_menu, correcting, closing, day_faults, asking, answering, unmasking, side_by_side)
SCENES: Mapping[str, tuple[Callable[[Studio], None], str]] = {
    **{scene.__name__: (scene, "1366") for scene in _SCENES},
    **{f"{scene.__name__}_large": (in_large(scene), "1366") for scene in _SCENES},
}
OPERATORS: Mapping[str, Operator] = {"answering": REVIEWER, "answering_large": REVIEWER}
"""Who works where it is not the clerk."""
