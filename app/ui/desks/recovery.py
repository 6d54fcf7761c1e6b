"""The page of a recovery code on whichever window shows it: its paper is drawn, printed or saved off the window's thread."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

from app.records.paper import Handed, PrintChoice
from app.records.printing import PrintJob
from app.services.desk import Desk
from app.services.printing.jobs import send
from app.services.recovery_paper import recovery_pdf
from app.ui.desks.papers import FOLDER
from app.ui.operations import Operations, Stops
from app.ui.printing import PrintWatch
from app.ui.screens.preview import save_pdf
from app.ui.screens.recovery_code import RecoveryCodePage

TITLE = "恢复码"


def code_page(desk: Desk, code: str, operations: Operations, settings: QSettings, documents: Path) -> RecoveryCodePage:
    """The page that shows ``code``, ready to print and to save."""
    page = RecoveryCodePage(code, Path(str(settings.value(FOLDER, str(documents)))))

    watch = PrintWatch(desk, operations, page.tell, page)

    def sent(job: PrintJob) -> None:
        page.tell(f"已送往打印机“{job.printer}”。", "done")
        watch.sent()

    def print_it() -> None:
        page.tell("")
        operations.run(
            lambda _job: send(desk, Handed(recovery_pdf(desk, code), "recovery_code", TITLE), PrintChoice()),
            sent,
            lambda told: page.tell(told.message, "warn"),
            owner=page,
            doing="送往打印机",
            stops=Stops.NEVER,
        )

    def saved(target: Path) -> None:
        settings.setValue(FOLDER, str(target.parent))
        page.tell(f"已存为 {target}：打印后请从这里删掉。", "done")

    def save(path: Path) -> None:
        operations.run(
            lambda _job: save_pdf(recovery_pdf(desk, code), path),
            saved,
            lambda told: page.tell(told.message, "stop"),
            owner=page,
        )

    page.printed.connect(print_it)
    page.saved.connect(save)
    return page
