"""The slip's sections for small papers: runs of label and value instead of a grid, one line a layer, the same order.

Each takes a page or a column of one: what stands beside what is decided by ``wide_slip`` and ``roll_slip``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.money.uppercase import uppercase
from app.papers.flow import Block, kept, section, space, text_line
from app.papers.fonts import Fonts
from app.papers.grid import INK, Rhythm, Style
from app.papers.layer_blocks import money_entries, name_of_share, pays_out, sum_of_share, weighed
from app.papers.layout import Layout
from app.papers.pen import Pen
from app.papers.text import amount, clean, wrap
from app.papers.typed_words import TypedWords, typed_words
from app.papers.visit_blocks import NAMES, act_of, year_limit
from app.records.slip import SlipFacts, SlipLayer

_APART = 11.0
"""Between two pairs of a run."""
_VALUE_LINES = 3
_REASON_LINES = 20
_STROKE = 1.1
_FIGURE_GAP = 10.0


@dataclass(frozen=True, slots=True)
class _Cell:
    label: str
    value: str
    style: Style
    figure: bool = False


@dataclass(frozen=True, slots=True)
class _Set:
    """A cell at its place in a row; ``parts`` are the lines of its value."""

    x: float
    label: str
    value_x: float
    parts: tuple[str, ...]
    style: Style


def run_of_pairs(
    name: str,
    facts: Iterable[tuple[str, str]],
    fonts: Fonts,
    rhythm: Rhythm,
    page: Layout,
    most: int = _VALUE_LINES,
) -> list[Block]:
    """A section of labels and values one after the other, each whole on its line where it can be."""
    cells = [
        _Cell(label, value, page.scale.strong if label in NAMES else page.scale.body)
        for label, value in facts
        if clean(value)
    ]
    return section(name, _run(cells, fonts, rhythm, page, most), rhythm, page)


def _run(cells: Sequence[_Cell], fonts: Fonts, rhythm: Rhythm, page: Layout, most: int = _VALUE_LINES) -> list[Block]:
    rows: list[list[_Set]] = []
    x = page.right
    for cell in cells:
        label = wrap(fonts, cell.label, page.scale.label, page.text_width * 0.4, 1)[0]
        head = fonts.measure(label, page.scale.label.size) + 4 if label else 0.0
        value = cell.value if cell.figure else clean(cell.value)[:300]
        needed = head + fonts.measure(value, cell.style.size, bold=cell.style.bold)
        if not rows or x + needed > page.right:
            rows.append([])
            x = page.text_left
        parts = wrap(fonts, cell.value, cell.style, page.text_width - head, most, made=cell.figure)
        rows[-1].append(_Set(x, label, x + head, tuple(parts), cell.style))
        x += needed + _APART
    return [_run_row(row, rhythm, page) for row in rows]


def _run_row(cells: Sequence[_Set], rhythm: Rhythm, page: Layout) -> Block:
    base = page.scale.body.size + 1

    def draw(pen: Pen, top: float) -> None:
        for cell in cells:
            pen.text(cell.x, top + base, cell.label, page.scale.label)
            for at, part in enumerate(cell.parts):
                pen.text(cell.value_x, top + base + at * rhythm.body, part, cell.style)

    return Block(rhythm.body * max(len(cell.parts) for cell in cells), draw)


def correction(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """What it takes back or differs from, why, who stands behind it."""
    pairs = (("原单", facts.refers_to), *facts.correction)
    return run_of_pairs(act_of(facts), pairs, fonts, rhythm, page, most=_REASON_LINES)


def costs(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """The total, its places that are not empty, the deductible. Nothing of it changes with an adjustment."""
    if facts.kind == "adjustment":
        return []
    scale = page.scale
    cells = [_Cell("医疗费总额", amount(facts.total), scale.strong, figure=True)]
    cells += [_Cell(name, amount(fen), scale.body, figure=True) for name, fen in facts.places if fen]
    cells.append(_Cell("起付线（本次）", amount(facts.deductible), scale.body, figure=True))
    if page.hangs:
        return section("费用", _run(cells, fonts, rhythm, page), rhythm, page)
    rows = [row for cell in cells for row in figure_row(cell.label, cell.value, cell.style, fonts, rhythm, page)]
    return section("费用", rows, rhythm, page)


def years(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """The annual layers after this visit: used and limit."""
    pairs = ((year.what, f"{amount(year.used)}{year_limit(year)}") for year in facts.years)
    return run_of_pairs("本年度", pairs, fonts, rhythm, page)


def payers(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """Who stands behind each layer that pays, where the table had no room for it."""
    typed = typed_words(facts)
    cells = [
        _Cell(layer.name, says, page.scale.body, figure=True)
        for layer in facts.layers
        if layer.pay and (says := under(layer, typed))
    ]
    return section("支付方", _run(cells, fonts, rhythm, page), rhythm, page)


def notices(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """What the person should know; a long one is cut after three lines and says so."""
    fine = page.scale.fine
    blocks: list[Block] = []
    for notice in facts.notices:
        lines = wrap(fonts, notice, fine, page.text_width, 3)
        blocks += kept([text_line(page.text_left, fine.size + 1, line, fine, rhythm.fine) for line in lines])
    return section("提示", blocks, rhythm, page)


def figure_row(name: str, figure: str, style: Style, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """A name of any length, its figure at the right of the first line."""
    room = page.text_width - fonts.measure(figure, style.size, bold=style.bold) - _FIGURE_GAP
    parts = wrap(fonts, name, style, room, _VALUE_LINES)

    def draw(pen: Pen, top: float) -> None:
        for at, part in enumerate(parts):
            pen.text(page.text_left, top + style.size + 1 + at * rhythm.body, part, style)
        pen.figure(page.right, top + style.size + 1, figure, style)

    return [Block(rhythm.body * len(parts), draw)]


# ---- who pays ------------------------------------------------------------------------------------------------------


def applies(layer: SlipLayer) -> bool:
    """Whether it is a row of figures; else it says why not."""
    return bool(layer.applied or layer.given or layer.pay)


def under(layer: SlipLayer, typed: TypedWords) -> str:
    """What stands under a layer's figures: who pays, that it was typed, why nothing, what preference added."""
    says = [
        clean(layer.payer),
        typed.short if layer.given else "",
        "" if layer.pay else clean(layer.reason),
        f"其中倾斜增加 {amount(layer.preference)}" if layer.preference else "",
    ]
    return " · ".join(filter(None, says))


