"""A chapter of the manual: Markdown as Qt reads it, dressed in the window's type, its keys drawn as keys, its pictures to fit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QInputMethodEvent,
    QKeyEvent,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFragment,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextList,
    QTextListFormat,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser, QWidget

from app.ui.style import palette
from app.ui.style import type as typeface

WIDEST = 880
"""How wide a line and a picture get at 100 %: longer lines are hard to follow."""
_HEADS = ("figure", "title", "body")
"""The type of headings, by their level."""
_SCROLLS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End)


class ManualText(QTextBrowser):
    """``typed`` with letters that are no command: somebody looks for a chapter; ``left_side`` on ←. Links open nothing."""

    typed = Signal(str)
    left_side = Signal()

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("manual_text")
        self.setAccessibleName("使用说明")
        self.setOpenLinks(False)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._folder = folder
        self._pictures: dict[str, QImage] = {}
        self._heading = ""

    def show_text(self, markdown: str, heading: str = "") -> None:
        """Show a text from its beginning, or with one of its headings on top, which is marked."""
        self._heading = heading
        document = self.document()
        document.setDefaultFont(typeface.font("body"))
        document.setDocumentMargin(typeface.px(12))
        document.setMarkdown(markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        self._dress()
        self._fit()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)
        self._go_to_heading()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Pictures from the manual's folder, nothing else from anywhere."""
        path = name.toString() if isinstance(name, QUrl) else name
        picture = self._picture(path)
        return picture if not picture.isNull() else super().loadResource(kind, QUrl())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and the space bar scroll, letters look for a chapter; the rest goes on to the page."""
        key, bar = Qt.Key(event.key()), self.verticalScrollBar()
        self._heading = ""
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if key in _SCROLLS and plain:
            page, line = bar.pageStep() - typeface.px(40), typeface.px(40)
            ends = {Qt.Key.Key_Home: bar.minimum(), Qt.Key.Key_End: bar.maximum()}
            steps = {Qt.Key.Key_Up: -line, Qt.Key.Key_Down: line, Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page}
            bar.setValue(ends[key] if key in ends else bar.value() + steps[key])
        elif key == Qt.Key.Key_Space and plain:
            bar.setValue(bar.value() + bar.pageStep() - typeface.px(40))
        elif key == Qt.Key.Key_Left:
            self.left_side.emit()
        elif plain and event.text().strip() and event.text().isprintable():
            self.typed.emit(event.text())
        else:
            event.ignore()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Chinese looks for a chapter as letters do."""
        if event.commitString().strip():
            self.typed.emit(event.commitString())
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines and pictures as wide as there is room."""
        super().resizeEvent(event)
        self._fit()
        self._go_to_heading()

    def _go_to_heading(self) -> None:
        """Again whenever lines break otherwise, until somebody scrolls."""
        block = next((one for one in _blocks(self.document()) if _is_heading(one, self._heading)), None)
        if block is None:
            return
        mark = QTextCharFormat()
        mark.setBackground(QColor(palette.ACCENT_WASH))
        for part in list(_parts(block)):
            _cursor(self.document(), part).mergeCharFormat(mark)
        layout = self.document().documentLayout()
        layout.documentSize()  # all of it is laid out now: before that the bar ends too early
        top = layout.blockBoundingRect(block).top()
        self.setTextCursor(QTextCursor(block))  # which Qt keeps in sight when the focus comes
        self.verticalScrollBar().setValue(round(top) - typeface.px(8))

    def _picture(self, path: str) -> QImage:
        if path not in self._pictures:
            self._pictures[path] = QImage(str(self._folder / path))
        return self._pictures[path]

    def _fit(self) -> None:
        room = self.viewport().width()
        wide = min(room, typeface.px(WIDEST))
        root = self.document().rootFrame().frameFormat()
        root.setRightMargin(max(0, room - wide))
        self.document().rootFrame().setFrameFormat(root)
        for block in _blocks(self.document()):
            for part in _parts(block):
                if part.charFormat().isImageFormat():
                    self._fit_picture(part, wide - typeface.px(24))

    def _fit_picture(self, part: QTextFragment, room: int) -> None:
        shown = part.charFormat().toImageFormat()
        whole = self._picture(shown.name())
        width = min(room, typeface.px(whole.width()))
        if whole.isNull() or round(shown.width()) == width:
            return
        ratio = self.devicePixelRatioF()
        # Qt's own scaling drops every few pixels, and strokes with them.
        smooth = whole.scaledToWidth(round(width * ratio), Qt.TransformationMode.SmoothTransformation)
        smooth.setDevicePixelRatio(ratio)
        self.document().addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(shown.name()), smooth)
        sized = QTextImageFormat(shown)
        sized.setWidth(width)
        sized.setHeight(round(whole.height() * width / whole.width()))
        _cursor(self.document(), part).setCharFormat(sized)

    def _dress(self) -> None:
        """The window's type in place of the reader's own."""
        document = self.document()
        for block in _blocks(document):
            _dress_block(document, block)
            parts = list(_parts(block))
            for part in parts:
                if part.charFormat().fontFixedPitch():
                    _cursor(document, part).mergeCharFormat(_key_format())
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                _dress_table(frame)


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _is_heading(block: QTextBlock, heading: str) -> bool:
    return bool(heading) and block.blockFormat().headingLevel() > 0 and block.text() == heading


def _parts(block: QTextBlock) -> Iterator[QTextFragment]:
    walk = block.begin()
    while not walk.atEnd():
        yield walk.fragment()
        walk += 1


def _cursor(document: QTextDocument, part: QTextFragment) -> QTextCursor:
    cursor = QTextCursor(document)
    cursor.setPosition(part.position())
    cursor.setPosition(part.position() + part.length(), QTextCursor.MoveMode.KeepAnchor)
    return cursor


def _list_of(block: QTextBlock) -> QTextList | None:
    return block.textList()


def _table_of(block: QTextBlock) -> QTextTable | None:
    return QTextCursor(block).currentTable()


def _dress_block(document: QTextDocument, block: QTextBlock) -> None:
    level = block.blockFormat().headingLevel()
    shape = QTextBlockFormat()
    shape.setLineHeight(112, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    bullets = _list_of(block)
    if bullets is not None:
        if bullets.format().style() == QTextListFormat.Style.ListCircle:
            look_of = bullets.format()
            look_of.setStyle(QTextListFormat.Style.ListDisc)
            bullets.setFormat(look_of)
        shape.setTopMargin(typeface.px(2))
        shape.setBottomMargin(typeface.px(2))
    elif _table_of(block) is None:
        shape.setTopMargin(typeface.px((0, 0, 20, 14)[min(level, 3)]) if level else typeface.px(6))
        shape.setBottomMargin(typeface.px(6))
    QTextCursor(block).mergeBlockFormat(shape)
    if level:
        look = QTextCharFormat()
        look.setFont(typeface.font(_HEADS[min(level, 3) - 1], bold=True))
        for part in list(_parts(block)):
            _cursor(document, part).setCharFormat(look)


def _key_format() -> QTextCharFormat:
    """A key: the accent on its wash, in the window's own family."""
    look = QTextCharFormat()
    look.setFontFamilies(list(typeface.FAMILIES))
    look.setFontFixedPitch(False)
    look.setProperty(QTextCharFormat.Property.FontPixelSize, typeface.px(typeface.SIZES["body"]))
    look.setFontWeight(QFont.Weight.Bold)
    look.setForeground(QColor(palette.ACCENT))
    look.setBackground(QColor(palette.ACCENT_WASH))
    return look


def _dress_table(table: QTextTable) -> None:
    shape = table.format()
    shape.setBorder(1)
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBorderBrush(QColor(palette.HAIRLINE))
    shape.setBorderCollapse(True)
    shape.setCellPadding(typeface.px(5))
    shape.setCellSpacing(0)
    shape.setTopMargin(typeface.px(6))
    shape.setBottomMargin(typeface.px(10))
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    table.setFormat(shape)
