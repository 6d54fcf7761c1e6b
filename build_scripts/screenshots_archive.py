"""Pictures of 打印存档: what left the desk, a paper as it was, spoiled sheets, the hand-over sheet that counts them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.records.people import Operator
from app.services.archive.spoiling import spoil
from tests.helpers.hands import CTRL, ESC
from tests.helpers.papers import every_kind, sent_to_printer

if TYPE_CHECKING:
    from build_scripts.screenshots import Studio

Key = Qt.Key


def _papers(at: Studio) -> None:
    """One of every kind; most went to a printer, two sheets were spoiled."""
    made = every_kind(at.desk)
    for name, paper in made.items():
        if name not in {"list", "life"}:
            sent_to_printer(at.desk, paper, 2 if name.startswith("slip") else 1)
    sent_to_printer(at.desk, made["list"], 1, "failed")
    spoil(at.desk, made["slip again"].id, {"sheets": "1", "reason": "jam"})
    spoil(at.desk, made["receipt"].id, {"sheets": "1", "reason": "other", "note": "茶水打湿"})


def archive(at: Studio) -> None:
    at.window.pages.slips.archive.open()
    at.take("170-archive-none")
    at.hands.press(ESC)
    _papers(at)
    at.window.pages.slips.archive.open()
    at.take("171-archive")
    at.hands.press(*[Key.Key_Down] * 11)
    at.hands.press(Key.Key_Return)
    at.take("172-as-it-was")
    at.hands.press(ESC)
    at.hands.press(Key.Key_G, modifier=CTRL)
    at.take("173-spoil")
    at.hands.enter("2", "4", "")
    at.take("174-spoil-refused")
    at.hands.press(ESC)
    at.hands.press(ESC)
    at.window.pages.slips.open_today()
    at.hands.wait()
    at.hands.press(Key.Key_Down, Key.Key_Down)
    at.hands.press(Key.Key_B, modifier=CTRL)
    at.take("175-of-a-slip")
    at.hands.press(ESC)
    at.hands.press(Key.Key_J, modifier=CTRL)
    at.take("176-life")


def archive_small(at: Studio) -> None:
    _papers(at)
    at.hands.press(Key.Key_Equal, modifier=CTRL)
    at.window.pages.slips.archive.open()
    at.take("171-archive-large-1024")
    at.hands.press(Key.Key_Return)
    at.take("172-as-it-was-large-1024")
    at.hands.press(ESC)
    at.hands.press(Key.Key_G, modifier=CTRL)
    at.take("173-spoil-large-1024")
    at.hands.press(ESC)
    at.hands.press(ESC)
    at.hands.press(Key.Key_0, modifier=CTRL)


SCENES: Mapping[str, tuple[Callable[[Studio], None], str]] = {
    "archive": (archive, "1366"),
    "archive_small": (archive_small, "1024"),
}
OPERATORS: Mapping[str, Operator] = {}
"""Who works where it is not the clerk."""
