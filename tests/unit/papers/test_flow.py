"""Where blocks stand: whole runs, page breaks, nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.papers.flow import Block, Frame, end_of, kept, place, section, space, total_height
from app.papers.grid import AIRY, TIGHT, between, hue, left, right
from app.papers.pen import Pen

_FRAME = Frame(top=10, bottom=100, later_top=20, later_bottom=110)


def _nothing(_pen: Pen, _top: float) -> None:
    return None


def _block(height: float, *, keep: bool = False) -> Block:
    return Block(height, _nothing, keep)


def test_blocks_stand_under_each_other_until_the_page_is_full() -> None:
    pages = place([_block(40), _block(50), _block(30)], _FRAME)
    assert [[placed.top for placed in page] for page in pages] == [[10, 50], [20]]
    assert end_of(pages[0], 0) == 100
    assert end_of([], 7) == 7


def test_kept_blocks_move_on_together() -> None:
    pages = place([_block(40), *kept([_block(30), _block(30)])], _FRAME)
    assert [len(page) for page in pages] == [1, 2]


def test_a_run_longer_than_a_page_is_broken_all_the_same() -> None:
    pages = place(kept([_block(40)] * 4), _FRAME)
    assert [len(page) for page in pages] == [2, 2]


def test_a_page_that_is_begun_may_stay_without_a_block() -> None:
    begun = Frame(top=90, bottom=100, later_top=20, later_bottom=110, begun=True)
    assert [len(page) for page in place([_block(40)], begun)] == [0, 1]


@given(st.lists(st.tuples(st.floats(min_value=0, max_value=60), st.booleans()), max_size=40))
def test_every_block_is_placed_once_in_order_and_inside(rows: list[tuple[float, bool]]) -> None:
    blocks = [_block(height, keep=keep) for height, keep in rows]
    pages = place(blocks, _FRAME)
    assert [placed.block for page in pages for placed in page] == blocks
    for at, page in enumerate(pages):
        assert end_of(page, 0) <= (_FRAME.later_bottom if at else _FRAME.bottom) + 0.001


def test_a_section_without_contents_is_nothing() -> None:
    assert section("收付", [], AIRY) == []
    assert total_height(section("收付", [space(10)], AIRY)) == 10 + AIRY.gap


def test_the_grid_has_twelve_columns_and_rhythms_between_two_ends() -> None:
    assert left(1) < right(1) < left(2)
    assert round(right(12), 2) == 552.78
    assert between(0) == AIRY
    assert between(1).gap == pytest.approx(TIGHT.gap)
    assert TIGHT.body < between(0.5).body < AIRY.body


def test_every_layer_has_a_hue() -> None:
    assert hue("supplementary_2") == hue("supplementary")
    assert hue("basic") != hue("assistance")
    assert len(hue("something new")) == 3
