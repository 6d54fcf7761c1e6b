"""审计记录: who did what to what, the newest first; and the check of the whole chain against the file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.records.audit import AuditFilter, AuditLine, Verified
from app.services.audit_trail import AuditSubject
from app.services.audit_words import ACTIONS, said
from app.ui.models.table import Column
from app.ui.models.typed import count, moment
from app.ui.screens.lists import ListPage
from app.ui.style import type as typeface
from app.ui.widgets.choice import Choice
from app.ui.widgets.date_field import DateField
from app.ui.widgets.field import LabeledField
from app.ui.widgets.reading_order import begin_at, in_reading_order
from app.ui.widgets.suggest import SuggestEdit, Suggestion

NOTHING = "没有这样的记录。"
PAGE = 200
"""Rows that are read at once."""
_LONGEST = 22
_HASH, _GROUP = 16, 4
"""Digits of the chain's end that are shown: as many as a day close prints."""
_FINDINGS = 6
_DIGEST = re.compile(r"[0-9a-f]{64}")


def _said(text: str, operators: Mapping[str, str]) -> str:
    """A row's JSON in one line of words, without digests."""
    values = json.loads(text) if text else {}
    kept = {name: value for name, value in values.items() if not _is_digest(value)}
    return " · ".join(said(kept, operators))


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None


def _about(row: AuditLine) -> str:
    return row.about if len(row.about) <= _LONGEST else f"{row.about[: _LONGEST - 1]}…"


def _content(row: AuditLine, operators: Mapping[str, str]) -> str:
    before, after = _said(row.before, operators), _said(row.after, operators)
    return f"{before} → {after}" if before else after


def _whole(row: AuditLine, operators: Mapping[str, str]) -> str:
    return f"第 {row.sequence} 行 · {row.what} {row.about}\n{_content(row, operators)}"


def _columns(operators: Mapping[str, str]) -> tuple[Column[AuditLine], ...]:
    """The columns; ``operators`` gives names for their ids."""

    def content(row: AuditLine) -> str:
        return _content(row, operators)

    return (
        count("sequence", "行", lambda row: row.sequence, text=lambda row: str(row.sequence)),
        moment("at", "时间", lambda row: row.at, form="%Y-%m-%d %H:%M:%S"),
        Column("who", "谁", lambda row: row.who),
        Column("what", "做了什么", lambda row: row.what),
        Column("about", "对象", _about, hint=lambda row: row.about, value=lambda row: row.about or None),
        Column("content", "内容", content, hint=content),
        Column("station", "窗口", lambda row: row.station),
    )


