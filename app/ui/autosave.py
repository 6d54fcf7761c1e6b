"""Keeps one case's draft in the store: off the window's thread, at most 300 ms after typing, at once when asked.

One save at a time, always of the newest form; a failed one (disk full, read-only folder) is tried again while typing
goes on. Where another window has saved the same draft meanwhile, nothing is written until the clerk has said whose
typing goes on as this draft; the other one stays a draft as well.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.records.form import CaseForm, Draft
from app.services.desk import Desk
from app.services.drafts import open_draft, open_drafts, save_draft
from app.ui.faults import Trouble
from app.ui.operations import Job, Operations

DELAY = 300
"""Milliseconds from the last keystroke to the save."""
AGAIN = 5_000
"""Milliseconds until a failed save is tried again."""


class Autosave(QObject):
    """See the module's docstring. ``saved`` after each save, ``failed`` with a sentence, ``conflicted`` with a
    sentence and the Draft that another window stored (None: it is no longer open)."""

    saved = Signal()
    failed = Signal(str)
    conflicted = Signal(str, object)

    def __init__(self, desk: Desk, operations: Operations, draft: Draft | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._operations = operations
        self._draft = draft
        self._replaces = draft.replaces if draft is not None else None
        self._wanted: CaseForm | None = None
        self._running = False
        self._stopped = False
        self._waiting: list[tuple[Callable[[Draft], None], Callable[[str], None]]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.now)

    @property
    def draft(self) -> Draft | None:
        """The draft as it was last stored."""
        return self._draft

    @property
    def replaces(self) -> str | None:
        """The reversed settlement whose place the case takes, also while its draft is not stored again yet."""
        return self._replaces

    @property
    def dirty(self) -> bool:
        """Whether something typed is not stored yet."""
        return self._wanted is not None or self._running

    @property
    def stopped(self) -> bool:
        """Whether saving waits for the clerk's choice after a conflict, or for good after settling."""
        return self._stopped

    def touch(self, form: CaseForm) -> None:
        """The form changed: store it within the delay."""
        self._wanted = form
        if not self._timer.isActive() or self._timer.remainingTime() > DELAY:
            self._timer.start(DELAY)

    def now(self) -> None:
        """Store what is waiting at once (leaving a field, F8, closing)."""
        if self._wanted is None or self._running or self._stopped:
            return
        self._timer.stop()
        form, draft, desk, replaces = self._wanted, self._draft, self._desk, self._replaces
        self._wanted = None
        self._running = True

        def save(_job: Job) -> Draft:
            if draft is None:
                return open_draft(desk, form, replaces)
            return save_draft(desk, draft.id, draft.version, form)

        self._operations.run(save, self._done, lambda told: self._not_done(told, form), owner=self)

    def when_saved(self, then: Callable[[Draft], None], otherwise: Callable[[str], None]) -> None:
        """Call ``then`` with the stored draft once everything typed is stored; ``otherwise`` with why it is not."""
        self._waiting.append((then, otherwise))
        self.now()
        self._serve()

    def stop(self) -> None:
        """No more saves: the case is settled or discarded."""
        self._stopped = True
        self._wanted = None
        self._timer.stop()

    def keep_mine(self, form: CaseForm) -> None:
        """After a conflict: what is typed here goes on as a new draft, the stored one stays as it is."""
        self._draft = None
        self._stopped = False
        self.touch(form)
        self.now()

    def take_theirs(self, then: Callable[[Draft], None], gone: Callable[[str], None]) -> None:
        """After a conflict: go on with the stored draft, handed to ``then``; what was typed here is kept as a new one."""
        desk, draft, mine, replaces = self._desk, self._draft, self._wanted, self._replaces

        def fetch(_job: Job) -> Draft | None:
            if mine is not None:
                open_draft(desk, mine, replaces)
            return next((one for one in open_drafts(desk) if draft is not None and one.id == draft.id), None)

        def fetched(found: Draft | None) -> None:
            if found is None:
                gone("另一窗口已经办结或收走这份草稿：这里输入的内容已另存为新草稿，在“未完成个案”里。")
                return
            self._draft = found
            self._wanted = None
            self._stopped = False
            then(found)

        self._operations.run(fetch, fetched, lambda told: gone(told.message), owner=self)

    def _done(self, draft: Draft) -> None:
        self._running = False
        self._draft = draft
        self.saved.emit()
        if self._wanted is not None and (self._waiting or not self._timer.isActive()):
            self.now()
        self._serve()

    def _not_done(self, told: Trouble, form: CaseForm) -> None:
        self._running = False
        if self._wanted is None:
            self._wanted = form
        waiting, self._waiting = self._waiting, []
        if told.code in ("DRAFT_CONFLICT", "DRAFT_CLOSED"):
            self._stopped = True
            self._compare(told.message)
        else:
            self._timer.start(AGAIN)
            self.failed.emit(told.message)
        for _then, otherwise in waiting:
            otherwise(told.message)

    def _compare(self, message: str) -> None:
        """Fetch what the other window stored, so that the clerk can choose."""
        desk, draft = self._desk, self._draft

        def fetch(_job: Job) -> Draft | None:
            return next((one for one in open_drafts(desk) if draft is not None and one.id == draft.id), None)

        self._operations.run(
            fetch,
            lambda theirs: self.conflicted.emit(message, theirs),
            lambda _told: self.conflicted.emit(message, None),
            owner=self,
        )

    def _serve(self) -> None:
        if self.dirty or self._draft is None:
            return
        waiting, self._waiting = self._waiting, []
        for then, _otherwise in waiting:
            then(self._draft)