# ---- what you pay --------------------------------------------------------------------------------------------------


def person_pays(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """The largest thing on the paper, as large as the column allows; 大写 whole, however long; how it came about."""
    scale = page.scale
    figure = amount(facts.person_pays)
    size = min(scale.figure.size, (page.text_width - 2) / fonts.measure(figure, 1, bold=True))
    large = Style(round(size, 1), bold=True)
    words = wrap(fonts, f"人民币（大写）{uppercase(facts.person_pays)}", scale.strong, page.text_width)
    sums = wrap(fonts, sum_of_share(facts), scale.label, page.text_width, made=True)
    name = name_of_share(facts)
    beside = fonts.measure(name, scale.section.size, bold=True) + _FIGURE_GAP
    beside += fonts.measure(figure, large.size, bold=True)
    head = 0.0 if beside <= page.text_width else scale.section.size + 3
    base = head + 6 + large.size * 0.76

    def draw(pen: Pen, top: float) -> None:
        pen.rule(page.left, page.right, top, _STROKE, INK)
        pen.text(page.left, top + 5 + scale.section.size, name, scale.section)
        pen.right(page.right, top + base, figure, large)

    return kept(
        [
            Block(base + 5, draw),
            *(text_line(page.text_left, scale.strong.size, line, scale.strong, rhythm.body) for line in words),
            *(text_line(page.text_left, scale.label.size, line, scale.label, rhythm.fine) for line in sums),
            space(rhythm.gap * 0.5),
        ]
    )


def money(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """What moves at the desk; what the hall pays out is second largest, with its 大写."""
    rows: list[Block] = []
    for name, fen, weight in money_entries(facts):
        rows += figure_row(name, amount(fen), weighed(page, weight), fonts, rhythm, page)
    if facts.pay_out:
        rows += _pay_out(facts, fonts, rhythm, page)
    return section("", rows, rhythm, page) if rows else []


def _pay_out(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    scale = page.scale
    words = wrap(fonts, f"人民币（大写）{uppercase(facts.pay_out)}", scale.strong, page.text_width)

    def draw(pen: Pen, top: float) -> None:
        pen.text(page.text_left, top + scale.title.size + 2, pays_out(facts), scale.section)
        pen.right(page.right, top + scale.title.size + 2, amount(facts.pay_out), scale.title)

    lines = (text_line(page.text_left, scale.strong.size, line, scale.strong, rhythm.body) for line in words)
    return kept([Block(scale.title.size + 6, draw), *lines])