class AuditPage(QWidget):
    """``wanted`` with an AuditFilter (``show_rows`` answers), ``more_wanted`` with it and the sequence where the list ends
    (``add_rows``); ``taken`` with the AuditSubject that was picked; ``verify_wanted`` with a printed end of the chain ("" for
    none)."""

    wanted = Signal(object)
    more_wanted = Signal(object, int)
    taken = Signal(object)
    verify_wanted = Signal(str)

    def __init__(
        self,
        rows: Sequence[AuditLine],
        operators: Mapping[str, str],
        find: Callable[[str], Sequence[AuditSubject]],
        today: Callable[[], date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("audit")
        self._subject: AuditSubject | None = None
        self._reading = self._verifying = False
        self._more = len(rows) >= PAGE
        self.list = ListPage(
            _columns(operators),
            rows,
            name="审计记录",
            nothing=NOTHING,
            stretch="content",
            whole=lambda row: _whole(row, operators),
            parent=self,
        )
        self.list.tell_partial(partial=self._more)
        self.list.view.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.day = DateField(today)
        self.operator = Choice({"": "全部", **operators})
        self.action = Choice({"": "全部", **ACTIONS})
        self.subject: SuggestEdit[AuditSubject] = SuggestEdit(
            find, lambda one: Suggestion(one.words, one.detail), empty_note="没有找到这张单据或这个人", limit=20
        )
        self.subject.setMaxLength(60)
        self.head = QLineEdit()
        self.head.setPlaceholderText("行号:校验码")
        self.head.setMaxLength(90)
        self._verify = QPushButton("核查整条记录链（Ctrl+H）", self)
        self._verify.clicked.connect(self.verify)
        self._told = _label(self)
        self._told.setObjectName("audit_told")
        self._lay_out()
        self.day.changed.connect(self._filter)
        for choice in (self.operator, self.action):
            choice.picked.connect(lambda _code: self._filter())
        self.subject.chosen.connect(self._take)
        self.subject.textEdited.connect(lambda _text: self._drop_subject())
        in_reading_order(self.day, self.operator, self.action, self.subject, self.list, self.head, self._verify)
        begin_at(self, self.list)

    def _lay_out(self) -> None:
        filters = QHBoxLayout()
        filters.setSpacing(typeface.px(12))
        for name, label, editor, wide in (
            ("day", "日期", self.day, 2),
            ("operator", "操作员", self.operator, 2),
            ("action", "做了什么", self.action, 3),
            ("subject", "单号或姓名", self.subject, 3),
        ):
            editor.setObjectName(f"audit.{name}.editor")
            filters.addWidget(LabeledField(label, editor), wide)
        self.head.setObjectName("audit.head.editor")
        foot = QHBoxLayout()
        foot.setSpacing(typeface.px(12))
        foot.addWidget(LabeledField("与日结单上的链尾核对（可不填）", self.head), 2)
        foot.addWidget(self._verify, 0, Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(self._told, 5)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(4))
        layout.addLayout(filters)
        layout.addWidget(self.list, 1)
        layout.addLayout(foot)

    # ---- the list ----

    def filter(self) -> AuditFilter:
        """What the list is to be of, as the fields stand."""
        one = self._subject
        return AuditFilter(
            person_id=one.id if one is not None and one.is_person else "",
            document_id=one.id if one is not None and not one.is_person else "",
            operator_id=self.operator.code(),
            day=self.day.value(),
            action=self.action.code(),
        )

    def show_rows(self, wanted: AuditFilter, rows: Sequence[AuditLine]) -> None:
        """The first rows of a list; an answer to what is no longer asked is dropped."""
        if wanted == self.filter():
            self._reading = False
            self._more = len(rows) >= PAGE
            self.list.show_rows(rows, nothing=NOTHING)
            self.list.tell_partial(partial=self._more)

    def add_rows(self, wanted: AuditFilter, rows: Sequence[AuditLine]) -> None:
        """Older rows of the same list."""
        if wanted == self.filter():
            self._reading = False
            self._more = len(rows) >= PAGE
            self.list.add_rows(rows)
            self.list.tell_partial(partial=self._more)

    def _filter(self) -> None:
        if self.day.text() and self.day.value() is None:
            return  # half a date asks for nothing yet
        self._reading = True
        self.wanted.emit(self.filter())

    def _take(self, one: AuditSubject) -> None:
        self._subject = one
        self.subject.setText(one.words)
        self.taken.emit(one)
        self._filter()

    def _drop_subject(self) -> None:
        if self._subject is not None:
            self._subject = None
            self._filter()

    def _scrolled(self, value: int) -> None:
        bar, rows = self.list.view.verticalScrollBar(), self.list.rows()
        if self._more and not self._reading and rows and value >= bar.maximum() - bar.pageStep():
            self._reading = True
            self.more_wanted.emit(self.filter(), rows[-1].sequence)

    def refuse(self, message: str) -> None:
        """Why nothing was read."""
        self._reading = False
        self._say(message, "warn")

    # ---- the check ----

    @property
    def told(self) -> str:
        """What the check said."""
        return self._told.text()

    def verify(self) -> None:
        """Ctrl+H: check the whole chain."""
        if not self._verifying:
            self._verifying = True
            self._verify.setEnabled(False)
            self._say("", "")
            self.verify_wanted.emit(self.head.text())

    def show_verified(self, found: Verified) -> None:
        """What the check found, in words."""
        self._end()
        sequence, _, digits = found.head.partition(":")
        groups = " ".join(digits[at : at + _GROUP] for at in range(0, _HASH, _GROUP)).strip()
        end = f"链尾 {sequence} : {groups}"
        if found.sound:
            self._say(f"核查完毕：{found.rows:,} 行首尾相接，与数据文件一致。\n{end}", "done")
            return
        lines = [found.broken, *found.findings[:_FINDINGS]]
        rest = len(found.findings) - _FINDINGS
        more = [f"还有 {rest} 处。"] if rest > 0 else []
        words = "\n".join(filter(None, (*lines, *more)))
        self._say(f"核查发现不符，请保留这台电脑的原样并报告管理：\n{words}\n{end}", "stop")

    def not_verified(self, message: str) -> None:
        """Why nothing was checked."""
        self._end()
        self._say(message, "warn")

    def _end(self) -> None:
        self._verifying = False
        self._verify.setEnabled(True)

    def _say(self, message: str, mark: str) -> None:
        self._told.setText(message)
        self._told.setProperty("mark", mark)
        self._told.style().unpolish(self._told)
        self._told.style().polish(self._told)
        self._verify.setAccessibleDescription(message)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+H checks; Enter in a filter leads to the list."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() == Qt.Key.Key_H:
            self.verify()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.head.hasFocus() or self._verify.hasFocus():
                self.verify()
            elif self.list.rows():
                self.list.view.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)


def _label(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
