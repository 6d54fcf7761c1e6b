"""The page of a recovery code on whichever window shows it: its paper is drawn, printed or saved off the window's thread."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

from app.services.desk import Desk
from app.services.recovery_paper import recovery_pdf
from app.ui.desks.papers import FOLDER
from app.ui.operations import Operations
from app.ui.screens.preview import default_printer, print_pdf, save_pdf
from app.ui.screens.recovery_code import RecoveryCodePage


def code_page(desk: Desk, code: str, operations: Operations, settings: QSettings, documents: Path) -> RecoveryCodePage:
    """The page that shows ``code``, ready to print and to save."""
    page = RecoveryCodePage(code, Path(str(settings.value(FOLDER, str(documents)))))

    def print_it() -> None:
        name = default_printer()
        if not name:
            page.tell("这台电脑还没有默认打印机：请另存为 PDF 到别处打印，或抄下来。", "warn")
            return
        page.tell("正在送往打印机…")
        operations.run(
            lambda _job: print_pdf(recovery_pdf(desk, code), name),
            lambda sent: page.tell(f"已送往打印机“{sent}”。", "done"),
            lambda told: page.tell(told.message, "warn"),
            owner=page,
        )

    def save(path: Path) -> None:
        operations.run(
            lambda _job: save_pdf(recovery_pdf(desk, code), path),
            lambda target: page.tell(f"已存为 {target}：打印后请从这里删掉。", "done"),
            lambda told: page.tell(told.message, "stop"),
            owner=page,
        )

    page.printed.connect(print_it)
    page.saved.connect(save)
    return page
