"""Blocks of known height, and their places on pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from app.papers.grid import HAIRLINE, LINE, Rhythm, Style
from app.papers.layout import A4, Layout
from app.papers.pen import Pen
from app.papers.text import clean

Draw = Callable[[Pen, float], None]


@dataclass(frozen=True, slots=True)
class Block:
    """``draw(pen, top)`` fills ``height`` points below top; ``keep`` forbids a page break right after it."""

    height: float
    draw: Draw
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and the y of its top on its page."""

    top: float
    block: Block


def lines(heights: Sequence[float], draw: Callable[[Pen, float, int], None]) -> list[Block]:
    """One block for each height; ``draw(pen, top, at)`` is told which."""

    def one(at: int) -> Draw:
        return lambda pen, top: draw(pen, top, at)

    return [Block(height, one(at)) for at, height in enumerate(heights)]


def text_line(x: float, baseline: float, text: str, style: Style, height: float, *, keep: bool = False) -> Block:
    """One line of text from ``x``, its baseline so far below the block's top."""

    def draw(pen: Pen, top: float) -> None:
        pen.text(x, top + baseline, text, style)

    return Block(height, draw, keep)


def space(height: float) -> Block:
    """White space."""
    return Block(height, lambda _pen, _top: None)


def section(
    name: str, blocks: Sequence[Block], rhythm: Rhythm, page: Layout = A4, *, ruled: bool = True
) -> list[Block]:
    """The blocks under a hairline, with the section's name hanging beside the first of them, or standing above it."""
    if not blocks:
        return []
    first = blocks[0]
    shown = clean(name)
    down = rhythm.gap * 0.5
    above = 0.0 if page.hangs or not shown else page.scale.section.size + 4

    def draw(pen: Pen, top: float) -> None:
        if ruled:
            pen.rule(page.left, page.right, top, HAIRLINE, LINE)
        pen.text(page.left, top + down + 10.5, shown, page.scale.section)
        first.draw(pen, top + down + above)

    headed = Block(first.height + down + above, draw, keep=first.keep or len(blocks) > 1)
    return [headed, *blocks[1:], space(down)]


def total_height(blocks: Iterable[Block]) -> float:
    """Sum of the heights, points."""
    return sum(block.height for block in blocks)


def beside(left: Sequence[Block], right: Sequence[Block], x: float, rhythm: Rhythm) -> Block:
    """Two columns as one block, the left one painted (and read) first, a hairline between them at ``x``."""
    height = max(total_height(left), total_height(right))

    def draw(pen: Pen, top: float) -> None:
        for column in (left, right):
            y = top
            for block in column:
                block.draw(pen, y)
                y += block.height
        pen.upright(x, top + 2, height - 2)

    return Block(height + rhythm.gap * 0.5, draw)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where blocks may stand: from ``top`` to ``bottom`` of the first page, from ``later_top`` to ``later_bottom`` of
    the others. A first page that is partly filled has ``begun``: then its first block may move on as well."""

    top: float
    bottom: float
    later_top: float
    later_bottom: float
    begun: bool = False


def place(blocks: Sequence[Block], frame: Frame, again: Block | None = None) -> list[list[Placed]]:
    """Pages of placed blocks, at least one; a run of kept blocks moves on together unless it fills a page by itself.

    ``again`` (a table's heads, the first of ``blocks``) stands at the top of every further page as well.
    """
    pages: list[list[Placed]] = [[]]
    y, bottom = frame.top, frame.bottom
    room = frame.later_bottom - frame.later_top - (again.height if again else 0.0)
    for run in _runs(blocks):
        height = total_height(run)
        whole = height <= room
        for block in run:
            needed = height if whole and block is run[0] else block.height
            may_move = bool(pages[-1]) or (len(pages) == 1 and frame.begun)
            if may_move and y + needed > bottom:
                pages.append([])
                y, bottom = frame.later_top, frame.later_bottom
                if again is not None and block is not again:
                    pages[-1].append(Placed(y, again))
                    y += again.height
            pages[-1].append(Placed(y, block))
            y += block.height
    return pages


def end_of(page: Sequence[Placed], otherwise: float) -> float:
    """The y under the last block of a page."""
    return page[-1].top + page[-1].block.height if page else otherwise


def kept(blocks: Sequence[Block]) -> list[Block]:
    """The same blocks, all on one page."""
    return [replace(block, keep=True) for block in blocks[:-1]] + list(blocks[-1:])


def _runs(blocks: Sequence[Block]) -> list[list[Block]]:
    runs: list[list[Block]] = []
    joins = False
    for block in blocks:
        if joins:
            runs[-1].append(block)
        else:
            runs.append([block])
        joins = block.keep
    return runs
