"""The sheet that hands out a hall's public key: readable by people, and by a scanner."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace

import pypdfium2
import zxingcpp

from app.papers.hall_key_sheet import HallKeySheet, draw_hall_key_sheet
from tests.helpers.pdf_text import page_texts

KEY = b64encode(bytes(range(32))).decode()
SHEET = HallKeySheet(
    "奈曼旗", "旗医保局大厅", "3138 4a8c d0c7 7e3f c2e6", KEY, "李主任　2019-11-22 10:32", demonstration=False
)


def test_it_says_whose_key_it_is() -> None:
    (text,) = page_texts(draw_hall_key_sheet(SHEET))
    for part in ("奈曼旗 · 旗医保局大厅", "3138", "c2e6", KEY[:22], KEY[22:], "李主任", "逐组核对"):
        assert part in text
    assert "演示" not in text
    assert "演示" in page_texts(draw_hall_key_sheet(replace(SHEET, demonstration=True)))[0]


def test_its_code_is_the_key() -> None:
    page = pypdfium2.PdfDocument(draw_hall_key_sheet(SHEET))[0]
    (code,) = zxingcpp.read_barcodes(page.render(scale=300 / 72).to_numpy())
    assert code.text == KEY


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert draw_hall_key_sheet(SHEET) == draw_hall_key_sheet(SHEET)
