"""What importing a bill puts into the case, to be looked through before it is done: rows, refunds, refused ones, sums."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.money.fen import format_fen
from app.records.words import ITEM_CLASSES
from app.services.bills import importing, invoice
from app.services.bills.importing import Choices, PlannedRow, Reading
from app.services.bills.invoice import Proposal
from app.services.bills.matching import HOW, LATER, Key
from app.ui.models.table import Align, Column, Mark
from app.ui.models.typed import count, money
from app.ui.screens.confirm_line import ConfirmLine
from app.ui.screens.lists import ListPage
from app.ui.screens.path_line import RefusedRowsLine
from app.ui.style import type as typeface
from app.ui.widgets.choice import Choice
from app.ui.widgets.facts import Fact, Facts
from app.ui.widgets.field import LabeledField, Message

OUT, IN = "out", "in"
LOOK, FILL = "look", "fill"
WORDS = {
    "all": "全部要导入的",
    "later": "还没对上目录",
    "differs": "和目录不同",
    "odd": "要核对",
    "netted": "退费冲抵",
    "refused": "退回的行",
}


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row of one of the lists: texts, its amount in fen (None where it can't be read), and the item that a difference is about
    (None where there is none)."""

    line: int
    name: str
    item_class: str
    quantity: str
    price: str
    amount: int | None
    what: str
    key: Key | None = None
    mark: Mark | None = None


