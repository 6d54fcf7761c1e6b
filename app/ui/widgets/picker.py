"""A field for one of many: a person, an institution. It finds while typing and keeps what was chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.ui.widgets.suggest import SuggestEdit, Suggestion


@dataclass(frozen=True, slots=True)
class Pick:
    """One that can be chosen: its ``code`` (an id) and name, and what tells it from others."""

    code: str
    name: str
    detail: str = ""
    note: str = ""


class Picker(SuggestEdit[Pick]):
    """``code`` is what was chosen, "" once the text was changed again."""

    def __init__(
        self,
        find: Callable[[str], Sequence[Pick]],
        parent: QWidget | None = None,
        *,
        empty_note: str = "没有找到",
        asks: Callable[[str], bool] = lambda _text: False,
    ) -> None:
        super().__init__(find, _line, parent, empty_note=empty_note, limit=20, asks=asks)
        self._taken: Pick | None = None
        self.list_width = 560
        self.chosen.connect(self.show_pick)
        self.textEdited.connect(lambda _text: self._forget())

    def show_pick(self, pick: Pick) -> None:
        """Show one as chosen."""
        self._taken = pick
        self.setText(pick.name)
        self.setToolTip(pick.detail)

    def code(self) -> str:
        """The code of what is chosen, "" for nothing."""
        return self._taken.code if self._taken is not None else ""

    def undecided(self) -> bool:
        """Whether something is typed and nothing chosen of it."""
        return self._taken is None and bool(self.text().strip())

    def _forget(self) -> None:
        self._taken = None
        self.setToolTip("")


def _line(pick: Pick) -> Suggestion:
    return Suggestion(pick.name, pick.detail, pick.note)
