"""The page of local parameters: the list, what the row says in full, its fields in place, and files out and in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSlider,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.services.parameter_sets import SetPreview
from app.services.parameters import ParameterGroup, ParameterLine
from app.ui.models.parameters import COLUMNS, ParameterRow, rows_of, waiting
from app.ui.models.table import MARK_ROLE, Mark, TableModel
from app.ui.screens.confirm_line import ConfirmLine
from app.ui.screens.parameter_detail import ParameterDetail
from app.ui.screens.parameter_form import Checks, ParameterForm, Typed
from app.ui.screens.path_line import PathLine
from app.ui.style import palette
from app.ui.style import type as typeface
from app.ui.widgets.page_layout import beside

WIDTHS = {"shown": 120, "state": 118, "clause": 88, "confirmed": 270}
ROOM = {"clause": 560, "confirmed": 780}
"""Below this width of the list (at 100 %) the column is left to the panel beside it."""
PANEL = 440
GAP = 20
_Turn = QAbstractSlider.SliderAction
_TURNS: Mapping[Qt.Key, QAbstractSlider.SliderAction] = MappingProxyType(
    {
        Qt.Key.Key_Up: _Turn.SliderSingleStepSub,
        Qt.Key.Key_Down: _Turn.SliderSingleStepAdd,
        Qt.Key.Key_PageUp: _Turn.SliderPageStepSub,
        Qt.Key.Key_PageDown: _Turn.SliderPageStepAdd,
    }
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A confirmation that is asked for; ``shown`` the value in words."""

    line: ParameterLine
    text: str
    document: str
    since: date | None
    shown: str