class BillPreviewPage(QWidget):
    """``import_wanted`` with Choices and the Proposals taken; ``save_wanted`` with a Path; ``columns_wanted``; ``left`` on Esc."""

    import_wanted = Signal(object, object)
    save_wanted = Signal(object)
    columns_wanted = Signal()
    left = Signal()

    def __init__(
        self, reading: Reading, choices: Choices, folder: Path, rows_there: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("bill_preview")
        self.reading = reading
        self.choices = choices
        self._rows_there = rows_there
        self._busy = False
        self._proposals = invoice.proposals(reading.invoice, reading.about.form)
        self._lists = _lists(reading, choices)
        self.which = Choice({name: f"{word} {len(self._lists[name])}" for name, word in WORDS.items()})
        self.which.picked.connect(lambda _code: self._show())
        self.refused = Choice({OUT: "不导入", IN: "照原样放进账单，在那里改"})
        self.refused.picked.connect(self._refused_picked)
        self.fill = Choice({LOOK: "只看，不填", FILL: f"填进就诊里还空着的 {len(self._proposals)} 格"})
        self.refused.show_code(IN if choices.refused_too else OUT)
        self.fill.show_code(LOOK)
        self.list = ListPage(
            COLUMNS,
            (),
            name="账单的各行",
            nothing="",
            stretch="what",
            keys={"Ctrl+K": self._turn},
            own=("Ctrl+S", "Ctrl+O"),
            whole=lambda row: (
                f"第 {row.line} 行 {row.name}：{row.what}" if row.what else f"第 {row.line} 行 {row.name}"
            ),
        )
        self._told = Message(self, lines=2, keeps_height=False)
        self.path = RefusedRowsLine(folder, reading.file.name, self)
        self.path.named.connect(self.save_wanted)
        self.path.left.connect(lambda: self.tell("没有存退回的行。"))
        self.line = ConfirmLine("bill_import", self)
        self.line.confirmed.connect(self._confirmed)
        self.line.left.connect(lambda: self.tell(""))
        self._lay_out()
        self.setFocusProxy(self.list)
        self.which.show_code(next((name for name in ("refused", "odd", "differs") if self._lists[name]), "all"))
        self._show()

    def _lay_out(self) -> None:
        self._bar = QWidget(self)
        bar = QHBoxLayout(self._bar)
        bar.setContentsMargins(0, typeface.px(6), 0, 0)
        bar.setSpacing(typeface.px(24))
        bar.addWidget(LabeledField("逐行看", self.which, self, beside=True), 1)
        fields = ((self.reading.refused, "退回的行", self.refused), (self._proposals, "票据内容", self.fill))
        for wanted, word, choice in fields:
            field = LabeledField(word, choice, self, beside=True)
            field.setVisible(bool(wanted))
            bar.addWidget(field, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, typeface.px(8), 0, 0)
        layout.setSpacing(typeface.px(8))
        layout.addWidget(Facts(facts(self.reading, self.choices)))
        layout.addWidget(self._bar)
        layout.addWidget(self.list, 1)
        for below in (self._told, self.path, self.line):
            layout.addWidget(below)

    @property
    def told(self) -> str:
        """What was said last."""
        return self._told.full_text()

    def tell(self, message: str, mark: str = "") -> None:
        """One sentence under the list; what was open below closes."""
        self._busy = False
        self.line.hide()
        self.path.hide()
        self._bar.show()
        self._told.show()
        self._told.say(message, mark)
        self.list.view.setAccessibleDescription(message)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def path_refused(self, message: str) -> None:
        """The file can't be written: say so, the place stays to be changed."""
        self._told.say(message, "stop")
        self.path.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        which = self.which.code()
        held = self.list.hasFocus()
        self.list.show_rows(())  # another list of the same length would keep the sentence of its row
        rows = self._lists[which]
        self.list.show_rows(rows, nothing=f"没有{WORDS[which]}。")
        if held:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refused_picked(self, code: str) -> None:
        self.choices = replace(self.choices, refused_too=code == IN)
        self._again()

    def _turn(self, row: PreviewRow) -> None:
        """The list's class, rate and limit instead of the catalogue's for an item, or back."""
        if row.key is None or row.key not in {one.key for one in self.reading.differences}:
            self._told.say("这一行和目录没有不同，不用选。", "")
            return
        self.choices = replace(self.choices, keeps=self.choices.keeps ^ {row.key})
        self._again()
        word = "按清单" if row.key in self.choices.keeps else "按目录"
        self._told.say(f"{row.name}：{word}。账单里这几行会注明。", "done")

    def _again(self) -> None:
        line = row.line if (row := self.list.row()) is not None else 0
        self._lists = _lists(self.reading, self.choices)
        rows = self._lists[self.which.code()]
        self.list.show_rows(rows, next((at for at, one in enumerate(rows) if one.line == line), 0))

    def _save(self) -> None:
        if not self.reading.refused:
            self.tell("没有退回的行，不用存。")
            return
        self._told.say("", "")
        self.path.ask_where()

    def _taken(self) -> tuple[Proposal, ...]:
        return self._proposals if self.fill.code() == FILL else ()

    def _ask(self) -> None:
        self._told.say("", "")
        if not self._lists["all"]:
            self.tell("没有可以导入的行。", "warn")
            return
        words = question(self.reading, self.choices, self._taken(), self._rows_there)
        self._bar.hide()  # in large type there is no room for both, and nothing is picked while it asks
        self._told.hide()
        self.line.ask(words, "放进账单", "再看看")

    def _confirmed(self) -> None:
        self._busy = True
        self.import_wanted.emit(self.choices, self._taken())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks whether to import, Ctrl+S saves the refused rows, Ctrl+O goes to the columns, Esc goes back."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Escape:
            if not self._busy:
                self.left.emit()
        elif self._busy or not self.line.isHidden():
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask()
        elif event.key() == Qt.Key.Key_S and control:
            self._save()
        elif event.key() == Qt.Key.Key_O and control:
            self.columns_wanted.emit()
        else:
            super().keyPressEvent(event)


# ---- what it says


def facts(reading: Reading, choices: Choices) -> list[Fact]:
    """What the bill is, what it adds up to, what to look at."""
    file = reading.file
    total = format_fen(reading.total, thousands=True)
    rows = f"{len(reading.rows)} 行，共 {total} 元"
    if reading.netted:
        back = format_fen(sum(one.amount for one in reading.netted), thousands=True)
        rows += f"；{len(reading.netted)} 笔退费已冲抵 {back} 元"
    found = [
        Fact("清单", "　".join((file.name, reading.institution.name, *file.list.table.notes))),
        Fact("要导入", rows, strong=True),
    ]
    later = [one for one in reading.waiting if _is_later(one.key, choices)]
    if later:
        amount = format_fen(sum(one.amount for one in later), thousands=True)
        found.append(Fact("没对上", f"{len(later)} 个项目（{amount} 元）先放着，账单里要补类别", mark="warn"))
    if reading.refused:
        left = format_fen(reading.left_out, thousands=True)
        found.append(Fact("退回", f"{len(reading.refused)} 行（{left} 元）；Ctrl+S 存成 csv，改好再导入", mark="warn"))
    wrong = _once(one.sentence for one in reading.sums if not one.agrees)
    right = [one.what for one in reading.sums if one.agrees]
    found += [Fact("" if at else "合计", one, mark="warn") for at, one in enumerate(wrong[:2])]
    if right and not wrong:
        found.append(Fact("合计", f"{'、'.join(right[:3])}和明细一致"))
    found += [
        Fact("" if at else "重复", one.sentence, mark="stop" if one.stops else "warn")
        for at, one in enumerate(reading.taken[:3])
    ]
    around = invoice.said(reading.invoice)
    if reading.invoice.number or reading.invoice.amounts:
        found.append(Fact("票据", "，".join(around)))
    odd = (*reading.warnings, *invoice.contradictions(reading.invoice, reading.about.form), *reading.invoice.wrong)
    if odd:
        found.append(Fact("留意", "；".join(one.rstrip("。") for one in odd), mark="warn"))
    if file.unknown:
        found.append(Fact("没有用到", "、".join(file.unknown)))
    return found


def _once(sentences: Iterable[str]) -> list[str]:
    """The invoice and the list's own total differ by the same for the same reason: told of the first alone."""
    told: dict[str, str] = {}
    for sentence in sentences:
        told.setdefault(sentence.partition("比明细")[2], sentence)
    return list(told.values())


def question(reading: Reading, choices: Choices, taken: tuple[Proposal, ...], rows_there: int) -> str:
    """What Enter will do, with what is wrong said once more."""
    planned = len(importing.plan(reading, choices))
    said = [f"把 {planned} 行（共 {format_fen(reading.total, thousands=True)} 元）放进账单"]
    if rows_there:
        said.append(f"接在已有的 {rows_there} 行后面")
    if reading.refused:
        lines = "、".join(str(one.line) for one in reading.refused[:6]) + ("等" if len(reading.refused) > 6 else "")
        how = "照原样放进账单，改好才能结算" if choices.refused_too else "没有导入"
        said.append(f"第 {lines} 行{how}")
    wrong = next((one for one in reading.sums if not one.agrees), None)
    if wrong is not None:
        said.append(wrong.sentence.rstrip("。"))
    if reading.taken:
        said.append(reading.taken[0].sentence.rstrip("。"))
    if taken:
        said.append("同时填入" + "、".join(f"{one.title} {one.text}" for one in taken))
    return "；".join(said) + "。账单里按一次 Ctrl+Z 全部撤销。"


def _is_later(key: Key, choices: Choices) -> bool:
    match = choices.items.get(key)
    return match is None or match.how == LATER


def _lists(reading: Reading, choices: Choices) -> dict[str, tuple[PreviewRow, ...]]:
    differs = {one.key for one in reading.differences}
    rows = [_row(one, reading, choices) for one in importing.plan(reading, choices)]
    lines = {line for one in reading.differences for line in one.lines}
    return {
        "all": tuple(rows),
        "later": tuple(row for row in rows if row.mark is Mark.PENDING),
        "differs": tuple(row for row in rows if row.key in differs and row.line in lines),
        "odd": tuple(row for row in rows if row.line in reading.remarks),
        "netted": tuple(
            PreviewRow(one.line, one.name, "", "", "", -one.amount, _against(one.against)) for one in reading.netted
        ),
        "refused": tuple(
            PreviewRow(one.line, one.name, "", "", "", one.amount, one.reason, mark=Mark.STOP)
            for one in reading.refused
        ),
    }


def _against(against: tuple[tuple[int, int], ...]) -> str:
    return "、".join(f"冲抵第 {line} 行 {format_fen(fen, thousands=True)}" for line, fen in against)


def _row(one: PlannedRow, reading: Reading, choices: Choices) -> PreviewRow:
    bill = one.bill
    how = HOW[one.match.how] if one.match is not None else ""
    said = [part for part in (bill.hint, reading.remarks.get(one.line, ""), "" if bill.hint else how) if part]
    mark = (
        Mark.PENDING if one.match is not None and one.match.how == LATER else Mark.STOP if one.match is None else None
    )
    kept = one.row is not None and one.row.key in choices.keeps
    return PreviewRow(
        one.line,
        bill.name,
        ITEM_CLASSES.get(bill.item_class, bill.item_class),
        bill.quantity,
        bill.unit_price,
        one.amount,
        "；".join(said),
        one.row.key if one.row is not None else None,
        mark or (Mark.WARN if kept or one.line in reading.remarks else None),
    )


COLUMNS: tuple[Column[PreviewRow], ...] = (
    count("line", "行", lambda row: row.line),
    Column("name", "项目", lambda row: row.name[:36]),
    Column("item_class", "类", lambda row: row.item_class, Align.CENTER),
    Column("quantity", "数量", lambda row: row.quantity, Align.RIGHT),
    Column("price", "单价", lambda row: row.price, Align.RIGHT),
    money("amount", "金额", lambda row: row.amount),
    Column("what", "说明", lambda row: row.what, mark=lambda row: row.mark),
)
