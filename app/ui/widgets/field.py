"""A field with its label, and beside it the sentence that says what to do about it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from app.records.form import Problem
from app.ui.key_habits import with_keys
from app.ui.style import type as typeface
from app.ui.widgets import shapes

_WRAPPED = Qt.AlignmentFlag.AlignTop.value | Qt.TextFlag.TextWordWrap.value


class Sign(QWidget):
    """The small shape that stands before a sentence ("stop", "warn", "done", or a dot)."""

    def __init__(self, kind: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._fit()

    def _fit(self) -> None:
        self.setFixedSize(typeface.px(16), typeface.px(18))

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another type size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self._fit()

    def show_kind(self, kind: str) -> None:
        """Another shape."""
        if kind != self._kind:
            self._kind = kind
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: the shape."""
        shapes.draw(QPainter(self), self._kind, self.rect().adjusted(0, 0, -typeface.px(4), 0))


class Message(QLabel):
    """One quiet line (or ``lines``) with a shape before it: ▲ to be mended, · still to be filled in. Its height is always
    kept, so that nothing jumps when it comes and goes; what does not fit is in the tooltip. With ``grows`` a sentence
    with a sign gets the lines that it needs: half an advice helps nobody."""

    def __init__(
        self, parent: QWidget | None = None, *, keeps_height: bool = True, lines: int = 1, grows: bool = False
    ) -> None:
        super().__init__(parent)
        self._least = self._lines = lines
        self._high = 0
        self._grows = grows
        self._kind = ""
        self._full = ""
        self.setProperty("role", "caption")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(keeps_height)
        self.setSizePolicy(policy)

    def say(self, text: str, kind: str = "stop") -> None:
        """Show ``text``; ``kind`` is "stop", "warn", "done" or "" (quiet). An empty text says nothing."""
        kind, text = kind if text else "", with_keys(text)
        if (text, kind) == (self._full, self._kind):
            return  # thirty fields say nothing new at each keystroke: a tooltip set again costs them a millisecond
        self._full = text
        if kind != self._kind:
            self._kind = kind
            self.setProperty("mark", kind)
            self.style().unpolish(self)
            self.style().polish(self)
        self.setContentsMargins(typeface.px(16) if kind else 0, 0, 0, 0)
        self.setToolTip(text)
        self.setText(text)
        self._grow()

    def _grow(self) -> None:
        """As many lines as the sentence needs, and the height that they take."""
        lines, high, metrics, width = self._least, 0, self.fontMetrics(), self.contentsRect().width()
        if (
            self._grows
            and self._kind
            and self.width() > typeface.px(40)
            and metrics.horizontalAdvance(self._full) > width
        ):
            high = metrics.boundingRect(QRect(0, 0, width, 10_000), _WRAPPED, self._full).height()
            lines = max(lines, (high + metrics.lineSpacing() // 2) // metrics.lineSpacing())
        if (lines, high) != (self._lines, self._high):
            self._lines, self._high = lines, high
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width."""
        super().resizeEvent(event)
        self._grow()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another type size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.setContentsMargins(typeface.px(16) if self._kind else 0, 0, 0, 0)
            self._grow()

    def sizeHint(self) -> QSize:
        """Qt: as high with words as without."""
        high = max(self._high, QFontMetrics(typeface.font("caption")).height() * self._lines)
        return QSize(typeface.px(40), high + typeface.px(2))

    def minimumSizeHint(self) -> QSize:
        """Qt: never lower; any width will do, the rest is in the tooltip."""
        return QSize(0, self.sizeHint().height())

    def full_text(self) -> str:
        """The whole sentence."""
        return self._full

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: the shape, and the text shortened to its room."""
        painter = QPainter(self)
        room = self.contentsRect()
        if self._kind:
            height = room.height() // self._lines
            shapes.draw(painter, self._kind, QRect(0, room.top(), typeface.px(12), height))
        painter.setPen(self.palette().windowText().color())
        if self._lines > 1:
            painter.drawText(room, _WRAPPED, self._full)
            return
        text = self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)


class LabeledField(QWidget):
    """``label`` over (or, with ``beside``, before) an editor, and a message line under it. The label's mnemonic and
    the screen reader's name lead to the editor; its description is the message, which has room for ``lines``."""

    changed = Signal()

    def __init__(
        self,
        label: str,
        editor: QWidget | None = None,
        parent: QWidget | None = None,
        *,
        beside: bool = False,
        lines: int = 1,
    ) -> None:
        super().__init__(parent)
        # Of this field from the start: a widget that changes its parent is dressed anew.
        self.editor: QWidget = editor if editor is not None else QLineEdit(self)
        self.label = QLabel(with_keys(label), self)
        self.label.setProperty("role", "muted" if beside else "caption")
        self.label.setBuddy(self.editor)
        self.editor.setAccessibleName(self.label.text())
        self.message = Message(self, lines=lines, grows=True)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(typeface.px(8))
        layout.setVerticalSpacing(typeface.px(2))
        if beside:
            layout.addWidget(self.label, 0, 0)
            layout.addWidget(self.editor, 0, 1)
            layout.addWidget(self.message, 1, 1)
            layout.setColumnStretch(1, 1)
        else:
            layout.addWidget(self.label, 0, 0)
            layout.addWidget(self.editor, 1, 0)
            layout.addWidget(self.message, 2, 0)
        layout.setRowStretch(3, 1)  # where a neighbour's sentence grows, label and editor stay at the top
        self.setFocusProxy(self.editor)
        self._mark = ""
        if isinstance(self.editor, QLineEdit):
            self.editor.textEdited.connect(lambda _text: self.changed.emit())

    def text(self) -> str:
        """The typed text (fields with a line edit)."""
        return self.editor.text() if isinstance(self.editor, QLineEdit) else ""

    def set_text(self, text: str) -> None:
        """Show a text without calling it a change; the cursor stays where the text is the same."""
        if isinstance(self.editor, QLineEdit) and self.editor.text() != text:
            self.editor.setText(text)

    def show_problem(self, problem: Problem | None) -> None:
        """Say what is wrong with this field (quietly where it is merely not filled in yet), or that nothing is."""
        message = with_keys(problem.message) if problem else ""
        mark = "" if problem is None or problem.pending else "stop"
        self.message.say(message, mark)
        self.editor.setAccessibleDescription(message)
        if mark != self._mark:
            self._mark = mark
            self.editor.setProperty("mark", mark)
            self.editor.style().unpolish(self.editor)
            self.editor.style().polish(self.editor)
