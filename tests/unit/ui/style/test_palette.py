"""Colours carry meaning only if they can be read: contrast of every text on every surface it stands on."""

from __future__ import annotations

import pytest

from app.records.words import LAYERS
from app.ui.style import palette

TEXTS = sorted(
    {palette.INK, palette.MUTED, palette.ACCENT, palette.WARN, palette.STOP, palette.DONE, *palette.HUES.values()}
)


@pytest.mark.parametrize("surface", palette.SURFACES)
@pytest.mark.parametrize("text", TEXTS)
def test_text_on_a_surface_can_be_read(text: str, surface: str) -> None:
    assert palette.contrast(text, surface) >= 4.5


@pytest.mark.parametrize(("text", "wash"), palette.WASHES.items())
def test_text_on_its_wash_can_be_read(text: str, wash: str) -> None:
    assert palette.contrast(text, wash) >= 4.5


def test_muted_text_on_a_refused_field_can_be_read() -> None:
    assert palette.contrast(palette.MUTED, palette.STOP_WASH) >= 4.5


def test_white_on_the_accent_can_be_read() -> None:
    assert palette.contrast(palette.ON_ACCENT, palette.ACCENT) >= 4.5


@pytest.mark.parametrize("line", [palette.OUTLINE, palette.ACCENT])
def test_edges_of_fields_and_the_focus_ring_are_seen(line: str) -> None:
    assert all(palette.contrast(line, surface) >= 3 for surface in (palette.SURFACE, palette.FIELD))


@pytest.mark.parametrize("layer", [*LAYERS, "institution", "person"])
def test_every_payer_has_its_hue(layer: str) -> None:
    assert palette.hue(layer).name().upper() == palette.HUES[layer].upper()


def test_contrast_is_that_of_the_standard() -> None:
    assert palette.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert palette.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)
