"""What was recognised in a list's file: each column that is wanted beside the header that it was found under."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.list_files import ListFile, lacking, with_column
from app.ui.models.table import Column, Mark
from app.ui.screens.lists import ListPage
from app.ui.style import type as typeface
from app.ui.widgets.choice import Choice
from app.ui.widgets.facts import Fact, Facts
from app.ui.widgets.field import LabeledField, Message
from app.ui.widgets.own_keys import set_own_keys

SEARCHED_ROWS = 20
"""Rows among which a header may stand."""
CHOOSING = "↑ ↓ 选标题   Enter 定   Esc 不改"
PLACE_STOPPED = "已停下，没有换；还是刚才的表。"
READY = "要的列都认出来了。按 Ctrl+S 读入并核对；还不会导入。"


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A wanted column: ``header`` "" where it has none, ``state`` in a word, ``stops`` where it must have one."""

    key: str
    title: str
    header: str
    state: str
    stops: bool


class ListColumnsPage(QWidget):
    """``wanted``: read ``file`` in; ``place_wanted`` with a sheet and the number of the header's row (0: to be looked for);
    ``left`` on Esc, also while it is being read."""

    wanted = Signal()
    place_wanted = Signal(str, int)
    left = Signal()

    def __init__(self, file: ListFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("list_columns")
        self.file = file
        self._busy = False
        self._sheets: set[str] = set()
        self.list = ListPage(COLUMNS, _rows(file), name="列的对应，Enter 选标题", nothing="", stretch="header")
        self.sheet = Choice({})
        self.sheet.picked.connect(self._other_sheet)
        self.header = Choice({str(at): f"第 {at} 行" for at in range(1, SEARCHED_ROWS + 1)})
        self.header.picked.connect(self._other_header)
        self._choice = Choice({"": "不用这一列", **{header: header for header in file.table.headers}})
        self._field = LabeledField("", self._choice, self, beside=True)
        set_own_keys(self._field, CHOOSING)
        self._field.hide()
        self._told = Message(self, keeps_height=False, grows=True)
        self._told.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, typeface.px(8), 0, 0)
        layout.setSpacing(typeface.px(8))
        self._facts = QVBoxLayout()
        layout.addLayout(self._facts)
        where = QHBoxLayout()
        where.setSpacing(typeface.px(24))
        where.addWidget(LabeledField("工作表", self.sheet, self, beside=True), 1)
        where.addWidget(LabeledField("标题在", self.header, self, beside=True), 1)
        layout.addLayout(where)
        layout.addWidget(self._told)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._field)
        self.setFocusProxy(self.list)
        self._show_place()
        self._judge()

    @property
    def told(self) -> str:
        """What was said last."""
        return self._told.full_text()

    def tell(self, message: str, mark: str = "") -> None:
        """One sentence over the list."""
        self._told.say(message, mark)
        self._told.setVisible(bool(message))
        self.list.view.setAccessibleDescription(message)

    def working(self) -> None:
        """The file is being read: keys wait."""
        self._busy = True
        self.tell("")

    def refused(self, message: str) -> None:
        """It was not read."""
        self._busy = False
        self.tell(message, "stop")

    def show_file(self, file: ListFile) -> None:
        """The table of another sheet, or under another header."""
        self.file = file
        self._busy = False
        self.list.show_rows(_rows(file))
        headers = {"": "不用这一列", **{header: header for header in file.table.headers}}
        self._choice.show_words(headers)
        self._show_place()
        self._judge()

    def place_refused(self, message: str) -> None:
        """There is no such table: the one before stays."""
        self._show_place()
        self.refused(message)

    def _show_place(self) -> None:
        table = self.file.table
        names = sorted({table.sheet, *table.other_sheets}, key=lambda name: name != table.sheet)
        if set(names) != self._sheets:
            self._sheets = set(names)
            self.sheet.show_words({name: name or "只有一张表" for name in names})
        self.sheet.show_code(table.sheet)
        self.sheet.setEnabled(len(names) > 1)
        self.header.show_code(str(table.header_row))
        while self._facts.count():
            old = self._facts.takeAt(0).widget()
            if old is not None:
                old.deleteLater()
        self._facts.addWidget(Facts(_facts(self.file)))

    def _other_sheet(self, name: str) -> None:
        if name != self.file.table.sheet and not self._busy:
            self._busy = True
            self.place_wanted.emit(name, 0)

    def _other_header(self, row: str) -> None:
        if row != str(self.file.table.header_row) and not self._busy:
            self._busy = True
            self.place_wanted.emit(self.file.table.sheet, int(row))

    def _judge(self) -> None:
        lack = lacking(self.file)
        self.tell(f"{lack} Enter 给这一列选标题。" if lack else READY, "stop" if lack else "")

    def _open(self) -> None:
        row = self.list.row()
        if row is not None:
            self._field.label.setText(f"“{row.title}”对应表里的")
            self._choice.setAccessibleName(f"“{row.title}”对应表里的哪一列")
            self._choice.show_code(row.header)
            self._field.show()
            self._choice.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self, *, take: bool) -> None:
        row, at = self.list.row(), self.list.view.currentIndex().row()
        if take and row is not None:
            self.file = with_column(self.file, row.key, self._choice.code())
            self.list.show_rows(_rows(self.file), at)
            self._judge()
        self._field.hide()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the choice of a header and takes it, Ctrl+S reads in, Esc goes back by one step."""
        opened = not self._field.isHidden()
        if event.key() == Qt.Key.Key_Escape:
            if opened:
                self._close(take=False)
            else:
                self.left.emit()
        elif self._busy:
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if opened:
                self._close(take=True)
            else:
                self._open()
        elif event.key() == Qt.Key.Key_S and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if opened:
                self._close(take=True)
            self._judge()
            if not lacking(self.file):
                self.wanted.emit()
        else:
            super().keyPressEvent(event)


def _rows(file: ListFile) -> tuple[ColumnRow, ...]:
    found, doubtful = file.table.recognised.columns, file.table.recognised.doubtful
    rows = []
    for one in file.table.wanted:
        header = found.get(one.key, "")
        stops = one.key in doubtful or (one.required and not header)
        state = "有几列都像" if one.key in doubtful else "缺" if stops else "" if header else "表里没有"
        rows.append(ColumnRow(one.key, one.title, header, state, stops))
    return tuple(sorted(rows, key=lambda row: not row.stops))


def _facts(file: ListFile) -> list[Fact]:
    table = file.table
    sheet = f"工作表“{table.sheet}”，" if table.sheet else ""
    others = f"；另有工作表 {'、'.join(table.other_sheets)} 没有读，按 Tab 可以换" if table.other_sheets else ""
    facts = [Fact("文件", f"{file.name}：{sheet}标题在第 {table.header_row} 行{others}", strong=True)]
    return [*facts, *(Fact("留意" if at == 0 else "", note, mark="warn") for at, note in enumerate(table.notes))]


COLUMNS: tuple[Column[ColumnRow], ...] = (
    Column("title", "要的列", lambda row: row.title),
    Column("header", "表里的标题", lambda row: row.header or "—"),
    Column("state", "说明", lambda row: row.state, mark=lambda row: Mark.STOP if row.stops else Mark.QUIET),
)
