"""Tells when a started program could be used, for the bench: the same of the sources and of the folder that is handed out.

A key is pressed on the sign-in page, and the window could be used once it was painted with it; then the password is typed, and
a key pressed in find of the desk. The program ends once the code of the pages was read beside that.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from app.ui.screens.sign_in import NameList
from app.ui.session import Session

PATIENCE = 60.0
"""Seconds after which the start has failed."""
LOOK = 4
"""Milliseconds between two looks: looking all the time would take the processor from what is looked at."""
SIGN_IN, SENT, DESK, PAUSE = "sign-in", "sent", "desk", "pause"


class TimedStart(QObject):
    """Told, a line each: "sign-in" and "desk" with the monotonic clock's seconds at which each could be used, "sent" with those at which
    Enter followed the password, "pause" with the longest that the window then did not answer, in seconds."""

    def __init__(self, session: Session, password: str) -> None:
        super().__init__(session)
        self._session = session
        self._password = password
        self._begun = self._last = time.monotonic()
        self._longest = 0.0
        self._field: QLineEdit | None = None
        self._painted = False
        self._step: Callable[[], None] = self._find_field
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(LOOK)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: whether the field that a key was pressed in is painted."""
        if event.type() == QEvent.Type.Paint and watched is self._field and self._field.text():
            self._painted = True
        return False

    def _look(self) -> None:
        if time.monotonic() - self._begun > PATIENCE:
            _say("failed 0")
            QApplication.exit(1)
            return
        self._step()

    def _find_field(self) -> None:
        """Until what is shown has a field with the cursor in it."""
        desk = self._session.window
        shown = desk or self._session.entrance
        if shown is None or not shown.isVisible():
            return
        if desk is not None and desk.cases.current.panes.finder.edit is not desk.focusWidget():
            desk.cases.current.focus_find()
        field = shown.focusWidget()
        if isinstance(field, NameList):
            field.taken.emit()  # who signed in last is not known yet: Enter leads from the names to the password
        elif isinstance(field, QLineEdit) and field.isVisible():
            self._field, self._painted = field, False
            field.installEventFilter(self)
            self._press(self._password[:1] if desk is None else "w")
            self._step = self._await_paint

    def _await_paint(self) -> None:
        """Until the key is to be seen: this comes after the painting, in which the whole window was painted."""
        if not self._painted:
            return
        now = time.monotonic()
        if self._session.window is None:
            _say(f"{SIGN_IN} {now!r}")
            for letter in self._password[1:]:
                self._press(letter)
            self._press("\r", Qt.Key.Key_Return)
            _say(f"{SENT} {time.monotonic()!r}")
            self._step = self._await_desk
        else:
            _say(f"{DESK} {now!r}")
            self._last = time.monotonic()
            self._step = self._await_pages

    def _await_desk(self) -> None:
        if self._session.window is not None:
            self._step = self._find_field

    def _await_pages(self) -> None:
        """The longest time between two looks, while the code of the pages is read."""
        now = time.monotonic()
        self._longest, self._last = max(self._longest, now - self._last), now
        window = self._session.window
        if window is not None and window.ready:
            _say(f"{PAUSE} {self._longest!r}")
            # Not closed as a clerk does: a large file that has no backup yet would be backed up first.
            os._exit(0)

    def _press(self, text: str, key: Qt.Key = Qt.Key.Key_unknown) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.postEvent(
                self._field or self._session, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
