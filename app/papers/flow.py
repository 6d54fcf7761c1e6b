"""Blocks of known height, and their places on pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from app.papers.grid import HAIRLINE, LEFT, LINE, RIGHT, SECTION, Rhythm
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


def space(height: float) -> Block:
    """White space."""
    return Block(height, lambda _pen, _top: None)


def section(name: str, blocks: Sequence[Block], rhythm: Rhythm, *, ruled: bool = True) -> list[Block]:
    """The blocks under a hairline, with the section's name hanging in columns 1 and 2 beside the first of them."""
    if not blocks:
        return []
    first = blocks[0]
    shown = clean(name)

    def draw(pen: Pen, top: float) -> None:
        if ruled:
            pen.rule(LEFT, RIGHT, top, HAIRLINE, LINE)
        pen.text(LEFT, top + rhythm.gap * 0.5 + 10.5, shown, SECTION)
        first.draw(pen, top + rhythm.gap * 0.5)

    headed = Block(first.height + rhythm.gap * 0.5, draw, keep=first.keep or len(blocks) > 1)
    return [headed, *blocks[1:], space(rhythm.gap * 0.5)]


def total_height(blocks: Iterable[Block]) -> float:
    """Sum of the heights, points."""
    return sum(block.height for block in blocks)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where blocks may stand: from ``top`` to ``bottom`` of the first page, from ``later_top`` to ``later_bottom`` of
    the others. A first page that is partly filled has ``begun``: then its first block may move on as well."""

    top: float
    bottom: float
    later_top: float
    later_bottom: float
    begun: bool = False


def place(blocks: Sequence[Block], frame: Frame) -> list[list[Placed]]:
    """Pages of placed blocks, at least one; a run of kept blocks moves on together unless it fills a page by itself."""
    pages: list[list[Placed]] = [[]]
    y, bottom = frame.top, frame.bottom
    for run in _runs(blocks):
        height = total_height(run)
        whole = height <= frame.later_bottom - frame.later_top
        for block in run:
            needed = height if whole and block is run[0] else block.height
            may_move = bool(pages[-1]) or (len(pages) == 1 and frame.begun)
            if may_move and y + needed > bottom:
                pages.append([])
                y, bottom = frame.later_top, frame.later_bottom
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
