"""Colours by what they mean. Text on any surface of the program has a contrast of at least 4.5 : 1 (tested)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtGui import QColor, QPalette

SURFACE = "#FBFBF9"
"""The window."""
FIELD = "#FFFFFF"
"""Where something can be typed, and tables."""
BAND = "#F3F4F2"
"""Heads of tables, the footer, a row under the mouse."""
INK = "#1B1F24"
MUTED = "#5A616B"
"""Captions, units, layers that do not apply: quiet but legible."""
HAIRLINE = "#D8DBDD"
OUTLINE = "#8A9099"
"""The edge of a field: 3 : 1 against its surroundings, so that it is seen where to type."""
ACCENT = "#2A4E8F"
ACCENT_WASH = "#E6ECF6"
ON_ACCENT = "#FFFFFF"
WARN = "#875300"
WARN_WASH = "#FFF1D2"
STOP = "#AF221B"
STOP_WASH = "#FCE8E6"
DONE = "#256B2B"
DONE_WASH = "#E5F2E5"
TRACK = "#ECEEEC"
"""The empty part of a bar."""

BASIC = "#1F66B5"
CRITICAL_ILLNESS = "#0B7370"
ASSISTANCE = "#2E7432"
POVERTY_FUND = "#8A6100"
SUPPLEMENTARY = "#7A4791"
INSTITUTION = "#5F656E"
PERSON = INK

HUES: Mapping[str, str] = MappingProxyType(
    {
        "basic": BASIC,
        "secondary": BASIC,
        "critical_illness": CRITICAL_ILLNESS,
        "special_drug": CRITICAL_ILLNESS,
        "assistance": ASSISTANCE,
        "repeat_assistance": ASSISTANCE,
        "poverty_fund": POVERTY_FUND,
        "guarantee": POVERTY_FUND,
        "institution_waiver": INSTITUTION,
        "commercial": SUPPLEMENTARY,
        "supplementary": SUPPLEMENTARY,
        "supplementary_1": SUPPLEMENTARY,
        "supplementary_2": SUPPLEMENTARY,
        "supplementary_3": SUPPLEMENTARY,
        "social_relief": ASSISTANCE,
        "institution": INSTITUTION,
        "person": PERSON,
    }
)
"""Each payer keeps its hue through window, slip and charts; keys are layer ids, "institution" and "person"."""

SURFACES = (SURFACE, FIELD, BAND)
WASHES: Mapping[str, str] = MappingProxyType(
    {WARN: WARN_WASH, STOP: STOP_WASH, DONE: DONE_WASH, ACCENT: ACCENT_WASH, INK: TRACK}
)
"""Text colour → the wash that may lie under it."""


def hue(layer: str) -> QColor:
    """The payer's colour; ink where the layer is new to this list."""
    return QColor(HUES.get(layer, INK))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2 between two colours given as #RRGGBB, 1.0 to 21.0."""
    light, dark = sorted((_luminance(QColor(one)), _luminance(QColor(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: QColor) -> float:
    parts = (color.redF(), color.greenF(), color.blueF())
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def qt_palette() -> QPalette:
    """The same colours for Qt's own controls."""
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, color in (
        (roles.Window, SURFACE),
        (roles.WindowText, INK),
        (roles.Base, FIELD),
        (roles.AlternateBase, BAND),
        (roles.Text, INK),
        (roles.PlaceholderText, MUTED),
        (roles.Button, BAND),
        (roles.ButtonText, INK),
        (roles.Highlight, ACCENT),
        (roles.HighlightedText, ON_ACCENT),
        (roles.ToolTipBase, FIELD),
        (roles.ToolTipText, INK),
        (roles.Link, ACCENT),
        (roles.Mid, HAIRLINE),
    ):
        palette.setColor(role, QColor(color))
    off = QPalette.ColorGroup.Disabled
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(off, role, QColor(MUTED))
    return palette
