"""Lists of slips: today's, a person's year; from each row to its paper, its reversal, its life."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.records.ledger import PersonCard, Posted
from app.services.slips import settled_today
from app.ui.corrections_desk import CorrectionsDesk
from app.ui.papers_desk import PapersDesk
from app.ui.place import Place
from app.ui.screens import columns
from app.ui.screens.lists import ListPage

KEYS = "Enter 预览并补打   Ctrl+R 冲红   Ctrl+E 重新录入   Esc 返回"


class SlipsDesk(QObject):
    """One object per window; what is done with a row belongs to the other desks."""

    def __init__(self, place: Place, papers: PapersDesk, corrections: CorrectionsDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._papers = papers
        self._corrections = corrections

    def open_today(self) -> None:
        """The slips of the business date at this station."""
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: settled_today(desk),
            lambda rows: self.show(rows, columns.TODAY, "今日单据", "今天这个窗口还没有结算单。"),
            self._place.failed,
            owner=self,
        )

    def open_year(self, card: PersonCard | None) -> None:
        """F6: the slips of the person's year."""
        if card is None:
            self._place.notice.tell("先找人（F2），再看本年度的就医和结算。")
            return
        title = f"{card.person.name} · {card.on.year} 年度结算单"
        rows = tuple(one for one in card.posted if one.discharged.year == card.on.year)
        self.show(rows, columns.YEAR, title, "本年度还没有结算单。")

    def show(self, rows: tuple[Posted, ...], shown: columns.Slips, title: str, nothing: str) -> None:
        """A list of slips with the keys that every such list has."""
        page = ListPage(
            shown,
            rows,
            name=title,
            nothing=nothing,
            stretch="institution",
            keys={
                "Ctrl+R": lambda row: self._corrections.open_reversal(row.id),
                "Ctrl+E": lambda row: self._corrections.open_again(row.id),
            },
        )
        page.chosen.connect(lambda row: self._papers.open_slip(row.id))
        self._place.overlay.open(page, title, KEYS if rows else "Esc 返回")
