"""A list on A4: as wide as its columns ask for, upright or across; the header on every page, sums on the point. Facts in, PDF
bytes out; the same facts, the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.papers.drawing import drawing
from app.papers.flow import Block, Frame, Placed, end_of, place
from app.papers.fonts import Fonts
from app.papers.grid import (
    BODY,
    FINE,
    FINE_STRONG,
    HAIRLINE,
    INK,
    LABEL,
    LEFT,
    LINE,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    SOFT,
    STRONG,
    TITLE,
    TOP,
    Style,
)
from app.papers.marks import SEAL_HEIGHT, SEAL_WIDTH, draw_page_mark, draw_seal
from app.papers.pen import Pen
from app.papers.text import amount, clean, wrap
from app.records.table import COUNT, MONEY, RATE, Cell, Table, cell_text, counted

TEMPLATE = "list-a4-2"
"""A later layout gets another name."""
_BETWEEN = 10.0
"""White between two columns."""
_WIDEST, _NARROWEST = 190.0, 44.0
_MOST_LINES = 40
_FIGURES = frozenset({MONEY, COUNT, RATE})
_NOTE_LINES = 4
_MEASURED = 3_000


@dataclass(frozen=True, slots=True)
class _Page:
    """The sheet that fits: its size, the size of its type, where each column begins and how wide it is."""

    width: float
    height: float
    style: Style
    strong: Style
    columns: tuple[tuple[float, float], ...]

    @property
    def right(self) -> float:
        return self.width - LEFT

    @property
    def last(self) -> float:
        """How far down rows may stand."""
        return self.height - 46

    @property
    def line(self) -> float:
        return self.style.size + 3.2


def draw_table(table: Table, *, fonts_folder: Path | None = None) -> bytes:
    """The list as PDF. KnownError FONT_MISSING where a bundled font can't be read."""
    with drawing(fonts_folder) as paper:
        fonts = paper.fonts
        page = _fitting(table, fonts)
        pages = _pages(table, page, fonts)
        pen = paper.pen(
            clean(table.title),
            author=f"{clean(table.area)} {clean(table.station)}".strip(),
            subject=TEMPLATE,
            size=(page.width, page.height),
        )
        for number, placed in enumerate(pages, start=1):
            if table.demonstration:
                draw_page_mark(pen, "演示", page.width)
            for one in placed:
                one.block.draw(pen, one.top)
            _foot(pen, table, page, number, len(pages))
            pen.end_page()
        return paper.pdf()


# ---- the sheet that fits ----


def _fitting(table: Table, fonts: Fonts) -> _Page:
    """Upright where all columns have room, else across; there texts give way, and last the type becomes smaller."""
    for width, height in ((PAGE_WIDTH, PAGE_HEIGHT), (PAGE_HEIGHT, PAGE_WIDTH)):
        wide = _natural(table, fonts, BODY, STRONG)
        if sum(wide) + _gaps(table) <= width - 2 * LEFT:
            return _page((width, height), BODY, STRONG, wide)
    room = PAGE_HEIGHT - 2 * LEFT - _gaps(table)
    for style, strong in ((BODY, STRONG), (FINE, FINE_STRONG), (Style(6.0), Style(6.0, bold=True))):
        wide = _natural(table, fonts, style, strong)
        _narrow(table, wide, sum(wide) - room)
        if sum(wide) <= room:
            break
    else:
        wide = [one * room / sum(wide) for one in wide]
    return _page((PAGE_HEIGHT, PAGE_WIDTH), style, strong, wide)


def _gaps(table: Table) -> float:
    return _BETWEEN * (len(table.columns) - 1)


def _page(size: tuple[float, float], style: Style, strong: Style, wide: Sequence[float]) -> _Page:
    left, columns = LEFT, []
    spare = size[0] - 2 * LEFT - sum(wide) - _BETWEEN * (len(wide) - 1)
    step = _BETWEEN + min(max(spare, 0.0) / max(len(wide) - 1, 1), 3 * _BETWEEN)
    for one in wide:
        columns.append((left, one))
        left += one + step
    return _Page(size[0], size[1], style, strong, tuple(columns))


