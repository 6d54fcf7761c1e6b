"""Papers as pictures: their size in millimetres, where their ink is, and whether two of them show the same."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pypdfium2
from reportlab.pdfgen.canvas import Canvas

from app.records.paper import SHEETS

MM = 72 / 25.4
DPI = 150
_DARK = 140
Picture = np.ndarray[tuple[int, int], np.dtype[np.bool_]]


def blank(sheet: str, pages: int = 1, *, width: float = 0, height: float = 0) -> bytes:
    """A paper with a frame 5 mm inside its edges and a word, of a sheet's size or of ``width`` and ``height`` mm."""
    one = SHEETS[sheet]
    made = BytesIO()
    wide, high = (width or one.width) * MM, (height or one.height) * MM
    canvas = Canvas(made, pagesize=(wide, high), invariant=1)
    for at in range(pages):
        canvas.rect(5 * MM, 5 * MM, wide - 10 * MM, high - 10 * MM)
        canvas.drawString(20 * MM, high - 20 * MM, f"page {at + 1}")
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page in mm."""
    document = pypdfium2.PdfDocument(pdf)
    found = [document.get_page_size(at) for at in range(len(document))]
    document.close()
    return [(width / MM, height / MM) for width, height in found]


def pictures(pdf: bytes) -> list[Picture]:
    """Each page's ink at 150 dpi: True where it is dark."""
    document = pypdfium2.PdfDocument(pdf)
    made = [page.render(scale=DPI / 72, grayscale=True).to_numpy().reshape(-1) for page in document]
    shapes = [page.render(scale=DPI / 72, grayscale=True) for page in document]
    found = [
        data.reshape(shape.height, shape.stride)[:, : shape.width] < _DARK
        for data, shape in zip(made, shapes, strict=True)
    ]
    document.close()
    return found


def ink(picture: Picture) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of the ink, in mm from the left and upper edge."""
    rows, columns = np.flatnonzero(picture.any(axis=1)), np.flatnonzero(picture.any(axis=0))
    left, right, top, bottom = columns[0], columns[-1] + 1, rows[0], rows[-1] + 1
    return tuple(float(at) / DPI * 25.4 for at in (left, top, right, bottom))  # type: ignore[return-value]  # four of four


def strayed(one: Picture, other: Picture, within: float) -> float:
    """The share of the ink of ``one`` beside which, so many mm around, ``other`` has none."""
    reach = round(within / 25.4 * DPI)
    height, width = max(one.shape[0], other.shape[0]), max(one.shape[1], other.shape[1])
    near = np.zeros((height + 2 * reach, width + 2 * reach), dtype=bool)
    for down in range(2 * reach + 1):
        for right in range(2 * reach + 1):
            near[down : down + other.shape[0], right : right + other.shape[1]] |= other
    near = near[reach : reach + one.shape[0], reach : reach + one.shape[1]]
    return float((one & ~near).sum()) / max(int(one.sum()), 1)
