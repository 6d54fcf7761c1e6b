"""A paper on its way to PDF: one at a time in the program, the same bytes for the same painting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from app.papers.fonts import Fonts, drawing_lock, load_fonts
from app.papers.grid import PAGE_HEIGHT, PAGE_WIDTH
from app.papers.pen import Pen


class Drawing:
    """``fonts`` to measure with; then a ``pen`` that draws page by page, and the ``pdf`` of them all."""

    def __init__(self, fonts: Fonts) -> None:
        self.fonts = fonts
        self.canvas: Canvas
        self._buffer = BytesIO()

    def pen(
        self,
        title: str,
        *,
        author: str | None = None,
        subject: str | None = None,
        size: tuple[float, float] = (PAGE_WIDTH, PAGE_HEIGHT),
        black: bool = False,
    ) -> Pen:
        """What draws on the paper, made once. ``subject`` is its template, ``size`` in points, ``black`` as the pen tells."""
        canvas = self.canvas = Canvas(self._buffer, pagesize=size, pageCompression=1, invariant=1)
        canvas.setTitle(title)
        if author is not None:
            canvas.setAuthor(author)
        if subject is not None:
            canvas.setSubject(subject)
        canvas.setCreator("一站式结算窗口")
        canvas.setViewerPreference("PrintScaling", "None")
        return Pen(canvas, self.fonts, size[1], black=black)

    def pdf(self) -> bytes:
        """The pages that were ended."""
        self.canvas.save()
        return self._buffer.getvalue()


@contextmanager
def drawing(fonts_folder: Path | None) -> Iterator[Drawing]:
    """Nobody else draws meanwhile. KnownError FONT_MISSING where a bundled font can't be read."""
    with drawing_lock:
        fonts = load_fonts(fonts_folder)
        try:
            yield Drawing(fonts)
        finally:
            fonts.broken.clear()
