"""Slips that come back over the counter: scanned, judged off the window's thread, opened where the ledger has them."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.records.verdict import Verdict
from app.services.verify import look_up
from app.ui.desks.papers import PapersDesk
from app.ui.desks.slip_keys import SlipKeysDesk
from app.ui.doors import Door
from app.ui.place import Place
from app.ui.screens.verify import KEYS, VerifyPage


class VerifyDesk(QObject):
    """One object per window; ``keys`` is the page of the keys that scans are judged by."""

    def __init__(self, place: Place, papers: PapersDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._papers = papers
        self._asked = 0
        self.keys = SlipKeysDesk(place, papers, self)

    def doors(self) -> tuple[Door, ...]:
        """The page of the scanner, and that of the keys."""
        scanner = Door("核对结算单", "单据和打印", "扫结算单的二维码：真的、改过的、已冲红的，当场说清", self.open)
        return (scanner, *self.keys.doors())

    def open(self) -> None:
        """The field for the first scan."""
        page = VerifyPage()
        page.asked.connect(lambda text: self._look_up(page, text))
        page.slip_wanted.connect(self._papers.open_slip)
        self._place.overlay.open(page, "核对结算单", KEYS)

    def _look_up(self, page: VerifyPage, text: str) -> None:
        desk = self._place.desk
        self._asked += 1
        asked = self._asked

        def show(found: Verdict) -> None:
            if asked == self._asked:  # an answer to an earlier scan would stand beside the next paper
                page.show_verdict(found)

        self._place.operations.run(
            lambda _job: look_up(desk, text),
            show,
            lambda told: page.refuse(told.message),
            owner=page,
            doing="核对这张单据",
        )
