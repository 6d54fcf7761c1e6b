"""Draws on a reportlab canvas with y counted down from the page's top edge, as the grid counts.

Operators are written here and handed over page by page: reportlab's own calls format every number in Python and took
half of the slip's time. Fonts, subsets, objects and compression stay reportlab's.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians, sin
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from app.papers.fonts import RARE, Fonts
from app.papers.grid import BAND, HAIRLINE, LINE, PAGE_HEIGHT, Colour, Grey, Style


class Pen:
    """One canvas with its fonts. Text given here is clean already; y is the baseline."""

    def __init__(self, canvas: Canvas, fonts: Fonts, height: float = PAGE_HEIGHT) -> None:
        self.fonts = fonts
        self.height = height
        self._canvas = canvas
        self._operators: list[str] = []
        self._fill = ""

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
        self._ink(style.ink)
        across, down = cos(radians(degrees)), sin(radians(degrees))
        half = self.fonts.measure(text, style.size, bold=style.bold) / 2
        drop = style.size * 0.36
        begin_x = x - half * across + drop * down
        begin_y = self.height - y - half * down - drop * across
        turned = f"{across:.4f} {down:.4f} {-down:.4f} {across:.4f} {begin_x:.2f} {begin_y:.2f} Tm"
        shown = [
            part
            for run in self.fonts.runs(text, bold=style.bold)
            for part in self._shown(run.face, run.text, style.size)
        ]
        self._operators.append(" ".join(["BT", turned, *shown, "ET"]))

    def rule(self, x1: float, x2: float, y: float, thickness: float = HAIRLINE, grey: Grey = LINE) -> None:
        """A horizontal rule whose upper edge is y."""
        self._ink(grey)
        self._rectangle(x1, y, x2 - x1, thickness)

    def upright(self, x: float, y: float, height: float, grey: Grey = LINE) -> None:
        """A vertical hairline downwards from y."""
        self._ink(grey)
        self._rectangle(x, y, HAIRLINE, height)

    def band(self, x1: float, x2: float, y: float, colour: Colour, thickness: float = BAND) -> None:
        """A coloured stretch of a rule; its upper edge is y."""
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
        for run in self.fonts.runs(text, bold=style.bold):
            width = self.fonts.measure(run.text, size, bold=style.bold)
            shown = " ".join(self._shown(run.face, run.text, size))
            if run.narrowed:
                drawn = f"BT {-size / 2:.3f} Tc {x - size / 4:.2f} {below:.2f} Td {shown} 0 Tc ET"
            elif run.face == RARE:
                # A light Mincho: an outline brings it near the weight of its neighbours.
                outline = f"{size * (0.05 if style.bold else 0.02):.3f} w {style.ink:.2f} G 2 Tr"
                drawn = f"BT {outline} {x:.2f} {below:.2f} Td {shown} 0 Tr ET"
            else:
                drawn = f"BT {x:.2f} {below:.2f} Td {shown} ET"
            self._operators.append(drawn)
            x += width
        return x

    def _shown(self, face: str, text: str, size: float) -> list[str]:
        """Operators that show a text in one face, a font object for each of its subsets."""
        font: Any = pdfmetrics.getFont(face)
        document = self._canvas._doc  # type: ignore[attr-defined]  # noqa: SLF001 - subsets are per document
        return [
            f"{font.getSubsetInternalName(subset, document)} {size:g} Tf <{codes.hex()}> Tj"
            for subset, codes in font.splitString(text, document)
        ]

    def _rectangle(self, x: float, y: float, width: float, height: float) -> None:
        self._operators.append(f"{x:.2f} {self.height - y - height:.2f} {width:.2f} {height:.2f} re f")

    def _ink(self, grey: Grey) -> None:
        self._set(f"{grey:.2f} g")

    def _colour(self, colour: Colour) -> None:
        self._set(f"{colour[0]:.2f} {colour[1]:.2f} {colour[2]:.2f} rg")

    def _set(self, fill: str) -> None:
        if fill != self._fill:
            self._operators.append(fill)
            self._fill = fill
