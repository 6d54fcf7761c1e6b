"""Pictures of a hospital's bill on its way into a case: chosen, its columns, its items, what it would put in, what came in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tests.helpers import bills
from tests.helpers.forms import settled, stay
from tests.helpers.hands import CTRL, ENTER, ESC

if TYPE_CHECKING:
    from build_scripts.screenshots import Studio

Key = Qt.Key


def _case(at: Studio) -> None:
    at.hands.find("altqmg")
    at.hands.visit("nmqrmyy", "20190301", "20190310", "C34")


def _file(folder: Path, data: bytes, name: str) -> Path:
    file = folder / name
    file.write_bytes(data)
    return file


def _read(at: Studio, data: bytes, name: str, total: str = "") -> None:
    at.hands.press(Key.Key_O, modifier=CTRL)
    at.hands.press(Key.Key_A, modifier=CTRL)
    at.hands.enter(str(_file(at.folder, data, name)), total)
    at.hands.wait()


def importing(at: Studio) -> None:
    _case(at)
    at.take("bills-01-empty-bill")
    at.hands.press(Key.Key_O, modifier=CTRL)
    at.take("bills-02-form")
    at.hands.press(ESC)
    _read(at, b"%PDF-1.4 nothing", "invoice.pdf")
    at.take("bills-03-refused-file")
    at.hands.press(ESC)
    _read(at, bills.sheet(("便常规", "1", "8", "8"), titles=("项目名称", "数量", "单价", "应收")), "other.xlsx")
    at.take("bills-04-columns")
    at.hands.press(ESC, ESC)
    _read(at, bills.long_list(), "费用清单.xlsx", "1344.65")
    at.take("bills-05-matches")
    at.hands.press(ENTER)
    at.take("bills-06-candidates")
    at.hands.press(Key.Key_1, ENTER)
    at.hands.press(Key.Key_S, modifier=CTRL)
    at.take("bills-07-preview")
    page = at.window.overlay.page
    for name, which in (("08-differs", Key.Key_3), ("09-netted", Key.Key_5), ("10-all", Key.Key_1)):
        page.which.setFocus()  # type: ignore[union-attr]  # the preview's
        at.hands.press(which)
        page.list.setFocus()  # type: ignore[union-attr]  # the preview's
        at.take(f"bills-{name}")
    at.hands.press(ENTER)
    at.take("bills-11-confirm")
    at.hands.press(ENTER)
    at.take("bills-12-in-the-grid")


def invoices(at: Studio) -> None:
    settled(at.desk, stay("p1", admitted="2019-03-05", discharged="2019-03-12"))
    _case(at)
    _read(at, bills.national(), "feedetail.json")
    at.hands.press(Key.Key_S, modifier=CTRL)
    at.take("bills-13-invoice-and-overlap")
    at.hands.press(ENTER)
    at.take("bills-14-confirm")


def _large(scene: Callable[[Studio], None]) -> Callable[[Studio], None]:
    def show(at: Studio) -> None:
        at.mark = "L"
        at.hands.press(Key.Key_Equal, modifier=CTRL)
        scene(at)
        at.hands.press(Key.Key_0, modifier=CTRL)

    return show


SCENES: Mapping[str, tuple[Callable[[Studio], None], str]] = {
    "bill_import": (importing, "1366"),
    "bill_invoice": (invoices, "1366"),
    "bill_import_large": (_large(importing), "1366"),
}
