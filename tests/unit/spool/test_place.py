"""Pages on their sheet: exactly its size, turned where they lie across it, moved by so much; text stays text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InvariantError
from app.records.paper import SHEETS
from app.records.printing import Offset
from app.spool.place import length, placed
from tests.helpers.ink import blank, ink, pictures, sizes
from tests.helpers.pdf_text import page_texts

NEAR = 0.5
"""Half the frame's line, and a point of the picture."""
TENTHS = st.integers(-40, 40).map(lambda step: step * 5)


@pytest.mark.parametrize("sheet", ["a4", "a5", "241x140", "241x93"])
def test_without_an_offset_nothing_moves(sheet: str) -> None:
    paper = blank(sheet, 2)
    moved = placed(paper, SHEETS[sheet], Offset())
    assert [pytest.approx(one, abs=0.01) for one in sizes(moved)] == sizes(paper)
    assert [ink(one) for one in pictures(moved)] == [ink(one) for one in pictures(paper)]


@settings(max_examples=25, deadline=None)
@given(right=TENTHS, down=TENTHS)
def test_any_offset_moves_ink_and_keeps_text(right: int, down: int) -> None:
    paper = blank("a5")
    moved = placed(paper, SHEETS["a5"], Offset(right, down))
    assert page_texts(moved) == page_texts(paper), "no picture of a page, nothing clipped out of it"
    assert sizes(moved)[0] == pytest.approx((210, 148), abs=0.01)
    found = ink(pictures(moved)[0])
    if abs(right) < 50 and abs(down) < 50:  # the frame stays on the sheet
        assert found == pytest.approx(
            tuple(at + way / 10 for at, way in zip((5, 5, 205, 143), (right, down) * 2, strict=True)), abs=NEAR
        )


def test_a_page_across_is_turned_onto_an_upright_sheet_and_then_moved() -> None:
    across = blank("a4", width=297, height=210)
    assert sizes(placed(across, SHEETS["a4"], Offset()))[0] == pytest.approx((210, 297), abs=0.01)
    assert ink(pictures(placed(across, SHEETS["a4"], Offset()))[0]) == pytest.approx((5, 5, 205, 292), abs=NEAR)
    moved = ink(pictures(placed(across, SHEETS["a4"], Offset(20, -15)))[0])
    assert moved == pytest.approx((7, 3.5, 207, 290.5), abs=NEAR), "on the paper as it leaves the printer"


def test_a_smaller_page_lies_in_the_upper_left_corner() -> None:
    assert ink(pictures(placed(blank("a5"), SHEETS["a4"], Offset()))[0]) == pytest.approx((5, 5, 205, 143), abs=NEAR)


def test_a_roll_has_the_length_of_its_page_in_whole_millimetres() -> None:
    paper = blank("80mm", height=333.3)
    assert length(paper) == pytest.approx(333.3, abs=0.01)
    assert sizes(placed(paper, SHEETS["80mm"], Offset()))[0] == pytest.approx((80, 334), abs=0.01)


@pytest.mark.parametrize(("paper", "sheet"), [("a4", "a5"), ("241x140", "241x93"), ("241x140", "80mm")])
def test_what_is_larger_than_its_sheet_is_a_bug(paper: str, sheet: str) -> None:
    with pytest.raises(InvariantError, match="does not lie on a sheet"):
        placed(blank(paper), SHEETS[sheet], Offset())
