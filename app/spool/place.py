"""Pages onto their sheet: turned where they lie across it, moved by a printer's offset. Text stays text, nothing is cut."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from app.errors import require
from app.records.paper import Sheet
from app.records.printing import Offset

_POINTS = 72 / 25.4
_SLACK = 1.0
"""Millimetres by which a page may be larger than its sheet: sizes are rounded on their way."""


def placed(pdf: bytes, sheet: Sheet, offset: Offset) -> bytes:
    """``pdf`` with every page exactly of the sheet's size, its top left corner where the sheet's is, moved by ``offset``. A page
    that lies across an upright sheet is turned a quarter to the left; the pages of a roll all get the length of the longest.
    InvariantError for a page that is larger than the sheet."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        width, height = sheet.width * _POINTS, _height(document, sheet) * _POINTS
        for page in document:
            _place(page, width, height, offset)
            page.close()
        made = BytesIO()
        document.save(made)
        return made.getvalue()
    finally:
        document.close()


def length(pdf: bytes) -> float:
    """The height of the longest page, in mm."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return _longest(document)
    finally:
        document.close()


def _longest(document: Any) -> float:
    return max(float(document.get_page_size(at)[1]) for at in range(len(document))) / _POINTS


def _height(document: Any, sheet: Sheet) -> float:
    """Of a roll whole millimetres, rounded up."""
    return float(-(-int(_longest(document) * 10) // 10)) if sheet.roll else sheet.height


def _place(page: Any, width: float, height: float, offset: Offset) -> None:
    """One page, from the box that it has to that of the sheet. Points, from the bottom left."""
    import pypdfium2.raw

    left, bottom, right, top = page.get_mediabox()
    wide, high = right - left, top - bottom
    across = wide > high and width < height and wide > width + _SLACK * _POINTS
    if across:
        # (x, y) goes to (high - y, x)
        turn, wide, high, left, bottom = (0.0, 1.0, -1.0, 0.0), high, wide, -top, left
    else:
        turn = (1.0, 0.0, 0.0, 1.0)
    require(
        wide <= width + _SLACK * _POINTS and high <= height + _SLACK * _POINTS,
        f"a page of {wide:.0f} × {high:.0f} pt does not lie on a sheet of {width:.0f} × {height:.0f} pt",
    )
    x = -left + offset.right / 10 * _POINTS
    y = height - high - bottom - offset.down / 10 * _POINTS
    matrix = pypdfium2.raw.FS_MATRIX(*turn, x, y)
    require(pypdfium2.raw.FPDFPage_TransFormWithClip(page, matrix, None), "a page could not be moved")
    for box in (page.set_mediabox, page.set_cropbox):
        box(0, 0, width, height)
