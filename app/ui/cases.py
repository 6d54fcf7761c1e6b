"""The open cases: their tabs, their screens, restoring and closing them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.errors import KnownError, UserError
from app.records.form import Draft
from app.services.desk import Desk, now, today
from app.services.drafts import open_drafts, unreadable_drafts
from app.ui.case import Case
from app.ui.case_screen import CaseScreen
from app.ui.faults import trouble
from app.ui.operations import Operations
from app.ui.screens.top import TopStrip

if TYPE_CHECKING:
    from app.services.settle import Settled

MOST_RESTORED = 8
"""How many drafts come back as tabs; the others are in the list of kept ones."""


class Cases(QObject):
    """``shown`` another case is in front or its state changed; ``settled`` with the Settled and words for the line;
    ``told`` a Trouble that has no field."""

    shown = Signal()
    settled = Signal(object, str)
    begun = Signal()
    """Somebody was chosen: what was said about the case before is over."""
    told = Signal(str, str)
    left_out = Signal(str)
    """Which drafts were not opened at the start, and where they are."""
    compared = Signal(object, object)
    """A case's screen, and the Draft that another window stored of it."""
    import_wanted = Signal(object)
    """The screen of the case whose bill is to be imported."""

    def __init__(self, desk: Desk, operations: Operations, top: TopStrip, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._operations = operations
        self._tabs = top.tabs
        self._top = top
        self._narrow = False
        self._due = ""
        self.stack = QStackedWidget(parent)
        top.picked.connect(self._show)
        top.closed.connect(lambda at: self.close(self.screens[at]) if at < len(self.screens) else None)
        top.wanted.connect(self.new)

    @property
    def screens(self) -> tuple[CaseScreen, ...]:
        """All open cases, in the order of their tabs."""
        found = (self.stack.widget(at) for at in range(self.stack.count()))
        return tuple(screen for screen in found if isinstance(screen, CaseScreen))

    @property
    def current(self) -> CaseScreen:
        """The case in front; there always is one."""
        screen = self.stack.currentWidget()
        return screen if isinstance(screen, CaseScreen) else self.new()

    @property
    def unsaved(self) -> bool:
        """Whether a case holds typing that is stored nowhere."""
        return any(not screen.case.autosave.safe and not screen.case.autosave.stopped for screen in self.screens)

    def keep(self, then: Callable[[], None], otherwise: Callable[[str], None], doing: str = "") -> None:
        """Store everything typed, then ``then``; ``otherwise`` with why not, once. ``doing``: what is waited for, in words."""
        if any(screen.case.settling for screen in self.screens):
            otherwise("有一笔正在结算，请稍候再试。")
            return
        waiting = [screen.case.autosave for screen in self.screens if screen.case.autosave.dirty]
        if any(one.stopped for one in waiting):
            otherwise("有一份个案两个窗口都改过，请先回去选用哪一份。")
            return
        left = len(waiting)
        refused = False

        def stored(_draft: Draft) -> None:
            nonlocal left
            left -= 1
            if left == 0 and not refused:
                then()

        def not_stored(why: str) -> None:
            nonlocal refused
            if not refused:
                refused = True
                otherwise(why)

        for one in waiting:
            one.when_saved(stored, not_stored, doing)
        if not waiting:
            then()

    def restore(self) -> None:
        """Open the drafts that were not settled, and a new case. In front is the one saved last, where that was today:
        the clerk goes on with it; else the new case."""
        try:
            drafts = open_drafts(self._desk)
            unreadable = unreadable_drafts(self._desk)
        except (UserError, KnownError) as error:
            self.new()
            if trouble(error).code != "NOT_ALLOWED":  # who enters no cases has none to go on with
                self.told.emit(trouble(error).message, "stop")
            return
        kept = drafts[-MOST_RESTORED:]
        screens = [self._add(draft) for draft in kept]
        last = max(range(len(kept)), key=lambda at: kept[at].saved_at, default=None)
        if last is not None and kept[last].saved_at.date() in (today(self._desk), now(self._desk).date()):
            self._add(None)
            self.select(screens[last])
            screens[last].resume()
        else:
            self.new()
        left = len(drafts) - MOST_RESTORED
        words = f"还有 {left} 份未完成个案没有打开：按 [F10]，在“未完成个案”里打开。" if left > 0 else ""
        if unreadable:
            words += f"有 {unreadable} 份草稿的内容读不出来，没有改动它：请新开个案录入，并请管理员查看。"
        if words:
            self.left_out.emit(words)

    def new(self) -> CaseScreen:
        """An empty case with the cursor in find; the empty one that is there already, if any."""
        empty = (screen for screen in self.screens if screen.case.empty and screen.case.done is None)
        screen = next(empty, None) or self._add(None)
        self.select(screen)
        screen.focus_find()
        return screen

    def open(self, draft: Draft) -> None:
        """The case of a kept draft, opened if it is not."""
        at = self._of(draft.id)
        self.select(at if at is not None else self._add(draft))

    def forget(self, draft_id: str) -> None:
        """A draft was discarded: its case, if open, goes without being stored again."""
        screen = self._of(draft_id)
        if screen is not None:
            screen.case.autosave.stop()
            self.close(screen)

    def close(self, screen: CaseScreen) -> None:
        """Take the tab away; what was typed is stored first and stays a draft."""
        if screen.case.settling:
            return
        saving = screen.case.autosave
        saving.now()
        at = self.stack.indexOf(screen)
        self.stack.removeWidget(screen)
        self._tabs.removeTab(at)
        self._name_tabs()
        if saving.dirty and not saving.stopped:
            # Hidden but alive until the store has it; a failed save brings the tab back.
            saving.when_saved(lambda _draft: screen.deleteLater(), lambda _message: self._back(screen))
        else:
            screen.deleteLater()
        if self.stack.count():
            self._show(self._tabs.currentIndex())
        else:
            self.new()

    def select(self, screen: CaseScreen) -> None:
        """Bring a case to the front."""
        at = self.stack.indexOf(screen)
        self._tabs.setCurrentIndex(at)
        self._show(at)

    def step(self, by: int) -> None:
        """The case beside this one, round and round."""
        self._tabs.setCurrentIndex((self._tabs.currentIndex() + by) % max(1, self._tabs.count()))

    def quote_again(self) -> None:
        """A local value was confirmed: every case that was worked out is worked out anew."""
        for screen in self.screens:
            screen.case.quote_again()

    def show_due(self, sentence: str) -> None:
        """What is to be done today, in every case that has nobody yet."""
        self._due = sentence
        for screen in self.screens:
            screen.show_due(sentence)

    def fold(self, *, narrow: bool) -> None:
        """Narrow windows fold the left column to a strip."""
        self._narrow = narrow
        for screen in self.screens:
            screen.fold(narrow=narrow)

    def _of(self, draft_id: str) -> CaseScreen | None:
        for screen in self.screens:
            stored = screen.case.autosave.seen
            if stored is not None and stored.id == draft_id:
                return screen
        return None

    def _add(self, draft: Draft | None) -> CaseScreen:
        case = Case(self._desk, self._operations, draft)
        screen = CaseScreen(self._desk, case)
        case.setParent(screen)
        self._place(screen)
        screen.renamed.connect(lambda _name: self._name_tabs())
        screen.changed.connect(self._name_tabs)
        # Behind the one in front a person is only read again: what was told of a settlement stays.
        screen.renamed.connect(
            lambda name: self.begun.emit() if name and screen is self.stack.currentWidget() else None
        )
        screen.changed.connect(self.shown)
        screen.finished.connect(lambda done: self._finished(screen, done))
        screen.saving.compared.connect(lambda theirs: self.compared.emit(screen, theirs))
        screen.another.connect(lambda hit: self.new().take(hit))
        screen.import_wanted.connect(lambda: self.import_wanted.emit(screen))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(screen.watch)
        screen.fold(narrow=self._narrow)
        screen.show_due(self._due)
        return screen

    def _place(self, screen: CaseScreen) -> None:
        at = self.stack.addWidget(screen)
        with QSignalBlocker(self._tabs):
            # a first tab would come to the front by itself, and be worked out before anybody looks at it
            self._tabs.insertTab(at, "")
        self._name_tabs()

    def _name_tabs(self) -> None:
        """Each tab by its person; several of one name by the day of admission, else by their number."""
        screens = self.screens
        names = [screen.case.name for screen in screens]
        days = [screen.case.form.visit.admitted[5:] for screen in screens]
        for at, (name, day) in enumerate(zip(names, days)):
            same = [other for other, one in enumerate(names) if name and one == name]
            only = [days[other] for other in same].count(day) == 1
            told = day if day and only else f"·{same.index(at) + 1}" if same else ""
            self._top.set_name(at, name, told if same != [at] else "")

    def _back(self, screen: CaseScreen) -> None:
        self._place(screen)
        self.select(screen)

    def _finished(self, screen: CaseScreen, done: Settled) -> None:
        """A case was settled: its tab goes, the cursor stands in find of a new case."""
        words = screen.summary()
        person = screen.case.form.person_id
        self.new()
        self.close(screen)
        self.current.focus_find()
        self.refresh_person(person)
        self.settled.emit(done, words)

    def refresh_person(self, person_id: str) -> None:
        """A person's year is no longer as it was: every open case of theirs is worked out anew."""
        for screen in self.screens:
            if screen.case.form.person_id == person_id:
                screen.case.refresh()

    def refresh_people(self) -> None:
        """A list changed persons: every open case reads its own again."""
        for screen in self.screens:
            screen.case.refresh()

    def _show(self, at: int) -> None:
        if not 0 <= at < self.stack.count():
            return
        before = self.stack.currentWidget()
        self.stack.setCurrentIndex(at)
        now = self.stack.currentWidget()
        if isinstance(now, CaseScreen):
            now.begin()
            if now is not before:
                now.take_focus()
        self.shown.emit()
