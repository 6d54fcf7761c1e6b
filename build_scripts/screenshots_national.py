"""Pictures of the export with national names, the fund payment codes, and a month in pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.records.people import Operator
from app.services.reverse import reverse
from tests.helpers.forms import settled, stay
from tests.helpers.hands import CTRL, ENTER, ESC
from tests.helpers.service_desk import BY_REVIEWER, CLERK, MANAGER

if TYPE_CHECKING:
    from build_scripts.screenshots import Studio

Key = Qt.Key


def _walk(at: Studio, mark: str) -> None:
    at.hands.open_door("国家接口字段导出")
    at.take(f"160-national{mark}")
    at.hands.press(Key.Key_S, modifier=CTRL)
    at.take(f"161-national-file{mark}")
    at.hands.press(Key.Key_Down)
    at.hands.press(ENTER)
    at.hands.press(Key.Key_Down)
    at.hands.press(ENTER, ENTER, ENTER)
    at.hands.wait()
    at.take(f"162-national-refused{mark}")
    at.hands.press(ESC, ESC)
    at.hands.wait()
    at.window.overlay.close_page()
    at.hands.open_door("基金支付代码")
    at.take(f"163-fund-codes{mark}")
    at.hands.press(ENTER)
    at.take(f"164-fund-code{mark}")
    at.hands.press(ESC, ESC)
    at.hands.wait()
    at.window.overlay.close_page()
    at.hands.open_door("一月图表")
    at.take(f"165-month-asked{mark}")
    at.hands.press(ENTER)
    at.hands.wait()
    at.take(f"166-month{mark}")
    at.window.overlay.close_page()


def national(at: Studio) -> None:
    """Empty first, then with slips, then large type in a small window."""
    at.hands.open_door("国家接口字段导出")
    at.take("159-national-empty")
    at.window.overlay.close_page()
    clerk = replace(at.desk, operator=CLERK)
    first = settled(clerk, stay("p1"))
    settled(clerk, stay("p4", institution_id="h3"))
    settled(clerk, stay("p10", institution_id="h4"))
    reverse(clerk, clerk.new_id(), first.document_id, "amount", "", BY_REVIEWER)
    _walk(at, "")
    at.window.resize(1024, 768)
    at.hands.press(Key.Key_Equal, modifier=CTRL)
    _walk(at, "-large-1024")
    at.hands.press(Key.Key_0, modifier=CTRL)


SCENES: Mapping[str, tuple[Callable[[Studio], None], str]] = {"national": (national, "1366")}
OPERATORS: Mapping[str, Operator] = {"national": MANAGER}
