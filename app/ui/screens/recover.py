"""The way in with the recovery code: the code from its paper, who manages the window, a new password."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from app.ui.screens.first_start import PASSWORD
from app.ui.style import type as typeface
from app.ui.widgets.field import LabeledField
from app.ui.widgets.field_form import FieldForm
from app.ui.widgets.password_field import PasswordField

LEAD = (
    "恢复码是建立数据文件时打印的那一张，由负责人收着。它为管理员换一个新口令；用过以后换成新的恢复码，旧的作废。"
    "其他操作员忘记口令，请管理员在“操作员”里重设，不用恢复码。"
)
_GROUP, _GROUPS = 4, 7


class RecoverPage(QWidget):
    """``wanted`` with code, name and new password; ``left`` on Esc."""

    wanted = Signal(str, str, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recover")
        lead = QLabel(LEAD, self)
        lead.setWordWrap(True)
        self.form = FieldForm(
            {
                "code": LabeledField("恢复码（7 组，短横会自己出来）", CodeEdit(), lines=2),
                "name": LabeledField("管理员姓名"),
                "password": PasswordField("新口令", PASSWORD),
                "again": PasswordField("再输一次"),
            },
            "换新口令并打开",
            self,
        )
        self.form.finished.connect(lambda texts: self.wanted.emit(texts["code"], texts["name"], texts["password"]))
        self.form.left.connect(self.left)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(16))
        layout.addWidget(lead)
        layout.addWidget(self.form)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self.form)


class CodeEdit(QLineEdit):
    """A code of so many ``groups`` as it is typed from paper: capitals, a dash after each group by itself; spaces and dashes
    may be typed too."""

    def __init__(self, groups: int = _GROUPS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups = groups
        self.setMaxLength(60)
        self.setPlaceholderText("-".join(["XXXX"] * groups))
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._length = 0
        self.textEdited.connect(self._grouped)

    def _grouped(self, text: str) -> None:
        grew = len(text) > self._length
        if grew and self.cursorPosition() == len(text):
            plain = "".join(character for character in text.upper() if character.isalnum())
            groups = [plain[at : at + _GROUP] for at in range(0, len(plain), _GROUP)]
            whole = "-".join(groups)
            if groups and len(groups[-1]) == _GROUP and len(groups) < self._groups:
                whole += "-"
            self.setText(whole)
        self._length = len(self.text())
