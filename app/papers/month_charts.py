"""The shapes of a month's picture: bars whose payers differ by hue, by lightness and by pattern, so that a grey copy still tells
them apart. reportlab's own graphics; y counts down from the page's top edge, as the pen counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from reportlab.graphics.shapes import Drawing, Line, Rect
from reportlab.lib.colors import Color

from app.papers.grid import INSTITUTION_HUE, PAGE_HEIGHT, PAGE_WIDTH, PERSON_HUE, WARNING_HUE, Colour, hue

_WHITE = Color(1, 1, 1)
_STEP = 4.0
"""Points between two lines of a pattern."""
QUIET_HUE: Colour = (0.45, 0.52, 0.60)
"""Bars that are no payer's."""
_PATTERNS: Mapping[str, str] = MappingProxyType(
    {
        "basic": "",
        "secondary": "-",
        "critical_illness": "/",
        "special_drug": "/",
        "assistance": "-",
        "repeat_assistance": "|",
        "poverty_fund": "x",
        "guarantee": "x",
        "commercial": "\\",
        "supplementary": "\\",
        "social_relief": "|",
        "institution_waiver": "+",
        "institution": "|",
        "person": "",
    }
)


def look(key: str) -> tuple[Colour, str]:
    """A payer's hue and pattern; an unknown layer's are slate and slanted."""
    if key == "institution":
        return INSTITUTION_HUE, _PATTERNS[key]
    if key == "person":
        return PERSON_HUE, _PATTERNS[key]
    return hue(key), _PATTERNS.get(key) or _PATTERNS.get(key.rstrip("_123"), "/")


class Charts:
    """One page's shapes; ``drawing`` is what reportlab renders."""

    def __init__(self) -> None:
        self.drawing = Drawing(PAGE_WIDTH, PAGE_HEIGHT)

    def bar(self, x: float, top: float, width: float, height: float, colour: Colour, pattern: str = "") -> None:
        """A filled bar with its pattern in white."""
        bottom = PAGE_HEIGHT - top - height
        body = Rect(x, bottom, width, height)
        body.fillColor, body.strokeColor, body.strokeWidth = Color(*colour), None, 0
        self.drawing.add(body)
        for x1, y1, x2, y2 in _lines(width, height, pattern):
            self.drawing.add(Line(x + x1, bottom + y1, x + x2, bottom + y2, strokeColor=_WHITE, strokeWidth=0.9))

    def stacked(self, x: float, top: float, width: float, height: float, parts: Sequence[tuple[str, int]]) -> None:
        """One bar of the payers' parts in their order, a hair of white between two; what is not positive has no part."""
        shown = [(key, fen) for key, fen in parts if fen > 0]
        total = sum(fen for _, fen in shown)
        begin = x
        for key, fen in shown:
            wide = width * fen / total
            self.bar(begin, top, max(wide - 1, 0.5), height, *look(key))
            begin += wide

    def limit(self, x: float, top: float, height: float) -> None:
        """Where a limit stands: an upright line over its bar."""
        bottom = PAGE_HEIGHT - top - height
        self.drawing.add(Line(x, bottom, x, bottom + height, strokeColor=Color(0, 0, 0), strokeWidth=1.2))


def _lines(width: float, height: float, pattern: str) -> Iterator[tuple[float, float, float, float]]:
    """The lines of a pattern inside a bar: "-" "|" "/" "\\", "+" both straight ones, "x" both slanted ones."""
    if pattern in ("-", "+"):
        for at in range(1, int(height / _STEP) + 1):
            if at * _STEP < height:
                yield 0, at * _STEP, width, at * _STEP
    if pattern in ("|", "+"):
        for at in range(1, int(width / _STEP) + 1):
            if at * _STEP < width:
                yield at * _STEP, 0, at * _STEP, height
    if pattern in ("/", "x"):
        yield from _slanted(width, height)
    if pattern in ("\\", "x"):
        yield from ((width - x1, y1, width - x2, y2) for x1, y1, x2, y2 in _slanted(width, height))


def _slanted(width: float, height: float) -> Iterator[tuple[float, float, float, float]]:
    """Lines at 45° from the lower edge to the upper one, cut at the bar's sides."""
    begin = -height + _STEP
    while begin < width:
        left, right = max(begin, 0.0), min(begin + height, width)
        if right > left:
            yield left, left - begin, right, right - begin
        begin += _STEP * 1.5


OVER_HUE = WARNING_HUE
