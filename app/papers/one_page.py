"""A paper of one upright A4 page: the canvas around what is painted on it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from app.papers.fonts import Fonts, drawing_lock, load_fonts
from app.papers.grid import PAGE_HEIGHT, PAGE_WIDTH
from app.papers.marks import draw_page_mark
from app.papers.pen import Pen


def draw_one_page(
    title: str, paint: Callable[[Pen, Fonts], None], *, demonstration: bool, fonts_folder: Path | None = None
) -> bytes:
    """The page as PDF, the same bytes for the same painting. KnownError FONT_MISSING."""
    with drawing_lock:
        fonts = load_fonts(fonts_folder)
        buffer = BytesIO()
        canvas = Canvas(buffer, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), pageCompression=1, invariant=1)
        canvas.setTitle(title)
        canvas.setCreator("一站式结算窗口")
        canvas.setViewerPreference("PrintScaling", "None")
        pen = Pen(canvas, fonts)
        if demonstration:
            draw_page_mark(pen, "演示")
        paint(pen, fonts)
        pen.end_page()
        canvas.save()
        fonts.broken.clear()
    return buffer.getvalue()
