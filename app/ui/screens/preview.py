"""A paper on the screen, page by page, with printing and saving: PDF bytes in, nothing left on the disk unless asked."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.ui.files import save_new
from app.ui.style import type as typeface
from app.ui.widgets.reading_order import in_reading_order

SCREEN_DPI = 144


def pages(pdf: bytes, dpi: int, *, most: int = 0, beyond: int = 0) -> tuple[QImage, ...]:
    """Each page of ``pdf`` as a picture (about 25 ms a page at 144 dpi); may run on the worker thread. Where there are more
    than ``most`` pages, at ``beyond`` dpi."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    if most and len(document) > most:
        dpi = beyond
    made: list[QImage] = []
    for page in document:
        bitmap = page.render(scale=dpi / 72)
        data = bytes(bitmap.buffer)
        made.append(QImage(data, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_BGR888).copy())
    document.close()
    return tuple(made)


def save_pdf(pdf: bytes, path: Path) -> Path:
    """Write the paper where the clerk asked; an older file of that name is kept. KnownError SAVE."""
    return save_new(pdf, path)


class PreviewPage(QWidget):
    """``printed`` asks for printing, ``printer_wanted`` for another printer, ``saved`` for saving at a path; ``name`` is that of the
    file, ``way`` says where Enter prints. ``shown_only``: a paper that may be looked at and does not leave the window from here."""

    printed = Signal()
    printer_wanted = Signal()
    saved = Signal(Path)

    def __init__(
        self,
        pictures: tuple[QImage, ...],
        name: str,
        folder: Path,
        parent: QWidget | None = None,
        *,
        way: str = "",
        shown_only: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("preview")
        self._shown_only = shown_only
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._pictures = pictures
        self._name = name
        self._width = 0
        bar = self._make_bar(folder, way)
        self._sheets: list[QLabel] = []
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._make_sheets())
        self._area.viewport().installEventFilter(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(6))
        layout.addLayout(bar)
        layout.addWidget(self._way)
        layout.addWidget(self._told)
        layout.addWidget(self._area, 1)
        in_reading_order(self._print, self._other, self._save, self._folder)

    def _make_bar(self, folder: Path, way: str) -> QHBoxLayout:
        self._print = QPushButton("打印（Enter）", self)
        self._print.setProperty("role", "main")
        self._print.clicked.connect(self.printed)
        self._save = QPushButton("另存为 PDF（Ctrl+S）", self)
        self._save.setAccessibleName("另存为 PDF")
        self._save.clicked.connect(self.ask_folder)
        self._folder = QLineEdit(str(folder), self)
        self._folder.setObjectName("folder")
        self._folder.setAccessibleName("存到哪个文件夹，回车保存")
        self._folder.returnPressed.connect(self._save_there)
        self._folder.hide()
        self._other = QPushButton("换打印机（Ctrl+P）", self)
        self._other.setAccessibleName("换打印机")
        self._other.clicked.connect(self.printer_wanted)
        self._way = QLabel(way, self)
        self._way.setObjectName("preview_way")
        for widget in (self._print, self._other, self._save, self._way):
            widget.setHidden(self._shown_only)
        self._told = QLabel(self)
        self._told.setObjectName("preview_told")
        self._told.setWordWrap(True)
        self._told.hide()
        bar = QHBoxLayout()
        bar.setSpacing(typeface.px(12))
        bar.addWidget(self._print)
        bar.addWidget(self._other)
        bar.addWidget(self._save)
        bar.addWidget(self._folder, 1)
        bar.addStretch(0)
        return bar

    def _make_sheets(self) -> QWidget:
        box = QWidget()
        box.setObjectName("desk_of_papers")
        sheets = QVBoxLayout(box)
        sheets.setSpacing(typeface.px(16))
        for at in range(len(self._pictures)):
            label = QLabel()
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setAccessibleName(f"第 {at + 1} 页，共 {len(self._pictures)} 页")
            sheets.addWidget(label)
            self._sheets.append(label)
        sheets.addStretch(1)
        return box

    @property
    def told(self) -> str:
        """What was said last."""
        return self._told.text()

    def show_way(self, way: str) -> None:
        """Where Enter prints from now on."""
        self._way.setText(way)

    def tell(self, message: str, mark: str = "") -> None:
        """What became of printing or saving."""
        self._folder.hide()
        self._told.setVisible(bool(message))
        self._told.setText(message)
        self._told.setProperty("mark", mark)
        self._told.style().unpolish(self._told)
        self._told.style().polish(self._told)

    def ask_folder(self) -> None:
        """Show where the file would go; Enter saves it."""
        self._told.hide()
        self._folder.show()
        self._folder.setFocus(Qt.FocusReason.OtherFocusReason)
        self._folder.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter prints, Ctrl+P changes the printer, Ctrl+S saves, the arrows turn pages; Esc goes on to the overlay."""
        bar = self._area.verticalScrollBar()
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not self._folder.hasFocus() and not self._shown_only:
                self.printed.emit()
        elif key == Qt.Key.Key_P and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if not self._shown_only:
                self.printer_wanted.emit()
        elif key == Qt.Key.Key_S and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if not self._shown_only:
                self.ask_folder()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Space):
            bar.setValue(bar.value() + (bar.pageStep() if key != Qt.Key.Key_Down else bar.singleStep() * 3))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_PageUp):
            bar.setValue(bar.value() - (bar.pageStep() if key == Qt.Key.Key_PageUp else bar.singleStep() * 3))
        elif key == Qt.Key.Key_Escape and self._folder.isVisible():
            self._folder.hide()
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pages as wide as the room allows, never wider than life."""
        if event.type() == QEvent.Type.Resize and watched is self._area.viewport():
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        ratio = self.devicePixelRatioF()
        width = max(1, min(self._area.viewport().width() - typeface.px(32), typeface.px(820)))
        if width == self._width:
            return
        self._width = width
        for label, picture in zip(self._sheets, self._pictures, strict=True):
            fitted = QPixmap.fromImage(
                picture.scaledToWidth(round(width * ratio), Qt.TransformationMode.SmoothTransformation)
            )
            fitted.setDevicePixelRatio(ratio)
            label.setPixmap(fitted)

    def _save_there(self) -> None:
        self.saved.emit(Path(self._folder.text().strip()) / f"{self._name}.pdf")
