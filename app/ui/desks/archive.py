"""打印存档 on its desk: what left the window, each paper as it was, sheets that were spoiled."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from app.records.fields import WHY
from app.records.paper import SPOILS, ArchivedPaper, Spoil
from app.services.archive import listing
from app.services.archive.again import DrawnAgain, drawn_again
from app.services.archive.spoiling import SPOIL_FIELDS, last_spoil, spoil, take_back
from app.services.desk import Desk
from app.services.periods import Period
from app.services.rights import refusal
from app.ui.desks.entry_pages import EntryPage, open_entry
from app.ui.desks.papers import FOLDER
from app.ui.desks.period_lists import PeriodLists, PeriodPage, at_once
from app.ui.doors import Door
from app.ui.faults import Trouble
from app.ui.place import Place
from app.ui.screens.archive import PAPERS, whole
from app.ui.screens.preview import SCREEN_DPI, PreviewPage, pages
from app.ui.screens.told_list import ToldList

TITLE = "打印存档"
KEYS = "Enter 看原样   Ctrl+G 作废纸张   Del 撤销作废登记"
_ONLY_SHOWN = "这里只看，不打印：要再给人一份，请在“今日单据”“查单据”或原来的页面里补打。"
_LEAD = "卡纸、打歪、换纸的，记下作废了几张；预印号码的纸按这个数核对。"
_SHARP = 20
_COARSE_DPI = 96


class ArchiveDesk(QObject):
    """One object per window."""

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._periods = PeriodLists(place, self)

    def doors(self) -> tuple[Door, ...]:
        """The archive."""
        return (Door(TITLE, "单据和打印", "离开窗口的每一份单据：看当时的原样，记作废的纸张", self.open),)

    def open(self) -> None:
        """The papers of a period, this month first."""
        self._periods.open(self._page())

    def _page(self) -> PeriodPage:
        return PeriodPage(
            TITLE,
            PAPERS,
            "title",
            at_once(listing.papers),
            "没有打印或存出过单据。",
            sums=_sums,
            chosen=self._look,
            hint=KEYS,
            keys={"Ctrl+G": self._spoil, "Del": self._take_back},
            whole=whole,
            doing="读取单据档案",
        )

    def open_about(self, document_id: str, number: str) -> None:
        """The papers of one slip, over the list of slips."""
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: listing.papers_about(desk, document_id),
            lambda rows: self._show_about(rows, number),
            self._place.failed,
            owner=self,
            doing="读取单据档案",
        )

    def _show_about(self, rows: tuple[ArchivedPaper, ...], number: str) -> None:
        title = f"{number} 的打印存档"
        page = ToldList(
            PAPERS,
            rows,
            name=title,
            nothing="这张单还没有打印或存出过。",
            stretch="title",
            keys={"Ctrl+G": self._spoil, "Del": self._take_back},
            whole=whole,
        )
        page.chosen.connect(self._look)
        page.tell(listing.sums(rows))
        self._place.overlay.hold()
        self._place.overlay.open(page, title, f"{KEYS}   Esc 返回" if rows else "Esc 返回")

    # ---- as it was ----

    def _look(self, row: ArchivedPaper) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: _pictured(desk, row.id),
            lambda found: self._show(*found),
            self._refused,
            owner=self,
            doing="画当时的单据",
        )

    def _show(self, found: DrawnAgain, pictures: tuple[QImage, ...]) -> None:
        paper = found.paper
        page = PreviewPage(pictures, paper.title, self._place.folder(FOLDER), shown_only=True)
        page.tell(f"{found.told} {_ONLY_SHOWN}", "done" if found.same else "warn")
        made = f"{paper.at:%Y-%m-%d %H:%M} {paper.operator_name} · {listing.copy_word(paper)}"
        self._place.overlay.hold()
        self._place.overlay.open(page, f"{paper.title} · {made}", "↑ ↓ 翻页   Esc 返回")

    def _refused(self, told: Trouble) -> None:
        page = self._place.overlay.page
        if isinstance(page, ToldList):
            page.tell(told.message, "warn")
        else:
            self._place.failed(told)

    # ---- spoiled sheets ----

    def _spoil(self, row: ArchivedPaper) -> None:
        page = self._place.overlay.page
        if not isinstance(page, ToldList) or not page.may(refusal(self._place.desk, "paper.spoil")):
            return

        entry = EntryPage(
            *(f"作废纸张 · {row.title}", SPOIL_FIELDS, "记下", _LEAD),
            store=lambda desk, texts: spoil(desk, row.id, texts),
            done=lambda stands: self._done(page, stands, "已记下"),
            back=self._place.overlay.step_back,
            typed={"sheets": "1"},
        )
        self._place.overlay.hold()
        open_entry(self._place, None, entry)

    def _done(self, page: ToldList, stands: ArchivedPaper, word: str) -> None:
        self._place.overlay.step_back()
        rows = tuple(stands if one.id == stands.id else one for one in page.list.rows())
        page.list.show_rows(rows, next(at for at, one in enumerate(rows) if one.id == stands.id))
        page.tell(f"{word}：{stands.title} 共作废 {stands.spoiled} 张。", "done")

    def _take_back(self, row: ArchivedPaper) -> None:
        """The last note of spoiled sheets, as it is, and why it is taken back."""
        page, desk = self._place.overlay.page, self._place.desk
        if not isinstance(page, ToldList) or not page.may(refusal(desk, "paper.spoil")):
            return

        def ask(last: Spoil) -> None:
            said = f"{last.at:%H:%M} {last.operator_name}登记作废 {last.sheets} 张，{SPOILS[last.reason]}"
            entry = EntryPage(
                *(f"撤销作废登记 · {row.title}", (WHY,), "撤销", f"{said}。撤销以后不再计，登记留在单据经历里。"),
                store=lambda desk, texts: take_back(desk, row.id, last.id, texts),
                done=lambda stands: self._done(page, stands, "已撤销"),
                back=self._place.overlay.step_back,
            )
            self._place.overlay.hold()
            open_entry(self._place, None, entry)

        self._place.operations.run(
            lambda _job: last_spoil(desk, row.id), ask, lambda told: page.tell(told.message, "warn"), owner=page
        )


def _sums(rows: Sequence[ArchivedPaper], _period: Period) -> str:
    return listing.sums(rows)


def _pictured(desk: Desk, paper_id: str) -> tuple[DrawnAgain, tuple[QImage, ...]]:
    found = drawn_again(desk, paper_id)
    return found, pages(found.pdf, SCREEN_DPI, most=_SHARP, beyond=_COARSE_DPI)
