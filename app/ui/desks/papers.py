"""A paper over the desk: drawn off the window's thread, shown, printed or saved where the clerk says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImage

from app.records.paper import Handed
from app.services.desk import Desk
from app.services.slips import slip_pdf, slip_preview
from app.ui.operations import Job
from app.ui.place import Place
from app.ui.screens.preview import SCREEN_DPI, PreviewPage, default_printer, pages, print_pdf, save_pdf

FOLDER = "papers/folder"
KEYS = "Enter 打印   Ctrl+S 另存为 PDF   Esc 返回"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper ready for the screen. ``name`` is that of its file; ``handed_out`` gives what leaves the window, with
    whatever is recorded of that."""

    pictures: tuple[QImage, ...]
    title: str
    name: str
    handed_out: Callable[[], Handed]


def plain_paper(pdf: bytes, kind: str, title: str, name: str) -> Paper:
    """A paper of a kind (a key of ``KINDS``) of which nothing is recorded when it is handed out."""
    return Paper(pages(pdf, SCREEN_DPI), title, name, lambda: Handed(pdf, kind, title))


def slip_paper(desk: Desk, document_id: str) -> Paper:
    """A stored slip as its next print will be; printing or saving it is what counts."""
    paper = slip_preview(desk, document_id)
    title = f"结算单 {paper.number}"
    if paper.copy > 1:
        title += f" · 已打印 {paper.copy - 1} 次，再打印为补打"
    return Paper(
        *(pages(paper.pdf, SCREEN_DPI), title, paper.number),
        lambda: Handed(slip_pdf(desk, document_id).pdf, "slip", f"结算单 {paper.number}"),
    )


class PapersDesk(QObject):
    """Shows papers in the overlay of its place. One object per window."""

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place

    def open_slip(self, document_id: str) -> None:
        """Show a stored slip."""
        desk = self._place.desk
        self.show(lambda _job: slip_paper(desk, document_id))

    def show(self, draw: Callable[[Job], Paper]) -> None:
        """Draw on the worker, then show."""
        self._place.operations.run(draw, self._show, self._place.failed, owner=self)

    def _show(self, paper: Paper) -> None:
        page = PreviewPage(paper.pictures, paper.name, self._place.folder(FOLDER))
        page.printed.connect(lambda: self._print(page, paper))
        page.saved.connect(lambda path: self._save(page, paper, path))
        overlay = self._place.overlay
        if not isinstance(overlay.page, PreviewPage):  # from a list: Esc comes back to it
            overlay.hold()
        overlay.open(page, paper.title, KEYS)

    def _print(self, page: PreviewPage, paper: Paper) -> None:
        name = default_printer()
        page.tell("正在送往打印机…" if name else "")
        self._place.operations.run(
            # without a printer nothing is handed out, so nothing is recorded either
            lambda _job: print_pdf(paper.handed_out().pdf if name else b"", name),
            lambda sent: page.tell(f"已送往打印机“{sent}”。"),
            lambda told: page.tell(told.message, "warn"),
            owner=page,
        )

    def _save(self, page: PreviewPage, paper: Paper, path: Path) -> None:
        def saved(target: Path) -> None:
            self._place.used(FOLDER, target)
            page.tell(f"已存为 {target}")
            page.setFocus(Qt.FocusReason.OtherFocusReason)

        self._place.operations.run(
            lambda _job: save_pdf(paper.handed_out().pdf, path),
            saved,
            lambda told: page.tell(told.message, "stop"),
            owner=page,
        )
