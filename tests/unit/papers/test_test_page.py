"""The test page: of the sheet's size, crosses ten millimetres from every edge, rulers from the paper's own edges."""

from __future__ import annotations

import pytest

from app.papers.test_page import MARK, ROLL, draw_test_page
from app.records.paper import SHEETS
from tests.helpers.ink import DPI, pictures, sizes
from tests.helpers.pdf_text import page_texts, squeezed


@pytest.mark.parametrize("sheet", SHEETS)
def test_each_sheet_has_its_page(sheet: str) -> None:
    one = SHEETS[sheet]
    height = ROLL if one.roll else one.height
    pdf = draw_test_page(one, "不移动")
    assert sizes(pdf) == [pytest.approx((one.width, height), abs=0.02)]
    assert draw_test_page(one, "不移动") == pdf
    said = squeezed(page_texts(pdf)[0])
    assert squeezed(one.title) in said
    assert "离纸的左边、上边都应是10毫米" in said


@pytest.mark.parametrize("sheet", SHEETS)
def test_crosses_and_rulers_stand_where_they_say(sheet: str) -> None:
    picture = pictures(draw_test_page(SHEETS[sheet], "不移动"))[0]
    high, wide = picture.shape
    mark = round(MARK / 25.4 * DPI)
    for x in (mark, wide - mark):
        for y in (mark, high - mark):
            assert picture[y - 2 : y + 3, x - 2 : x + 3].any()
            assert picture[y - 2 : y + 3, x - 15 : x + 16].any(axis=0).all(), "a bar across"
            assert picture[y - 15 : y + 16, x - 2 : x + 3].any(axis=1).all(), "a bar down"
    assert picture[mark - 2 : mark + 3].any(axis=0).all(), "a ruler from edge to edge"
    assert picture[:, mark - 2 : mark + 3].any(axis=1).all()
