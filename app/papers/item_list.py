"""The bill's items with their shares, on any paper: one table, its heads on every page, its sums at the end.

Where a row has no room beside each other (the receipt) it stands in two lines: what it is, then its amounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.papers.flow import Block, kept, space, text_line
from app.papers.fonts import FIGURE_MINUS, Fonts
from app.papers.grid import GUTTER, HAIRLINE, INK, LINE, Rhythm, Style
from app.papers.layout import Layout
from app.papers.pen import Pen
from app.papers.text import amount, clean, wrap
from app.records.slip import SlipFacts, SlipItem

_MONEY = ("金额", "先行自付", "基金支付", "个人自费")
_NARROW = 300.0
"""Points; a page whose contents have less room takes two lines for a row."""
_GAP = 9.0
_LEAST = 4.0
_NAME_LINES = 3
_TOGETHER = 5
_PAUSE = 3.0
"""After so many rows a little space: the eye keeps its line across the sheet."""


def item_list(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """Blocks whose first is the head, to be repeated on every page (``place(…, again=blocks[0])``); empty without items."""
    if not facts.items:
        return []
    columns = _Columns(facts.items, fonts, page)
    head = _head(columns, rhythm, page)
    rows: list[Block] = []
    for at, item in enumerate(facts.items, start=1):
        rows += _row(item, columns, fonts, rhythm, page)
        if at % _TOGETHER == 0 and at < len(facts.items):
            rows.append(space(_PAUSE))
    return [head, *rows[:-1], *kept([rows[-1], *_sums(facts, columns, fonts, rhythm, page)])]


def _sums_of(items: Sequence[SlipItem]) -> tuple[int, int, int, int]:
    return (
        sum(item.amount for item in items),
        sum(item.prepay for item in items),
        sum(item.fund for item in items),
        sum(item.own for item in items),
    )


def _figures(item: SlipItem) -> tuple[int, int, int, int]:
    return (item.amount, item.prepay, item.fund, item.own)


def _text_of(number: str) -> str:
    return clean(number).replace("-", FIGURE_MINUS)


class _Columns:
    """Right edges of the figures, measured by the widest of each column; the name has what is left."""

    per_line = len(_MONEY)

    def __init__(self, items: Sequence[SlipItem], fonts: Fonts, page: Layout) -> None:
        style = page.scale.fine
        measure = fonts.measure

        def widest(texts: set[str], head: str, *, most: float = 120.0) -> float:
            longest = max((measure(text, style.size) for text in texts), default=0.0)
            return max(min(longest, most), measure(head, style.size))

        self.left = page.left
        self.narrow = page.right - page.left < _NARROW
        sums = _sums_of(items)
        money = [
            max(
                widest({amount(min(values)), amount(max(values))}, head) + 0.5,
                measure(amount(total), page.scale.fine_strong.size, bold=True),
            )
            for head, total, values in zip(_MONEY, sums, zip(*map(_figures, items), strict=True), strict=True)
        ]
        if self.narrow:
            self.name_width = page.right - page.left
            self.per_line = len(_MONEY) if sum(money) + _LEAST * (len(_MONEY) - 1) <= self.name_width else 2
            step = self.name_width / self.per_line
            self.money = [page.left + step * (at % self.per_line + 1) for at in range(len(_MONEY))]
            if self.per_line == len(_MONEY):
                spare = (self.name_width - sum(money)) / len(_MONEY)
                self.money = [page.left + sum(money[: at + 1]) + spare * (at + 1) for at in range(len(_MONEY))]
            return
        self.money = []
        edge = page.right
        for width in reversed(money):
            self.money.insert(0, edge)
            edge -= width + _GAP
        # Whole and part of a quantity or price are measured apart: they stand on their points.
        self.quantity = _Point({_text_of(item.quantity) for item in items}, edge, "数量", fonts, style)
        self.price = _Point(
            {_text_of(item.unit_price) for item in items}, self.quantity.begin - _GAP, "单价", fonts, style
        )
        edge = self.price.begin - _GAP
        self.unit_width = widest({clean(item.unit)[:8] for item in items}, "单位", most=40.0)
        self.unit = edge - self.unit_width
        self.level = self.unit - _GAP - measure("等级", style.size)
        self.name = page.left + widest({clean(item.category) for item in items}, "费用类别", most=70.0) + _GAP + 0.5
        self.name_width = self.level - _GAP - self.name

    @property
    def money_lines(self) -> int:
        """Lines of a row's amounts."""
        return len(_MONEY) // self.per_line


@dataclass(frozen=True, slots=True, init=False)
class _Point:
    """A column of numbers with different decimals: where it begins and where its points stand."""

    begin: float
    end: float
    point: float

    def __init__(self, texts: set[str], end: float, head: str, fonts: Fonts, style: Style) -> None:
        parts = [text.partition(".") for text in texts]
        whole = max(fonts.measure(part[0], style.size) for part in parts)
        after = max(fonts.measure(part[1] + part[2], style.size) for part in parts)
        width = max(whole + after, fonts.measure(head, style.size))
        object.__setattr__(self, "end", end)
        object.__setattr__(self, "begin", end - width)
        object.__setattr__(self, "point", end - after)


