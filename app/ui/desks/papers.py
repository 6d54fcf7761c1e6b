"""A paper over the desk: drawn off the window's thread, shown, printed or saved where the clerk says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImage
from shiboken6 import isValid

from app.records.paper import SHEETS, Handed, PrintChoice
from app.records.printing import JOB_STATES, PrintJob
from app.services.archive.leaving import Prepared, hand_over, note_saved
from app.services.desk import Desk
from app.services.printing.choices import chosen
from app.services.printing.jobs import printer_for, send
from app.services.rights import refusal
from app.services.slips import slip_pdf, slip_preview, slip_title
from app.ui.desks.print_jobs import PrintJobsDesk
from app.ui.desks.printers import PrintersDesk
from app.ui.doors import Door
from app.ui.faults import Trouble
from app.ui.operations import Job, Stops
from app.ui.place import Place
from app.ui.printing import PrintWatch
from app.ui.screens.preview import SCREEN_DPI, PreviewPage, pages, save_pdf

FOLDER = "papers/folder"
KEYS = "Enter 打印   Ctrl+P 换打印机   Ctrl+S 另存为 PDF   Esc 返回"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper ready for the screen, of a ``kind`` of ``KINDS``, drawn for ``sheet``. ``name`` is that of its file; ``handed_out``
    gives what leaves the window, with whatever is recorded of that."""

    pictures: tuple[QImage, ...]
    title: str
    name: str
    handed_out: Callable[[], Handed]
    kind: str
    sheet: str = "a4"


def plain_paper(paper: Handed, name: str) -> Paper:
    """A paper of which nothing is recorded when it is handed out: it has no ``id``."""
    return Paper(pages(paper.pdf, SCREEN_DPI), paper.title, name, lambda: paper, paper.kind, paper.sheet)


def prepared_paper(desk: Desk, paper: Prepared, name: str, title: str = "") -> Paper:
    """A paper that is kept in the archive when it is handed out."""
    return Paper(
        *(pages(paper.pdf, SCREEN_DPI), title or paper.title, name, lambda: hand_over(desk, paper)),
        kind=paper.kind,
        sheet=paper.sheet,
    )


def slip_paper(desk: Desk, document_id: str) -> Paper:
    """A stored slip as its next print will be; printing or saving it is what counts."""
    paper = slip_preview(desk, document_id)
    title = slip_title(paper.number)
    if paper.lost:
        title += " · 上一次没有打成：到“打印任务”里再打，打出的仍是那一份；在这里打印为补打"
    elif paper.copy > 1:
        title += f" · 已打印 {paper.copy - 1} 次，再打印为补打"
    return Paper(
        *(pages(paper.pdf, SCREEN_DPI), title, paper.number, lambda: slip_pdf(desk, document_id, paper.sheet).handed),
        kind="slip",
        sheet=paper.sheet,
    )


