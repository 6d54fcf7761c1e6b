"""The waterfall: the bill's total at the top, each layer a step down, and what is left for the person."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.money.fen import format_fen
from app.money.uppercase import uppercase
from app.records.result import LayerResult, VisitResult
from app.records.words import LAYERS
from app.ui.style import palette
from app.ui.style import type as typeface
from app.ui.style.sheet import SCROLL_BAR
from app.ui.widgets.chips import Chip, Chips
from app.ui.widgets.field import Sign
from app.ui.widgets.layer_row import Bar, BarStrip, LayerRow, RowFacts

ClauseSentence = Callable[[str], str]
"""A clause's article → the sentence of the document, or an empty text where it is not known."""


def _plain(fen: int) -> str:
    return format_fen(fen, thousands=True)


def _minus(fen: int) -> str:
    return f"−{_plain(fen)}"


class Waterfall(QWidget):
    """Shows one ``VisitResult``. The total and the person's share stay in sight; the layers between them scroll.

    ``opened`` names the layer whose steps were opened ("" when they are closed)."""

    opened = Signal(str)
    left = Signal()
    """Esc with no steps open: the focus should go back to where it came from."""

    def __init__(self, clause_sentence: ClauseSentence | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence: ClauseSentence = clause_sentence or (lambda _clause: "")
        self._rows: list[LayerRow] = []
        self._open = ""
        self._chips = Chips()
        self._total = LayerRow(focusable=False)
        self._layers = QWidget()
        self._stack = QVBoxLayout(self._layers)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(0)
        self._notices = QVBoxLayout()
        self._stack.addLayout(self._notices)
        self._stack.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Its room is always kept, so that the bars inside stand under the total's.
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        # Asked for each time: what was kept may be gone with the area's own parts.
        self._area.verticalScrollBar().rangeChanged.connect(
            lambda _least, most: self._area.verticalScrollBar().setEnabled(most > 0)
        )
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._layers)
        self._area.viewport().setAutoFillBackground(False)
        self._layers.setAutoFillBackground(False)
        self._foot = _PersonPays()
        self._top = QVBoxLayout()
        self._top.setSpacing(typeface.px(4))
        self._top.addWidget(self._chips)
        self._top.addWidget(self._total)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(4))
        layout.addLayout(self._top)
        layout.addWidget(self._area, 1)
        layout.addWidget(self._foot)
        self.setAccessibleName("逐层支付")
        self._set_gutter()
        self._chips.show_chips(())
        self.show_pending("选好人、填完就诊和账单，这里逐层显示谁付多少。")

    # ---- what it shows ----

    def show_result(
        self,
        result: VisitResult | None,
        *,
        trial: bool,
        unconfirmed: tuple[str, ...] = (),
        collect: int | None = None,
        pay_out: int | None = None,
        institution_refund: int | None = None,
    ) -> None:
        """Show a result (fen throughout). ``collect``, ``pay_out`` and ``institution_refund`` are what moves at the
        desk, shown where they say something that the person's share does not."""
        if result is None:
            self.show_pending("")
            return
        total = result.amounts.total
        self._show_trial(trial=trial, unconfirmed=unconfirmed)
        self._total.show_facts(RowFacts("total", "总费用", _plain(total), bar=Bar(0, total, total, palette.INK)))
        facts, spent = [], 0
        for layer in result.layers:
            facts.append(self._layer_facts(layer, spent, total))
            spent += layer.pay
        facts.append(self._institution_facts(result, spent, total))
        before = self._shape()
        self._put_rows(facts)
        self._put_notices(result)
        if self._shape() != before:
            self._fit()
        self._foot.show_money(
            result.person_pays, total, collect=collect, pay_out=pay_out, institution_refund=institution_refund
        )

    def show_pending(self, message: str) -> None:
        """No figures yet, or none at the moment: the rows stay where they are, without figures, and ``message`` says
        what is missing."""
        self._total.show_facts(RowFacts("total", "总费用", "—", faint=True))
        self._put_rows([row.facts.without_figures() for row in self._rows])
        while self._notices.count():
            _drop(self._notices.takeAt(0).widget())
        self._foot.show_pending(message)

    def _shape(self) -> tuple[object, ...]:
        """What the layers' height depends on."""
        notices = [self._notices.itemAt(at).widget().accessibleName() for at in range(self._notices.count())]
        return (len(self._rows), notices, [row.steps_shown() for row in self._rows])

    def _set_gutter(self) -> None:
        self._top.setContentsMargins(0, 0, typeface.px(SCROLL_BAR), 0)
        self._foot.setContentsMargins(typeface.px(6), 0, typeface.px(SCROLL_BAR + 6), 0)

    def _show_trial(self, *, trial: bool, unconfirmed: Sequence[str]) -> None:
        if not trial:
            self._chips.show_chips(())
            return
        count = f" · {len(unconfirmed)} 项参数待确认" if unconfirmed else ""
        self._chips.show_chips((Chip(f"试算{count}", "warn", "\n".join(("尚未确认：", *unconfirmed))),))

    def _layer_facts(self, layer: LayerResult, spent: int, total: int) -> RowFacts:
        applied = layer.applied or layer.given
        note = layer.reason or layer.note or ("" if layer.pay else "本次为零")
        return RowFacts(
            layer.id,
            LAYERS.get(layer.id, layer.name),
            _minus(layer.pay) if layer.pay or layer.given else "—",
            note=note,
            faint=not (layer.pay or layer.given),
            bar=Bar(spent, layer.pay, total, palette.HUES.get(layer.id, palette.INK)) if applied else None,
            steps=layer.steps,
            full_name=layer.name,
        )

    def _institution_facts(self, result: VisitResult, spent: int, total: int) -> RowFacts:
        pays = result.institution_pays
        return RowFacts(
            "institution",
            "医院承担",
            _minus(pays) if pays else "—",
            note="" if pays else "本次没有",
            faint=not pays,
            bar=Bar(spent, pays, total, palette.INSTITUTION) if pays else None,
            steps=result.institution_steps,
        )

    def _put_rows(self, facts: Sequence[RowFacts]) -> None:
        while len(self._rows) > len(facts):
            _drop(self._rows.pop())
        while len(self._rows) < len(facts):
            row = LayerRow()
            row.wanted.connect(lambda row=row: self._open_row(row))
            row.closed.connect(self._close_row)
            row.installEventFilter(self)
            self._stack.insertWidget(len(self._rows), row)
            self._rows.append(row)
        for row, fact in zip(self._rows, facts, strict=True):
            row.show_facts(fact)
            row.show_steps(fact.steps if fact.key == self._open else (), self._sentence)
        self._rove()

    def _put_notices(self, result: VisitResult) -> None:
        said = [notice.message for notice in result.notices]
        said += [f"预计另得 {item.name} {_plain(item.pay)} 元（事后支付，不在本次扣减）" for item in result.estimates]
        while self._notices.count() > len(said):
            _drop(self._notices.takeAt(self._notices.count() - 1).widget())
        while self._notices.count() < len(said):
            self._notices.addWidget(_Notice())
        for at, text in enumerate(said):
            widget = self._notices.itemAt(at).widget()
            if isinstance(widget, _Notice):
                widget.say(text, "warn" if at < len(result.notices) else "")

    # ---- opening a layer ----

    def focus_layers(self) -> None:
        """F5: the cursor goes to the layer opened last, else to the first one that pays."""
        rows = self._rows
        row = next((row for row in rows if row.facts.key == self._open), None)
        row = row or next((row for row in rows if not row.facts.faint), rows[0] if rows else None)
        if row is not None:
            row.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def open_layer(self) -> str:
        """The id of the layer whose steps are open, or an empty text."""
        return self._open

    def rows(self) -> tuple[LayerRow, ...]:
        """The rows between the total and the person's share."""
        return tuple(self._rows)

    def _open_row(self, row: LayerRow) -> None:
        if self._open == row.facts.key:
            return
        self._open = row.facts.key
        for other in self._rows:
            other.show_steps(other.facts.steps if other is row else (), self._sentence)
        self._rove()
        self._fit()
        self._bring_into_sight(row)
        self.opened.emit(self._open)

    def _bring_into_sight(self, row: LayerRow) -> None:
        """Scroll as little as shows the whole row; where it is too long, its beginning."""
        bar, room = self._area.verticalScrollBar(), self._area.viewport().height()
        top, bottom = row.y(), row.y() + row.height()
        if top < bar.value():
            bar.setValue(top)
        elif bottom > bar.value() + room:
            bar.setValue(min(top, bottom - room))

    def _fit(self) -> None:
        """Give the layers their height at once: left to Qt's posted events, one frame shows the steps squeezed."""
        for row in self._rows:
            row.fit()
        self._stack.invalidate()
        width = self._layers.width()
        self._layers.resize(width, max(self._area.viewport().height(), self._stack.totalHeightForWidth(width)))
        self._stack.activate()

    def _close_row(self) -> None:
        self._open = ""
        for row in self._rows:
            row.show_steps((), self._sentence)
        self._fit()
        self.opened.emit("")

    def _rove(self) -> None:
        """Tab reaches one row only (the open one, else the first); Up and Down go on from there."""
        here = next((row for row in self._rows if row.facts.key == self._open), self._rows[0] if self._rows else None)
        for row in self._rows:
            row.setFocusPolicy(Qt.FocusPolicy.StrongFocus if row is here else Qt.FocusPolicy.ClickFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: a row's keys, before the scroll area takes them: Up and Down between the layers, Enter opens and
        closes, Esc closes and then leaves."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and isinstance(watched, LayerRow)
            and watched in self._rows
        ):
            return self._key(self._rows.index(watched), event.key())
        return super().eventFilter(watched, event)

    def _key(self, at: int, key: int) -> bool:
        rows, last = self._rows, len(self._rows) - 1
        steps = {
            Qt.Key.Key_Up: max(at - 1, 0),
            Qt.Key.Key_Down: min(at + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if key in steps:
            rows[steps[Qt.Key(key)]].setFocus(Qt.FocusReason.OtherFocusReason)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self._open == rows[at].facts.key:
                self._close_row()
            else:
                self._open_row(rows[at])
        elif key == Qt.Key.Key_Escape:
            if self._open:
                self._close_row()
            else:
                self.left.emit()
        else:
            return False
        return True

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another type size lays everything out again."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self._set_gutter()
            for row in (self._total, *self._rows):
                row.refresh()
            self._foot.refresh()


def _drop(widget: QWidget | None) -> None:
    if widget is not None:
        # Not setParent(None): a visible widget without a parent is a window, and takes the focus from the typing.
        widget.hide()
        widget.deleteLater()


class _Notice(QWidget):
    """A sentence that may wrap, with its sign before the first line."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = Sign()
        self._text = QLabel()
        self._text.setProperty("role", "caption")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, typeface.px(4), 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, 1)

    def say(self, text: str, kind: str) -> None:
        self._sign.show_kind(kind)
        self._text.setText(text)
        self.setAccessibleName(text)


class _PersonPays(QFrame):
    """Under the line, the largest thing in the window and the same in words: what the person pays, or, where the hall
    hands money over, what it hands over; the person's share is then a line below."""

    def __init__(self) -> None:
        super().__init__()
        self._line = QFrame()
        self._line.setFixedHeight(1)
        self._line.setStyleSheet(f"background: {palette.INK};")
        self._name = QLabel("个人应付")
        self._bar = BarStrip()
        self._amount = QLabel("—")
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._desk = QLabel()
        self._message = QLabel()
        for label in (self._amount, self._words, self._desk):
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._message.setWordWrap(True)
        self._message.setProperty("role", "muted")
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self._line, self._name, self._bar, self._amount, self._words, self._desk, self._message):
            layout.addWidget(widget)
        self.refresh()

    def refresh(self) -> None:
        """Fonts at the scale in force."""
        self._name.setFont(typeface.font("layer", bold=True))
        self._name.setContentsMargins(0, typeface.px(8), 0, typeface.px(2))
        self._bar.refresh()
        self._amount.setFont(typeface.font("person"))
        self._words.setFont(typeface.font("layer"))
        self._desk.setFont(typeface.font("body", bold=True))

    def show_money(
        self, person: int, total: int, *, collect: int | None, pay_out: int | None, institution_refund: int | None
    ) -> None:
        """The person's share of ``total`` and what moves at the desk, in fen."""
        # Who has paid the hospital already gets money here: the share is history, and must not look like a demand.
        title, figure = ("个人应付", person) if pay_out is None else ("窗口付给本人", pay_out)
        moves = [] if pay_out is None else [f"个人负担 {_plain(person)}"]
        if collect is not None and (collect != person if pay_out is None else collect):
            moves.append(f"窗口收取 {_plain(collect)}")
        if institution_refund:
            moves.append(f"医院应退 {_plain(institution_refund)}")
        self._name.setText(title)
        self._bar.show_bar(Bar(total - person, person, total, palette.PERSON))
        self._amount.setText(_plain(figure))
        self._words.setText(uppercase(figure))
        self._desk.setText("\n".join(moves))
        self._desk.setVisible(bool(moves))
        self._message.hide()
        self._words.show()
        self.setAccessibleName(f"{title} {_plain(figure)} 元")
        self.setAccessibleDescription("；".join((uppercase(figure), f"总费用 {_plain(total)} 元", *moves)))

    def show_pending(self, message: str) -> None:
        """No figure; why not."""
        self._bar.show_bar(None)
        self._amount.setText("—")
        self._words.hide()
        self._desk.hide()
        self._message.setText(message)
        self._message.setVisible(bool(message))
        self.setAccessibleName(f"{self._name.text()}：还没有数")
        self.setAccessibleDescription(message)