def _at_point(pen: Pen, column: _Point, y: float, text: str, style: Style) -> None:
    whole = text.partition(".")[0]
    pen.text(column.point - pen.fonts.measure(whole, style.size), y, text, style)


def _head(columns: _Columns, rhythm: Rhythm, page: Layout) -> Block:
    """The list's name, what the shares are, the columns' heads over a rule."""
    scale = page.scale
    fine = scale.fine.size
    heads = 14.0 + fine + 6

    def draw(pen: Pen, top: float) -> None:
        y = top + rhythm.gap * 0.5
        pen.rule(page.left, page.right, y, HAIRLINE, LINE)
        end = pen.text(page.left, y + 14, "费用清单", scale.section)
        pen.text(end + GUTTER, y + 14, "基金支付按政策范围内金额分摊", scale.label)
        y += heads
        if columns.narrow:
            pen.text(page.left, y, "项目　类别 等级 单价 × 数量", scale.label)
            y += fine + 3
        else:
            pen.text(page.left, y, "费用类别", scale.label)
            pen.text(columns.name, y, "项目名称", scale.label)
            pen.text(columns.level, y, "等级", scale.label)
            pen.text(columns.unit, y, "单位", scale.label)
            pen.right(columns.price.end, y, "单价", scale.label)
            pen.right(columns.quantity.end, y, "数量", scale.label)
        for at, (edge, name) in enumerate(zip(columns.money, _MONEY, strict=True)):
            pen.right(edge, y + at // columns.per_line * (fine + 3), name, scale.label)
        pen.rule(page.left, page.right, y + (columns.money_lines - 1) * (fine + 3) + 4, HAIRLINE, INK)

    more = (fine + 3) * columns.money_lines if columns.narrow else 0.0
    return Block(rhythm.gap * 0.5 + heads + more + 6, draw, keep=True)


def _row(item: SlipItem, columns: _Columns, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    style = page.scale.fine
    line = max(rhythm.fine, style.size + 1.6)
    if columns.narrow:
        return _narrow_row(item, columns, fonts, line, page)
    names = wrap(fonts, item.name, style, columns.name_width, _NAME_LINES)
    category = wrap(fonts, item.category, style, columns.name - columns.left - _GAP, 1)[0]
    unit = wrap(fonts, item.unit, style, columns.unit_width, 1)[0]

    def draw(pen: Pen, top: float) -> None:
        y = top + style.size + 0.6
        pen.text(columns.left, y, category, style)
        pen.text(columns.name, y, names[0], style)
        pen.text(columns.level, y, clean(item.item_class)[:3], style)
        pen.text(columns.unit, y, unit, style)
        _at_point(pen, columns.price, y, _text_of(item.unit_price), style)
        _at_point(pen, columns.quantity, y, _text_of(item.quantity), style)
        _money(pen, columns, y, _figures(item), style)
        for at, name in enumerate(names[1:], start=1):
            pen.text(columns.name, y + at * line, name, style)

    return [Block(line * len(names), draw)]


def _money(pen: Pen, columns: _Columns, y: float, figures: Sequence[int], style: Style, line: float = 0.0) -> None:
    for at, (edge, fen) in enumerate(zip(columns.money, figures, strict=True)):
        pen.figure(edge, y + at // columns.per_line * line, amount(fen), style)


def _narrow_row(item: SlipItem, columns: _Columns, fonts: Fonts, line: float, page: Layout) -> list[Block]:
    style = page.scale.fine
    times = f"{_text_of(item.unit_price)} × {_text_of(item.quantity)}{clean(item.unit)[:8]}"
    says = " ".join((clean(item.name), clean(item.category), clean(item.item_class), times))
    names = wrap(fonts, says, style, columns.name_width, _NAME_LINES, made=True)
    blocks = [text_line(page.left, style.size + 0.6, name, style, line) for name in names]

    def draw(pen: Pen, top: float) -> None:
        _money(pen, columns, top + style.size + 0.6, _figures(item), style, line)

    return kept([*blocks, Block(line * columns.money_lines + 3, draw)])


def _sums(facts: SlipFacts, columns: _Columns, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """The sums under a rule, and what the two columns by the catalogue don't say: who bears them."""
    strong = page.scale.fine_strong
    line = max(rhythm.fine, strong.size + 1.6)
    down = line if columns.narrow else 0.0
    name = f"合计 {len(facts.items)} 项"

    def draw(pen: Pen, top: float) -> None:
        pen.rule(page.left, page.right, top + 2.5, HAIRLINE, INK)
        y = top + strong.size + 6
        pen.text(page.left, y, name, strong)
        _money(pen, columns, y + down, _sums_of(facts.items), strong, line)

    says = "先行自付、个人自费是按目录划分的金额，不等于个人应付。"
    if facts.institution_pays > 0:
        says += f"其中由医疗机构承担的 {amount(facts.institution_pays)} 元不向您收取。"
    fine = page.scale.label
    notes = wrap(fonts, says, fine, page.right - page.left)
    return [
        Block(line * columns.money_lines + down + 10, draw),
        *(text_line(page.left, fine.size, note, fine, line) for note in notes),
        space(rhythm.gap * 0.5),
    ]
