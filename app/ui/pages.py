"""What opens over the desk and where its facts come from: lists, slips, discarding. One object per window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtGui import QImage

from app.records.form import Draft
from app.records.ledger import PersonCard, Posted
from app.services.compare import compare
from app.services.desk import Desk
from app.services.drafts import discard_draft, open_drafts
from app.services.settle import Settled
from app.services.slips import settled_today, slip_pdf, slip_preview, trial_pdf
from app.ui.case import Case
from app.ui.faults import Trouble
from app.ui.operations import Job, Operations
from app.ui.parameters_desk import ParametersDesk
from app.ui.screens import columns
from app.ui.screens.about import AboutPage
from app.ui.screens.compare import ComparePage
from app.ui.screens.lists import ListPage
from app.ui.screens.notice import NoticeLine
from app.ui.screens.overlay import Overlay
from app.ui.screens.preview import SCREEN_DPI, PreviewPage, default_printer, pages, print_pdf, save_pdf


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper ready for the screen: ``number`` and ``document_id`` empty for a trial, ``copy`` the number of its next print."""

    pdf: bytes
    pictures: tuple[QImage, ...]
    number: str
    copy: int
    document_id: str


class Pages(QObject):
    """``draft_wanted`` a kept draft to open, ``draft_dropped`` the id of one that was discarded; ``values_changed``: a
    local value was confirmed."""

    draft_wanted = Signal(object)
    draft_dropped = Signal(str)
    values_changed = Signal()

    def __init__(
        self,
        desk: Desk,
        operations: Operations,
        overlay: Overlay,
        notice: NoticeLine,
        settings: QSettings,
        documents: Path,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._operations = operations
        self._overlay = overlay
        self._notice = notice
        self._settings = settings
        self._documents = documents
        self._last: Settled | None = None
        self._parameters = ParametersDesk(desk, operations, overlay, notice, settings, documents, self)
        self._parameters.confirmed.connect(self.values_changed)

    # ---- slips ----

    def settled(self, done: Settled, text: str) -> None:
        """A case was settled: say so, and remember it for F9."""
        self._last = done
        word = "已经结算过" if done.already else "已结算"
        self._notice.tell(f"{word} {text} · 单号 {done.number} · 按 F9 打印结算单", "done")

    def print_case(self, case: Case) -> None:
        """F9: the trial paper of a case that is being entered, else the slip settled last."""
        quote, basis = case.quote, case.basis
        if not case.empty and quote is not None and basis is not None and quote.result is not None:
            desk, form = self._desk, case.form
            self._run(lambda _job: _paper(trial_pdf(desk, basis, quote, form)))
        elif self._last is not None:
            self.open_slip(self._last.document_id)
        else:
            self._notice.tell("还没有可以打印的单据：先结算，或按 F10 在“今日单据”里选一份补打。")

    def open_slip(self, document_id: str) -> None:
        """Show a stored slip as its next print will be; printing or saving it is what counts."""
        desk = self._desk

        def draw(_job: Job) -> Paper:
            paper = slip_preview(desk, document_id)
            return _paper(paper.pdf, paper.number, paper.copy, document_id)

        self._run(draw)

    def _run(self, draw: Callable[[Job], Paper]) -> None:
        self._operations.run(draw, self._show_paper, self._failed, owner=self)

    def _show_paper(self, paper: Paper) -> None:
        folder = Path(str(self._settings.value("papers/folder", str(self._documents))))
        page = PreviewPage(paper.pictures, paper.number, folder)
        page.printed.connect(lambda: self._print(page, paper))
        page.saved.connect(lambda path: self._save(page, paper, path))
        if not paper.number:
            title = "试算单（不作结算凭证）"
        elif paper.copy == 1:
            title = f"结算单 {paper.number}"
        else:
            title = f"结算单 {paper.number} · 已打印 {paper.copy - 1} 次，再打印为补打"
        self._overlay.open(page, title, "Enter 打印   Ctrl+S 另存为 PDF   Esc 返回")

    def _print(self, page: PreviewPage, paper: Paper) -> None:
        name = default_printer()
        page.tell("正在送往打印机…" if name else "")
        self._operations.run(
            # without a printer nothing is handed out, so nothing is recorded either
            lambda _job: print_pdf(self._handed_out(paper) if name else paper.pdf, name),
            lambda sent: page.tell(f"已送往打印机“{sent}”。"),
            lambda told: page.tell(told.message, "warn"),
            owner=page,
        )

    def _save(self, page: PreviewPage, paper: Paper, path: Path) -> None:
        def saved(target: Path) -> None:
            self._settings.setValue("papers/folder", str(target.parent))
            page.tell(f"已存为 {target}")
            page.setFocus(Qt.FocusReason.OtherFocusReason)

        self._operations.run(
            lambda _job: save_pdf(self._handed_out(paper), path),
            saved,
            lambda told: page.tell(told.message, "stop"),
            owner=page,
        )

    def _handed_out(self, paper: Paper) -> bytes:
        """The bytes that leave the window: of a stored slip with its print recorded, of a trial as shown."""
        return slip_pdf(self._desk, paper.document_id).pdf if paper.document_id else paper.pdf

    # ---- lists ----

    def open_today(self) -> None:
        """The slips of the business date at this station."""
        desk = self._desk
        self._operations.run(lambda _job: settled_today(desk), self._show_today, self._failed, owner=self)

    def _show_today(self, rows: tuple[Posted, ...]) -> None:
        self._slips(rows, columns.TODAY, "今日单据", "今天这个窗口还没有结算单。")

    def open_year(self, card: PersonCard | None) -> None:
        """F6: the settlements of the person's year."""
        if card is None:
            self._notice.tell("先找人（F2），再看本年度的就医和结算。")
            return
        title = f"{card.person.name} · {card.on.year} 年度结算单"
        rows = tuple(one for one in card.posted if one.discharged.year == card.on.year)
        self._slips(rows, columns.YEAR, title, "本年度还没有结算单。")

    def _slips(self, rows: tuple[Posted, ...], shown: columns.Slips, title: str, nothing: str) -> None:
        page = ListPage(shown, rows, name=title, nothing=nothing, stretch="institution")
        page.chosen.connect(lambda row: self.open_slip(row.id))
        self._overlay.open(page, title, "Enter 预览并补打   Esc 返回" if rows else "Esc 返回")

    def open_drafts(self) -> None:
        """Drafts that are neither settled nor discarded."""
        desk = self._desk
        self._operations.run(lambda _job: open_drafts(desk), self._show_drafts, self._failed, owner=self)

    def _show_drafts(self, rows: tuple[Draft, ...]) -> None:
        page = ListPage(
            columns.DRAFTS,
            rows,
            name="未完成个案",
            nothing="没有未完成的个案。",
            stretch="what",
            keys={Qt.Key.Key_Delete: self._ask_discard},
        )
        page.chosen.connect(self._take_draft)
        self._overlay.open(page, "未完成个案", "Enter 打开   Delete 丢弃   Esc 返回" if rows else "Esc 返回")

    def _take_draft(self, draft: Draft) -> None:
        self._overlay.close_page()
        self.draft_wanted.emit(draft)

    def open_about(self) -> None:
        """Version, data, licences in a few lines."""
        self._overlay.open(AboutPage(self._desk.station, [pack.title for pack in self._desk.packs.packs]), "版本和说明")

    def open_parameters(self) -> None:
        """The local values that the packs read: each beside its sentence, confirmed here."""
        self._parameters.open()

    def open_compare(self, case: Case) -> None:
        """F7: the same bill at other levels and with the filing."""
        comparison = compare(case.quote) if case.quote is not None else None
        if comparison is None:
            self._notice.tell("还没有可以比的：选好人、填完就诊和账单，再按 F7 换级比较。")
            return
        name = f"{case.name} · " if case.name else ""
        trial = "（试算）" if comparison.trial else ""
        self._overlay.open(ComparePage(comparison), f"{name}换级比较{trial}", "方向键 逐格看为什么   Esc 返回")

    # ---- discarding ----

    def ask_discard(self, case: Case) -> None:
        """Ask in place, then discard the draft of an open case."""
        draft = case.autosave.draft
        if draft is None:
            self._notice.tell("这个个案还没有内容，不用丢弃。")
            return
        self._ask_discard(draft)

    def _ask_discard(self, draft: Draft) -> None:
        name = draft.person_name or "未选人的个案"
        self._notice.ask(
            f"丢弃“{name}”这份未完成个案？已输入的内容不再列出。",
            (("保留", lambda: None), ("丢弃", lambda: self._discard(draft))),
        )

    def _discard(self, draft: Draft) -> None:
        desk = self._desk

        def dropped(_answer: object) -> None:
            self._overlay.close_page()
            self.draft_dropped.emit(draft.id)
            self._notice.tell("已丢弃。", "done")

        self._operations.run(lambda _job: discard_draft(desk, draft.id), dropped, self._failed, owner=self)

    def _failed(self, told: Trouble) -> None:
        self._notice.tell(told.message, "stop" if told.reference else "warn")


def _paper(pdf: bytes, number: str = "", copy: int = 1, document_id: str = "") -> Paper:
    return Paper(pdf, pages(pdf, SCREEN_DPI), number, copy, document_id)
