"""What the list's row says in full: the sentence of the paper, how the value is written, every confirmation so far."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.services.parameter_sets import SetLine, SetPreview
from app.services.parameters import Confirmation, ParameterGroup, ParameterLine
from app.ui.models.parameters import heading, state_of
from app.ui.style import type as typeface


class ParameterDetail(QScrollArea):
    """Shows one thing at a time: a parameter, a pack, or what a file would change. ``place`` is where fields open."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("parameter_detail")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("这一项的全文和确认记录，方向键翻看")
        self.verticalScrollBar().setSingleStep(typeface.px(24))
        self.verticalScrollBar().rangeChanged.connect(self._take_keys)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)
        self.place = QVBoxLayout()

    def text(self) -> str:
        """All words that are shown."""
        return "\n".join(label.text() for label in self.findChildren(QLabel))

    def _take_keys(self, _least: int, most: int) -> None:
        """Where there is more than is seen, Tab leads here and arrows turn it."""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if most else Qt.FocusPolicy.NoFocus)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """The field with the cursor, and the sentence under it, stay in sight."""
        if now is not None and self.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, typeface.px(48))

    def show_line(self, line: ParameterLine, *, editing: bool) -> None:
        """A parameter; while it is being edited without its history, so that the fields stand beside the sentence."""
        layout = self._begin()
        head = QHBoxLayout()
        head.addWidget(_label(line.title, role="title"), 1)
        badge = _label(f"{'▲ ' if line.unconfirmed else ''}{state_of(line)}", wrap=False)
        badge.setProperty("role", "badge")
        badge.setProperty("mark", "warn" if line.unconfirmed else "done" if line.source == "local" else "")
        head.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(head)
        note = "　随程序的示例值" if line.unconfirmed else ""
        layout.addWidget(_label(f"现值　{line.shown}{note}", role="strong"))
        layout.addWidget(_label(line.clause, role="caption"))
        if line.sentence:
            layout.addWidget(_quote(line.sentence))
        if not editing:
            layout.addWidget(_label(f"{line.kind}　{line.allowed}", role="caption"))
        layout.addLayout(self.place)
        if not editing and line.source == "local":
            layout.addSpacing(typeface.px(8))
            layout.addWidget(_label("确认记录", role="strong"))
            for one in reversed(line.history):
                layout.addWidget(_label(_what(one)))
                layout.addWidget(_label(_who(one), role="caption"))
            if not line.history:
                layout.addWidget(
                    _label("还没有确认过：用到它的个案只能试算。按 Enter 填写当地文件的数。", role="muted")
                )
        layout.addStretch(1)

    def show_group(self, group: ParameterGroup) -> None:
        """A pack."""
        layout = self._begin()
        layout.addWidget(_label(group.title, role="title"))
        layout.addWidget(_label(group.document, role="caption"))
        layout.addWidget(_label(heading(group).removeprefix(group.title).strip()))
        ours = sum(line.source == "local" for line in group.lines)
        layout.addWidget(
            _label(f"共 {len(group.lines)} 项：文件规定 {len(group.lines) - ours} 项，由当地定 {ours} 项。")
        )
        layout.addWidget(
            _label(
                "当地的数凭文件号逐项确认一次；确认好以后按 Ctrl+S 导出，其他窗口按 Ctrl+O 导入，不用再录。",
                role="muted",
            )
        )
        layout.addStretch(1)

    def show_file(self, name: str, preview: SetPreview) -> None:
        """What a file would change."""
        layout = self._begin()
        layout.addWidget(_label(f"导入 {name}", role="title"))
        layout.addWidget(_label(preview.pack_title, role="caption"))
        counts = f"新增 {len(preview.added)} 项，与本机不同 {len(preview.different)} 项，已相同 {preview.same} 项"
        layout.addWidget(
            _label(f"{counts}{f'，不能用 {len(preview.refused)} 项' if preview.refused else ''}。", role="strong")
        )
        if preview.only_here:
            layout.addWidget(_label(f"本机另有 {preview.only_here} 项文件里没有，保持不变。", role="muted"))
        if preview.other_text:
            text = "文件是按这份政策的另一版文本导出的，每一项已按本机的文本核对。"
            layout.addWidget(_label(text, mark="warn"))
        for word, lines in (("不能用", preview.refused), ("与本机不同", preview.different), ("新增", preview.added)):
            _add_lines(layout, word, lines)
        layout.addWidget(_label(f"校验码 {preview.digest[:16]}", role="caption"))
        layout.addStretch(1)

    def _begin(self) -> QVBoxLayout:
        box = QWidget()
        box.setObjectName("parameter_detail_box")
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, typeface.px(12), 0)
        layout.setSpacing(typeface.px(6))
        self.place = QVBoxLayout()
        self.setWidget(box)
        return layout


def _add_lines(layout: QVBoxLayout, word: str, lines: Sequence[SetLine]) -> None:
    if not lines:
        return
    layout.addSpacing(typeface.px(8))
    layout.addWidget(_label(word, role="strong"))
    for one in lines:
        since = f"，自 {one.since} 出院起" if one.since else ""
        if one.reason:
            layout.addWidget(_label(f"{one.title}：{one.reason}", mark="stop"))
        elif one.here:
            layout.addWidget(_label(f"{one.title}：本机 {one.here} → 文件 {one.shown}（{one.document_number}）{since}"))
        else:
            layout.addWidget(_label(f"{one.title}　{one.shown}（{one.document_number}）{since}"))


def _what(one: Confirmation) -> str:
    since = f"自 {one.value.since} 出院起" if one.value.since else "整期"
    return f"{one.shown}　{one.value.document_number}　{since}"


def _who(one: Confirmation) -> str:
    here = f"{one.who} {one.value.confirmed_at:%Y-%m-%d %H:%M} {one.where}"
    if one.origin is None:
        return here
    first = one.origin
    return f"{first.confirmed_by} {first.confirmed_at:%Y-%m-%d} {first.station} 确认；{here} 导入"


def _label(text: str, *, role: str = "", mark: str = "", wrap: bool = True) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    if role:
        label.setProperty("role", role)
    if mark:
        label.setProperty("mark", mark)
    return label


def _quote(sentence: str) -> QWidget:
    """The document's own sentence, set off by a line before it."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(typeface.px(10))
    bar = QFrame()
    bar.setProperty("role", "upright")
    label = _label(sentence)
    label.setAccessibleName(f"文件原文：{sentence}")
    row.addWidget(bar)
    row.addWidget(label, 1)
    return box
