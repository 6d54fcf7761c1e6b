"""The slip's upper half: head, who, what happened, the year so far, what it cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.papers.flow import Block, kept, section, space, text_line
from app.papers.fonts import Fonts
from app.papers.grid import GUTTER, HAIRLINE, INK, LINE, WARNING_HUE, Rhythm, Style
from app.papers.layout import Layout
from app.papers.pen import Pen
from app.papers.text import amount, clean, wrap
from app.records.slip import SlipCategory, SlipFacts, SlipYear

Pair = tuple[str, str]
_VALUE_LINES = 3
NAMES = frozenset({"姓名", "患者姓名", "参保人"})
HEADINGS = {"reversal": "冲红", "adjustment": "差额"}


def act_of(facts: SlipFacts) -> str:
    """What the paper is of: 结算, 冲红 or 差额, as its number and date are named."""
    return HEADINGS.get(facts.kind, "结算")


def title_of(facts: SlipFacts) -> str:
    """The paper's title; made from the area's name where the facts bring none."""
    return clean(facts.title) or f"{clean(facts.area_name)}城乡居民医疗费用“一站式”结算单"


def head(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """Title, what kind of paper it is, institution, number, date and clerk."""
    return [
        *_heading(facts, fonts, page),
        *_title(facts, fonts, page),
        *_status(facts, fonts, rhythm, page),
        space(rhythm.gap * 0.4),
        *kept(_institution(facts, fonts, rhythm, page)),
        space(rhythm.gap * 0.6),
    ]


def _heading(facts: SlipFacts, fonts: Fonts, page: Layout) -> list[Block]:
    word = HEADINGS.get(facts.kind)
    if word is None:
        return []
    reference = f"原单 {clean(facts.refers_to)}" if facts.refers_to else ""
    lines = wrap(fonts, reference, page.scale.fine, page.right - page.left - 60, 1)

    def draw(pen: Pen, top: float) -> None:
        end = pen.coloured(page.left, top + 13, word, page.scale.title, WARNING_HUE)
        pen.text(end + 10, top + 13, lines[0], page.scale.fine)

    return [Block(20, draw, keep=True)]


def _title(facts: SlipFacts, fonts: Fonts, page: Layout) -> list[Block]:
    return kept(
        [
            _line(line, page.scale.title, 19, 14, page)
            for line in wrap(fonts, title_of(facts), page.scale.title, page.right - page.left, 3)
        ]
    )


def status_of(facts: SlipFacts) -> str:
    """What the paper is not, or what its amounts mean; empty for an ordinary settlement."""
    says = [
        "试算：有参数尚未确认，不作结算凭据" if facts.trial else "",
        "演示数据，不作结算凭据" if facts.demonstration else "",
        "金额与原单正负相反，用于冲销原单" if facts.kind == "reversal" else "",
        "费用与原单相同，本单只列重新核算后的差额" if facts.kind == "adjustment" else "",
    ]
    return "　".join(filter(None, says))


def _status(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    text = status_of(facts)
    if not text:
        return []
    lines = wrap(fonts, text, page.scale.fine, page.right - page.left, 2)
    return [_line(line, page.scale.fine, rhythm.fine, 8, page) for line in lines]


def _line(text: str, style: Style, height: float, baseline: float, page: Layout) -> Block:
    return text_line(page.left, baseline, text, style, height, keep=True)


def _institution(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """Institution with its level on the left, the slip's own facts on the right; each is drawn as a whole, so that a
    reader program finds a long name in one piece."""
    own = (
        (f"{act_of(facts)}单号", facts.number or "（试算，无单号）"),
        (f"{act_of(facts)}日期", facts.business_date),
        ("经办", joined(facts.operator_name, facts.station_name)),
    )
    label = 42.0
    width = 186.0
    line = rhythm.body + 1
    rights = [(name, wrap(fonts, value, page.scale.body, width - label, _VALUE_LINES)) for name, value in own]
    room = page.right - page.left - width - 2 * GUTTER
    lefts = [(part, page.scale.section) for part in wrap(fonts, facts.institution, page.scale.section, room, 4)]
    level = joined(facts.institution_level, facts.way)
    lefts += [(part, page.scale.lead) for part in wrap(fonts, level, page.scale.lead, room, 2)]

    def draw(pen: Pen, top: float) -> None:
        y = top + 10.5
        for at, (part, style) in enumerate(lefts):
            pen.text(page.left, y + at * line, part, style)
        for name, parts in rights:
            pen.text(page.right - width, y, name, page.scale.label)
            for part in parts:
                pen.text(page.right - width + label, y, part, page.scale.body)
                y += line

    return [Block(line * max(len(lefts), sum(len(parts) for _, parts in rights)), draw)]


def joined(*parts: str) -> str:
    return " · ".join(filter(None, map(clean, parts)))


def pairs(
    name: str, facts: Sequence[Pair], fonts: Fonts, rhythm: Rhythm, page: Layout, columns: int = 3
) -> list[Block]:
    """A section of label–value pairs in ``columns``; a long value takes the columns that it needs, at most 3 lines."""
    cell = (page.text_width - GUTTER * (columns - 1)) / columns
    rows: list[list[tuple[float, str, float, list[str], Style]]] = []
    taken = columns
    for label, value in facts:
        style = page.scale.strong if label in NAMES else page.scale.body
        head_width = max(38.0, fonts.measure(clean(label)[:24], page.scale.label.size) + 5)
        shown = wrap(fonts, label, page.scale.label, page.text_width * 0.4, 1)[0]
        needed = head_width + fonts.measure(clean(value)[:300], style.size, bold=style.bold)
        span = next((n for n in range(1, columns) if needed <= n * cell + (n - 1) * GUTTER), columns)
        if taken + span > columns:
            rows.append([])
            taken = 0
        x = page.text_left + taken * (cell + GUTTER)
        room = span * cell + (span - 1) * GUTTER - head_width
        rows[-1].append((x, shown, head_width, wrap(fonts, value, style, room, _VALUE_LINES), style))
        taken += span
    return section(name, [_pair_row(row, rhythm, page) for row in rows], rhythm, page)


def _pair_row(row: Sequence[tuple[float, str, float, list[str], Style]], rhythm: Rhythm, page: Layout) -> Block:
    def draw(pen: Pen, top: float) -> None:
        for x, label, head_width, parts, style in row:
            pen.text(x, top + 10, label, page.scale.label)
            for at, part in enumerate(parts):
                pen.text(x + head_width, top + 10 + at * rhythm.body, part, style)

    return Block(rhythm.body * max(len(cell[3]) for cell in row), draw)


def correction(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """Why a reversal or an adjustment was made, who asked for it, who approved it."""
    return pairs(act_of(facts), facts.correction, fonts, rhythm, page)


def years(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """The annual layers after this visit: used, limit and a thin bar; two beside each other."""
    width = (page.text_width - 3 * GUTTER) / 2
    blocks = []
    for at in range(0, len(facts.years), 2):
        cells = [
            (page.text_left + place * (width + 3 * GUTTER), year, _year_name(year, fonts, width, page))
            for place, year in enumerate(facts.years[at : at + 2])
        ]

        def draw(pen: Pen, top: float, cells: list[tuple[float, SlipYear, str]] = cells) -> None:
            for x, year, what in cells:
                _year(pen, x, top, width, year, what, page)

        blocks.append(Block(rhythm.fine + rhythm.row + 1.5, draw))
    return section("本年度累计", blocks, rhythm, page)


def _year_name(year: SlipYear, fonts: Fonts, width: float, page: Layout) -> str:
    room = width - fonts.measure(_year_used(year) + year_limit(year), page.scale.fine.size) - GUTTER
    return wrap(fonts, year.what, page.scale.fine, max(60.0, room), 1)[0]


def _year_used(year: SlipYear) -> str:
    return amount(year.used)


def year_limit(year: SlipYear) -> str:
    return " / 不设限额" if year.limit is None else f" / {amount(year.limit)}"


def _year(pen: Pen, x: float, top: float, width: float, year: SlipYear, what: str, page: Layout) -> None:
    y = top + 9.2
    pen.text(x, y, what, page.scale.label)
    begin = pen.right(x + width, y, year_limit(year), page.scale.quiet)
    pen.right(begin, y, _year_used(year), page.scale.fine)
    pen.rule(x, x + width, y + 3.2)
    if year.limit and year.used:
        part = min(1.0, abs(year.used) / abs(year.limit))
        pen.rule(x, x + width * part, y + 2.6, 1.6, INK)


_CATEGORY_HEADS = ("费用类别", "总费用", "甲类", "乙类", "丙类", "政策范围内")


def costs(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """By charge category where the bill had items, then the policy lines: places of the total, deductible, rate. Nothing
    of it changes with an adjustment."""
    if facts.kind == "adjustment":
        return []
    blocks: list[Block] = []
    if facts.categories:
        blocks += categories(facts.categories, fonts, rhythm, page)
        blocks.append(space(rhythm.gap * 0.4))
    return section("费用", [*blocks, *_policy_lines(facts, fonts, rhythm, page)], rhythm, page)


def categories(categories: Sequence[SlipCategory], fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    first = 76.0
    step = (page.text_width - first) / 5
    edges = [page.text_left + first + step * (at + 1) for at in range(5)]
    rows = [
        (name, _figures(category), page.scale.body)
        for category in categories
        for name in [wrap(fonts, category.name, page.scale.body, first + 14, 1)[0]]
    ]
    columns = zip(*(_figures(category) for category in categories))
    sums = ("医疗费总额", tuple(sum(column) for column in columns), page.scale.strong)

    def heads(pen: Pen, top: float) -> None:
        pen.text(page.text_left, top + 9, _CATEGORY_HEADS[0], page.scale.label)
        for edge, name in zip(edges, _CATEGORY_HEADS[1:]):
            pen.right(edge, top + 9, name, page.scale.label)

    def row(name: str, figures: Sequence[int], style: Style, *, ruled: bool) -> Block:
        def draw(pen: Pen, top: float) -> None:
            if ruled:
                pen.rule(page.text_left, page.right, top + 2.5, HAIRLINE, LINE)
            y = top + 9.5 + (4.5 if ruled else 0)
            pen.text(page.text_left, y, name, style)
            for edge, fen in zip(edges, figures):
                pen.figure(edge, y, amount(fen), style) if fen else pen.right(edge, y, "–", page.scale.quiet)

        return Block(rhythm.body - 0.6 + (4.5 if ruled else 0), draw)

    body = [row(name, figures, style, ruled=False) for name, figures, style in rows]
    return [Block(rhythm.body, heads, keep=True), *body[:-1], *kept([body[-1], row(*sums, ruled=True)])]


def _figures(category: SlipCategory) -> tuple[int, int, int, int, int]:
    return (category.total, category.class_a, category.class_b, category.class_c, category.in_scope)


def _policy_lines(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """Name and figure in three columns, the total first and bold; a long name takes two or three of them."""
    entries = [] if facts.categories else [("医疗费总额", amount(facts.total), page.scale.strong)]
    entries += [(name, amount(fen), page.scale.body) for name, fen in facts.places]
    entries.append(("起付线（本次）", amount(facts.deductible), page.scale.body))
    entries += [
        ("统筹支付比例", clean(layer.rate), page.scale.body)
        for layer in facts.layers[:1]
        if layer.applied and layer.rate
    ]
    rows: list[list[_Cell]] = []
    taken = _COLUMNS
    for name, value, style in entries:
        needed = fonts.measure(clean(name)[:99] + value, style.size, bold=style.bold) + 8
        span = next((n for n in range(1, _COLUMNS) if needed <= _span(n, page)), _COLUMNS)
        if taken + span > _COLUMNS:
            rows.append([])
            taken = 0
        x = page.text_left + taken * (_span(1, page) + _WIDE_GUTTER)
        room = _span(span, page) - fonts.measure(value, style.size, bold=style.bold) - 8
        rows[-1].append(_Cell(x, x + _span(span, page), wrap(fonts, name, style, max(40.0, room), 1)[0], value, style))
        taken += span
    return [_policy_row(row, rhythm) for row in rows]


_COLUMNS = 3
_WIDE_GUTTER = 2.5 * GUTTER


def _span(columns: int, page: Layout) -> float:
    return (page.text_width - _WIDE_GUTTER * (_COLUMNS - 1)) / _COLUMNS * columns + _WIDE_GUTTER * (columns - 1)


@dataclass(frozen=True, slots=True)
class _Cell:
    begin: float
    end: float
    name: str
    value: str
    style: Style


def _policy_row(cells: Sequence[_Cell], rhythm: Rhythm) -> Block:
    def draw(pen: Pen, top: float) -> None:
        for cell in cells:
            pen.text(cell.begin, top + 9.5, cell.name, cell.style)
            if "." in cell.value:
                pen.figure(cell.end, top + 9.5, cell.value, cell.style)
            else:
                pen.right(cell.end, top + 9.5, cell.value, cell.style)

    return Block(rhythm.body - 0.6, draw)
