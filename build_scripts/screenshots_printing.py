"""Pictures of printing: the printers of each kind of paper, the form of one, the list of jobs with errors, the preview's line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pypdfium2
from PySide6.QtCore import Qt

from app.errors import KnownError
from app.papers.test_page import draw_test_page
from app.records.paper import SHEETS, PrintChoice
from app.records.printing import JobState
from app.services.printing import choices
from app.services.printing.jobs import follow, send
from app.services.printing.offsets import move
from app.services.slips import slip_pdf
from app.spool.words import CANCELLED, LOST, reason, waits
from tests.helpers.forms import settled, stay
from tests.helpers.hands import CTRL, ENTER, ESC
from tests.helpers.memory_spool import MemorySpool

if TYPE_CHECKING:
    from build_scripts.screenshots import Studio

Key = Qt.Key
SPOOL = MemorySpool()
"""The queues of these pictures."""
_NO_PAPER = JobState("printing", waits(reason(("media-empty-error",))))


def _prepare(at: Studio) -> str:
    """Three printers and a morning's jobs; the id of a slip."""
    SPOOL.add("LQ-630K", "窗口针式打印机", default=True)
    SPOOL.add("HP-LaserJet-M1136", "办公室激光打印机")
    SPOOL.add("POS-80", "小票打印机")
    desk = at.desk
    choices.choose(desk, "slip", PrintChoice("LQ-630K", "241x140", 2))
    choices.choose(desk, "list", PrintChoice("HP-LaserJet-M1136"))
    choices.choose(desk, "day_sheet", PrintChoice("Canon-旧"))
    move(desk, "LQ-630K", "1.5", "-0.5")
    slip = settled(desk, stay()).document_id
    ends = (JobState("done"), JobState("cancelled", CANCELLED), JobState("unknown", LOST), JobState("done"), _NO_PAPER)
    for end in ends:
        SPOOL.arrives = end
        send(desk, slip_pdf(desk, slip).handed)
        follow(desk)
    SPOOL.stop("HP-LaserJet-M1136", "打印机卡纸了：请取出卡住的纸")
    try:
        send(desk, slip_pdf(desk, slip).handed, PrintChoice("HP-LaserJet-M1136"))
    except KnownError:
        print("  (a refused job, on purpose)")
    return slip


def printing(at: Studio) -> None:
    """Settings, jobs, preview."""
    at.hands.open_door("打印任务")
    at.take("p0-jobs-empty")
    at.hands.press(ESC, ESC)
    slip = _prepare(at)
    at.hands.open_door("打印机和纸张")
    at.take("p1-printers")
    at.hands.press(ENTER)
    at.take("p2-printer-form")
    at.hands.press(Key.Key_Tab, Key.Key_Tab, Key.Key_Tab)
    at.hands.press(Key.Key_A, modifier=CTRL)
    at.hands.enter("0.3", "")
    at.take("p3-printer-form-refused")
    at.hands.press(ESC)
    at.hands.wait()
    at.hands.press(ESC, ESC)
    at.window.pages.papers.watch.look()
    at.take("p4-desk-told")
    at.hands.open_door("打印任务")
    at.take("p5-jobs")
    at.hands.press(Key.Key_Down, Key.Key_Down, Key.Key_Down, ENTER)
    at.take("p6-jobs-asked")
    at.hands.press(ESC, ESC, ESC)
    at.window.pages.papers.open_slip(slip)
    at.take("p7-preview")
    at.hands.press(Key.Key_P, modifier=CTRL)
    at.take("p8-pick")
    at.hands.press(ESC)
    SPOOL.stop("LQ-630K", "打印机卡纸了：请取出卡住的纸")
    at.hands.press(ENTER)
    at.take("p9-preview-refused")


def printing_narrow(at: Studio) -> None:
    """The same at 1024 × 768 in large type, and the test pages."""
    slip = _prepare(at)
    at.hands.press(Key.Key_Equal, modifier=CTRL)
    at.hands.open_door("打印机和纸张")
    at.take("p10-printers-large-1024")
    at.hands.press(ESC, ESC)
    at.hands.open_door("打印任务")
    at.take("p11-jobs-large-1024")
    at.hands.press(ESC, ESC)
    at.window.pages.papers.open_slip(slip)
    at.hands.wait()
    SPOOL.stop("LQ-630K", "打印机卡纸了：请取出卡住的纸")
    at.hands.press(ENTER)
    at.take("p12-preview-large-1024")
    at.hands.press(Key.Key_0, modifier=CTRL)
    for code, sheet in SHEETS.items():
        page = pypdfium2.PdfDocument(draw_test_page(sheet, "右 1.5，上 0.5 mm"))[0]
        page.render(scale=150 / 72).to_pil().save(str(at.out / f"p20-test-page-{code}.png"))


SCENES: Mapping[str, tuple[Callable[[Studio], None], str]] = {
    "printing": (printing, "1366"),
    "printing_narrow": (printing_narrow, "1024"),
}