class PapersDesk(QObject):
    """Shows papers in the overlay of its place and sends them to their printers. One object per window."""

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self.watch = PrintWatch(place.desk, place.operations, self._tell, self)
        self.printers = PrintersDesk(place, self.watch, self)
        self.jobs = PrintJobsDesk(place, self.watch, self)
        self._open: tuple[PreviewPage, _Shown] | None = None
        self.watch.looked.connect(self._looked)
        self.jobs.opened.connect(self._seen)

    def doors(self) -> tuple[Door, ...]:
        """打印任务, 打印机和纸张."""
        return (*self.jobs.doors(), *self.printers.doors())

    def _tell(self, message: str, level: str) -> None:
        """In the window's line, until something else is said: trouble must not pass unseen."""
        self._place.notice.tell(message, level, lasting=level != "done")

    def _seen(self) -> None:
        """The clerk looks at the jobs, or printed again: what was told of them need not stand any longer."""
        if self._place.notice.text == self.watch.last:
            self._place.notice.clear()

    def open_slip(self, document_id: str) -> None:
        """Show a stored slip."""
        desk = self._place.desk
        self.show(lambda _job: slip_paper(desk, document_id))

    def show(self, draw: Callable[[Job], Paper], doing: str = "准备纸样") -> None:
        """Draw on the worker, then show."""
        desk = self._place.desk

        def drawn(job: Job) -> tuple[Paper, PrintChoice]:
            paper = draw(job)
            return paper, chosen(desk, paper.kind)

        self._place.operations.run(
            drawn,
            lambda found: self._show(_Shown(found[0], found[1], draw)),
            self._place.failed,
            owner=self,
            doing=doing,
        )

    def _show(self, shown: _Shown) -> None:
        paper = shown.paper
        page = PreviewPage(paper.pictures, paper.name, self._place.folder(FOLDER), way=way(shown.choice, paper.sheet))
        page.printed.connect(lambda: self._print(page, shown))
        page.printer_wanted.connect(lambda: self._choose(page, shown, then=lambda: None))
        page.saved.connect(lambda path: self._save(page, shown, path))
        self._open = page, shown
        overlay = self._place.overlay
        if not isinstance(overlay.page, PreviewPage):  # from a list: Esc comes back to it
            overlay.hold()
        overlay.open(page, paper.title, KEYS)

    # ---- printing ----

    def _print(self, page: PreviewPage, shown: _Shown) -> None:
        """Enter. Where nothing was chosen yet for this kind of paper, that is asked first, once."""
        desk = self._place.desk
        if shown.sending:
            return
        if not shown.choice.printer and not refusal(desk, "printing.choose"):
            self._choose(page, shown, then=lambda: self._print(page, shown))
            return
        shown.sending = True
        page.tell("")
        self._place.operations.run(
            lambda _job: sent_out(desk, shown),
            lambda job: self._sent(page, shown, job),
            lambda told: self._not_sent(page, shown, told),
            owner=page,
            doing="送往打印机",
            stops=Stops.NEVER,
        )

    def _sent(self, page: PreviewPage, shown: _Shown, job: PrintJob) -> None:
        shown.sending, shown.handed, shown.sent, shown.job = False, None, shown.handed, job.id
        page.tell(f"已送往打印机“{job.printer}”。")
        self._seen()
        self.watch.sent()

    def _looked(self, found: tuple[PrintJob, ...]) -> None:
        """What became of it, on the page that sent it; the window's line tells it as well where something is wrong."""
        if self._open is None or not isValid(self._open[0]):
            return
        page, shown = self._open
        for one in found:
            if one.id == shown.job:
                if one.state in {"failed", "cancelled"}:  # nobody has it: Enter and saving are of the same paper
                    shown.handed = shown.handed or shown.sent
                page.tell(
                    one.message or f"{JOB_STATES[one.state]}（{one.printer}）。", "warn" if one.message else "done"
                )

    def _not_sent(self, page: PreviewPage, shown: _Shown, told: Trouble) -> None:
        """What was handed out stays at hand: Enter sends the same paper once more, not a 补打 of one that never came out."""
        shown.sending = False
        page.tell(told.message, "stop" if told.reference else "warn")

    def _choose(self, page: PreviewPage, shown: _Shown, then: Callable[[], None]) -> None:
        def taken(choice: PrintChoice) -> None:
            other_sheet = choice.sheet != shown.paper.sheet
            shown.choice = choice
            page.show_way(way(choice, choice.sheet))
            if other_sheet:  # drawn for another sheet: look at it before it goes out
                self.show(shown.draw)
            else:
                then()

        self.printers.pick(shown.paper.kind, shown.choice, taken, lambda told: page.tell(told.message, "warn"))

    # ---- saving ----

    def _save(self, page: PreviewPage, shown: _Shown, path: Path) -> None:
        def saved(target: Path) -> None:
            shown.handed = None
            self._place.used(FOLDER, target)
            page.tell(f"已存为 {target}")
            page.setFocus(Qt.FocusReason.OtherFocusReason)

        self._place.operations.run(
            lambda _job: saved_to(self._place.desk, shown.out(), path),
            saved,
            lambda told: page.tell(told.message, "stop"),
            owner=page,
            doing="存成 PDF",
            stops=Stops.NEVER,
        )


@dataclass
class _Shown:
    """A paper that is shown: where it goes, how to draw it again, what was handed out but has not come out, what was sent last."""

    paper: Paper
    choice: PrintChoice
    draw: Callable[[Job], Paper]
    handed: Handed | None = None
    sent: Handed | None = None
    sending: bool = False
    job: str = ""

    def out(self) -> Handed:
        """What leaves the window; on the worker."""
        if self.handed is None:
            self.handed = self.paper.handed_out()
        return self.handed


def sent_out(desk: Desk, shown: _Shown) -> PrintJob:
    """Send a paper; on the worker. Nothing is handed out while there is no printer to hand it to: what was handed out counts as a
    print, and the next one would be a 补打 of a paper that nobody has. KnownError as of ``printer_for`` and ``send``."""
    choice = replace(shown.choice, printer=printer_for(desk, shown.choice))
    return send(desk, shown.out(), choice)


def saved_to(desk: Desk, paper: Handed, path: Path) -> Path:
    """Save a paper; on the worker. Where it had been sent to a printer, that it is a file now is noted."""
    target = save_pdf(paper.pdf, path)
    note_saved(desk, paper)
    return target


def way(choice: PrintChoice, sheet: str) -> str:
    """Where Enter prints, in words."""
    if not choice.printer:
        return "还没有为这种单据选打印机：按 Enter 选一次，以后直接打印"
    return f"打印到 {choice.printer} · {SHEETS[sheet].title} · {choice.copies} 份"