class _Paint(QStyledItemDelegate):
    """Headings bold, what waits in the colour of a warning, what is quiet quiet."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        model = index.model()
        if isinstance(model, TableModel) and model.row(index.row()).line is None:
            option.font.setBold(True)  # type: ignore[attr-defined]  # PySide's stub lacks the option's fields
            return
        mark = index.data(MARK_ROLE)
        color = {Mark.WARN: palette.WARN, Mark.QUIET: palette.MUTED}.get(mark)
        if color is not None:
            option.palette.setColor(QPalette.ColorRole.Text, QColor(color))  # type: ignore[attr-defined]  # as above
        if mark is Mark.WARN:
            option.text = f"▲ {option.text}"  # type: ignore[attr-defined]  # as above


class ParametersPage(QWidget):
    """``confirm_wanted`` with a Wanted, ``export_wanted`` with pack id and Path, ``import_wanted`` with a Path."""

    confirm_wanted = Signal(object)
    export_wanted = Signal(str, object)
    import_wanted = Signal(object)

    def __init__(
        self,
        groups: Sequence[ParameterGroup],
        checks: Checks,
        *,
        may_not: str,
        folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("parameters")
        self._groups = tuple(groups)
        self._checks = checks
        self._may_not = may_not
        self._folder = folder
        self._pending = False
        self._typed: dict[tuple[str, str], Typed] = {}
        self._document = ""
        self._form: ParameterForm | None = None
        self._wanted: Wanted | None = None
        self._accept: Callable[[], None] | None = None
        self._make_bar()
        self._make_list()
        self.detail = ParameterDetail(self)
        self.line = ConfirmLine("parameter_confirm", self)
        self.line.confirmed.connect(self._confirmed)
        self.line.left.connect(self._leave_line)
        self._lay_out()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self.view)
        self._show_rows(("", ""))

    def _make_bar(self) -> None:
        self.filter = QPushButton(self)
        self.filter.clicked.connect(self._switch)
        self.export = QPushButton("导出（Ctrl+S）", self)
        self.export.clicked.connect(self.ask_export)
        self.load = QPushButton("导入（Ctrl+O）", self)
        self.load.clicked.connect(self.ask_import)
        self.path = PathLine(self)
        self.path.chosen.connect(self._path_chosen)
        self.path.left.connect(self._leave_path)
        self._told = QLabel(self)
        self._told.setObjectName("parameters_told")
        self._told.setWordWrap(True)
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self._saving = False

    def _make_list(self) -> None:
        self.model: TableModel[ParameterRow] = TableModel(COLUMNS, (), self)
        self.view = QTableView(self)
        self.view.setObjectName("list_view")
        self.view.setAccessibleName("本地参数，Enter 确认一项")
        self.view.setModel(self.model)
        self.view.setItemDelegate(_Paint(self.view))
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setTabKeyNavigation(False)
        self.view.setShowGrid(False)
        self.view.setWordWrap(False)
        self.view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.verticalHeader().setVisible(False)
        self.view.verticalHeader().setDefaultSectionSize(typeface.px(30))
        header = self.view.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(typeface.px(60))
        for key, width in WIDTHS.items():
            header.resizeSection(self.model.column_at(key), typeface.px(width))
        header.setSectionResizeMode(self.model.column_at("title"), QHeaderView.ResizeMode.Stretch)
        self.view.activated.connect(lambda _index: self._open())
        self.view.selectionModel().currentRowChanged.connect(lambda _now, _before: self._moved())

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(typeface.px(8))
        for button in (self.filter, self.export, self.load):
            bar.addWidget(button)
        bar.addWidget(self.path, 1)
        bar.addWidget(self._told, 1)
        right = beside(self, bar, self.view, PANEL, GAP)
        right.addWidget(self.detail, 1)
        right.addWidget(self.line)

    # ---- the list ----

    @property
    def row(self) -> ParameterRow | None:
        """The row under the cursor."""
        index = self.view.currentIndex()
        return self.model.row(index.row()) if index.isValid() else None

    @property
    def form(self) -> ParameterForm | None:
        """The fields that are open."""
        return self._form

    @property
    def told(self) -> str:
        """What was said last."""
        return self._told.text()

    def show_groups(self, groups: Sequence[ParameterGroup]) -> None:
        """The list was read again."""
        row = self.row
        self._groups = tuple(groups)
        self._show_rows(row.key if row else ("", ""))

    def _show_rows(self, key: tuple[str, str]) -> None:
        left = waiting(self._groups)
        self._pending = self._pending and left > 0
        word = "看全部参数" if self._pending else f"只看待确认 {left} 项"
        self.filter.setText(f"{word}（Ctrl+F）" if left else "没有待确认的参数")
        self.filter.setEnabled(left > 0)
        rows = rows_of(self._groups, pending=self._pending)
        self.view.clearSpans()
        self.model.set_rows(rows)
        for at, row in enumerate(rows):
            if row.line is None:
                self.view.setSpan(at, 0, 1, len(COLUMNS))
        if rows:
            self.view.selectRow(self._place(rows, key))
        self._moved()

    def _place(self, rows: Sequence[ParameterRow], key: tuple[str, str]) -> int:
        """The row of ``key``; where there is none (any more) the first that waits, else the first parameter."""
        at = next((at for at, row in enumerate(rows) if row.key == key), None)
        if at is not None:
            return at
        waits = next((at for at, row in enumerate(rows) if row.line and row.line.unconfirmed), None)
        return waits if waits is not None else next((at for at, row in enumerate(rows) if row.line), 0)

    def _moved(self) -> None:
        """The cursor stands in another row: its words; fields that were open close, their texts are kept."""
        self._close_form()
        self.line.hide()
        self._accept = None
        row = self.row
        if row is None:
            return
        if row.line is None:
            self.detail.show_group(row.group)
        else:
            self.detail.show_line(row.line, editing=False)

    def _switch(self) -> None:
        self._pending = not self._pending and waiting(self._groups) > 0
        row = self.row
        self._show_rows(row.key if row else ("", ""))
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- confirming one ----

    def _open(self) -> None:
        row = self.row
        if row is None or row.line is None:
            return
        line = row.line
        if line.source != "local":
            self.tell(f"“{line.title}”由文件规定（{line.clause}），不需要确认。")
            return
        if self._may_not:
            self.tell(self._may_not, "warn")
            return
        self.tell("")
        self.detail.show_line(line, editing=True)
        fresh = Typed("" if line.unconfirmed else line.text, self._document, "")
        typed = self._typed.get(row.key, fresh)
        form = ParameterForm(line, typed, self._checks, self.detail.widget())
        form.finished.connect(self._ask)
        form.left.connect(self._leave_form)
        form.changed.connect(lambda: self._keep(form))
        self.detail.place.addWidget(form)
        self._form = form
        form.start()

    def _keep(self, form: ParameterForm) -> None:
        self._typed[form.line.pack_id, form.line.name] = form.typed()
        self.line.hide()

    def _ask(self, shown: str, typed: Typed, since: date | None) -> None:
        form = self._form
        if form is None:
            return
        document = self._checks.document(typed.document)
        self._wanted = Wanted(form.line, typed.text, document, since, shown)
        days = f"自 {since} 出院起" if since else "整期"
        self.line.ask(f"确认“{form.line.title}”{days}是 {shown}，依据 {document}。", "确认", "返回修改")

    def _confirmed(self) -> None:
        if self._accept is not None:
            self._accept()
        elif self._wanted is not None:
            self.confirm_wanted.emit(self._wanted)

    def confirmed(self, wanted: Wanted, groups: Sequence[ParameterGroup]) -> None:
        """It is stored: the cursor goes on to the next value that waits."""
        key = (wanted.line.pack_id, wanted.line.name)
        self._typed.pop(key, None)
        self._document = wanted.document
        self._wanted = None
        self._close_form()
        before = rows_of(self._groups, pending=self._pending)
        at = next((at for at, row in enumerate(before) if row.key == key), 0)
        after = [row.key for row in before[at + 1 :] if row.line and row.line.unconfirmed]
        self._groups = tuple(groups)
        self._show_rows(after[0] if after and wanted.line.unconfirmed else key)
        left = waiting(self._groups)
        rest = f"还有 {left} 项待确认。" if left else "当地参数都已确认。"
        self.tell(f"已确认“{wanted.line.title}”{wanted.shown}。{rest}", "done")
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def refused(self, field: str, message: str) -> None:
        """It was not stored: the sentence beside its field, or where no field is open in the bar."""
        self.line.hide()
        if self._form is not None and field:
            self._form.refuse(field, message)
        else:
            self.tell(message, "stop")
            (self._form.start if self._form is not None else self.view.setFocus)()

    def _leave_line(self) -> None:
        self.line.hide()
        if self._accept is not None:
            self._moved()
            self.tell("没有导入，什么都没有改。")
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._form is not None:
            self._form.start()

    def _leave_form(self) -> None:
        row = self.row
        kept = row is not None and row.key in self._typed
        self._moved()
        self.tell("没有确认；输入的还在，按 Enter 接着填。" if kept else "")
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_form(self) -> None:
        if self._form is not None:
            self._form.hide()
            self._form.deleteLater()
            self._form = None

    # ---- files ----

    def ask_export(self) -> None:
        """Where the file of the pack under the cursor should go."""
        row = self.row
        if row is None:
            return
        if self._may_not:
            self.tell(self._may_not, "warn")
            return
        self._ask_path("导出到", self._folder / self._file_name(row), saving=True)

    def _file_name(self, row: ParameterRow) -> str:
        return f"本地参数 {row.group.pack_id} {self._checks.today()}.json"

    def ask_import(self) -> None:
        """Which file is to be read."""
        if self._may_not:
            self.tell(self._may_not, "warn")
            return
        self._moved()
        self._ask_path("导入文件", self._folder, saving=False)

    def _ask_path(self, word: str, path: Path, *, saving: bool) -> None:
        self._saving = saving
        self._told.hide()
        self.path.ask(word, path, saving=saving)

    def _path_chosen(self, path: Path) -> None:
        row = self.row
        path = self._folder / path  # one that is whole stays as it is
        if self._saving and row is not None:
            if path.suffix.lower() != ".json":
                path /= self._file_name(row)  # a folder
            self.export_wanted.emit(row.group.pack_id, path)
        elif not self._saving:
            self.import_wanted.emit(path)

    def _leave_path(self) -> None:
        self.tell("")
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def exported(self, path: Path) -> None:
        """The file is there."""
        self._folder = path.parent
        self.tell(f"已导出 {path}", "done")
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def file_refused(self, message: str) -> None:
        """The file can't be written or read: say so, and ask for its place again."""
        self._told.show()
        self.tell(message, "stop", keep_path=True)
        self.path.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_file(self, path: Path, preview: SetPreview, accept: Callable[[], None]) -> None:
        """What a file would change; Enter calls ``accept``."""
        self._folder = path.parent
        self.detail.show_file(path.name, preview)
        if preview.refused:
            text = f"文件里有 {len(preview.refused)} 项不能用，整份不导入：请发文件的单位改正后重新导出。"
            self.tell(text, "stop")
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not preview.changes:
            self.tell(f"文件里的 {preview.same} 项本机都已这样确认，没有改动。", "done")
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.tell("")
            self._accept = accept
            old = f"，其中 {len(preview.different)} 项换成文件里的" if preview.different else ""
            self.line.ask(f"按这个文件确认 {preview.changes} 项{old}；原来的留在确认记录里。", "导入", "不导入")

    def imported(self, count: int, groups: Sequence[ParameterGroup]) -> None:
        """It is stored."""
        self.show_groups(groups)
        self.tell(f"已导入：确认了 {count} 项。", "done")
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- words and keys ----

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names of parameters come before what the panel says too."""
        super().resizeEvent(event)
        room = self.width() - typeface.px(PANEL + GAP)
        for key, least in ROOM.items():
            self.view.setColumnHidden(self.model.column_at(key), room < typeface.px(least))

    def tell(self, message: str, mark: str = "", *, keep_path: bool = False) -> None:
        """One sentence in the bar."""
        if not keep_path:
            self.path.hide()
        self._told.show()
        self._told.setText(message)
        self._told.setProperty("mark", mark)
        self._told.style().unpolish(self._told)
        self._told.style().polish(self._told)
        if message:
            self.view.setAccessibleDescription(message)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The page's own keys; Esc that nobody wanted goes on to the overlay."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() == Qt.Key.Key_F:
            self._switch()
        elif control and event.key() == Qt.Key.Key_S:
            self.ask_export()
        elif control and event.key() == Qt.Key.Key_O:
            self.ask_import()
        elif self.line.hasFocus() and event.key() in _TURNS:
            bar = self.detail.verticalScrollBar()
            bar.triggerAction(_TURNS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)
