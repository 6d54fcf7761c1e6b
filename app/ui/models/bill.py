"""The bill as a table: rows of texts, filled from the catalogue, with undo, and always one empty row at the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from app.errors import UserError
from app.money.fen import format_fen, parse_money, parse_number, parse_rate
from app.records.form import BillRow, Problem
from app.records.people import CatalogueItem
from app.records.result import LineSplit
from app.records.words import FAULTS, ITEM_CLASSES
from app.ui.models import bill_text
from app.ui.models.bill_text import EMPTY, FindItems, is_empty
from app.ui.models.table import Align, Column, Mark, TableModel

_PATH = re.compile(r"rows\[(\d+)\](?:\.(\w+))?")
_NO_PROBLEMS: Mapping[str, Problem] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Checked:
    """What a row's texts alone show, worked out once when the row is made: its amount in fen (None: unreadable),
    quantity × price as text, and what is wrong by field."""

    fen: int | None
    computed: str
    problems: Mapping[str, Problem]
    empty: bool


@dataclass(frozen=True, slots=True)
class BillLine:
    """A row of the grid: what was typed, where its amount went (fen), what the services say is the matter by field.
    Made by ``line_of``."""

    bill: BillRow
    checked: Checked
    split: LineSplit | None
    problems: Mapping[str, Problem]


def line_of(bill: BillRow, like: BillLine | None = None) -> BillLine:
    """The grid's row of a bill's row; ``like`` lends what the services said of the row before."""
    computed = bill_text.computed_amount(bill)
    checked = Checked(bill_text.fen_of(bill.amount), computed, _own_problems(bill), is_empty(bill))
    return BillLine(bill, checked, like.split if like else None, like.problems if like else _NO_PROBLEMS)


def _own_problems(bill: BillRow) -> Mapping[str, Problem]:
    reads: tuple[tuple[str, str, Callable[[str], object]], ...] = (
        ("quantity", bill.quantity, parse_number),
        ("unit_price", bill.unit_price, parse_number),
        ("amount", bill.amount, parse_money),
        ("prepay_rate", bill.prepay_rate, parse_rate),
    )
    found: dict[str, Problem] = {}
    for name, text, read in reads:
        if text:
            try:
                read(text)
            except UserError as error:
                found[name] = Problem(name, error.message)
    if bill.item_class and bill.item_class not in ITEM_CLASSES:
        found["item_class"] = Problem("item_class", f"类别「{bill.item_class}」不认识：请填 甲、乙 或 丙。")
    return found or _NO_PROBLEMS


# ---- what a cell shows ----


def problem_of(line: BillLine, name: str) -> Problem | None:
    """What is the matter with one field: what the services said, else what its text alone shows."""
    return line.problems.get(name) or line.checked.problems.get(name)


def counts(line: BillLine) -> bool:
    """Whether the row's amount is in the sum: the services leave out a row that has anything wrong or missing."""
    return line.checked.fen is not None and not line.problems and not line.checked.problems and not line.checked.empty


def advice(problem: Problem) -> str:
    """What to do about a problem, with the key where its field is not among the columns."""
    if problem.field.rpartition(".")[2] in _IN_DETAILS:
        return f"{problem.message.rstrip('。')}：按 Ctrl+M 打开这一行的明细来填。"
    return problem.message


_IN_DETAILS = frozenset({"category", "fault", "decided_by", "unit", "price_limit", "special_drug"})
_FIELDS = ("name", "code", "item_class", "prepay_rate", "category", "quantity", "unit_price", "amount")


def first_problem(line: BillLine) -> Problem | None:
    """The first thing that is wrong with a row, else the first that is still to be filled in."""
    if not line.problems and not line.checked.problems:
        return None
    found = [problem for name in _FIELDS if (problem := problem_of(line, name))]
    found += [problem for name, problem in line.problems.items() if name not in _FIELDS]
    return next((problem for problem in found if not problem.pending), found[0] if found else None)


def _mark(name: str) -> Callable[[BillLine], Mark | None]:
    def mark(line: BillLine) -> Mark | None:
        problem = problem_of(line, name)
        if problem is None:
            return Mark.WARN if name == "amount" and _differs(line) else None
        return Mark.PENDING if problem.pending else Mark.STOP

    return mark


