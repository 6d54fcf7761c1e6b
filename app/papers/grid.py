"""The page: A4 in points, 12 columns, one type scale, greys and the payers' hues. y counts down from the top edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

PAGE_WIDTH = 595.28
PAGE_HEIGHT = 841.89
LEFT = 42.5
RIGHT = PAGE_WIDTH - LEFT
TOP = 38.0
BOTTOM = PAGE_HEIGHT - 30.0
"""Lowest line of the page: the running foot's baseline."""
GUTTER = 8.0
_COLUMN = (RIGHT - LEFT - 11 * GUTTER) / 12
HAIRLINE = 0.4
BAND = 2.0
"""Thickness of the payer's stretch on a rule."""

Grey = float
INK: Grey = 0.0
# Dark enough for a laser's screen of dots: small lighter letters come out frayed.
SOFT: Grey = 0.2
FAINT: Grey = 0.4
LINE: Grey = 0.5
Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Style:
    """Size in points, weight, grey."""

    size: float
    bold: bool = False
    ink: Grey = INK


TITLE = Style(15, bold=True)
SECTION = Style(10.5, bold=True)
LEAD = Style(10.5)
BODY = Style(9)
STRONG = Style(9, bold=True)
SOFT_BODY = Style(9, ink=FAINT)
FINE = Style(7.5)
FINE_STRONG = Style(7.5, bold=True)
LABEL = Style(7.5, ink=SOFT)
QUIET = Style(7.5, ink=FAINT)
FIGURE = Style(30, bold=True)
"""What the person pays: the largest thing on the page."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Vertical measures in points: line of body text, of fine print, space between sections, around a row's rule."""

    body: float
    fine: float
    gap: float
    row: float
    sign: float
    """Room to sign in."""

    @property
    def drop(self) -> float:
        """From a row's last baseline down to its rule."""
        return 2.4 + self.row * 0.4

    @property
    def under(self) -> float:
        """From a row's last baseline down to the next row."""
        return self.drop + 1 + self.row * 0.8


AIRY = Rhythm(14.0, 11.0, 13.0, 5.5, 46.0)
TIGHT = Rhythm(10.8, 9.0, 4.2, 2.4, 36.0)


def between(tightness: float, airy: Rhythm = AIRY, tight: Rhythm = TIGHT) -> Rhythm:
    """From the airy one (0) to the tight one (1)."""

    def mixed(one: float, other: float) -> float:
        return one + (other - one) * tightness

    return Rhythm(
        mixed(airy.body, tight.body),
        mixed(airy.fine, tight.fine),
        mixed(airy.gap, tight.gap),
        mixed(airy.row, tight.row),
        mixed(airy.sign, tight.sign),
    )


def left(column: int) -> float:
    """Left edge of a column, 1 to 12."""
    return LEFT + (column - 1) * (_COLUMN + GUTTER)


def right(column: int) -> float:
    """Right edge of a column, 1 to 12."""
    return left(column) + _COLUMN


TEXT_LEFT = left(3)
"""Contents begin here; columns 1 and 2 carry the sections' names."""
TEXT_WIDTH = RIGHT - TEXT_LEFT

HUES: Mapping[str, Colour] = MappingProxyType(
    {
        "basic": (0.13, 0.35, 0.64),
        "secondary": (0.27, 0.46, 0.72),
        "critical_illness": (0.05, 0.47, 0.49),
        "special_drug": (0.16, 0.55, 0.57),
        "assistance": (0.18, 0.48, 0.24),
        "repeat_assistance": (0.33, 0.56, 0.31),
        "poverty_fund": (0.69, 0.46, 0.09),
        "guarantee": (0.69, 0.46, 0.09),
        "commercial": (0.48, 0.33, 0.58),
        "supplementary": (0.55, 0.36, 0.25),
        "social_relief": (0.62, 0.40, 0.45),
        "institution_waiver": (0.42, 0.42, 0.42),
    }
)
_OTHER: Colour = (0.35, 0.35, 0.40)
INSTITUTION_HUE: Colour = (0.48, 0.48, 0.48)
PERSON_HUE: Colour = (0.0, 0.0, 0.0)
WARNING_HUE: Colour = (0.70, 0.10, 0.10)


def hue(layer_id: str) -> Colour:
    """The payer's hue; supplementary_1 to _3 share one, an unknown layer is slate."""
    return HUES.get(layer_id) or HUES.get(layer_id.rstrip("_123")) or _OTHER
