"""Lists of slips: today's, a person's, those found by number, day or name; from each row to its paper, reversal, life."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from app.records.ledger import PersonCard, Posted
from app.records.life import Life
from app.services.life import life, life_paper
from app.services.people import note_search
from app.services.slip_search import find_slips
from app.services.slips import settled_today
from app.ui.desks.archive import ArchiveDesk
from app.ui.desks.corrections import CorrectionsDesk
from app.ui.desks.papers import PapersDesk, prepared_paper
from app.ui.doors import Door
from app.ui.place import Place
from app.ui.screens import columns
from app.ui.screens.life import LifePage
from app.ui.screens.lists import ListPage
from app.ui.screens.slip_search import SlipSearchPage

KEYS = "Enter 预览并补打   Ctrl+R 冲红   Ctrl+E 重新录入   Ctrl+J 经历   Ctrl+B 存档   Esc 返回"


class SlipsDesk(QObject):
    """One object per window; what is done with a row belongs to the other desks. ``archive`` has the papers of every kind."""

    def __init__(self, place: Place, papers: PapersDesk, corrections: CorrectionsDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._papers = papers
        self._corrections = corrections
        self.archive = ArchiveDesk(place, self)

    def doors(self) -> tuple[Door, ...]:
        """The papers that left the desk."""
        return self.archive.doors()

    def open_today(self) -> None:
        """The slips of the business date at this station."""
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: settled_today(desk),
            lambda rows: self.show(rows, columns.TODAY, "今日单据", "今天这个窗口还没有结算单。"),
            self._place.failed,
            owner=self,
            doing="读取今日单据",
        )

    def open_year(self, card: PersonCard | None) -> None:
        """F6: the slips of the person, the year in front first, earlier ones below."""
        if card is None:
            self._place.notice.tell("先找人（[F2]），再看本年度的就医和结算。")
            return
        title = f"{card.person.name} · {card.on.year} 年度结算单"
        if any(one.discharged.year != card.on.year for one in card.posted):
            title += "，往年的也在"
        self.show(tuple(reversed(card.posted)), columns.YEAR, title, "还没有结算单。")

    def show(self, rows: tuple[Posted, ...], shown: columns.Slips, title: str, nothing: str) -> None:
        """A list of slips with the keys that every such list has."""
        page = ListPage(
            shown,
            rows,
            name=title,
            nothing=nothing,
            stretch="institution",
            keys=self._keys(),
            whole=columns.whole_slip if rows else None,
        )
        page.chosen.connect(lambda row: self._papers.open_slip(row.id))
        self._place.overlay.open(page, title, KEYS if rows else "Esc 返回")

    def _keys(self) -> Mapping[str, Callable[[Posted], None]]:
        return {
            "Ctrl+R": lambda row: self._corrections.open_reversal(row.id),
            "Ctrl+E": lambda row: self._corrections.open_again(row.id),
            "Ctrl+J": lambda row: self.open_life(row.id),
            "Ctrl+B": lambda row: self.archive.open_about(row.id, row.number),
        }

    # ---- finding ----

    def open_search(self) -> None:
        """F11: any slip of this file."""
        page = SlipSearchPage(self._keys())
        page.asked.connect(lambda text: self._look_up(page, text))
        page.searched.connect(self._note_search)
        page.chosen.connect(lambda row: self._papers.open_slip(row.id))
        self._place.overlay.open(page, "查单据", KEYS)

    def _look_up(self, page: SlipSearchPage, text: str) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: find_slips(desk, text), page.show_found, lambda told: page.refuse(told.message), owner=page
        )

    def _note_search(self, text: str, found: int) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: note_search(desk, text, found), lambda _none: None, self._place.failed, owner=self, quiet=True
        )

    # ---- a slip's life ----

    def open_life(self, document_id: str) -> None:
        """Everything that happened to a slip."""
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: life(desk, document_id),
            lambda told: self._show_life(document_id, told),
            self._place.failed,
            owner=self,
            doing="读取这张单据的经过",
        )

    def _show_life(self, document_id: str, told: Life) -> None:
        desk, title = self._place.desk, f"{told.number} 的经历"
        page = LifePage(told)
        page.print_wanted.connect(
            lambda: self._papers.show(
                lambda _job: prepared_paper(desk, life_paper(desk, document_id), f"单据经历-{told.number}")
            )
        )
        self._place.overlay.open(page, title, "Ctrl+P 打印   Esc 返回")
