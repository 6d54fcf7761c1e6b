"""Papers on the screen: printing without a printer, saving where the clerk says."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from app.errors import KnownError
from app.ui.screens.lists import ListPage
from app.ui.screens.preview import PreviewPage, save_pdf
from app.ui.screens.told_list import ToldList
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.pdf_text import page_texts


def _slip(hands: Hands) -> PreviewPage:
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    hands.items(("srjcw", "9"))
    hands.press(Qt.Key.Key_F8, ENTER)
    hands.wait()
    hands.press(Qt.Key.Key_F9)
    hands.wait()
    page = hands.window.overlay.page
    assert isinstance(page, PreviewPage)
    return page


def texts_of(page: QWidget | None) -> str:
    assert page is not None
    return "".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_no_printer_is_a_calm_sentence(hands: Hands) -> None:
    page = _slip(hands)
    hands.press(ENTER)
    hands.wait()
    assert isinstance(hands.opened(), ToldList)
    assert "还没有打印机" in texts_of(hands.opened())
    hands.press(ESC)
    assert hands.opened() is page
    hands.press(ESC)
    assert hands.opened() is None


def test_a_pdf_is_saved_where_the_clerk_says_and_never_over_another(hands: Hands, tmp_path: Path) -> None:
    page = _slip(hands)
    for name in ("NM-01-2019-000001.pdf", "NM-01-2019-000001(2).pdf"):
        hands.press(Qt.Key.Key_S, modifier=CTRL)
        field = page.findChild(QLineEdit, "folder")
        assert isinstance(field, QLineEdit)
        field.setText(str(tmp_path / "单据"))
        hands.press(ENTER)
        hands.wait()
        saved = (tmp_path / "单据" / name).read_bytes()
        assert ("补打第 1 次" in "".join(page_texts(saved))) is (name.endswith("(2).pdf"))


def test_the_days_list_shows_the_slip(hands: Hands) -> None:
    _slip(hands)
    hands.press(ESC)
    hands.window.pages.slips.open_today()
    hands.wait()
    assert hands.window.overlay.accessibleName() == "今日单据"
    hands.press(ENTER)
    hands.wait()
    assert hands.window.overlay.accessibleName() == "结算单 NM-01-2019-000001"


def test_a_preview_opened_from_a_list_or_a_preview_hears_its_keys(hands: Hands) -> None:
    _slip(hands)
    hands.press(ESC)
    hands.window.pages.slips.open_today()
    hands.wait()
    hands.press(ENTER)
    hands.wait()
    _hears(hands)
    hands.press(Qt.Key.Key_F9)  # the same slip over itself
    hands.wait()
    _hears(hands)
    hands.press(ESC)  # back to the list, the cursor where it was
    assert isinstance(hands.opened(), ListPage)
    assert hands.where == "list_view"
    hands.press(ESC)
    assert hands.opened() is None
    assert hands.where == "find"


def _hears(hands: Hands) -> None:
    page = hands.window.overlay.page
    assert isinstance(page, PreviewPage)
    assert hands.focus is page
    bar = page._area.verticalScrollBar()
    hands.press(Qt.Key.Key_Down)
    assert bar.value() > 0
    hands.press(Qt.Key.Key_S, modifier=CTRL)
    assert hands.where == "folder"
    hands.press(ESC)
    assert hands.window.overlay.page is page
    hands.press(ENTER)
    hands.wait()
    assert isinstance(hands.opened(), ToldList), "which printer?"
    hands.press(ESC)
    assert hands.opened() is page


def test_the_parameters_are_listed(hands: Hands) -> None:
    hands.window.pages.open_parameters()
    hands.wait()
    assert "参数" in hands.window.overlay.accessibleName()
    hands.press(ESC)
    hands.window.pages.open_about()
    assert hands.window.overlay.accessibleName() == "版本和说明"


def test_a_folder_that_can_not_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(KnownError, match="SAVE"):
        save_pdf(b"%PDF-", tmp_path / "file" / "a.pdf")
