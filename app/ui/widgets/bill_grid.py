"""The bill: one grid, by keyboard alone. Enter and Tab go from item to quantity, price, amount, and to the next row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QLabel, QTableView, QVBoxLayout, QWidget

from app.money.fen import format_fen
from app.records.form import BillRow, Problem
from app.records.people import CatalogueItem
from app.records.result import LineSplit
from app.ui.models.bill import BillModel, advice, first_problem, remarks
from app.ui.models.bill_text import FindItems
from app.ui.models.table import Mark
from app.ui.style import type as typeface
from app.ui.widgets.bill_paint import CellPainter
from app.ui.widgets.cell_edit import CellEdit
from app.ui.widgets.field import Message
from app.ui.widgets.row_details import RowDetails

_WIDTHS = {"item_class": 30, "prepay_rate": 50, "quantity": 52, "unit_price": 78, "amount": 90, "in_scope": 86}
_NAME_SHARE = 62
"""Of what the fixed columns leave, the part in a hundred that the item's name gets; the rest is for the remark."""
_LEAST_FREE = 244
_SIGN_ALONE = 40
_FIGURES = frozenset({"prepay_rate", "quantity", "unit_price", "amount"})


class BillGrid(QWidget):
    """The bill's rows. ``changed`` after every keystroke that changes them; ``left`` when the clerk is done: Esc,
    Shift+Tab out of the first cell, Enter on the empty last row."""

    changed = Signal()
    left = Signal()
    finished = Signal()
    """Beside ``left``: Enter on the empty last row, so the bill is complete."""
    before = Signal()
    """Beside ``left``: Shift+Tab out of the first cell."""
    import_wanted = Signal()

    def __init__(self, find_items: FindItems, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = BillModel(find_items, self)
        self.table = _Table()
        self.table.setModel(self.model)
        self._painter = CellPainter(self.table)
        self.table.setItemDelegate(self._painter)
        self.editor = CellEdit(find_items, self.table.viewport())
        self.table.placed = self._place_editor
        self.table.resized = self._resized
        self._details: RowDetails | None = None
        self._sum_left, self._sum_right = QLabel(), QLabel()
        self._left_out = Message()
        self._sentence = Message()
        self._notice = ""
        self._long_name = 0
        self._build()
        self._connect()
        self.refresh()
        self._show_sums()
        self._go(0, "name")

    # ---- rows in and out ----

    def rows(self) -> tuple[BillRow, ...]:
        """The rows that hold something, as typed."""
        return self.model.bill_rows()

    def set_rows(self, rows: Iterable[BillRow]) -> None:
        """Show a stored bill; the cursor stands in the empty row at its end."""
        self.model.load(rows)
        self._go(self.model.rowCount() - 1, "name")

    def set_splits(self, splits: Sequence[LineSplit]) -> None:
        """Where each row's amount went, aligned with ``rows``; empty: not known."""
        self.model.set_splits(splits)

    def set_problems(self, problems: Iterable[Problem]) -> None:
        """What is wrong, by the form's paths ("rows[3].amount", counted over ``rows``); other paths are passed by."""
        changed = self.model.set_problems(problems)
        self._mark_editor()
        if changed:
            self._show_sums()
        self._show_sentence()

    def set_read_only(self, *, read_only: bool) -> None:
        """A settled bill is looked at, not typed in."""
        self.editor.setReadOnly(read_only)
        self._load_cell()

    def go_to(self, row: int, key: str = "name") -> None:
        """Put the cursor into a cell: ``row`` counted over ``rows``, ``key`` a field of the form ("amount")."""
        places = self.model.places()
        at = places[row] if 0 <= row < len(places) else self.model.rowCount() - 1
        self._go(at, key if key in ("name", "item_class", *_FIGURES) else "name")
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def current(self) -> tuple[int, str]:
        """The row (counted over the grid) and the column's key where the cursor stands."""
        index = self.table.currentIndex()
        return max(index.row(), 0), self.model.columns[max(index.column(), 0)].key

    def totals(self) -> str:
        """The line under the grid, as it is shown."""
        return f"{self._sum_left.text()} {self._left_out.full_text()} {self._sum_right.text()}"

    # ---- making it ----

    def _build(self) -> None:
        self.table.setAccessibleName("账单")
        self._sum_right.setProperty("role", "title")
        self._sum_left.setTextFormat(Qt.TextFormat.PlainText)
        line = QFrame()
        line.setProperty("role", "hairline")
        sums = QHBoxLayout()
        sums.addWidget(self._sum_left)
        sums.addSpacing(typeface.px(16))
        sums.addWidget(self._left_out, 1)
        sums.addWidget(self._sum_right)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(4))
        layout.addWidget(self.table, 1)
        layout.addWidget(line)
        layout.addLayout(sums)
        layout.addWidget(self._sentence)
        self.setFocusProxy(self.editor)

    def _connect(self) -> None:
        self.model.changed.connect(self._model_changed)
        self.table.selectionModel().currentChanged.connect(self._moved)
        self.table.clicked.connect(lambda _index: self.setFocus(Qt.FocusReason.MouseFocusReason))
        edit = self.editor
        edit.textEdited.connect(self._typed)
        edit.chosen.connect(self._chosen)
        edit.entered.connect(lambda: self._step(1))
        edit.stepped.connect(self._step)
        edit.rows_moved.connect(self._move_rows)
        edit.escaped.connect(self._escape)
        edit.lost_focus.connect(self._finish_cell)
        edit.got_focus.connect(self._show_sentence)
        edit.commanded.connect(self._command)
        edit.pasted.connect(self._paste)

    def refresh(self) -> None:
        """Widths, heights and fonts at the scale in force."""
        self._painter.refresh()
        header, rows = self.table.horizontalHeader(), self.table.verticalHeader()
        rows.setDefaultSectionSize(typeface.px(28))
        rows.setFixedWidth(typeface.px(34))
        header.setFixedHeight(typeface.px(28))
        for key, width in _WIDTHS.items():
            self.table.setColumnWidth(self.model.column_at(key), typeface.px(width))
        self._share_width()
        self.editor.setFont(typeface.font("body"))
        self._place_editor()

    def _resized(self) -> None:
        self._share_width()
        # A line that came below, or a lower window, pushes what is being typed out of sight otherwise.
        self.table.scrollTo(self.table.currentIndex())

    def _share_width(self) -> None:
        """Name and remark get what the fixed columns leave, the remark no more than the longest name does not need.
        Where that is too little, 政策内 goes first, then the remark keeps its sign alone: its sentence stands below the
        table in any case."""
        at, px = self.model.column_at, typeface.px
        free = self.table.viewport().width() - sum(px(width) for width in _WIDTHS.values())
        hides = free < px(_LEAST_FREE)
        self.table.setColumnHidden(at("in_scope"), hides)
        if hides:
            free += px(_WIDTHS["in_scope"])
        name = free * _NAME_SHARE // 100 if free >= px(_LEAST_FREE) else free - px(_SIGN_ALONE)
        name = max(name, min(self._long_name * px(7) + px(28), free - px(_SIGN_ALONE)))
        self.table.setColumnWidth(at("name"), max(name, px(_SIGN_ALONE)))
        self.table.setColumnWidth(at("remark"), max(free - name, px(_SIGN_ALONE)))

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another type size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.refresh()

    # ---- the cursor ----

    def _go(self, row: int, key: str) -> None:
        row = min(max(row, 0), self.model.rowCount() - 1)
        index = self.model.index(row, self.model.column_at(key))
        if index == self.table.currentIndex():
            self._load_cell()
        else:
            self.table.setCurrentIndex(index)
        self.table.scrollTo(index)
        self._place_editor()

    def _moved(self, index: QModelIndex, before: QModelIndex) -> None:
        if self.model.columns[max(index.column(), 0)].edited is None:
            self._go(index.row(), "name")
            return
        self._notice = ""
        self._finish_cell(before.row(), before.column())
        self._load_cell()
        for row in {index.row(), before.row()}:
            self._update_row(row)
        self._show_sentence()

    def _update_row(self, row: int) -> None:
        top = self.table.rowViewportPosition(row)
        self.table.viewport().update(0, top, self.table.viewport().width(), self.table.rowHeight(row))

    def _load_cell(self) -> None:
        row, key = self.current()
        column = self.model.columns[self.model.column_at(key)]
        line = self.model.row(row)
        text = (column.raw or column.text)(line)
        self.editor.prepare(text, suggests=key == "name", figures=key in _FIGURES, align=column.align.value)
        self.editor.setAccessibleName(f"第 {row + 1} 行 {column.title}")
        self._mark_editor()
        self._place_editor()

    def _mark_editor(self) -> None:
        """The current cell's mark, which the editor covers."""
        row, key = self.current()
        column, line = self.model.columns[self.model.column_at(key)], self.model.row(row)
        self.editor.setAccessibleDescription(column.hint(line) if column.hint else "")
        mark = column.mark(line) if column.mark else None
        self.editor.show_mark(mark.value if mark in (Mark.STOP, Mark.WARN) else "")

    def _place_editor(self) -> None:
        index = self.table.currentIndex()
        if index.isValid():
            self.editor.setGeometry(self.table.visualRect(index).adjusted(0, 0, 0, -1))
            self.editor.show()
        self.editor.page = max(1, self.table.viewport().height() // max(self.table.rowHeight(0), 1) - 1)

    def _order(self, row: BillRow) -> tuple[str, ...]:
        """The cells that Enter visits: what the catalogue has filled in is passed by."""
        if row.code or not row.name:
            return ("name", "quantity", "unit_price", "amount")
        if row.item_class == "B":
            return ("name", "item_class", "prepay_rate", "quantity", "unit_price", "amount")
        return ("name", "item_class", "quantity", "unit_price", "amount")

    def _step(self, steps: int) -> None:
        at, key = self.current()
        self._finish_cell()
        line = self.model.row(at)
        row = line.bill
        order = self._order(row)
        here = order.index(key) if key in order else 1 if steps > 0 else 2
        if steps > 0 and key == "name" and line.checked.empty and at == self.model.rowCount() - 1:
            self.left.emit()
            self.finished.emit()
        elif 0 <= here + steps < len(order):
            self._go(at, order[here + steps])
        elif steps > 0:
            self._go(at + 1, "name")
        elif at == 0:
            self.left.emit()
            self.before.emit()
        else:
            self._go(at - 1, "amount")

    def _move_rows(self, by: int) -> None:
        at, key = self.current()
        self._finish_cell()
        self._go(at + by, key)

    def _escape(self) -> None:
        self._finish_cell()
        self._load_cell()
        self.left.emit()

    # ---- typing ----

    def _typed(self, text: str) -> None:
        at, key = self.current()
        if self.editor.isReadOnly():  # an input method may still hand something over
            self._load_cell()
            return
        self._notice = ""
        self.table.scrollTo(self.table.currentIndex())  # the wheel may have moved it out of sight
        self.model.preview(at, key, text)

    def _chosen(self, item: CatalogueItem) -> None:
        at, _key = self.current()
        self.model.fill(at, item)
        self._step(1)

    def _finish_cell(self, row: int | None = None, column: int | None = None) -> None:
        at, key = self.current()
        if row is not None and column is not None and row >= 0:
            at, key = row, self.model.columns[column].key
        if self.model.typing_at() != at:
            return
        if (key == "name" and not self.model.fill_exact(at)) or key != "name":
            self.model.finish_typing()

    def _command(self, name: str) -> None:
        at, key = self.current()
        self._notice = ""
        if name == "details":
            self._open_details(at)
            return
        if name == "import":
            self.import_wanted.emit()
            return
        if self.editor.isReadOnly():
            return
        if name == "insert":
            self.model.insert_row(at)
        elif name == "remove":
            self.model.remove_row(at)
        else:
            moved = self.model.undo() if name == "undo" else self.model.redo()
            at = at if moved is None else moved
        self._go(at, "name" if name in ("insert", "remove") else key)

    def undo(self) -> None:
        """Take the last change back."""
        self._command("undo")

    def redo(self) -> None:
        """Do the last undone change again."""
        self._command("redo")

    def _paste(self, text: str) -> None:
        if self.editor.isReadOnly():
            return
        at, _key = self.current()
        last, told = self.model.paste(at, text)
        self._go(at if last is None else last + 1, "name")
        self._notice = told
        self._show_sentence()

    def import_rows(self, rows: Sequence[BillRow]) -> None:
        """Rows of a hospital's list behind what is there, one step of undo; the cursor on the first of them."""
        self._finish_cell()
        self._go(self.model.import_rows(rows), "name")

    def say(self, notice: str) -> None:
        """A sentence under the grid until the next key."""
        self._notice = notice
        self._show_sentence()

    # ---- a row's details ----

    def _open_details(self, at: int) -> None:
        self._finish_cell()
        line = self.model.row(at)
        if line.checked.empty or self.editor.isReadOnly():
            return
        window = self.window()
        if self._details is None or self._details.parentWidget() is not window:
            self._details = RowDetails(window)
            self._details.done.connect(self._details_done)
        corner = self.editor.mapTo(window, QPoint(0, 0))
        self._details.open_for(line.bill, at + 1, QRect(corner, self.editor.size()))

    def _details_done(self, row: BillRow) -> None:
        at, key = self.current()
        self.model.set_details(at, row)
        self._go(at, key)
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    # ---- what it says ----

    def _model_changed(self) -> None:
        self._show_sums()
        self._mark_editor()
        self._show_sentence()
        self.changed.emit()

    def _show_sums(self) -> None:
        sums, out = self.model.sums(), self.model.left_out()
        parts = [f"合计 {len(self.model.places()) - len(out)} 项"]
        words = {"A": "甲", "B": "乙", "C": "丙", "": "未分类"}
        parts += [f"{word} {format_fen(sums[code], thousands=True)}" for code, word in words.items() if sums[code]]
        self._sum_left.setText("    ".join(parts))
        rows = "、".join(str(at + 1) for at in out[:3]) + (f" 等 {len(out)}" if len(out) > 3 else "")
        self._left_out.say(f"第 {rows} 行还没有算进来" if out else "", "warn")
        self._sum_right.setText(format_fen(sum(sums.values()), thousands=True))
        # Two columns to a Chinese character, one to a Latin one: measured glyph by glyph, 300 names would be felt.
        longest = max((_columns_of(row.name) for row in self.rows()), default=0)
        if longest != self._long_name:
            self._long_name = longest
            self._share_width()

    def _show_sentence(self) -> None:
        at, _key = self.current()
        line = self.model.row(at)
        problem = first_problem(line)
        text = advice(problem) if problem is not None else remarks(line)
        if self._notice:
            self._sentence.say(self._notice, "done")
        elif line.checked.empty and self.model.rowCount() == 1:
            self._sentence.say(
                "输入拼音首字母、编码或名称；从表格软件复制的多行按 Ctrl+V 粘贴，医院的清单按 Ctrl+O 导入。", ""
            )
        elif not text and not line.checked.empty:
            self._sentence.say(f"第 {at + 1} 行：{line.bill.name} {line.bill.unit}".rstrip(), "")
        else:
            kind = "" if problem is None or problem.pending else "stop"
            self._sentence.say(f"第 {at + 1} 行：{text}" if text else "", kind)


class _Table(QTableView):
    """The table below the editor: it shows, the editor types."""

    def __init__(self) -> None:
        super().__init__()
        self.placed = _nothing
        self.resized = _nothing
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerItem)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(lambda _least, most: bar.setEnabled(most > 0))
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        rows.setHighlightSections(False)
        columns.setHighlightSections(False)
        columns.setSectionsClickable(False)
        columns.setMinimumSectionSize(24)

    def updateGeometries(self) -> None:
        """Qt: anything moved or was resized."""
        super().updateGeometries()
        self.placed()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Qt: scrolled."""
        super().scrollContentsBy(dx, dy)
        self.placed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another size."""
        super().resizeEvent(event)
        self.resized()
        self.placed()


@lru_cache(maxsize=8192)
def _columns_of(name: str) -> int:
    return len(name.encode("gbk", "replace"))


def _nothing() -> None:
    """Until the grid has its editor."""
