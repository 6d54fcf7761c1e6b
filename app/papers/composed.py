"""Pages that are worked out and not yet painted, and what comes after what is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.papers.flow import Block, Frame, Placed, end_of, place
from app.papers.layout import Layout

Pages = list[list[Placed]]


@dataclass(frozen=True, slots=True)
class Composed:
    """The blocks of each page with their places, and the page that they were measured for."""

    page: Layout
    pages: Sequence[Sequence[Placed]]


def onward(pages: Pages, blocks: Sequence[Block], page: Layout, again: Block | None = None) -> Pages:
    """The pages with ``blocks`` placed after what stands on the last of them; ``again`` as in ``place``."""
    if not blocks:
        return pages
    first = len(pages) == 1
    y = end_of(pages[-1], page.top if first else page.later_top)
    more = place(blocks, Frame(y, page.last, page.later_top, page.last, begun=bool(pages[-1])), again)
    return [*pages[:-1], [*pages[-1], *more[0]], *more[1:]]
