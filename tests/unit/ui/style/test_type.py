"""The bundled family: all figures of one width, rare characters there, one factor for all sizes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from app.errors import KnownError
from app.ui.style import type as typeface
from app.ui.style.sheet import apply


@pytest.mark.parametrize("role", typeface.SIZES)
def test_figures_stand_under_each_other(qapp: QApplication, role: str) -> None:
    apply(qapp)
    metrics = QFontMetricsF(typeface.font(role))
    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1


@pytest.mark.parametrize("character", "㛃䶮𠮷𬭎·−…「」")
def test_rare_characters_are_in_the_family_or_its_fallback(qapp: QApplication, character: str) -> None:
    apply(qapp)
    font = typeface.font("body")
    families = [font.family(), *font.families()]
    fonts = []
    for family in families:
        font.setFamilies([family])
        fonts.append(QFontMetricsF(font).inFontUcs4(ord(character)))
    assert any(fonts)


def test_large_type_enlarges_every_size_and_goes_back(qapp: QApplication) -> None:
    apply(qapp, typeface.LARGE)
    assert typeface.scale() == pytest.approx(1.25, abs=0.05)
    large = {role: typeface.font(role).pixelSize() for role in typeface.SIZES}
    apply(qapp)
    assert typeface.scale() == 1
    assert {role: typeface.font(role).pixelSize() for role in typeface.SIZES} == dict(typeface.SIZES)
    assert all(large[role] >= size * 1.2 for role, size in typeface.SIZES.items())


def test_a_missing_font_is_said_calmly(qapp: QApplication, tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="重新安装") as caught:
        typeface.load_fonts(tmp_path)
    assert caught.value.code == "NO_FONT"
