"""The one list of the program: today's slips, registers, rosters. Enter takes a row; it filters, sorts, adds up, is exported
and printed by the same keys everywhere; letters and figures typed on its rows begin a filter. A page that has a list makes a
``ListPage``; nobody writes a table of his own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QSizePolicy, QTableView, QVBoxLayout, QWidget

from app.errors import UserError
from app.ui.key_habits import with_keys
from app.ui.models.arranged import ArrangedModel, Sort
from app.ui.models.snapshot import Snapshot
from app.ui.models.table import Column
from app.ui.models.table_filter import EXAMPLE, NOTHING, read_filter
from app.ui.screens.list_export import ListExport
from app.ui.style import type as typeface
from app.ui.widgets.column_chooser import ColumnChooser
from app.ui.widgets.filter_line import FilterLine
from app.ui.widgets.list_columns import ListColumns
from app.ui.widgets.list_header import ListHeader
from app.ui.widgets.list_status import ListStatus
from app.ui.widgets.marked_cells import MarkedCells
from app.ui.widgets.reading_order import begin_at
from app.ui.widgets.totals_row import TotalsRow

FILTER, UP, DOWN, COLUMNS, EXPORT, PRINT = "Ctrl+F", "Ctrl+Up", "Ctrl+Down", "Ctrl+U", "Ctrl+X", "Ctrl+P"
"""The keys that every list has; a page whose own key is one of them keeps it."""
_OPENS_FILTER = "/"
_RIGHT, _LEFT = "[Ctrl+→] 右边还有 {} 列", "[Ctrl+←] 左边还有 {} 列"
_WORDS = ((FILTER, "Ctrl+F 筛选"), (UP, "Ctrl+↑↓ 按光标列排序"))
_MORE_WORDS = ((EXPORT, "Ctrl+X 导出"), (PRINT, "Ctrl+P 打印列表"), (COLUMNS, "Ctrl+U 选列"))


def _is_typing(event: QKeyEvent) -> bool:
    plain = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier
    return event.modifiers() in plain and event.text().isalnum()


class ListPage(QWidget):
    """Read only. ``chosen`` carries the row; ``keys`` (Qt's portable text, "Ctrl+R") are further keys for the row under the
    cursor, ``own`` keys that the page around it takes itself; ``whole`` gives the sentence of that row that its cell may
    have no room for, to stand below the list. ``tools`` False leaves the line with rows and keys away; ``notes`` go onto a
    paper of the list, ``seal`` asks for a seal's place there (of each of its ``offices``). ``arranged`` after other rows are shown, or in another order."""

    chosen = Signal(object)
    arranged = Signal()

    def __init__(
        self,
        columns: Sequence[Column[Any]],
        rows: Sequence[Any],
        *,
        name: str,
        nothing: str,
        stretch: str,
        keys: Mapping[str, Callable[[Any], None]] | None = None,
        own: Collection[str] = (),
        whole: Callable[[Any], str] | None = None,
        tools: bool = True,
        notes: Sequence[str] = (),
        seal: bool = False,
        offices: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("list")
        self.setAccessibleName(name)
        self.name = name
        self._keys = keys or {}
        self._own = frozenset((*self._keys, *own))
        self._notes, self._seal, self._offices = tuple(notes), seal, tuple(offices)
        self._partial = False
        self._place = self._column = 0
        self._whole_of = whole
        self._model: ArrangedModel[Any] = ArrangedModel(columns, rows, self)
        self._model.arranged.connect(self._arranged)
        self._make_view(name)
        self.columns = ListColumns(self.view, self._model, stretch)
        self.columns.changed.connect(self._columns_changed)
        bar = self.view.horizontalScrollBar()
        bar.valueChanged.connect(self._scrolled)
        bar.rangeChanged.connect(self._scrolled)
        self.filter = FilterLine(EXAMPLE, self)
        self.filter.wanted.connect(self._filter)
        self.filter.entered.connect(self._to_rows)
        self.filter.left.connect(self._close_filter)
        self.filter.edit.installEventFilter(self)
        self.chooser = ColumnChooser(self.columns, self)
        self.chooser.left.connect(self._to_rows)
        self.totals = TotalsRow(self.view, self)
        self.status = ListStatus(self)
        self._tools = tools
        self._model.working.connect(lambda: self.status.say("正在整理…"))
        self.export = ListExport(self)
        self.export.left.connect(self._to_rows)
        self.export.offered.connect(self._offer_keys)
        self._nothing = QLabel(nothing, self)
        self._nothing.setProperty("role", "muted")
        self._whole = QLabel(self)
        self._lay_out()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._offer_keys()
        self._arranged()

    def _make_view(self, name: str) -> None:
        self.view = QTableView(self)
        self.view.setObjectName("list_view")
        self.view.setAccessibleName(name)
        self.view.setHorizontalHeader(ListHeader(self.view))
        self.view.setModel(self._model)
        self.view.setItemDelegate(MarkedCells(self.view))
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setTabKeyNavigation(False)
        self.view.setShowGrid(False)
        self.view.setWordWrap(False)
        self.view.verticalHeader().setVisible(False)
        self.view.verticalHeader().setDefaultSectionSize(typeface.px(32))
        self.view.horizontalHeader().sectionClicked.connect(self._sort_next)
        self.view.selectionModel().currentChanged.connect(self._moved)
        self.view.activated.connect(lambda index: self.chosen.emit(self._model.row(index.row())))
        self.view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view.installEventFilter(self)

    def _lay_out(self) -> None:
        self._whole.setObjectName("whole_row")
        self._whole.setWordWrap(True)
        self._whole.setTextFormat(Qt.TextFormat.PlainText)
        self._whole.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._whole.setMinimumHeight(self._whole.fontMetrics().lineSpacing() * 2)
        self._whole.setHidden(self._whole_of is None)
        table = QVBoxLayout()
        table.setSpacing(0)
        table.addWidget(self.view, 1)
        table.addWidget(self.totals)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addLayout(table, 1)
        body.addWidget(self.chooser)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(4))
        layout.addWidget(self.filter)
        layout.addWidget(self._nothing, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(body, 1)
        for below in (self.status, self.export, self._whole):
            layout.addWidget(below)

    @property
    def habit_key(self) -> str:
        """By which the columns of this list are remembered: lists of the same columns share it."""
        return ".".join(column.key for column in self._model.columns)

    # ---- rows ----

    def show_rows(self, rows: Sequence[Any], at: int = 0, *, nothing: str = "") -> None:
        """The list was read again: its rows, the cursor in the row ``at``; where there are none it says ``nothing``. Filter
        and order stay as they are."""
        fresh = len(rows) != self._model.whole
        self._place = min(max(at, 0), max(len(rows) - 1, 0))
        self._nothing.setText(nothing)
        self._model.set_rows(rows)
        if rows and fresh:
            self.columns.measure()

    def add_rows(self, rows: Sequence[Any]) -> None:
        """More of the list, below what is there."""
        self._model.add_rows(rows)

    def tell_partial(self, *, partial: bool) -> None:
        """Whether there is more of the list than was read so far: it is said under it, and on what is made of it."""
        self._partial = partial
        self._say()

    def fit_rows(self, most: int) -> None:
        """As high as its rows are now, ``most`` of them at most: a list among other things."""
        rows = self.view.verticalHeader().defaultSectionSize() * min(max(len(self.rows()), 1), most)
        head = self.view.horizontalHeader().sizeHint().height()
        self.view.setFixedHeight(head + rows + 2 * self.view.frameWidth())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def rows(self) -> tuple[Any, ...]:
        """All rows, in the order in which they came, also those that the filter leaves out."""
        return self._model.rows()

    def shown(self) -> tuple[Any, ...]:
        """The rows that are shown, in their order."""
        return self._model.shown()

    def row(self) -> Any:
        """The row under the cursor, None where there is none."""
        index = self.view.currentIndex()
        return self._model.row(index.row()) if index.isValid() else None

    @property
    def at_end(self) -> bool:
        """Whether the cursor stands in the last row that is shown."""
        return self.view.currentIndex().row() == self._model.rowCount() - 1

    def snapshot(self, title: str) -> Snapshot:
        """What the list shows now, to be exported or printed under ``title``."""
        model = self._model
        partial = (f"只含已经读出的 {model.whole} 行，后面还有。",) if self._partial else ()
        return Snapshot(
            title,
            self.columns.shown(),
            model.shown(),
            model.whole,
            model.filter.said,
            self._order_words(),
            (*partial, *self._notes),
            self._seal,
            self._offices,
        )

    def _arranged(self) -> None:
        """Other rows are shown: the cursor to the row where it stood, else near it."""
        count = self._model.rowCount()
        some = self._model.whole > 0
        self._nothing.setVisible(not some)
        self.view.setVisible(some)
        self.status.setVisible(some and self._tools)
        begin_at(self, self.view if some else None)
        if count:
            at = self._model.shown_at(self._place)
            shown = [self._model.column_at(one.key) for one in self.columns.shown()]
            index = self._model.index(max(at, 0), self._column if self._column in shown else shown[0])
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)
        else:
            self.view.selectionModel().currentRowChanged.emit(QModelIndex(), QModelIndex())
            self._moved(QModelIndex(), QModelIndex())
        self._say()
        self.arranged.emit()

    def _moved(self, now: QModelIndex, _before: QModelIndex) -> None:
        header = self.view.horizontalHeader()
        if isinstance(header, ListHeader):
            header.mark(now.column() if now.isValid() and self._model.whole > 1 else -1)
        if now.isValid():
            self._place, self._column = self._model.place_of(now.row()), now.column()
        if self._whole_of is not None:
            self._whole.setText(self._whole_of(self._model.row(now.row())) if now.isValid() else "")

    def _say(self) -> None:
        """The line under the list, and the sums."""
        model = self._model
        shown, filtered = model.rowCount(), model.filter is not NOTHING and bool(model.filter.text)
        if filtered:
            self.filter.tell(model.filter.said if shown else f"没有这样的行：{model.filter.said}")
        told = [f"共 {model.whole} 行，显示 {shown} 行" if filtered else f"共 {model.whole} 行"]
        if self._partial:
            told = [f"已读 {model.whole} 行{f'，显示 {shown} 行' if filtered else ''}，往下翻还有"]
        told.append(self._order_words())
        self.status.say("　".join(filter(None, told)) if model.whole else "")
        word = f"显示的 {shown} 行合计" if filtered or self._partial else "合计"
        self.totals.show_totals(self.columns.shown() if model.whole else (), model.totals(), word)

    def _order_words(self) -> str:
        by = self._model.sort_by
        if by is None:
            return ""
        column = self._model.columns[self._model.column_at(by.key)]
        return f"按“{column.title}”{'从大到小' if by.descending else '从小到大'}"

    # ---- the keys that every list has ----

    def _offer_keys(self) -> None:
        words = (*_WORDS, *_MORE_WORDS) if self.export.ready else (*_WORDS, _MORE_WORDS[-1])
        left, right = self.columns.beyond()
        sideways = [with_keys(said).format(count) for said, count in ((_RIGHT, right), (_LEFT, left)) if count]
        self.status.offer([*sideways, *(said for key, said in words if key not in self._own)])

    def turn(self, step: int) -> None:
        """To the columns that there is no room for, further to the right (1) or the left (-1): cursor and all."""
        key, row = self.columns.turn(step), self.view.currentIndex().row()
        if key and row >= 0:
            self.view.setCurrentIndex(self._model.index(row, self._model.column_at(key)))

    def _scrolled(self) -> None:
        """Other columns are in sight, and what was cut is drawn anew: Qt moves what it has drawn."""
        self.view.viewport().update()
        self.view.horizontalHeader().viewport().update()
        self._offer_keys()

    def open_filter(self) -> None:
        """Ctrl+F."""
        if self._model.whole:
            self.filter.start()

    def _filter(self, text: str) -> None:
        try:
            wanted = read_filter(text, self._model.columns, self._model.spelling) if text.strip() else NOTHING
        except UserError as told:
            self.filter.tell(told.message, "warn")
            wanted = NOTHING
        else:
            self.filter.tell(wanted.said)
        self._model.arrange(wanted, self._model.sort_by)

    def _close_filter(self) -> None:
        self.filter.close_line()
        self._to_rows()

    def sort(self, column: int, *, descending: bool) -> None:
        """By a column, the cursor to the first row; the same wish again gives back the order in which the rows came."""
        wanted = Sort(self._model.columns[column].key, descending)
        self._place = -1
        self._model.arrange(self._model.filter, None if wanted == self._model.sort_by else wanted)

    def _sort_next(self, column: int) -> None:
        """A click: up, down, as they came."""
        by = self._model.sort_by
        up = by == Sort(self._model.columns[column].key)
        down = by == Sort(self._model.columns[column].key, descending=True)
        self.sort(column, descending=up or down)

    def _columns_changed(self) -> None:
        self._say()
        self._offer_keys()
        self.view.viewport().update()

    def _open_chooser(self) -> None:
        self.chooser.start(self._model.columns[self._column].key)

    def _to_rows(self) -> None:
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The list's keys come before the view's and the field's own."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.view and event.key() == Qt.Key.Key_Escape and not self.filter.isHidden():
                self._close_filter()
                return True
            if watched is self.view and event.text() == _OPENS_FILTER:
                self.open_filter()
                return True
            if watched is self.view and _is_typing(event) and self._tools and self._model.whole > 1:
                self.open_filter()
                self.filter.edit.insert(event.text())
                return True
            return self.act(event)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The page's further keys act on the row; the rest goes on to the overlay (Enter is the view's ``activated``)."""
        if not self.act(event):
            super().keyPressEvent(event)

    def act(self, event: QKeyEvent) -> bool:
        """Do what a further key does with the row under the cursor, or one of those that every list has; False where it is
        none of them, or there is no row."""
        row = self.row()
        key = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
        if key in self._keys:
            if row is not None:
                self._keys[key](row)
            return row is not None
        return bool(self._model.whole) and key not in self._own and self._act(key)

    def _act(self, key: str) -> bool:
        match key:
            case "Ctrl+F":
                self.open_filter()
            case "Ctrl+Up" | "Ctrl+Down":
                self.sort(self._column, descending=key == DOWN)
            case "Ctrl+U":
                self._open_chooser()
            case "Ctrl+X" if self.export.ready and self.view.hasFocus():  # in a field it cuts
                self.export.ask(self.snapshot)
            case "Ctrl+P" if self.export.ready:
                self.export.print(self.snapshot)
            case _:
                return False
        return True
