"""The window: top strip, the open cases, key bar. It passes keys on and knows no figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from app.services.desk import Desk, stoppable, today
from app.ui import actions, key_habits
from app.ui.cases import Cases
from app.ui.guide import Guide
from app.ui.locking import Locking
from app.ui.operations import Operations
from app.ui.place import Place
from app.ui.safekeeping import Safekeeping
from app.ui.screens.guide_line import GuideLine
from app.ui.screens.keybar import KeyBar
from app.ui.screens.more import Group, pop_up
from app.ui.screens.notice import NoticeLine
from app.ui.screens.overlay import Overlay
from app.ui.screens.top import TopStrip
from app.ui.style import type as typeface
from app.ui.style.sheet import apply
from app.ui.waiting import Waiting

if TYPE_CHECKING:
    from app.ui.pages import Pages

FOLDED = 1180
"""Below this width (at 100 %) the left column is a strip."""
CLOSING = 8_000
"""Milliseconds that closing waits for the last save."""

UNSAVED = "还有内容没有存下，窗口先不关：请按上面的提示处理。再关一次就不再等，没存下的内容会丢。"


class MainWindow(QWidget):
    """See the module's docstring. ``settings`` keeps the window's place and the scale, ``documents`` is where PDFs go.
    ``switched``: another operator took over; his Desk needs a window of its own, everything typed is stored."""

    switched = Signal(object)

    def __init__(self, desk: Desk, operations: Operations, settings: QSettings, documents: Path) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle(f"{desk.station.area_name} · {desk.station.name}")  # Qt adds the program's name
        self._desk = desk
        self._operations = operations
        self._settings = settings
        self._documents = documents
        self._renamed = False
        keys = key_habits.put_in_force(settings)
        self._bound = bound = actions.bind(self, self._handlers(), keys)
        body = QWidget(self)
        self.top = TopStrip(desk.station, desk.operator, today(desk), body)
        self.cases = Cases(desk, operations, self.top, body)
        self.notice = NoticeLine(body)
        self.guide_line = GuideLine(body)
        self.bar = KeyBar(bound, body)
        self.bar.show_keys(keys)
        self.locking = Locking(desk, operations, self.cases, body, bound.values(), self)
        self.locking.switched.connect(self.switched)
        parts = (self.top, _line(body), self.cases.stack, self.notice, self.guide_line, _line(body), self.bar)
        _stack(parts, body, self.cases.stack)
        _stack((body, self.locking.page), self, body, self.locking.page)
        self.overlay = Overlay(self.cases.stack)
        operations.within = partial(stoppable, desk)
        self.waiting = Waiting(operations, self.bar.wait, lambda: self.overlay.page, self.notice, self)
        self.guide = Guide(self.cases, self.overlay, self.guide_line, self)
        self.safe = Safekeeping(desk, operations, self.notice, self)
        self.safe.changed.connect(self.top.show_backup)
        self.cases.settled.connect(self.safe.look)
        self._follow_cases()
        self._again = QTimer(self)
        self._again.timeout.connect(self._show_state)
        self._again.start(1000)

    @cached_property
    def pages(self) -> Pages:
        """What opens over the desk: made when it is first wanted. Its code is half of the program's, and a case can be begun
        without it."""
        from app.ui.pages import Pages

        place = Place(self._desk, self._operations, self.overlay, self.notice, self._settings, self._documents)
        pages = Pages(place, self)
        self._follow_pages(pages)
        self._follow_changes(pages)
        self._count_tasks(pages)
        return pages

    @property
    def ready(self) -> bool:
        """Whether the pages are there."""
        return "pages" in self.__dict__

    def begin(self) -> None:
        """What goes on by itself from now on, once the window is shown: watching, counting, what is to be said first."""
        self.safe.begin()
        self.pages.first_steps.begin()
        self.pages.papers.watch.begin()
        self.pages.guide.offer()
        self.pages.manual.greet()

    def _follow_cases(self) -> None:
        """What was done at the desk is told, and asks for pages."""
        self.cases.settled.connect(lambda done, words: self.pages.settled(done, words))
        self.cases.told.connect(self.notice.tell)
        # Lasting: the drafts that are opened meanwhile begin each a case.
        self.cases.left_out.connect(lambda words: self.notice.tell(words, "warn", lasting=True))
        self.cases.compared.connect(lambda screen, theirs: self.pages.open_conflict(screen, theirs))
        self.cases.import_wanted.connect(lambda screen: self.pages.bills.open(screen))
        self.cases.shown.connect(self._show_state)
        self.cases.begun.connect(lambda: self.notice.clear(lasting=False))
        self._operations.unseen.connect(self.cases.refresh_people)

    def _follow_pages(self, pages: Pages) -> None:
        """What was done on a page counts at the desk at once."""
        pages.draft_wanted.connect(self.cases.open)
        pages.draft_dropped.connect(self.cases.forget)
        pages.settings.changed.connect(self.locking.read_minutes)
        pages.keys.changed.connect(self._rekey)
        pages.station.moved.connect(self._move)
        pages.first_steps.moved.connect(self._move)
        pages.bills.wanted.connect(lambda: pages.bills.open(self.cases.current))
        pages.guide.wanted.connect(self.guide.begin)
        pages.days.closed.connect(self.safe.now)
        pages.backups.made.connect(self.safe.look)

    def _follow_changes(self, pages: Pages) -> None:
        """What a page changed reaches the cases that are open."""
        pages.values_changed.connect(self.cases.quote_again)
        pages.rosters.changed.connect(self.cases.refresh_people)
        pages.filings.changed.connect(self.cases.refresh_people)
        pages.credit.changed.connect(self.cases.refresh_people)
        pages.institutions.changed.connect(self.cases.quote_again)
        pages.insured.lists.changed.connect(self.cases.refresh_people)
        pages.insured.notices.changed.connect(self.cases.refresh_person)
        for desk_of in (pages.corrections, pages.requests, pages.adjustments):
            desk_of.changed.connect(self.cases.refresh_person)

    def _count_tasks(self, pages: Pages) -> None:
        """What is due today, for the empty desk: now, and whenever a page was closed."""
        pages.worklist.counted.connect(self.cases.show_due)
        self.overlay.closed.connect(self._say_again)
        self.overlay.closed.connect(pages.worklist.count)
        pages.worklist.count()

    def _move(self, desk: Desk) -> None:
        """Area, codes or name were changed: a window of that name takes over once everything typed is stored."""
        self.cases.keep(
            lambda: self.switched.emit(desk),
            lambda why: self.notice.tell(f"窗口已改好，重新登录以后显示新的：{why}", "warn", lasting=True),
        )

    def restore(self) -> None:
        """The window's place and the unfinished cases, as they were."""
        place = self._settings.value("window/geometry")
        if isinstance(place, QByteArray):
            self.restoreGeometry(place)
        self.cases.restore()

    def show_draft(self, draft_id: str) -> None:
        """Bring the case of a draft to the front, else the first one."""
        for screen in self.cases.screens:
            draft = screen.case.autosave.draft
            if draft is not None and draft_id in ("", draft.id):
                self.cases.select(screen)
                return

    # ---- keys ----

    def _handlers(self) -> dict[str, Callable[[], None]]:
        return {
            "help": self._help,
            "find": lambda: self._at_desk(lambda: self.cases.current.focus_find()),
            "visit": lambda: self._at_desk(lambda: self.cases.current.focus_visit()),
            "bill": lambda: self._at_desk(lambda: self.cases.current.focus_bill()),
            "layers": lambda: self._at_desk(lambda: self.cases.current.focus_layers()),
            "filings": self._anew(lambda: self.pages.filings.open_person(self.cases.current.case.card)),
            "year": self._anew(lambda: self.pages.slips.open_year(self.cases.current.case.card)),
            "compare": self._anew(lambda: self.pages.open_compare(self.cases.current.case)),
            "settle": lambda: self._at_desk(lambda: self.cases.current.settle()),
            "print": self._anew(lambda: self.pages.print_case(self.cases.current.case)),
            "more": self._more,
            "slips": self._anew(lambda: self.pages.slips.open_search()),
            "directory": self._anew(lambda: self.pages.directory.open()),
            "uninsured": self._anew(lambda: self.pages.insured.notices.open_case(self.cases.current.case)),
            "answer": self._answer,
            "list_right": lambda: self.pages.turn_list(1),
            "list_left": lambda: self.pages.turn_list(-1),
            "unmask": lambda: self._at_desk(lambda: self.cases.current.ask_unmask()),
            "lock": lambda: self.locking.lock(),
            "new": lambda: self._at_desk(lambda: self.cases.new()),
            "close": lambda: self._at_desk(lambda: self.cases.close(self.cases.current)),
            "next_case": lambda: self._at_desk(lambda: self.cases.step(1)),
            "previous_case": lambda: self._at_desk(lambda: self.cases.step(-1)),
            "larger": lambda: self.set_scale(typeface.LARGE),
            "normal": lambda: self.set_scale(1.0),
        }

    def _anew(self, act: Callable[[], object]) -> Callable[[], None]:
        """A key that begins something else: what was told of the last act goes first."""

        def begun() -> None:
            self.notice.clear(lasting=False)
            act()

        return begun

    def _at_desk(self, act: Callable[[], object]) -> None:
        """A key of the desk closes what covers it, and what is being read to cover it ends: it must not catch what is typed."""
        self._operations.leave()
        self.overlay.close_page()
        self.notice.clear(lasting=False)
        act()

    def _answer(self) -> None:
        """To the question that waits, the window's own first; nothing where there is none."""
        if not self.notice.go() and self.cases.current.panes.notice.asking:
            self.overlay.close_page()
            self.cases.current.panes.notice.go()

    def _rekey(self) -> None:
        """Keys were changed: they count at once, and everything that names them says so."""
        keys = key_habits.put_in_force(self._settings)
        actions.set_keys(self._bound, keys)
        self.bar.show_keys(keys)
        self.top.show_keys()
        # The keys' own page lies over the cases: their sentences are made anew when it closes.
        self._renamed = True
        if self.overlay.page is None:
            self._say_again()

    def _say_again(self) -> None:
        if self._renamed:
            self._renamed = False
            self._rebuild()

    def _help(self) -> None:
        """The manual's chapter of what is in front."""
        self.pages.manual.open(self.cases.current.panes.part(QApplication.focusWidget()))

    def _more(self) -> None:
        large = typeface.scale() > 1
        pages, case = self.pages, self.cases.current.case
        groups: tuple[Group, ...] = (
            (
                ("今日单据(&J)", pages.slips.open_today),
                ("未完成个案(&W)", pages.open_drafts),
                (key_habits.with_keys("查单据　[F11](&Q)"), pages.slips.open_search),
                ("丢弃这个个案…(&D)", lambda: pages.ask_discard(case)),
            ),
            (
                ("日结(&R)", pages.days.open_today),
                ("日结记录(&E)", pages.days.open_past),
                ("审批申请(&G)", pages.requests.open),
                ("待重新核算(&H)", pages.adjustments.open_waiting),
                ("这个人本年度重新核算(&N)", lambda: pages.adjustments.open_person(case.card)),
            ),
            (
                ("今日待办(&O)", pages.worklist.open),
                (key_habits.with_keys("登记和名单　[Ctrl+D](&I)"), pages.directory.open),
                ("本地参数(&C)", pages.open_parameters),
                ("操作员(&U)", pages.people.open),
                ("修改我的口令(&M)", pages.people.open_own),
                ("审批密钥(&Y)", pages.approval_keys.open),
                ("审计记录(&T)", pages.audit.open),
                ("窗口设置(&S)", pages.settings.open),
                ("备份(&B)", pages.backups.open),
            ),
            (
                (key_habits.with_keys("锁定窗口　[Ctrl+L](&L)"), self.locking.lock),
                ("换人(&K)", self.locking.change_clerk),
                ("标准字(&Z)" if large else "大字 125%(&Z)", lambda: self.set_scale(1.0 if large else typeface.LARGE)),
                ("版本和说明(&A)", pages.open_about),
            ),
        )
        pop_up(groups, self.bar.buttons["more"], self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc that nobody below wanted: the page that is open, then the line, then the guided case."""
        if event.key() == Qt.Key.Key_Escape:
            if self.overlay.step_back():
                return
            before = self.notice.text
            self.notice.clear(lasting=False)
            if self.notice.text == before or self.guide.over:
                self.guide.leave()
        else:
            super().keyPressEvent(event)

    # ---- the frame ----

    def set_scale(self, scale: float) -> None:
        """Large type or standard."""
        app = QApplication.instance()
        if not isinstance(app, QApplication) or scale == app.property("scale"):
            return
        self.overlay.close_page()
        self._rebuild(lambda: apply(app, scale))
        self._settings.setValue("window/scale", str(scale))

    def _rebuild(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        """The screens of the cases anew, in other type or with other keys; ``meanwhile`` none is there."""
        for screen in self.cases.screens:
            screen.take_down()
        meanwhile()
        for screen in self.cases.screens:
            screen.rebuild()
        self._fold()

    def _fold(self) -> None:
        self.cases.fold(narrow=self.width() < typeface.px(FOLDED))

    def _show_state(self) -> None:
        screen = self.cases.current
        self.top.show_mode(trial=screen.trial)
        text, stop = screen.saving.text()
        self.bar.show_saved(text, stop=stop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the left column where there is no room for it."""
        super().resizeEvent(event)
        self._fold()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Store what is typed; where that fails stay open and say so, once."""
        for screen in self.cases.screens:
            screen.case.autosave.now()
        self._operations.leave()
        self.safe.leaving()
        self._operations.drain(CLOSING)
        if self.cases.unsaved and not self.property("told"):
            self.setProperty("told", True)
            self.notice.tell(UNSAVED, "stop", lasting=True)
            self.locking.page.tell(UNSAVED)
            event.ignore()
            return
        if self.safe.closing(self.close):
            event.ignore()
            return
        if self.ready:
            self.pages.papers.watch.stop()
        self._settings.setValue("window/geometry", self.saveGeometry())
        self._settings.sync()
        event.accept()


def _stack(parts: Sequence[QWidget], parent: QWidget, *wide: QWidget) -> None:
    layout = QVBoxLayout(parent)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for part in parts:
        layout.addWidget(part, 1 if part in wide else 0)


def _line(parent: QWidget) -> QFrame:
    line = QFrame(parent)
    line.setProperty("role", "hairline")
    line.setFixedHeight(1)
    return line
