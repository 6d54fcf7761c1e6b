"""The lock of the window: after so long without key or mouse, or by hand; the cases stay beneath, unseen and untouched."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from app.records.settings import Settings
from app.services import sign_in
from app.services.demo import password_hint
from app.services.desk import Desk
from app.services.settings import read_settings
from app.services.spelling import begins
from app.ui.cases import Cases
from app.ui.focus_window import FocusWindow
from app.ui.operations import Job, Operations
from app.ui.screens.lock import LockPage

MINUTE = 60_000
CHANGING = "换人"
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class IdleWatch(FocusWindow):
    """``idle`` once nobody has touched key or mouse for ``minutes``; it goes on watching."""

    idle = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.idle)

    def set_minutes(self, minutes: int) -> None:
        """How long nobody may touch anything."""
        self._timer.start(minutes * MINUTE)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: any touch begins the time anew."""
        if event.type() in _TOUCHES and self._timer.isActive():
            self._timer.start()
        return super().eventFilter(watched, event)


class Locking(QObject):
    """Locks ``body`` (everything that shows a case) behind ``page``. ``switched`` with the Desk of whoever took over."""

    switched = Signal(object)

    def __init__(
        self, desk: Desk, operations: Operations, cases: Cases, body: QWidget, keys: Iterable[QAction], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._operations = operations
        self._cases = cases
        self._body = body
        self._keys = tuple(keys)
        self._before: QWidget | None = None
        self.page = LockPage(
            (desk.station.area_name, desk.station.name), desk.operator, begins, password_hint(desk), parent
        )
        self.page.back.connect(self._back)
        self.page.changing.connect(self._ask_names)
        self.page.another.connect(self._keep)
        operations.begun.connect(self._waits)
        self._idle = IdleWatch(parent)
        self._idle.idle.connect(self.lock)
        self.read_minutes()

    @property
    def locked(self) -> bool:
        """Whether the cases are hidden."""
        return not self.page.isHidden()

    def read_minutes(self) -> None:
        """The time is as the settings say (the usual one while they can't be read)."""
        if self._desk.keys is None:
            return
        desk = self._desk
        usual = Settings()
        self._idle.set_minutes(usual.lock_minutes)
        self._operations.run(
            lambda _job: read_settings(desk),
            lambda settings: self._idle.set_minutes(settings.lock_minutes),
            lambda _told: None,
            owner=self,
        )

    def _waits(self, job: Job) -> None:
        if self.locked and job.behind:
            self.page.wait(f"{self._operations.words(job)}。")

    def lock(self) -> None:
        """Lock at once. A desk without a key file has nobody to open it again, so it stays open."""
        if self.locked or self._desk.keys is None:
            return
        self._cover()
        self.page.lock()
        desk = self._desk
        self._operations.run(
            lambda _job: sign_in.lock(desk),
            lambda _none: None,
            lambda told: self.page.tell(told.message),
            owner=self,
            quiet=True,
        )

    def change_clerk(self) -> None:
        """Somebody else wants to work here: lock, and ask who."""
        self.lock()
        if self.locked:
            self._ask_names()

    def _cover(self) -> None:
        QGuiApplication.inputMethod().commit()
        while (open_above := QApplication.activePopupWidget() or QApplication.activeModalWidget()) is not None:
            open_above.close()
            if open_above.isVisible():
                break
        self._before = QApplication.focusWidget()
        for screen in self._cases.screens:
            screen.case.autosave.now()
        for key in self._keys:
            key.setEnabled(False)
        self._body.hide()
        self.page.show()

    def _uncover(self) -> None:
        self.page.hide()
        self._body.show()
        for key in self._keys:
            key.setEnabled(True)
        self.read_minutes()
        before, self._before = self._before, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus()
        else:
            self._cases.current.take_focus()

    def _back(self, password: str) -> None:
        desk = self._desk
        self._operations.run(
            lambda _job: sign_in.confirm_self(desk, password),
            lambda _none: self._uncover(),
            lambda told: self.page.refuse(told.message),
            owner=self,
            then="打开窗口",
        )

    def _ask_names(self) -> None:
        keys = self._desk.keys
        if keys is not None:
            self._operations.run(
                lambda _job: sign_in.names(keys),
                self.page.show_names,
                lambda told: self.page.tell(told.message),
                owner=self,
            )

    def _keep(self, owner: str, password: str) -> None:
        """First everything typed is stored; then the other one's password counts."""
        self._cases.keep(lambda: self._change(owner, password), self._not_kept, CHANGING)

    def _not_kept(self, why: str) -> None:
        self.page.refuse(f"先不换人，已输入的内容还没有存下：{why}")

    def _change(self, owner: str, password: str) -> None:
        desk = self._desk

        def change() -> Desk:
            made = sign_in.change(desk, owner, password)
            sign_in.sign_out(desk)
            return made

        self._operations.run(
            lambda _job: change(),
            self.switched.emit,
            lambda told: self.page.refuse(told.message),
            owner=self,
            then=CHANGING,
        )
