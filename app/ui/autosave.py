"""Keeps one case's draft in the store: off the window's thread, at most 300 ms after typing, at once when asked.

One save at a time, always of the newest form; a failed one (disk full, read-only folder) is tried again while typing
goes on. One that has to wait (a large list has the file) goes through by itself; what is typed meanwhile is kept beside the
file, so that it outlives a kill as ever. Where another window has saved the same draft meanwhile, nothing is written until the
clerk has said whose typing goes on as this draft; the other one stays a draft as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from app.records.form import CaseForm, Draft
from app.services.desk import Desk, now
from app.services.drafts import new_ids, open_draft, save_draft, stored_draft
from app.services.typed_beside import forget_beside, keep_beside
from app.ui.faults import Trouble
from app.ui.operations import GIVEN_UP, Job, Operations

DELAY = 300
"""Milliseconds from the last keystroke to the save."""
LATE = 200
"""Milliseconds that a save may take before what is typed is kept beside the file."""
AGAIN = 5_000
"""Milliseconds until a failed save is tried again."""


class Autosave(QObject):
    """See the module's docstring. ``saved`` after each save, ``kept`` once what is typed lies beside the file, ``failed`` with a
    sentence, ``conflicted`` with a sentence and the Draft that another window stored (None: it is no longer open)."""

    saved = Signal()
    kept = Signal()
    failed = Signal(str)
    conflicted = Signal(str, object)

    def __init__(self, desk: Desk, operations: Operations, draft: Draft | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._operations = operations
        self._draft = draft if draft is not None and draft.version else None
        self._ids = (draft.id, draft.request_id) if draft is not None else None
        self._replaces = draft.replaces if draft is not None else None
        self._beside = draft if draft is not None and draft.beside else None
        self._wanted: CaseForm | None = None
        self._newest = draft.form if draft is not None else CaseForm()
        self._running: Job | None = None
        self._keeping = False
        self._stopped = False
        self._waiting: list[tuple[Callable[[Draft], None], Callable[[str], None]]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.now)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self._keep)
        if self._beside is not None:
            self.touch(self._newest)

    @property
    def draft(self) -> Draft | None:
        """The draft as it was last stored in the file."""
        return self._draft

    @property
    def seen(self) -> Draft | None:
        """The draft as it was last stored, in the file or beside it."""
        return self._beside or self._draft

    @property
    def replaces(self) -> str | None:
        """The reversed settlement whose place the case takes, also while its draft is not stored again yet."""
        return self._replaces

    @property
    def dirty(self) -> bool:
        """Whether something typed is not stored in the file yet."""
        return self._wanted is not None or self._running is not None

    @property
    def safe(self) -> bool:
        """Whether a kill could take nothing that was typed."""
        return not self.dirty or (self._beside is not None and self._beside.form == self._newest)

    @property
    def stopped(self) -> bool:
        """Whether saving waits for the clerk's choice after a conflict, or for good after settling."""
        return self._stopped

    def touch(self, form: CaseForm) -> None:
        """The form changed: store it within the delay."""
        self._wanted = self._newest = form
        if not self._timer.isActive() or self._timer.remainingTime() > DELAY:
            self._timer.start(DELAY)

    def now(self) -> None:
        """Store what is waiting at once (leaving a field, F8, closing)."""
        if self._wanted is None or self._stopped:
            return
        if self._running is not None:
            if not self._late.isActive():
                self._keep()
            return
        self._timer.stop()
        form, draft, desk, replaces = self._wanted, self._draft, self._desk, self._replaces
        self._wanted = None
        ids = self._ids = self._ids or new_ids(desk)

        def save(_job: Job) -> Draft:
            # Where it had to wait for its turn, what was typed meanwhile goes along.
            if draft is None:
                return open_draft(desk, form, replaces, ids, lambda: self._newest)
            return save_draft(desk, draft.id, draft.version, form, lambda: self._newest)

        self._running = self._operations.run(
            save,
            self._done,
            lambda told: self._not_done(told, form),
            owner=self,
            quiet=True,
            on_stopped=lambda: self._given_up(form),
        )
        self._late.start(LATE)

    def when_saved(self, then: Callable[[Draft], None], otherwise: Callable[[str], None], doing: str = "") -> None:
        """Call ``then`` with the stored draft once everything typed is stored; ``otherwise`` with why it is not. ``doing``: what the
        clerk waits for, in words, where the save has to wait: stopped, it calls ``otherwise``, and the save goes on by itself."""
        self._waiting.append((then, otherwise))
        self.now()
        if doing and self._running is not None:
            self._operations.show(self._running, doing)
        self._serve()

    def stop(self) -> None:
        """No more saves: the case is settled or discarded."""
        self._stopped = True
        self._wanted = None
        self._timer.stop()
        self._tidy()

    def keep_mine(self, form: CaseForm) -> None:
        """After a conflict: what is typed here goes on as a new draft, the stored one stays as it is."""
        self._draft = self._ids = None
        self._stopped = False
        self.touch(form)
        self.now()

    def take_theirs(self, then: Callable[[Draft], None], gone: Callable[[str], None]) -> None:
        """After a conflict: go on with the stored draft, handed to ``then``; what was typed here is kept as a new one."""
        desk, draft, mine, replaces = self._desk, self._draft, self._wanted, self._replaces

        def fetch(_job: Job) -> Draft | None:
            if mine is not None:
                open_draft(desk, mine, replaces)
            return stored_draft(desk, draft.id) if draft is not None else None

        def fetched(found: Draft | None) -> None:
            if found is None:
                gone("另一窗口已经办结或收走这份草稿：这里输入的内容已另存为新草稿，在“未完成个案”里。")
                return
            self._draft = found
            self._wanted = None
            self._stopped = False
            self._tidy()
            then(found)

        self._operations.run(fetch, fetched, lambda told: gone(told.message), owner=self)

    def _done(self, draft: Draft) -> None:
        self._running = None
        self._late.stop()
        self._draft = draft
        if self._wanted == draft.form:
            self._wanted = None
        self._tidy()
        self.saved.emit()
        if self._wanted is not None and (self._waiting or not self._timer.isActive()):
            self.now()
        self._serve()

    def _not_done(self, told: Trouble, form: CaseForm) -> None:
        self._again(form, AGAIN)
        if told.code in ("DRAFT_CONFLICT", "DRAFT_CLOSED"):
            self._stopped = True
            self._timer.stop()
            self._compare(told.message)
        elif told.code != "BUSY" or not self.safe:
            self.failed.emit(told.message)
        self._refuse(told.message)

    def _given_up(self, form: CaseForm) -> None:
        """The clerk no longer waits for what was to follow; the save has to be made all the same."""
        self._again(form, DELAY)
        self._refuse(GIVEN_UP.message)

    def _again(self, form: CaseForm, delay: int) -> None:
        self._running = None
        self._late.stop()
        if self._wanted is None:
            self._wanted = form
        self._timer.start(delay)

    def _refuse(self, why: str) -> None:
        waiting, self._waiting = self._waiting, []
        for _then, otherwise in waiting:
            otherwise(why)

    def _compare(self, message: str) -> None:
        """Fetch what the other window stored, so that the clerk can choose."""
        desk, draft = self._desk, self._draft

        def fetch(_job: Job) -> Draft | None:
            return stored_draft(desk, draft.id) if draft is not None else None

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

    # ---- beside the file, while a save has to wait ----

    def _keep(self) -> None:
        """Keep the newest form beside the file; a disk in the way is told by the save itself."""
        ids = self._ids
        if self._running is None or self._keeping or ids is None or self.safe:
            return
        self._keeping = True
        desk, form = self._desk, self._newest
        at = self._draft or Draft(*ids, 0, "", form, now(desk), self._replaces)
        self._operations.run(
            lambda _job: keep_beside(desk, replace(at, form=form)),
            self._kept,
            lambda _told: self._kept(None),
            owner=self,
            quiet=True,
        )

    def _kept(self, draft: Draft | None) -> None:
        self._keeping = False
        if draft is None:
            return
        self._beside = draft
        if not self.dirty:
            self._tidy()
            return
        self.kept.emit()
        self._keep()

    def _tidy(self) -> None:
        """What lies beside the file is in it by now, or nobody wants it."""
        if self._beside is None or self._wanted is not None or self._keeping:
            return
        desk, ids, self._beside = self._desk, (self._beside.id,), None
        self._operations.run(
            lambda _job: forget_beside(desk, ids), lambda _none: None, lambda _told: None, owner=self, quiet=True
        )
