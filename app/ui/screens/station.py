"""Which window this is: area, what the window is called, the two codes that begin every slip number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.records.settings import StationForm
from app.services.stations import first_number
from app.ui.widgets.choice import Choice
from app.ui.widgets.field import LabeledField
from app.ui.widgets.field_form import FieldForm

LEAD = (
    "统筹区决定用哪一份政策；两个代码是每张结算单号的开头，例如 {example}。开出第一张单以后代码不能再改，窗口名称随时可以改。"
    "同一个旗（县）里，两台电脑的代码不能相同，这里查不到别的电脑：没有联网，请向旗里问清楚再填。"
)
NUMBERED = "已经有单据用了这个窗口的单号，统筹区和代码不能再改；窗口名称随时可以改。"
TYPED = "first_start/station"
"""What was typed of the window before there was a file, in the window's own settings."""
CODES = ("area_code", "code")
LONGEST = 8


@dataclass(frozen=True, slots=True)
class StationStart:
    """What the page of a new file begins with: the areas at hand, the code that is proposed for each, the usual window, the year of
    its first slip."""

    areas: Sequence[str]
    codes: Mapping[str, str]
    usual: StationForm
    year: int


class UpperEdit(QLineEdit):
    """A code in capitals, as it will be printed: small letters become large ones while they are typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(LONGEST)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.textEdited.connect(self._raise)

    def _raise(self, text: str) -> None:
        if text != text.upper():
            at = self.cursorPosition()
            self.setText(text.upper())
            self.setCursorPosition(at)


class StationFields(FieldForm):
    """``start`` as it would be typed now; another area brings its ``codes`` along while nobody typed one; ``numbered``: only the
    name can be changed."""

    def __init__(
        self, start: StationStart, word: str, parent: QWidget | None = None, *, numbered: bool = False
    ) -> None:
        self._start = start
        self._numbered = numbered
        self._area = Choice({area: area for area in start.areas})
        fields = {
            "area_name": LabeledField("统筹区", self._area),
            "name": LabeledField("窗口名称（印在结算单上）"),
            "area_code": LabeledField("统筹区代码（A–Z、0–9，最多 8 位）", UpperEdit()),
            "code": LabeledField("窗口代码（A–Z、0–9，最多 8 位）", UpperEdit()),
        }
        super().__init__(fields, word, parent)
        self.show_form(start.usual)
        self._area.picked.connect(self._propose)
        if numbered:
            for name in ("area_name", *CODES):
                self.fields[name].setEnabled(False)
            self.setFocusProxy(self.fields["name"].editor)

    def show_form(self, form: StationForm) -> None:
        """What stands in the fields."""
        self._area.show_code(form.area_name)
        for name in ("name", *CODES):
            self.fields[name].set_text(getattr(form, name))

    def form(self) -> StationForm:
        """What is typed."""
        return StationForm(**self.texts())

    def lead(self) -> str:
        """What stands above the fields, with the first slip number as it would be: what is typed, where a number can begin with it."""
        if self._numbered:
            return NUMBERED
        form, usual = self.form(), self._start.usual
        proposed = replace(usual, area_code=self._start.codes.get(form.area_name, usual.area_code))
        return LEAD.format(example=first_number(form, proposed, self._start.year))

    def _propose(self, area: str) -> None:
        codes, typed = self._start.codes, self.fields["area_code"].text()
        if area in codes and typed in {"", *codes.values()}:
            self.fields["area_code"].set_text(codes[area])
            self.changed.emit()


def typed_station(settings: QSettings) -> StationForm | None:
    """What was typed of the window before a start was broken off, None where nothing was."""
    found = {one.name: settings.value(f"{TYPED}/{one.name}") for one in fields(StationForm)}
    return StationForm(**{name: str(text) for name, text in found.items()}) if all(found.values()) else None
