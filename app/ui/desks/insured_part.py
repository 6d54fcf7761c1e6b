"""What the desks of the insured do alike: read and show a list, ask a form over it, read the list again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QObject
from shiboken6 import isValid

from app.records.fields import Field
from app.services.desk import Desk
from app.services.rights import refusal
from app.ui.desks.entry_pages import Long, short
from app.ui.desks.finders import finders_of
from app.ui.place import Place
from app.ui.screens.form_page import FormPage
from app.ui.screens.keyed_list import KeyedList
from app.ui.widgets.entry_form import EntryForm
from app.ui.widgets.picker import Pick

FORM_KEYS = "Enter 下一格，填完保存   Esc 返回，不保存"
_T = TypeVar("_T")


class InsuredPart(QObject):
    """A desk class on one place; its lists stay open below its forms."""

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place

    @property
    def _desk(self) -> Desk:
        return self._place.desk

    def _read(self, read: Callable[[Desk], _T], show: Callable[[_T], None], doing: str = "读取参保资料") -> None:
        """Read off the window's thread, then show; what can't be is said in the window's line."""
        desk = self._desk
        self._place.operations.run(lambda _job: read(desk), show, self._place.failed, owner=self, doing=doing)

    def _again(self, page: KeyedList, read: Callable[[Desk], Sequence[Any]], nothing: str) -> None:
        """Read a list that is open once more; the cursor stays in its row."""
        at = page.view.currentIndex().row()

        def show(rows: Sequence[Any]) -> None:
            if isValid(page):
                page.show_rows((), nothing=nothing)  # a row that changed in place would keep its old sentence
                page.show_rows(rows, max(at, 0), nothing=nothing)
                page.to_rows()

        self._read(read, show)

    def _ask(
        self,
        fields: Sequence[Field],
        texts: tuple[str, str, str],
        do: Callable[[Desk, dict[str, str]], _T] | Long,
        then: Callable[[_T], None],
        *,
        action: str,
        typed: Mapping[str, str] | None = None,
        picks: Mapping[str, Pick] | None = None,
    ) -> None:
        """A form over what is open; ``texts``: its title, its lead, the word of its button."""
        title, lead, word = texts
        desk = self._desk
        form = EntryForm(fields, word, finders_of(desk), typed=typed, picks=picks)
        long = do if isinstance(do, Long) else short(word, do)

        def stored(answer: _T) -> None:
            self._place.overlay.step_back()
            then(answer)

        form.finished.connect(
            lambda said: self._place.operations.run(
                lambda job: long.store(desk, said, job.step),
                stored,
                lambda told: form.refuse(told.field, told.message),
                owner=form,
                doing=long.doing,
                stops=long.stops,
                on_stopped=form.stopped,
            )
        )
        form.left.connect(self._place.overlay.step_back)
        self._place.overlay.hold()
        self._place.overlay.open(FormPage(form, lead, may_not=refusal(desk, action)), title, FORM_KEYS)
        first = next((one.key for one in fields if one.key not in (picks or {}) and not (typed or {}).get(one.key)), "")
        if first and not refusal(desk, action):
            form.start(first)

    def _done(self, message: str) -> None:
        self._place.notice.tell(message, "done")
