"""Pictures of waits: a statement being summed, a list being read in, one that tells its seconds, one that was stopped; a settlement
that waits for a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui import waiting
from build_scripts.screenshots_catalogue import fill, list_file
from tests.helpers import random_ledger
from tests.helpers.busy_file import list_being_written
from tests.helpers.hands import CTRL, ENTER, ESC
from tests.helpers.held import held
from tests.helpers.service_desk import CLERK, MANAGER

if TYPE_CHECKING:
    from build_scripts.screenshots import Studio

Key = Qt.Key
SEED = "waits:1"


def _seen(at: Studio, name: str) -> None:
    """A picture while the job goes on."""
    QTest.qWait(3 * waiting.TICK)
    at.window.grab().save(str(at.path(name)))


def _shown(at: Studio, mark: str) -> None:
    random_ledger.fill(replace(at.desk, operator=CLERK), SEED)
    at.hands.open_door("月结：按付款方")
    at.hands.wait()
    with held(410, 1000):
        at.hands.press(Key.Key_K, modifier=CTRL)
        at.hands.press(Key.Key_A, modifier=CTRL)
        at.hands.enter("2019Q4")
        _seen(at, f"190-wait-statement{mark}")
        at.hands.press(ESC)
        at.hands.wait()
        at.take(f"191-wait-stopped{mark}")
    with held(0, 0):
        at.hands.enter("")
        _seen(at, f"192-wait-seconds{mark}")
        at.hands.press(ESC)
        at.hands.wait()
    at.window.overlay.close_page()
    at.hands.open_door("医保目录导入")
    fill(at, list_file(at), "20191101", "内医保发〔2019〕5号")
    at.hands.enter("")
    at.hands.wait()
    with held(273, 1000):
        at.hands.press(Key.Key_S, modifier=CTRL)
        _seen(at, f"193-wait-import{mark}")
        at.hands.press(ESC)
        at.hands.wait()
    at.take(f"194-wait-import-stopped{mark}")
    at.window.overlay.close_page()


def _in_large(at: Studio, scene: Callable[[Studio, str], None]) -> None:
    at.hands.press(Key.Key_Equal, modifier=CTRL)
    scene(at, "-large")
    at.hands.press(Key.Key_0, modifier=CTRL)


def waits(at: Studio) -> None:
    """In standard type."""
    _shown(at, "")


def waits_large(at: Studio) -> None:
    """In large type."""
    _in_large(at, _shown)


def _behind(at: Studio, mark: str) -> None:
    at.case()
    at.hands.wait()
    with list_being_written(at.hands, at.desk):
        at.hands.press(Key.Key_F8, ENTER)
        _seen(at, f"195-wait-settling{mark}")
        at.hands.press(ESC)
        _seen(at, f"196-wait-settling-stopped{mark}")


def waits_behind(at: Studio) -> None:
    """A settlement behind a list, in standard type."""
    _behind(at, "")


def waits_behind_large(at: Studio) -> None:
    """In large type."""
    _in_large(at, _behind)


OPERATORS = dict.fromkeys(("waits", "waits_large", "waits_narrow", "waits_narrow_large"), MANAGER)

SCENES: dict[str, tuple[Callable[[Studio], None], str]] = {
    "waits": (waits, "1366"),
    "waits_large": (waits_large, "1366"),
    "waits_narrow": (waits, "1024"),
    "waits_narrow_large": (waits_large, "1024"),
    "waits_behind": (waits_behind, "1366"),
    "waits_behind_narrow_large": (waits_behind_large, "1024"),
}