def _natural(table: Table, fonts: Fonts, style: Style, strong: Style) -> list[float]:
    """The widths that the columns ask for."""
    found = []
    for at, (column, total) in enumerate(zip(table.columns, table.totals, strict=True)):
        texts = {_shown(column.kind, row[at]) for row in table.rows[:_MEASURED]}
        wide = max((fonts.measure(text, style.size) for text in texts), default=0.0)
        wide = max(wide, fonts.measure(_shown(column.kind, total), strong.size, bold=True))
        if column.kind == MONEY:
            # the point stands where a bold amount has it
            wide += fonts.measure(".00", style.size, bold=True) - fonts.measure(".00", style.size)
        wide = wide if column.kind in _FIGURES else min(wide, _WIDEST)
        title = fonts.measure(clean(column.title), LABEL.size)
        found.append(max(wide, min(title, max(wide, _NARROWEST))) + 1)
    return found


def _narrow(table: Table, wide: list[float], needed: float) -> None:
    """Take ``needed`` points from the widest columns of text."""
    texts = [at for at, column in enumerate(table.columns) if column.kind not in _FIGURES]
    while needed > 0 and texts:
        widest = max(texts, key=wide.__getitem__)
        if wide[widest] <= _NARROWEST:
            return
        taken = min(needed, wide[widest] - _NARROWEST, 8.0)
        wide[widest] -= taken
        needed -= taken


def _shown(kind: str, cell: Cell) -> str:
    return amount(cell) if kind == MONEY and isinstance(cell, int) else clean(cell_text(kind, cell))


# ---- its blocks ----


def _pages(table: Table, page: _Page, fonts: Fonts) -> list[list[Placed]]:
    head = _head(table, page, fonts)
    titles = _titles(table, page, fonts)
    frame = Frame(TOP, page.last, TOP + titles.height, page.last)
    pages = place([*head, titles, *_rows(table, page, fonts)], frame)
    ending = _ending(table, page)
    if ending is not None:
        if end_of(pages[-1], TOP) + ending.height > page.last:
            pages.append([])
        top = end_of(pages[-1], TOP + titles.height)
        pages[-1].append(Placed(top, ending))
    return [pages[0], *([Placed(TOP, titles), *one] for one in pages[1:])]


def _head(table: Table, page: _Page, fonts: Fonts) -> list[Block]:
    """Title, who took it when and where, what was filtered, notes."""
    wide = page.right - LEFT
    blocks = [Block(20, _text(LEFT, 14, part, TITLE), keep=True) for part in wrap(fonts, table.title, TITLE, wide, 3)]
    made = " · ".join(filter(None, (f"{table.area} {table.station}".strip(), table.made_by, table.made_at)))
    lines = [made, " · ".join(filter(None, (counted(table), table.order)))]
    if table.filter:
        lines.append(f"筛选：{table.filter}")
    if table.demonstration:
        lines.append("演示数据，不作凭据")
    for line in (*lines, *table.notes):
        parts = wrap(fonts, line, FINE, wide, _NOTE_LINES)
        blocks += [Block(11, _text(LEFT, 8, part, LABEL), keep=True) for part in parts]
    return [*blocks, Block(8, lambda _pen, _top: None, keep=True)]


def _text(x: float, down: float, text: str, style: Style) -> _Draw:
    return _Draw(x, down, text, style)


@dataclass(frozen=True, slots=True)
class _Draw:
    x: float
    down: float
    text: str
    style: Style

    def __call__(self, pen: Pen, top: float) -> None:
        pen.text(self.x, top + self.down, self.text, self.style)


def _titles(table: Table, page: _Page, fonts: Fonts) -> Block:
    titles = [
        wrap(fonts, column.title, LABEL, wide, 3) for column, (_, wide) in zip(table.columns, page.columns, strict=True)
    ]
    height = 10.0 * max(map(len, titles)) + 5

    def draw(pen: Pen, top: float) -> None:
        for column, (left, wide), parts in zip(table.columns, page.columns, titles, strict=True):
            first = top + height - 5 - 10.0 * len(parts) + 8
            for at, part in enumerate(parts):
                if column.kind in _FIGURES:
                    pen.right(left + wide, first + at * 10, part, LABEL)
                else:
                    pen.text(left, first + at * 10, part, LABEL)
        pen.rule(LEFT, page.right, top + height - 1, HAIRLINE, SOFT)

    return Block(height, draw, keep=bool(table.rows))


