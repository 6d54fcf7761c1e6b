"""Draws on a reportlab canvas with y counted down from the page's top edge, as the grid counts.

Operators are written here and handed over page by page: reportlab's own calls format every number in Python and took
half of the slip's time. Fonts, subsets, objects and compression stay reportlab's.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians, sin
from typing import Any, NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from app.papers.fonts import RARE, Fonts
from app.papers.grid import BAND, HAIRLINE, LINE, PAGE_HEIGHT, Colour, Grey, Style

_DOT = 0.7
"""Least stroke on black paper, points: two dots of a 203 dpi head, or one and a half of a needle."""
_OUTLINED = "q 1 Tr 0.7 w [0.7 2.8] 0 d 1 J 0 G"


class _SetRun(NamedTuple):
    """Part of a text in one face: its operators, its width in points, how it is drawn."""

    shown: str
    width: float
    narrowed: bool
    rare: bool


class Pen:
    """One canvas with its fonts. Text given here is clean already; y is the baseline. ``black`` for needles and hot wires:
    every ink is black, bands are left out, no stroke is thinner than a dot."""

    def __init__(self, canvas: Canvas, fonts: Fonts, height: float = PAGE_HEIGHT, *, black: bool = False) -> None:
        self.fonts = fonts
        self.black = black
        self.height = height
        self._canvas = canvas
        self._operators: list[str] = []
        self._fill = ""
        self._glyphs: dict[str, dict[str, tuple[str, str]]] = {}
        self._texts: dict[tuple[str, float, bool], tuple[_SetRun, ...]] = {}

    def text(self, x: float, y: float, text: str, style: Style) -> float:
        """Draw from x to the right; the x after the last character."""
        self._ink(style.ink)
        return self._runs(x, y, text, style)

    def right(self, x: float, y: float, text: str, style: Style) -> float:
        """Draw so that the text ends at x; the x where it begins."""
        begin = x - self.fonts.measure(text, style.size, bold=style.bold)
        self.text(begin, y, text, style)
        return begin

    def centre(self, x: float, y: float, text: str, style: Style) -> None:
        """Draw centred on x."""
        self.text(x - self.fonts.measure(text, style.size, bold=style.bold) / 2, y, text, style)

    def figure(self, x: float, y: float, text: str, style: Style) -> None:
        """Draw an amount so that points of regular and bold figures of a column stand under each other near edge x."""
        whole = text.rpartition(".")[0]
        place = x - self.fonts.measure(".00", style.size, bold=True)
        self.text(place - self.fonts.measure(whole, style.size, bold=style.bold), y, text, style)

    def coloured(self, x: float, y: float, text: str, style: Style, colour: Colour) -> float:
        """Text in a hue; the x after it."""
        self._colour(colour)
        return self._runs(x, y, text, style)

    def slanted(self, x: float, y: float, text: str, style: Style, degrees: float) -> None:
        """Text centred on a point, turned against the clock."""
        if self.black:
            # Light grey would become a scatter of dots: an outline of dots leaves what lies under it legible.
            self._operators.append(_OUTLINED)
        else:
            self._ink(style.ink)
        across, down = cos(radians(degrees)), sin(radians(degrees))
        half = self.fonts.measure(text, style.size, bold=style.bold) / 2
        drop = style.size * 0.36
        begin_x = x - half * across + drop * down
        begin_y = self.height - y - half * down - drop * across
        turned = f"{across:.4f} {down:.4f} {-down:.4f} {across:.4f} {begin_x:.2f} {begin_y:.2f} Tm"
        shown = [self._shown(run.face, run.text, style.size) for run in self.fonts.runs(text, bold=style.bold)]
        self._operators.append(" ".join(["BT", turned, *shown, "ET"]))
        if self.black:
            self._operators.append("Q")

    def rule(self, x1: float, x2: float, y: float, thickness: float = HAIRLINE, grey: Grey = LINE) -> None:
        """A horizontal rule whose upper edge is y."""
        self._ink(grey)
        self._rectangle(x1, y, x2 - x1, max(thickness, _DOT) if self.black else thickness)

    def upright(self, x: float, y: float, height: float, grey: Grey = LINE) -> None:
        """A vertical hairline downwards from y."""
        self._ink(grey)
        self._rectangle(x, y, _DOT if self.black else HAIRLINE, height)

    def band(self, x1: float, x2: float, y: float, colour: Colour, thickness: float = BAND) -> None:
        """A coloured stretch of a rule; its upper edge is y."""
        if not self.black:
            self._colour(colour)
            self._rectangle(x1, y, x2 - x1, thickness)

    def modules(self, x: float, y: float, side: float, rows: Sequence[bytes]) -> None:
        """A square of black modules (1) and white ones (0) as one path; a run of black ones is one rectangle."""
        unit = side / len(rows)
        # In a space where one module is one unit the operators are whole numbers.
        space = f"{unit:.4f} 0 0 {unit:.4f} {x:.2f} {self.height - y - side:.2f} cm"
        parts = ["q 0 g", space]
        for at, row in enumerate(rows):
            start = row.find(1)
            while start >= 0:
                end = row.find(0, start)
                end = len(row) if end < 0 else end
                parts.append(f"{start} {len(rows) - at - 1} {end - start} 1 re")
                start = row.find(1, end)
        self._operators.append(" ".join([*parts, "f Q"]))

    def lay(self) -> None:
        """Hand over what is drawn so far: what the canvas is given next lies on it, what the pen draws later lies on that."""
        self._canvas.addLiteral("\n".join(self._operators))
        self._operators.clear()
        self._fill = ""

    def end_page(self) -> None:
        """Hand the page over; the next begins with an empty state."""
        self._canvas.addLiteral("\n".join(self._operators))
        self._canvas.showPage()
        self._operators.clear()
        self._fill = ""

    def _runs(self, x: float, y: float, text: str, style: Style) -> float:
        below = self.height - y
        size = style.size
        for run in self._set_text(text, size, bold=style.bold):
            if run.narrowed:
                drawn = f"BT {-size / 2:.3f} Tc {x - size / 4:.2f} {below:.2f} Td {run.shown} 0 Tc ET"
            elif run.rare:
                # A light Mincho: an outline brings it near the weight of its neighbours.
                outline = f"{size * (0.05 if style.bold else 0.02):.3f} w {style.ink:.2f} G 2 Tr"
                drawn = f"BT {outline} {x:.2f} {below:.2f} Td {run.shown} 0 Tr ET"
            else:
                drawn = f"BT {x:.2f} {below:.2f} Td {run.shown} ET"
            self._operators.append(drawn)
            x += run.width
        return x

    def _set_text(self, text: str, size: float, *, bold: bool) -> tuple[_SetRun, ...]:
        """The runs of a text with their operators; a list of 300 rows repeats most of its words."""
        key = (text, size, bold)
        found = self._texts.get(key)
        if found is None:
            found = tuple(
                _SetRun(
                    self._shown(run.face, run.text, size),
                    self.fonts.measure(run.text, size, bold=bold),
                    run.narrowed,
                    run.face == RARE,
                )
                for run in self.fonts.runs(text, bold=bold)
            )
            self._texts[key] = found
        return found

    def _shown(self, face: str, text: str, size: float) -> str:
        """Operators that show a text in one face, a font object for each of its subsets."""
        glyphs = self._glyphs.setdefault(face, {})
        parts: list[str] = []
        name = codes = ""
        for character in text:
            glyph = glyphs.get(character) or self._glyph(face, character, glyphs)
            if glyph[0] != name:
                if codes:
                    parts.append(f"{name} {size:g} Tf <{codes}> Tj")
                name, codes = glyph[0], ""
            codes += glyph[1]
        return " ".join([*parts, f"{name} {size:g} Tf <{codes}> Tj"]) if codes else ""

    def _glyph(self, face: str, character: str, glyphs: dict[str, tuple[str, str]]) -> tuple[str, str]:
        """The font object that shows a character, and its code there; given by reportlab in the order of first use."""
        font: Any = pdfmetrics.getFont(face)
        document = self._canvas._doc  # type: ignore[attr-defined]  # noqa: SLF001 - subsets are per document
        [(subset, code)] = font.splitString(character, document)
        glyphs[character] = (font.getSubsetInternalName(subset, document), code.hex())
        return glyphs[character]

    def _rectangle(self, x: float, y: float, width: float, height: float) -> None:
        self._operators.append(f"{x:.2f} {self.height - y - height:.2f} {width:.2f} {height:.2f} re f")

    def _ink(self, grey: Grey) -> None:
        self._set("0.00 g" if self.black else f"{grey:.2f} g")

    def _colour(self, colour: Colour) -> None:
        self._set("0.00 g" if self.black else f"{colour[0]:.2f} {colour[1]:.2f} {colour[2]:.2f} rg")

    def _set(self, fill: str) -> None:
        if fill != self._fill:
            self._operators.append(fill)
            self._fill = fill
