"""QR code, reprint words, page marks."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from app.errors import InvariantError
from app.papers.fonts import load_fonts
from app.papers.grid import PAGE_HEIGHT, PAGE_WIDTH
from app.papers.marks import Reprint, draw_qr, page_mark, qr_matrix, reprint_text
from app.papers.pen import Pen
from tests.helpers import slip_samples


def test_the_first_reprint_is_the_second_copy() -> None:
    assert reprint_text(Reprint(copy=2, operator="王某某", at="")) == "补打第 1 次"
    with pytest.raises(InvariantError):
        reprint_text(Reprint(copy=1, operator="王某某", at=""))


def test_a_trial_outweighs_the_demonstration() -> None:
    facts = slip_samples.plain()
    assert page_mark(facts) == ""
    assert page_mark(replace(facts, demonstration=True)) == "演示"
    assert page_mark(replace(facts, demonstration=True, trial=True)) == "试算"


def test_the_code_has_its_finder_patterns_and_a_quiet_zone() -> None:
    rows = qr_matrix(slip_samples.QR)
    assert len({len(row) for row in rows} | {len(rows)}) == 1
    assert not any(rows[0] + rows[1])
    assert bytes(rows[2][2:9]) == b"\1\1\1\1\1\1\1"
    assert qr_matrix(slip_samples.QR) == rows
    assert qr_matrix("another") != rows


def test_the_printed_code_is_the_matrix_module_for_module() -> None:
    rows = qr_matrix(slip_samples.QR)
    x, top, side, scale = 300.0, 500.0, 76.0, 8
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(PAGE_WIDTH, PAGE_HEIGHT))
    pen = Pen(canvas, load_fonts())
    draw_qr(pen, slip_samples.QR, x, top, side)
    pen.end_page()
    canvas.save()
    document = pypdfium2.PdfDocument(buffer.getvalue())
    image = document[0].render(scale=scale, grayscale=True).to_pil()
    document.close()
    unit = side / len(rows)

    def module(row: int, column: int) -> int:
        return int(
            image.getpixel((int((x + (column + 0.5) * unit) * scale), int((top + (row + 0.5) * unit) * scale))) < 128
        )

    read = [bytes(module(row, column) for column in range(len(rows))) for row in range(len(rows))]
    assert read == list(rows)