def _rows(table: Table, page: _Page, fonts: Fonts) -> Iterator[Block]:
    for at, row in enumerate(table.rows):
        # the last row stays with the sums
        yield _row(table, row, page, fonts, last=at == len(table.rows) - 1)
    if not table.rows:
        yield Block(page.line + 5, _text(LEFT, page.line, "没有这样的行。", page.style))
    if any(total is not None for total in table.totals):
        yield _sums(table, page, fonts)


def _row(table: Table, row: Sequence[Cell], page: _Page, fonts: Fonts, *, last: bool) -> Block:
    parts = [
        [text] if column.kind in _FIGURES else wrap(fonts, text, page.style, wide, _MOST_LINES)
        for column, cell, (_, wide) in zip(table.columns, row, page.columns, strict=True)
        for text in (_shown(column.kind, cell),)
    ]
    height = page.line * max(map(len, parts)) + 4.4
    summed = any(total is not None for total in table.totals)

    def draw(pen: Pen, top: float) -> None:
        _cells(pen, top, table, page, parts, page.style)
        if not (last and summed):  # the sums bring their own rule
            pen.rule(LEFT, page.right, top + height - 0.6, HAIRLINE, 0.8)

    return Block(height, draw, keep=last)


def _cells(pen: Pen, top: float, table: Table, page: _Page, parts: Sequence[Sequence[str]], style: Style) -> None:
    for column, (left, wide), lines in zip(table.columns, page.columns, parts, strict=True):
        for at, line in enumerate(lines):
            y = top + page.line + at * page.line
            if not line:
                continue
            if column.kind == MONEY and "." in line:
                pen.figure(left + wide, y, line, style)
            elif column.kind in _FIGURES:
                pen.right(left + wide, y, line, style)
            else:
                pen.text(left, y, line, style)


def _sums(table: Table, page: _Page, fonts: Fonts) -> Block:
    parts = [[_shown(column.kind, total)] for column, total in zip(table.columns, table.totals, strict=True)]
    word = "合计" if len(table.rows) == table.whole else f"这 {len(table.rows)} 行合计"
    first = next(at for at, total in enumerate(table.totals) if total is not None)

    def draw(pen: Pen, top: float) -> None:
        pen.rule(LEFT, page.right, top + 2, HAIRLINE * 2, INK)
        _cells(pen, top + 4, table, page, parts, page.strong)
        if first:
            room = page.columns[first][0] - LEFT - 2
            pen.text(LEFT, top + 4 + page.line, wrap(fonts, word, page.strong, room, 1)[0], page.strong)

    return Block(page.line + 12, draw)


def _ending(table: Table, page: _Page) -> Block | None:
    """Where the office signs and seals, where that is asked for."""
    if not table.seal:
        return None

    if table.offices:
        return Block(2 * SEAL_HEIGHT, lambda pen, top: _offices(pen, table.offices, page, top))

    def draw(pen: Pen, top: float) -> None:
        y = top + SEAL_HEIGHT
        for x, name in ((LEFT, "经办"), (LEFT + 130, "复核"), (LEFT + 260, "日期")):
            end = pen.text(x, y, name, LABEL)
            pen.rule(end + 4, x + 112, y + 1, HAIRLINE, SOFT)
        draw_seal(pen, page.right - SEAL_WIDTH, top + 16)

    return Block(SEAL_HEIGHT + 22, draw)


def _offices(pen: Pen, offices: Sequence[str], page: _Page, top: float) -> None:
    """A seal's place for each office in the order in which the report goes, and who signed there."""
    step = (page.right - LEFT) / len(offices)
    for at, office in enumerate(offices):
        left = LEFT + at * step
        draw_seal(pen, left, top + 16, office=office)
        end = pen.text(left, top + SEAL_HEIGHT + 40, "经手人", LABEL)
        pen.rule(end + 4, left + SEAL_WIDTH, top + SEAL_HEIGHT + 41, HAIRLINE, SOFT)


def _foot(pen: Pen, table: Table, page: _Page, number: int, pages: int) -> None:
    y = page.height - 30
    pen.text(LEFT, y, wrap(pen.fonts, table.title, LABEL, (page.right - LEFT) * 0.8, 1)[0], LABEL)
    pen.right(page.right, y, f"第 {number} 页 共 {pages} 页", LABEL)
    pen.rule(LEFT, page.right, y - 11, HAIRLINE, LINE)
