"""Pictures of the statements: each on screen, what is behind its rows, and its paper; wide, and narrow in large type."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pypdfium2
from PySide6.QtCore import Qt

from app.services import tables
from app.services.registers import book
from app.ui.screens.told_list import ToldList
from tests.helpers import random_ledger
from tests.helpers.hands import CTRL, ENTER, ESC

if TYPE_CHECKING:
    from build_scripts.screenshots import Studio

Key = Qt.Key
SEED = "statements:3"
_DOORS = (
    ("140-payers", "月结：按付款方"),
    ("143-institutions", "月结：按医疗机构"),
    ("145-townships", "月结：按苏木乡镇"),
    ("148-fees", "一般诊疗费三级汇总"),
    ("150-critical", "大病承办公司月结：按医疗机构"),
    ("151-estimates", "人保预计赔付"),
    ("152-clearing", "医疗机构清算"),
    ("153-advances", "先行垫付"),
)
_BEHIND = {"140-payers": 2, "143-institutions": 1, "145-townships": 2, "148-fees": 2}
"""How often Enter goes down from a statement."""


def _fill(at: Studio) -> None:
    """Three months, some of the clinics' reported: rightly, at another price, too many."""
    random_ledger.fill(at.desk, SEED)
    for clinic, month, visits, fee in (
        ("c2", "2019-10", 3, "10.00"),
        ("c1", "2019-10", 1, "6.00"),
        ("c3", "2019-11", 4, "10.00"),
    ):
        texts = {"institution": clinic, "hospital": "h3", "month": month, "visits": str(visits), "fee": fee}
        book.add(at.desk, "clinic_fees", {**texts, "on": "2019-11-02", "by": "包村医"})


def statements(at: Studio) -> None:
    """Each statement of the fourth quarter, down to its slips, and its paper."""
    _fill(at)
    for name, door in _DOORS:
        at.hands.open_door(door)
        if door != "医疗机构清算":
            _period(at, "2019Q4")
        at.take(name)
        _paper(at, name)
        first = int(name[:3])
        for step in range(1, _BEHIND.get(name, 0) + 1):
            at.hands.press(ENTER)
            at.take(f"{first + step}-{name[4:]}-behind-{step}")
            _paper(at, f"{first + step}-{name[4:]}-behind-{step}")
        at.window.overlay.close_page()
    at.hands.open_door("月结：按付款方")
    at.hands.press(Key.Key_P, modifier=CTRL)
    at.take("155-statement-preview")
    at.hands.press(ESC)
    at.window.overlay.close_page()


def statements_large(at: Studio) -> None:
    """The widest ones in large type on a narrow screen."""
    _fill(at)
    at.hands.press(Key.Key_Equal, modifier=CTRL)
    for name, door in _DOORS[:4]:
        at.hands.open_door(door)
        _period(at, "2019Q4")
        at.take(f"{name}-large")
        at.hands.press(ENTER)
        at.take(f"{name}-large-behind")
        at.window.overlay.close_page()
    at.hands.press(Key.Key_0, modifier=CTRL)


def _period(at: Studio, code: str) -> None:
    at.hands.press(Key.Key_K, modifier=CTRL)
    at.hands.wait()
    at.hands.press(Key.Key_A, modifier=CTRL)
    at.hands.enter(code)
    at.hands.wait()


def _paper(at: Studio, name: str) -> None:
    """The first page of the paper that Ctrl+P would give."""
    page = at.window.overlay.page
    if not isinstance(page, ToldList) or not page.list.rows():
        return
    table = page.list.snapshot(at.window.overlay.accessibleName()).table()
    document = pypdfium2.PdfDocument(tables.preview(at.desk, table)[1])
    document[0].render(scale=1.6).to_pil().save(at.path(f"{name}-paper"))
    document.close()


SCENES: dict[str, tuple[Callable[[Studio], None], str]] = {
    "statements": (statements, "1366"),
    "statements_large": (statements_large, "1024"),
}
