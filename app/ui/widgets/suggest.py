"""A line edit that suggests: text → look-up → list below, by keyboard alone. Used for people, institutions, diagnoses
and catalogue items alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QHideEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.style import palette
from app.ui.style import type as typeface

Item = TypeVar("Item")
Find = Callable[[str], Sequence[Item]]

_MAX_ROWS = 10


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the list: ``main`` in ink, ``detail`` muted after it, ``note`` at the right end."""

    main: str
    detail: str = ""
    note: str = ""


class _Lines(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: tuple[Suggestion, ...] = ()

    def show_lines(self, lines: tuple[Suggestion, ...]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return "  ".join(part for part in (line.main, line.detail, line.note) if part)
        return line if role == Qt.ItemDataRole.UserRole else None


class _LinePainter(QStyledItemDelegate):
    """One suggestion on one line: what does not fit is left out at the end, never from the name."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, QFontMetrics(typeface.font("body")).height() + typeface.px(8))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line: Suggestion = index.data(Qt.ItemDataRole.UserRole)
        area: QRect = option.rect  # type: ignore[attr-defined]  # missing in Qt's stubs
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]  # missing in Qt's stubs
        painter.save()
        painter.fillRect(area, QColor(palette.ACCENT if chosen else palette.FIELD))
        room = area.adjusted(typeface.px(8), 0, -typeface.px(8), 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        body, gap = typeface.font("body"), typeface.px(12)
        main = QFontMetrics(body).elidedText(line.main, Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(body)
        painter.setPen(QColor(palette.ON_ACCENT if chosen else palette.INK))
        painter.drawText(room, int(middle | Qt.AlignmentFlag.AlignLeft), main)
        rest = room.adjusted(QFontMetrics(body).horizontalAdvance(main) + gap, 0, 0, 0)
        painter.setFont(typeface.font("caption"))
        painter.setPen(QColor(palette.ON_ACCENT if chosen else palette.MUTED))
        small = painter.fontMetrics()
        if line.note and (width := small.horizontalAdvance(line.note)) <= rest.width():
            painter.drawText(rest, int(middle | Qt.AlignmentFlag.AlignRight), line.note)
            rest.setRight(rest.right() - width - gap)
        if line.detail and rest.width() > 2 * gap:
            detail = small.elidedText(typeface.narrow(line.detail), Qt.TextElideMode.ElideRight, rest.width())
            painter.drawText(rest, int(middle | Qt.AlignmentFlag.AlignLeft), detail)
        painter.restore()


class SuggestList(QFrame):
    """The list below a line edit; a child of the window that never takes the focus."""

    picked = Signal(int)

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self.setProperty("role", "popup")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._model = _Lines(self)
        self.view = QListView(self)
        self.view.setModel(self._model)
        self.view.setItemDelegate(_LinePainter(self.view))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setUniformItemSizes(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName("匹配结果")
        self.view.clicked.connect(lambda index: self.picked.emit(index.row()))
        self._note = QLabel(self)
        self._note.setProperty("role", "caption")
        self._note.setContentsMargins(typeface.px(8), typeface.px(4), typeface.px(8), typeface.px(4))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(0)
        layout.addWidget(self.view)
        layout.addWidget(self._note)
        self.hide()

    @property
    def lines(self) -> tuple[Suggestion, ...]:
        """What the list shows."""
        return self._model.lines

    @property
    def current(self) -> int:
        """The highlighted line, -1 for none."""
        return self.view.currentIndex().row()

    def spoken(self, at: int) -> str:
        """One line in words."""
        return str(self._model.index(at).data())

    def show_lines(self, lines: tuple[Suggestion, ...], note: str, *, choose_first: bool) -> None:
        """Fill the list; ``note`` is the quiet sentence at its end."""
        self._model.show_lines(lines)
        self.view.setVisible(bool(lines))
        self._note.setText(note)
        self._note.setVisible(bool(note))
        if lines and choose_first:
            self.view.setCurrentIndex(self._model.index(0))

    def walk(self, steps: int) -> None:
        """Highlight another line; it stops at both ends."""
        count = len(self.lines)
        if count:
            at = min(max(self.current + steps, 0), count - 1)
            self.view.setCurrentIndex(self._model.index(at))

    def place(self, below: QRect, least_width: int) -> None:
        """Stand below ``below`` (in the parent's coordinates), or above it where there is no room."""
        parent = self._owner
        rows = min(len(self.lines), _MAX_ROWS)
        row_height = self.view.itemDelegate().sizeHint(QStyleOptionViewItem(), QModelIndex()).height()
        height = rows * row_height + 8
        if self._note.isVisibleTo(self):
            height += self._note.sizeHint().height()
        width = min(max(below.width(), least_width), parent.width())
        left = max(0, min(below.left(), parent.width() - width))
        under = parent.height() - below.bottom() - 2
        if under >= height or under >= below.top():
            self.setGeometry(left, below.bottom() + 2, width, min(height, max(under, row_height)))
        else:
            height = min(height, below.top() - 2)
            self.setGeometry(left, below.top() - 2 - height, width, height)
        self.raise_()


class SuggestEdit(QLineEdit, Generic[Item]):
    """A line edit with suggestions. Up and Down walk the list, Enter chooses, Esc closes it and keeps the typing.

    ``chosen`` carries the item; ``entered`` says that Enter was pressed with nothing to choose. ``delay_ms`` waits
    that long for further keys (a scanner's burst) before it looks anything up. ``limit`` is where the look-up stops
    (0: not told); ``asks`` says of which texts several hits are to be chosen from, none being proposed."""

    chosen = Signal(object)
    entered = Signal()
    searched = Signal(str, int)
    """A finished look-up: its text and how many were found (for the record of look-ups)."""

    def __init__(
        self,
        find: Find[Item],
        render: Callable[[Item], Suggestion],
        parent: QWidget | None = None,
        *,
        delay_ms: int = 0,
        empty_note: str = "没有找到",
        choose_first: bool = True,
        least_chars: int = 1,
        limit: int = 0,
        asks: Callable[[str], bool] = lambda _text: False,
    ) -> None:
        super().__init__(parent)
        self._limit, self._asks = limit, asks
        self._find, self._render = find, render
        self._items: tuple[Item, ...] = ()
        self._empty_note, self._choose_first, self._least_chars = empty_note, choose_first, least_chars
        self._list: SuggestList | None = None
        self.list_width = 420
        self.suggesting = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(delay_ms)
        self._timer.timeout.connect(self._look_up)
        self.textEdited.connect(self._typed)

    # ---- the list ----

    @property
    def items(self) -> tuple[Item, ...]:
        """What the list offers now."""
        return self._items if self.list_open() else ()

    def list_open(self) -> bool:
        """Whether the list is on screen."""
        return self._list is not None and self._list.isVisible()

    def close_list(self) -> None:
        """Put the list away; the typing stays."""
        self._timer.stop()
        self._items = ()
        if self._list is not None and self._list.isVisible():
            self._list.hide()
            self.setAccessibleDescription("")

    def _typed(self, text: str) -> None:
        if not self.suggesting:
            return
        if len(text.strip()) < self._least_chars:
            self.close_list()
        elif self._timer.interval() == 0:
            self._look_up()
        else:
            self._timer.start()

    def look_up_now(self) -> None:
        """Show the suggestions for the text as it is (Down in a field whose list is closed)."""
        self._look_up()

    def _look_up(self) -> None:
        self._timer.stop()
        text = self.text().strip()
        if not self.suggesting or not text:
            return
        self._items = tuple(self._find(text))
        lines = tuple(self._render(item) for item in self._items)
        shown = self._list_widget()
        asks = len(lines) > 1 and self._asks(text)
        note = f"{len(lines)} 条都相符，请按 ↓ 选一条再回车" if asks else ""
        if self._limit and len(lines) >= self._limit:
            note = f"前 {self._limit} 个，请再输入几个字"
        shown.show_lines(lines, note if lines else self._empty_note, choose_first=self._choose_first and not asks)
        self._place_list()
        shown.show()
        self._tell_place()
        self.searched.emit(text, len(lines))

    def _tell_place(self) -> None:
        """The highlighted line for a screen reader: the list itself never has the focus."""
        if self._list is None:
            return
        at, lines = self._list.current, self._list.lines
        told = f"，第 {at + 1} 条：{self._list.spoken(at)}" if at >= 0 else ""
        self.setAccessibleDescription(f"共 {len(lines)} 条{told}" if lines else self._empty_note)

    def _list_widget(self) -> SuggestList:
        window = self.window()
        if self._list is None or self._list.parentWidget() is not window:
            self._list = SuggestList(window)
            self._list.picked.connect(self._pick)
        return self._list

    def _place_list(self) -> None:
        if self._list is not None:
            corner = self.mapTo(self.window(), QPoint(0, 0))
            self._list.place(QRect(corner, self.size()), typeface.px(self.list_width))

    def _pick(self, at: int) -> None:
        if 0 <= at < len(self._items):
            item = self._items[at]
            self.close_list()
            self.chosen.emit(item)

    # ---- keys ----

    def event(self, event: QEvent) -> bool:
        """Qt: Esc closes the list before it can be anybody's shortcut."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.list_open()
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: the list's keys first."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._timer.isActive():
                self._look_up()
            if self.list_open() and self._list is not None and self._list.current >= 0 and self._items:
                self._pick(self._list.current)
            elif len(self.items) > 1 and self._asks(self.text().strip()):
                self._tell_place()  # the list stays: its foot asks to choose
            else:
                self.close_list()
                self.entered.emit()
            return
        if key == Qt.Key.Key_Escape and self.list_open():
            self.close_list()
            return
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp) and self._walk(key):
            return
        super().keyPressEvent(event)

    def _walk(self, key: int) -> bool:
        if self.list_open() and self._list is not None and self._items:
            far = key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
            forward = key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown)
            self._list.walk((_MAX_ROWS if far else 1) * (1 if forward else -1))
            self._tell_place()
            return True
        if key == Qt.Key.Key_Down and self.suggesting and self.text().strip():
            self._look_up()
            return True
        return False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: the list goes with the focus."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.close_list()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: no list without its field."""
        self.close_list()
        super().hideEvent(event)
