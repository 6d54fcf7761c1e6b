"""The first start: who manages this window, and the password; also before a file of the first version is encrypted."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from app.ui.style import type as typeface
from app.ui.widgets.field import LabeledField
from app.ui.widgets.field_form import FieldForm
from app.ui.widgets.password_field import PasswordField

NEW = "这台电脑上还没有数据文件。先设一位管理员：他添加其他操作员、定窗口设置。数据文件用口令加密，口令不写在任何地方。"
PLAIN = "数据文件是早期版本的，没有加密。先设一位管理员，程序随后把它加密再打开：内容一笔不变，没有加密的那份会抹掉。"
PASSWORD = "至少 8 个字符，几个词连起来最好记"  # noqa: S105 - a hint, no password
SOLE = "这个窗口只有我一个人用（经办和管理都由我，需要复核的请旗里办）"


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
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(16))
        layout.addWidget(lead)
        layout.addWidget(self.form)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self.form)

    def _finished(self, texts: dict[str, str]) -> None:
        self.wanted.emit(texts["name"], texts["password"], self.sole.isChecked())
