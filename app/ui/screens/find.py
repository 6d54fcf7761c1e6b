"""Find (F2): one box for name, pinyin, certificate, household or card number, and a scanner's burst of keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.records.people import PersonHit
from app.records.words import IDENTITIES, SEXES
from app.ui.key_habits import with_keys
from app.ui.style import type as typeface
from app.ui.widgets.suggest import SuggestEdit, Suggestion

ADVICE = "请核对姓名、证号；新参保的人等名册导入后再办，未参保的请到扶贫办"
NOBODY = f"没有找到：{ADVICE}"


_LIMIT = 20
"""Where the services stop looking."""


def _is_number(text: str) -> bool:
    """A number that fits several (a tail, a household) names nobody: Enter must not take the first of them."""
    return any(character.isdigit() for character in text)


def age(born: date, on: date) -> int:
    """Full years on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


class FindPane(QWidget):
    """``chosen`` carries the PersonHit, ``searched`` the text and how many were found, once for each finished search."""

    chosen = Signal(object)
    searched = Signal(str, int)
    nobody = Signal(str)
    """Enter was pressed and nobody fits what is typed."""

    def __init__(
        self,
        find: Callable[[str], Sequence[PersonHit]],
        on: Callable[[], date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._on = on
        self._last: tuple[str, int] = ("", 0)
        self.edit: SuggestEdit[PersonHit] = SuggestEdit(
            find, self._line, self, empty_note=NOBODY, limit=_LIMIT, asks=_is_number
        )
        self.edit.setObjectName("find")
        self.edit.setPlaceholderText(with_keys("[F2] 姓名 / 拼音 / 证号 / 户号 / 卡号"))
        self.edit.setAccessibleName("找人")
        self.edit.setAccessibleDescription("姓名、拼音首字母、证号或尾号、户号、卡号")
        self.edit.setClearButtonEnabled(False)
        self.edit.setMaxLength(60)
        self.edit.list_width = 640
        self.edit.chosen.connect(self._take)
        self.edit.searched.connect(self._note)
        self.edit.entered.connect(self._nobody)
        self.setFocusProxy(self.edit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def start(self) -> None:
        """The cursor in the box, what is there selected."""
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    def clear(self) -> None:
        """Empty the box."""
        self.edit.clear()

    def sizeHint(self) -> QSize:
        """Wide enough for a number."""
        return QSize(typeface.px(260), super().sizeHint().height())

    def _line(self, hit: PersonHit) -> Suggestion:
        identities = "、".join(IDENTITIES.get(code, code) for code in hit.identity_codes)
        # Full-width spaces: in the list's small type a narrow one is not seen between a word and a figure.
        parts = (SEXES.get(hit.sex, ""), f"{age(hit.born, self._on())} 岁", hit.masked_number, hit.village)
        return Suggestion(hit.name, "\u3000".join(part for part in parts if part), identities)

    def _take(self, hit: PersonHit) -> None:
        self._finish()
        self.edit.clear()
        self.chosen.emit(hit)

    def _note(self, text: str, found: int) -> None:
        self._last = (text, found)

    def _nobody(self) -> None:
        self._finish()
        typed = self.edit.text().strip()
        if typed:
            self.edit.selectAll()
            self.nobody.emit(typed)

    def _finish(self) -> None:
        text, found = self._last
        self._last = ("", 0)
        if text:
            self.searched.emit(text, found)