def _hint(name: str) -> Callable[[BillLine], str]:
    def hint(line: BillLine) -> str:
        problem = problem_of(line, name)
        if problem is not None:
            return problem.message
        if name == "amount":
            return _difference(line)
        return line.bill.name if name == "name" else ""  # it may be cut off

    return hint


def _differs(line: BillLine) -> bool:
    computed = line.checked.computed
    return bool(computed and line.bill.amount and computed != line.bill.amount)


def _difference(line: BillLine) -> str:
    return f"数量 × 单价 = {line.checked.computed}，按填写的金额算" if _differs(line) else ""


def remarks(line: BillLine) -> str:
    """What the last column says: the first problem, else where the line's money went and how it is marked."""
    problem = first_problem(line)
    if problem is not None:
        return " · ".join(part for part in (problem.message, line.bill.hint) if part)
    row, split, said = line.bill, line.split or LineSplit(), []
    if bill_text.looks_like_total(row):
        said.append("像是合计行，请核对是否删除")
    if row.fault:
        said.append(FAULTS.get(row.fault, row.fault) + (f"（{row.decided_by}）" if row.decided_by else "：待填认定人"))
    if row.special_drug:
        said.append("大病特药")
    if split.out_of_catalogue:
        said.append("目录外")
    if split.over_limit:
        said.append(f"超限价 {format_fen(split.over_limit, thousands=True)}")
    if split.prepay:
        said.append(f"先行自付 {format_fen(split.prepay, thousands=True)}")
    if _differs(line):
        said.append(f"数量×单价 {line.checked.computed}")
    if row.hint:
        said.append(row.hint)
    return " · ".join(said)


def _remark_mark(line: BillLine) -> Mark | None:
    problem = first_problem(line)
    if problem is not None:
        return Mark.PENDING if problem.pending else Mark.STOP
    row = line.bill
    if _differs(line) or bill_text.looks_like_total(row) or (row.fault and not row.decided_by):
        return Mark.WARN
    return Mark.QUIET


def _in_scope(line: BillLine) -> str:
    return "" if line.split is None else format_fen(line.split.in_scope, thousands=True)


def _amount(line: BillLine) -> str:
    fen = line.checked.fen
    return line.bill.amount if fen is None else format_fen(fen, thousands=True)


def _typed_amount(line: BillLine) -> str:
    return line.bill.amount


Edit = Callable[[BillRow, str], BillRow]


def _edited(edit: Edit) -> Callable[[BillLine, str], BillLine]:
    return lambda line, text: line_of(edit(line.bill, text), line)


def _column(key: str, title: str, text: Callable[[BillRow], str], edit: Edit) -> Column[BillLine]:
    align = Align.LEFT if key == "name" else Align.CENTER if key == "item_class" else Align.RIGHT
    return Column(
        key,
        title,
        lambda line: text(line.bill),
        align,
        edited=_edited(edit),
        mark=_mark(key),
        hint=_hint(key),
    )


def _columns() -> tuple[Column[BillLine], ...]:
    return (
        _column("name", "项目（拼音、编码或名称）", lambda row: row.name or row.code, bill_text.with_name),
        _column("item_class", "类", lambda row: ITEM_CLASSES.get(row.item_class, row.item_class), bill_text.with_class),
        _column("prepay_rate", "自付%", lambda row: bill_text.rate_percent(row.prepay_rate), bill_text.with_percent),
        _column("quantity", "数量", lambda row: row.quantity, bill_text.with_quantity),
        _column("unit_price", "单价", lambda row: row.unit_price, bill_text.with_price),
        replace(
            _column("amount", "金额", lambda row: row.amount, bill_text.with_amount), text=_amount, raw=_typed_amount
        ),
        Column("in_scope", "政策内", _in_scope, Align.RIGHT),
        Column("remark", "提示", remarks, mark=_remark_mark, hint=remarks),
    )


# ---- the model ----


class _Replace(QUndoCommand):
    """Rows in the place of other rows: the one command of the bill."""

    def __init__(self, model: BillModel, at: int, old: Sequence[BillLine], new: Sequence[BillLine], text: str) -> None:
        super().__init__(text)
        self._model, self._at, self._old, self._new = model, at, tuple(old), tuple(new)

    def redo(self) -> None:
        """Qt: do it, also the first time."""
        self._model.put(self._at, len(self._old), self._new)

    def undo(self) -> None:
        """Qt: take it back."""
        self._model.put(self._at, len(self._new), self._old)


