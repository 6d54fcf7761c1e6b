"""第一笔，跟着做: watches what the desk really shows and lets the line at the foot say the next key. Demonstration area only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from app.records.ledger import PersonCard
from app.services.manual.first_case import FirstCase, Sight, first_case, sentence, step
from app.ui.case_screen import CaseScreen
from app.ui.cases import Cases
from app.ui.screens.guide_line import GuideLine
from app.ui.screens.overlay import Overlay
from app.ui.screens.preview import PreviewPage

if TYPE_CHECKING:
    from app.services.settle import Settled

_FIELDS = ("visit.", "totals.", "find")


class Guide(QObject):
    """One object a window. ``begin`` opens the line, ``leave`` closes it; nothing that was entered is touched by either."""

    def __init__(self, cases: Cases, overlay: Overlay, line: GuideLine, parent: QWidget) -> None:
        super().__init__(parent)
        self._cases = cases
        self._overlay = overlay
        self._line = line
        self._case: FirstCase | None = None
        self._number = ""
        self._shown = self._tried = self._seen = self._again = False
        # Once it only waits to be closed, Esc closes it before anything else of the desk takes the key.
        self._esc = QShortcut(QKeySequence(Qt.Key.Key_Escape), parent, self.leave)
        self._esc.setEnabled(False)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._say)
        for change in (cases.shown, cases.begun, overlay.opened, overlay.closed):
            change.connect(self._look)
        overlay.opened.connect(self._page_opened)
        cases.settled.connect(self._settled)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._look)

    @property
    def on(self) -> bool:
        """Whether the line is open."""
        return self._case is not None

    @property
    def over(self) -> bool:
        """Whether the line only waits to be closed: the case was settled and its paper seen, or it was done before."""
        return self.on and (self._seen or self._again)

    def begin(self) -> None:
        """A new case, and the first sentence. KnownError NO_FILE where the program's text is gone."""
        self._case, self._number = first_case(), ""
        self._shown = self._tried = self._seen = self._again = False
        self._overlay.close_page()
        self._cases.new()
        self._say()

    def leave(self) -> bool:
        """Close the line; False where it was closed."""
        was, self._case = self.on, None
        self._line.hide()
        self._esc.setEnabled(False)
        return was

    def _settled(self, done: Settled, _words: str) -> None:
        if self._case is not None and done.posted.person_name == self._case.person:
            self._number = done.number
            self._look()

    def _look(self, *_what: object) -> None:
        """Soon: several things change with one key, and the line speaks once."""
        if self.on:
            self._soon.start(0)

    def _say(self) -> None:
        page = self._overlay.page
        self._esc.setEnabled(False)
        if self._case is None or (page is not None and not self._of_paper(page)):
            return  # somebody looks something up, and comes back by Esc to where the line left off
        self._seen = self._seen or (self._shown and page is None)
        self._shown = bool(self._number) and page is not None
        sight = self._sight(self._case)
        self._again = step(self._case, sight) == "again"
        self._line.say(sentence(self._case, sight))
        self._esc.setEnabled(self.over and page is None)

    def _of_paper(self, page: QWidget) -> bool:
        """Whether a page is the settled case's paper, or the list of printers that came over it."""
        return isinstance(page, PreviewPage) or (self._shown and self._tried)

    def _page_opened(self, page: QWidget) -> None:
        if self.on and self._number and isinstance(page, PreviewPage):
            page.printed.connect(self._printed)

    def _printed(self) -> None:
        self._tried = True
        self._look()

    def _sight(self, case: FirstCase) -> Sight:
        screen = self._cases.current
        card, quote = screen.case.card, screen.case.quote
        return Sight(
            form=screen.case.form,
            name=card.person.name if card is not None else "",
            identities=card.identity_codes if card is not None else (),
            part=screen.panes.part(QApplication.focusWidget()),
            field=_field(screen),
            pays=quote.result.person_pays if quote is not None and quote.result is not None else None,
            asking=not screen.panes.settle.isHidden(),
            earlier=_earlier(card, case.admitted),
            number=self._number,
            shown=self._shown,
            tried=self._tried,
            choosing=self._shown and not isinstance(self._overlay.page, PreviewPage),
            seen=self._seen,
        )


def _field(screen: CaseScreen) -> str:
    """The path of the field that has the cursor: "visit.admitted", "totals.total", "find"."""
    part: QWidget | None = QApplication.focusWidget()
    while part is not None and part is not screen:
        if part.objectName().startswith(_FIELDS):
            return part.objectName().removesuffix(".editor")
        part = part.parentWidget()
    return ""


def _earlier(card: PersonCard | None, admitted: str) -> str:
    """The number of a settlement of the same stay that stands, "" where there is none."""
    stays = card.posted if card is not None else ()
    return next(
        (
            one.number
            for one in stays
            if str(one.admitted) == admitted and one.kind == "settlement" and not one.reversed_by
        ),
        "",
    )
