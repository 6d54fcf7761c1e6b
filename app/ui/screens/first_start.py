"""The first start before there is a data file: which window this is; who manages it, and the password (also before a file of the
first version is encrypted)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from app.records.settings import StationForm
from app.ui.key_habits import with_keys
from app.ui.screens.station import StationFields, StationStart
from app.ui.screens.steps import BACK, DEMONSTRATION, LATER, StepFoot
from app.ui.style import type as typeface
from app.ui.widgets.field import LabeledField
from app.ui.widgets.field_form import FieldForm
from app.ui.widgets.password_field import PasswordField
from app.ui.widgets.reading_order import in_reading_order

NEW = (
    "设一位管理员：他添加其他操作员、定窗口设置。数据文件用口令加密，口令不写在任何地方；没有管理员就没有数据文件，所以这一步不能留到"
    "以后，可以先看演示。"
)
STATION_LATER = "以后再做：先用填好的，开出第一张单以前，在 [Ctrl+D]“窗口和单号”里改。"
PLAIN = "数据文件是早期版本的，没有加密。先设一位管理员，程序随后把它加密再打开：内容一笔不变，没有加密的那份会抹掉。"
PASSWORD = "至少 8 个字符，几个词连起来最好记"  # noqa: S105 - a hint, no password
SOLE = "这个窗口只有我一个人用（需要复核的请旗里办）"


class StationPage(QWidget):
    """Step 1: ``form`` gives what is typed, ``foot`` leaves it for later or shows the demonstration. ``typed`` before the start was
    broken off."""

    def __init__(self, start: StationStart, typed: StationForm | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("station_page")
        lead = QLabel(self)
        lead.setWordWrap(True)
        self.form = StationFields(start, "下一步", self)
        if typed is not None:
            self.form.show_form(typed)
        lead.setText(self.form.lead())
        self.form.changed.connect(lambda: lead.setText(self.form.lead()))
        self.foot = StepFoot((LATER, DEMONSTRATION), self)
        later = QLabel(with_keys(STATION_LATER), self)
        later.setProperty("role", "caption")
        later.setWordWrap(True)
        _stack(self, (lead, self.form, self.foot, later))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self.form)


class FirstStartPage(QWidget):
    """``wanted`` with name, password and whether nobody else works here."""

    wanted = Signal(str, str, bool)

    def __init__(self, *, plain: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("first_start")
        lead = QLabel(PLAIN if plain else NEW, self)
        lead.setWordWrap(True)
        self.sole = QCheckBox(SOLE, self)
        self.sole.setObjectName("sole")
        self.form = FieldForm(
            {
                "name": LabeledField("管理员姓名"),
                "password": PasswordField("口令", PASSWORD),
                "again": PasswordField("再输一次"),
            },
            "加密并打开" if plain else "建立数据文件",
            self,
            before=self.sole,
        )
        self.form.finished.connect(self._finished)
        self.foot = StepFoot(() if plain else (BACK, DEMONSTRATION), self)
        in_reading_order(*self.form.fields.values(), self.sole, self.form.button)
        _stack(self, (lead, self.form, self.foot))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self.form)

    def _finished(self, texts: dict[str, str]) -> None:
        self.wanted.emit(texts["name"], texts["password"], self.sole.isChecked())


def _stack(page: QWidget, parts: tuple[QWidget, ...]) -> None:
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(typeface.px(8))
    for part in parts:
        layout.addWidget(part)