class BillModel(TableModel[BillLine]):
    """The bill's rows with undo. ``changed`` is emitted once after every change, previews of typing included."""

    changed = Signal()

    def __init__(self, find: FindItems, parent: QObject | None = None) -> None:
        super().__init__(_columns(), (line_of(EMPTY),), parent)
        self.find = find
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(500)
        self._typing: tuple[int, BillLine] | None = None
        self._last_at = 0
        self._places: tuple[int, ...] | None = None

    # ---- the form's rows ----

    def bill_rows(self) -> tuple[BillRow, ...]:
        """The rows that hold something, in order."""
        return tuple(self._rows[at].bill for at in self.places())

    def places(self) -> tuple[int, ...]:
        """Where in the grid each of ``bill_rows`` stands."""
        if self._places is None:
            self._places = tuple(at for at, line in enumerate(self._rows) if not line.checked.empty)
        return self._places

    def load(self, rows: Iterable[BillRow]) -> None:
        """Show a stored bill; nothing before it can be undone."""
        self._typing = None
        self.undo_stack.clear()
        self._places = None
        self.beginResetModel()
        self._rows = [line_of(row) for row in rows] + [line_of(EMPTY)]
        self.endResetModel()
        self.changed.emit()

    def set_splits(self, splits: Sequence[LineSplit]) -> None:
        """Where each row's amount went, aligned with ``bill_rows``; fewer or none: the rest is not known."""
        by_place = dict(zip(self.places(), splits, strict=False))
        self._annotate(
            {
                at: replace(line, split=by_place.get(at))
                for at, line in enumerate(self._rows)
                if line.split != by_place.get(at)
            }
        )

    def set_problems(self, problems: Iterable[Problem]) -> bool:
        """What is wrong, by the form's paths ("rows[3].amount", counted over ``bill_rows``); others are passed by. Whether
        anything is other than before."""
        places, found = self.places(), dict[int, dict[str, Problem]]()
        for problem in problems:
            match = _PATH.fullmatch(problem.field)
            if match and int(match[1]) < len(places):
                found.setdefault(places[int(match[1])], {}).setdefault(match[2] or "", problem)
        changed = {
            at: replace(line, problems=found.get(at, _NO_PROBLEMS))
            for at, line in enumerate(self._rows)
            if line.problems != found.get(at, _NO_PROBLEMS)
        }
        self._annotate(changed)
        return bool(changed)

    def _annotate(self, changed: Mapping[int, BillLine]) -> None:
        """Rows that look different now; told run by run, so that the view repaints no others."""
        first = last = -1
        for at, line in changed.items():
            self._rows[at] = line
            if at == last + 1 and first >= 0:
                last = at
                continue
            if first >= 0:
                self._tell(first, last)
            first = last = at
        if first >= 0:
            self._tell(first, last)

    def sums(self) -> Mapping[str, int]:
        """Fen by class A, B, C and "" (no class yet), of the rows that count: ``left_out`` has the others."""
        sums = dict.fromkeys((*ITEM_CLASSES, ""), 0)
        for line in self._rows:
            if counts(line):
                sums[line.bill.item_class if line.bill.item_class in ITEM_CLASSES else ""] += line.checked.fen or 0
        return sums

    def left_out(self) -> tuple[int, ...]:
        """The rows (counted over the grid) that hold something but do not count yet."""
        return tuple(at for at in self.places() if not counts(self._rows[at]))

    # ---- changes ----

    def put(self, at: int, count: int, lines: Sequence[BillLine]) -> None:
        """Replace rows without undo (the undo command itself, and previews)."""
        self._last_at = at
        self._places = None
        missing = at + count - len(self._rows)
        if missing > 0:  # empty rows at the end are not kept, but an undo may count on them
            self.splice(len(self._rows), 0, [line_of(EMPTY)] * missing)
        self.splice(at, count, lines)
        last = len(self._rows) - 1
        if last < 0 or not self._rows[last].checked.empty:
            self.splice(last + 1, 0, (line_of(EMPTY),))
        while last > 0 and self._rows[last].checked.empty and self._rows[last - 1].checked.empty:
            self.splice(last, 1, ())
            last -= 1
        self._places = None
        self.changed.emit()

    def _push(self, at: int, count: int, lines: Sequence[BillLine], text: str) -> None:
        self.undo_stack.push(_Replace(self, at, self._rows[at : at + count], lines, text))

    def row_edited(self, at: int, row: BillLine) -> None:
        """Where ``setData`` ends up: one step of undo."""
        self.finish_typing()
        self._push(at, 1, (row,), "修改")

    def preview(self, at: int, key: str, text: str) -> None:
        """What the row would be with ``text`` in the cell: shown and counted at once, one step of undo when finished."""
        if self._typing is not None and self._typing[0] != at:
            self.finish_typing()
        if self._typing is None:
            self._typing = (at, self._rows[at])
        edited = self.columns[self.column_at(key)].edited
        if edited is None:
            return
        line = edited(self._typing[1], text)
        if line != self._rows[at]:
            self.put(at, 1, (line,))

    def typing_at(self) -> int | None:
        """The row that is being typed in, None where nothing is unfinished."""
        return None if self._typing is None else self._typing[0]

    def finish_typing(self) -> None:
        """Make what is being typed a step of undo."""
        if self._typing is None:
            return
        at, before = self._typing
        self._typing = None
        now = self._rows[at]
        if now.bill != before.bill:
            self._rows[at] = before
            self._push(at, 1, (now,), "修改")

    def fill(self, at: int, item: CatalogueItem) -> None:
        """Put a catalogue item into the row; what was being typed to find it is no step of its own."""
        before = self._rows[at]
        if self._typing is not None and self._typing[0] == at:
            before = self._typing[1]
            self._typing = None
            self._rows[at] = before
        line = line_of(bill_text.filled(before.bill, item, keep_price=False), before)
        if line != before:
            self._push(at, 1, (line,), "选择项目")

    def fill_exact(self, at: int) -> bool:
        """Fill the row from the catalogue if what was typed is exactly a code or a name of it."""
        row = self._rows[at].bill
        if row.code:
            return False
        item = bill_text.exact_item(self.find, row.name)
        if item is None:
            return False
        self.fill(at, item)
        return True

    def set_details(self, at: int, bill: BillRow) -> None:
        """Another row with the details changed (marks, category, limit, unit)."""
        self.finish_typing()
        if bill != self._rows[at].bill:
            self._push(at, 1, (line_of(bill, self._rows[at]),), "修改")

    def insert_row(self, at: int) -> None:
        """An empty row before the one at ``at``; a second empty row at the end is not kept."""
        self.finish_typing()
        self._push(at, 0, (line_of(EMPTY),), "插入行")

    def remove_row(self, at: int) -> None:
        """Take the row away (the last, empty one is always there)."""
        self.finish_typing()
        if not (at == len(self._rows) - 1 and self._rows[at].checked.empty):
            self._push(at, 1, (), "删除行")

    def paste(self, at: int, text: str) -> tuple[int | None, str]:
        """Rows from a spreadsheet's clipboard into the empty row at ``at``, else after it; where the last one stands
        (None where there were none), and what was taken in words."""
        self.finish_typing()
        pasted = bill_text.rows_from_clipboard(text, self.find)
        rows = pasted.rows
        if not rows:
            return None, pasted.sentence()
        empty = self._rows[at].checked.empty
        start = at if empty else at + 1
        self._push(start, 1 if empty else 0, [line_of(row) for row in rows], "粘贴")
        return start + len(rows) - 1, pasted.sentence()

    def import_rows(self, rows: Sequence[BillRow]) -> int:
        """Rows of a hospital's list behind what is there, as one step of undo; where the first one stands."""
        self.finish_typing()
        at = len(self._rows) - 1
        self._push(at, 1, [line_of(row) for row in rows], "导入账单")
        return at

    def undo(self) -> int | None:
        """Take the last change back (typing that is not finished becomes a change first); the row where it was,
        None where there was nothing to take back."""
        self.finish_typing()
        if not self.undo_stack.canUndo():
            return None
        self.undo_stack.undo()
        return self._last_at

    def redo(self) -> int | None:
        """Do the last undone change again; the row where it was, None where there was none."""
        self.finish_typing()
        if not self.undo_stack.canRedo():
            return None
        self.undo_stack.redo()
        return self._last_at
