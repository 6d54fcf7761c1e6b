"""The page as a value: size, margins, type, rhythm. What draws is handed one and knows no paper of its own. Points."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.papers import grid
from app.papers.grid import Rhythm, Style

MM = 72 / 25.4
"""Points of a millimetre."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The styles of one paper, each with one use."""

    title: Style
    section: Style
    lead: Style
    body: Style
    strong: Style
    soft_body: Style
    fine: Style
    fine_strong: Style
    label: Style
    quiet: Style
    figure: Style


LASER = Scale(
    grid.TITLE, grid.SECTION, grid.LEAD, grid.BODY, grid.STRONG, grid.SOFT_BODY, grid.FINE, grid.FINE_STRONG,
    grid.LABEL, grid.QUIET, grid.FIGURE,
)  # fmt: skip


def black(title: float, section: float, body: float, fine: float, figure: float) -> Scale:
    """A scale without greys, by sizes in points: a needle or a hot wire prints a dot or none."""
    plain, small = Style(body), Style(fine)
    return Scale(
        Style(title, bold=True), Style(section, bold=True), Style(section), plain, Style(body, bold=True), plain, small,
        Style(fine, bold=True), small, small, Style(figure, bold=True),
    )  # fmt: skip


NEEDLE = black(15, 11, 10, 9, 36)
"""One step larger: 24 needles at 180 dots an inch need 9 pt for the strokes of 赢 to stay apart."""
HEAT = black(13, 10.5, 9.5, 8.5, 38)


@dataclass(frozen=True, slots=True)
class Layout:
    """A page, or a column of one. ``bottom`` is the baseline of the running foot; contents begin at ``text_left``, sections' names
    hang to the left of it, or stand above where there is no room. ``mark`` is the
    size of 试算, ``above_foot`` the room between blocks and the running foot. ``black``: no greys, no colours, no thin strokes. ``unit``: least
    side of a module of the QR code. ``airy`` and ``tight`` are the ends between which the rhythm is chosen."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    text_left: float
    scale: Scale
    airy: Rhythm
    tight: Rhythm
    unit: float
    mark: float = 128.0
    above_foot: float = 12.0
    black: bool = False

    @property
    def text_width(self) -> float:
        """What contents may fill."""
        return self.right - self.text_left

    @property
    def hangs(self) -> bool:
        """Whether sections' names hang beside the contents."""
        return self.text_left - self.left > 20

    @property
    def last(self) -> float:
        """The lowest edge of blocks."""
        return self.bottom - self.above_foot

    @property
    def later_top(self) -> float:
        """Where blocks begin on later pages, under the repeated title."""
        return self.top + 16

    def column(self, left: float, right: float) -> Layout:
        """A column of the page, without room for hanging names."""
        return replace(self, left=left, right=right, text_left=left)


A4 = Layout(
    grid.PAGE_WIDTH, grid.PAGE_HEIGHT, grid.LEFT, grid.RIGHT, grid.TOP, grid.BOTTOM, grid.TEXT_LEFT, LASER, grid.AIRY,
    grid.TIGHT, 0.42 * MM, above_foot=16,
)  # fmt: skip

_SMALL_AIRY = Rhythm(13.4, 10.6, 9.0, 4.0, 40.0)
_SMALL_TIGHT = Rhythm(11.2, 9.0, 5.6, 1.6, 25.0)
_NEEDLE_AIRY = Rhythm(14.0, 11.6, 8.0, 3.6, 40.0)
_NEEDLE_TIGHT = Rhythm(12.0, 10.2, 4.6, 1.2, 24.0)

A5 = Layout(
    210 * MM, 148 * MM, 10 * MM, 200 * MM, 11.5 * MM, 141.5 * MM, 10 * MM + 54, replace(LASER, figure=Style(36, bold=True)),
    _SMALL_AIRY, _SMALL_TIGHT, 0.42 * MM, mark=104,
)  # fmt: skip


def _continuous(height: float) -> Layout:
    """241 mm wide, its holes' strips (13 mm on each side) left free and 2 mm more for a paper that runs askew."""
    edge = 15 * MM
    wide = 241 * MM
    return Layout(
        wide, height * MM, edge, wide - edge, 8 * MM, height * MM - 5 * MM, edge + 60, NEEDLE, _NEEDLE_AIRY, _NEEDLE_TIGHT,
        0.5 * MM, mark=96, black=True,
    )  # fmt: skip


NEEDLE_140 = _continuous(140)
NEEDLE_93 = replace(
    _continuous(93),
    top=7.5 * MM,
    scale=black(13, 10.5, 10, 9, 34),
    tight=replace(_NEEDLE_TIGHT, gap=4.0),
    mark=84,
    above_foot=10,
)

ROLL = Layout(
    80 * MM, 3000 * MM, 4 * MM, 76 * MM, 14 * MM, 3000 * MM - 5 * MM, 4 * MM, HEAT, Rhythm(13.0, 10.8, 8.0, 3.0, 40.0),
    Rhythm(13.0, 10.8, 8.0, 3.0, 40.0), 0.45 * MM, mark=72, black=True,
)  # fmt: skip
"""72 mm are printable; the height is cut to what is on it."""
