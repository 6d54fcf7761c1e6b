"""The page of operators: the list, what the one under the cursor may do, and the fields of what is done about him."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.services.operators import NAME_LENGTH
from app.services.rights import ROLES
from app.ui.models.operators import COLUMNS, DOES, OperatorRow
from app.ui.screens.confirm_line import ConfirmLine
from app.ui.screens.first_start import PASSWORD
from app.ui.screens.lists import ListPage
from app.ui.style import type as typeface
from app.ui.widgets.choice import Choice
from app.ui.widgets.field import LabeledField, Message
from app.ui.widgets.field_form import FieldForm
from app.ui.widgets.page_layout import beside
from app.ui.widgets.password_field import PasswordField
from app.ui.widgets.reading_order import begin_at, in_reading_order

PANEL = 440
ADD, CHANGE, STOP, RESTART, RESET, CODE = "add", "change", "stop", "restart", "reset", "code"
FIRST_PASSWORD = f"{PASSWORD}；请本人登录后自己换"


@dataclass(frozen=True, slots=True)
class OperatorWanted:
    """What is asked for: one of the words above, for whom ("" for a new one), and what was typed."""

    what: str
    operator_id: str = ""
    name: str = ""
    role: str = ""
    password: str = ""


class OperatorsPage(QWidget):
    """``wanted`` with an OperatorWanted; ``stored`` or ``refused`` answer. ``may_not`` is why this operator may change
    nothing, "" where he may."""

    wanted = Signal(object)

    def __init__(self, rows: Sequence[OperatorRow], *, may_not: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("operators")
        self._may_not = may_not
        self._rows = tuple(rows)
        self._form: FieldForm | None = None
        self._asked: OperatorWanted | None = None
        self.list = ListPage(
            COLUMNS,
            rows,
            name="操作员，Enter 改姓名和身份",
            nothing="",
            stretch="name",
            own=("Ctrl+P",),
            parent=self,
        )
        self.list.chosen.connect(lambda _row: self._change())
        self.list.view.selectionModel().currentRowChanged.connect(lambda _now, _before: self._moved())
        self._acts: Mapping[str, Callable[[], None]] = {
            "Ins": self._add,
            "Del": self._stop_or_restart,
            "Ctrl+P": self._reset,
            "Ctrl+K": self._new_code,
        }
        self._name = QLabel(self)
        self._name.setProperty("role", "title")
        self._does = QLabel(self)
        self._does.setWordWrap(True)
        self._told = Message(self, lines=2)
        self.line = ConfirmLine("operator_confirm", self)
        self.line.confirmed.connect(self._confirmed)
        self.line.left.connect(self._leave)
        self._lay_out()
        begin_at(self, self.list)
        self._moved()
        self.tell(may_not, "warn")

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(typeface.px(8))
        words = {"Ins": "添加", "Del": "停用或恢复", "Ctrl+P": "重设口令", "Ctrl+K": "换新恢复码"}
        buttons = []
        for key, word in words.items():
            button = QPushButton(f"{word}（{key}）", self)
            button.setAccessibleName(word)
            button.clicked.connect(self._acts[key])
            bar.addWidget(button)
            buttons.append(button)
        bar.addWidget(self._told, 1)
        in_reading_order(*buttons, self.list, self.line)
        self._right = beside(self, bar, self.list, PANEL)
        self._right.setSpacing(typeface.px(12))
        self._right.addWidget(self._name)
        self._right.addWidget(self._does)
        self._right.addStretch(1)
        self._right.addWidget(self.line)

    @property
    def row(self) -> OperatorRow | None:
        """Who is under the cursor."""
        found = self.list.row()
        return found if isinstance(found, OperatorRow) else None

    @property
    def form(self) -> FieldForm | None:
        """The fields that are open."""
        return self._form

    @property
    def told(self) -> str:
        """What was said last."""
        return self._told.full_text()

    def tell(self, message: str, mark: str = "") -> None:
        """One sentence in the bar."""
        self._told.say(message, mark)
        self.list.view.setAccessibleDescription(message)

    # ---- what is asked for ----

    def _moved(self) -> None:
        self._close()
        row = self.row
        if row is not None:
            self._name.setText(f"{row.operator.name} · {row.operator.role}")
            self._does.show()
            self._does.setText(
                DOES.get(row.operator.role, "") if row.active else "已停用：不能登录，单据上的名字不变。"
            )

    def _add(self) -> None:
        roles = {role: f"{role}　{DOES[role]}" for role in ROLES}
        fields = {
            "name": _name_field(""),
            "role": LabeledField("身份（数字键选）", Choice(roles)),
            "password": PasswordField("首次口令", FIRST_PASSWORD),
            "again": PasswordField("再输一次"),
        }
        self._open("添加操作员", fields, "添加", OperatorWanted(ADD))

    def _change(self) -> None:
        row = self.row
        if row is None:
            return
        if not row.active:
            self.tell("已停用的先恢复（Del），再改姓名和身份。", "warn")
            return
        roles = {role: f"{role}　{DOES[role]}" for role in (*ROLES, *({row.operator.role} - set(ROLES)))}
        role = Choice(roles)
        role.show_code(row.operator.role)
        fields = {"name": _name_field(row.operator.name), "role": LabeledField("身份（数字键选）", role)}
        self._open(f"改{row.operator.name}的姓名和身份", fields, "保存", OperatorWanted(CHANGE, row.operator.id))

    def _reset(self) -> None:
        row = self.row
        if row is None:
            return
        if row.own:
            self.tell("自己的口令在 [F10]“修改我的口令”里改，要先输原口令。", "warn")
            return
        if not row.active:
            self._stop_or_restart()
            return
        self._open(f"为{row.operator.name}重设口令", _passwords(), "重设口令", OperatorWanted(RESET, row.operator.id))

    def _stop_or_restart(self) -> None:
        row = self.row
        if row is None:
            return
        if not row.active:
            word = f"恢复{row.operator.name}，设新的首次口令"
            self._open(word, _passwords(), "恢复", OperatorWanted(RESTART, row.operator.id))
        elif self._may():
            name = row.operator.name
            self._ask(
                OperatorWanted(STOP, row.operator.id),
                f"停用“{name}”：从现在起不能登录，正开着的窗口也不能再办理；单据上的名字不变，以后可以恢复。",
                "停用",
            )

    def _new_code(self) -> None:
        if self._may():
            self._ask(OperatorWanted(CODE), "换新恢复码：现在的那张立刻作废，新的只显示一次，要打印或抄下来。", "换新")

    def _may(self) -> bool:
        if self._may_not:
            self.tell(self._may_not, "warn")
        return not self._may_not

    def _open(self, title: str, fields: dict[str, LabeledField], word: str, wanted: OperatorWanted) -> None:
        if not self._may():
            return
        self._close()
        self.tell("")
        self._name.setText(title)
        self._does.hide()
        form = FieldForm(fields, word, self)
        form.finished.connect(lambda texts: self._finished(wanted, texts))
        form.left.connect(self._leave)
        self._right.insertWidget(2, form)
        self._form = form
        form.show()
        form.start()

    def _finished(self, wanted: OperatorWanted, texts: dict[str, str]) -> None:
        name, role = texts.get("name", ""), texts.get("role", "")
        self.wanted.emit(OperatorWanted(wanted.what, wanted.operator_id, name, role, texts.get("password", "")))

    def _ask(self, wanted: OperatorWanted, what: str, word: str) -> None:
        self._close()
        self.tell("")
        self._asked = wanted
        self.line.ask(what, word, "不改")

    def _confirmed(self) -> None:
        if self._asked is not None:
            self.wanted.emit(self._asked)

    # ---- answers ----

    def stored(self, rows: Sequence[OperatorRow], operator_id: str, message: str) -> None:
        """It is done: the list as it is now, the cursor on whom it was done to."""
        self._rows = tuple(rows)
        at = next((place for place, row in enumerate(rows) if row.operator.id == operator_id), 0)
        self.list.show_rows(rows, at)
        self._leave()
        self.tell(message, "done")

    def refused(self, path: str, message: str) -> None:
        """It is not done: why, beside its field or in the bar."""
        if self._form is not None:
            self._form.refuse(path, message)
        else:
            self._leave()
            self.tell(message, "stop")

    def _leave(self) -> None:
        self._moved()
        self.tell("")
        self.list.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self) -> None:
        self.line.hide()
        self._asked = None
        if self._form is not None:
            self._form.hide()
            self._form.deleteLater()
            self._form = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The page's own keys; Esc that nobody wanted goes on to the overlay."""
        key = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
        if key in self._acts and (self._form is None or not self._form.busy):
            self._acts[key]()
        else:
            super().keyPressEvent(event)


def _name_field(name: str) -> LabeledField:
    field = LabeledField(f"姓名（{NAME_LENGTH} 个字以内，同名的加科室或编号）")
    field.set_text(name)
    return field


def _passwords() -> dict[str, LabeledField]:
    return {"password": PasswordField("新的首次口令", FIRST_PASSWORD), "again": PasswordField("再输一次")}
