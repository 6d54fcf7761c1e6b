"""The bundled faces: Noto Sans SC regular and bold, HanaMinB for what they lack; loaded on first use.

Drawing shares parser positions inside reportlab's font objects, so a document is drawn under ``drawing_lock``.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont, TTFontFace

from app.errors import KnownError

REGULAR = "NotoSansSC-Regular"
BOLD = "NotoSansSC-Bold"
RARE = "HanaMinB"
MISSING = "〓"
"""Stands for a character that no bundled face has."""

_CHAINS = {False: (REGULAR, RARE), True: (BOLD, REGULAR, RARE)}
FIGURE_MINUS = "\uf7aa"
"""The sign of an amount: drawn as the true minus U+2212, extracted as "-", so that a copied figure stays a number.
A private code point, since sentences have a U+2212 of their own that must extract as it is."""
_HALF_WIDE = frozenset("·•")
"""间隔号 takes half a square (GB/T 15834), a masking dot as well; the faces draw both in a whole one."""
_MAP_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<00> <FF>
endcodespacerange"""
_MAP_TAIL = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"

drawing_lock = Lock()
"""Held while a document is drawn and saved."""


class _Slices:
    """A table of a font read in place: reportlab copies all 30 MB of outlines for each subset."""

    def __init__(self, data: bytes, start: int) -> None:
        self._data = data
        self._start = start

    def __getitem__(self, part: slice) -> bytes:
        return self._data[self._start + part.start : self._start + part.stop]


class _LeanFace(TTFontFace):
    def get_table(self, tag: str) -> Any:
        if tag != "glyf":
            return super().get_table(tag)  # type: ignore[no-untyped-call]  # reportlab has no types here
        start, _ = self.get_table_pos(tag)
        return _Slices(self._ttf_data, start)  # type: ignore[attr-defined]  # set by readFile, not in the stubs


class _MendedFont(TTFont):
    """reportlab writes code points above U+FFFF as five digits, which readers take for another character."""

    def __init__(self, name: str, path: Path) -> None:
        super().__init__(name, str(path), shapable=False)
        self.face.__class__ = _LeanFace

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's name
        state = self._assignState(doc)  # type: ignore[attr-defined]  # not in the stubs
        names = [self.getSubsetInternalName(n, doc)[1:] for n in range(len(state.subsets))]
        subsets = [tuple(subset) for subset in state.subsets]
        super().addObjects(doc)
        fonts = doc.idToObject["BasicFonts"].dict
        for name, subset in zip(names, subsets):
            doc.idToObject[fonts[name].ToUnicode.name].content = to_unicode_map(subset)


def to_unicode_map(subset: Sequence[int]) -> str:
    """A ToUnicode CMap for one-byte codes: surrogate pairs above U+FFFF, at most 100 entries a block."""
    minus = ord(FIGURE_MINUS)
    pairs = [(code, ord("-") if point == minus else point) for code, point in enumerate(subset) if point]
    lines = [_MAP_HEAD]
    for start in range(0, len(pairs), 100):
        part = pairs[start : start + 100]
        lines.append(f"{len(part)} beginbfchar")
        lines += [f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>" for code, point in part]
        lines.append("endbfchar")
    return "\n".join([*lines, _MAP_TAIL])


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a text in one face. ``narrowed``: every character is drawn in half of its square."""

    face: str
    text: str
    narrowed: bool


class Fonts:
    """The faces of one folder. ``measure`` and ``runs`` take text that ``text.clean`` has been over."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # Lines of the document being drawn, whose blocks are built for several rhythms; emptied after it.
        self.broken: dict[object, list[str]] = {}
        self._faces: dict[str, Mapping[int, float]] = {}
        self._places: dict[bool, dict[str, tuple[str, float, str]]] = {False: {}, True: {}}

    def measure(self, text: str, size: float, *, bold: bool = False) -> float:
        """Width in points."""
        places = self._places[bold]
        whole = 0.0
        for character in text:
            place = places.get(character) or self._place(character, bold=bold)
            whole += place[1]
        return whole * size / 1000

    def runs(self, text: str, *, bold: bool = False) -> list[Run]:
        """The text cut where the face or the spacing changes; a character that no face has comes as 〓."""
        places = self._places[bold]
        runs: list[Run] = []
        start = 0
        now: tuple[str, bool] | None = None
        shown = ""
        for at, character in enumerate(text):
            face, _, glyph = places.get(character) or self._place(character, bold=bold)
            kind = (face, character in _HALF_WIDE)
            if kind != now:
                if now is not None:
                    runs.append(Run(now[0], shown[start:], now[1]))
                now, start = kind, at
            shown += glyph
        return [*runs, Run(now[0], shown[start:], now[1])] if now is not None else runs

    def _place(self, character: str, *, bold: bool) -> tuple[str, float, str]:
        point = ord(character)
        for face in _CHAINS[bold]:
            width = self._widths(face).get(point)
            if width is not None:
                found = (face, width / 2 if character in _HALF_WIDE else width, character)
                break
        else:
            found = (REGULAR, self._widths(REGULAR)[ord(MISSING)], MISSING)
        self._places[bold][character] = found
        return found

    def _widths(self, face: str) -> Mapping[int, float]:
        if face not in self._faces:
            self._faces[face] = self._load(face)
        return self._faces[face]

    def _load(self, face: str) -> Mapping[int, float]:
        path = self._folder / f"{face}.ttf"
        try:
            font = _MendedFont(face, path)
        except (OSError, TTFError) as error:
            message = f"打印用的字体 {path.name} 读不出来，单据暂时不能打印。请重新安装程序；已结算的内容没有丢失。"
            raise KnownError("FONT_MISSING", message) from error
        pdfmetrics.registerFont(font)
        has_glyph = font.face.charToGlyph
        if 0x2212 in has_glyph:
            has_glyph[ord(FIGURE_MINUS)] = has_glyph[0x2212]
            font.face.charWidths[ord(FIGURE_MINUS)] = font.face.charWidths[0x2212]
        return {point: width for point, width in font.face.charWidths.items() if has_glyph.get(point)}


def fonts_folder() -> Path:
    """``resources/fonts`` beside ``app``: in the source tree, or where the packed program was unfolded."""
    packed = getattr(sys, "_MEIPASS", None)
    root = Path(packed) if packed else Path(__file__).resolve().parents[2]
    return root / "resources" / "fonts"


@cache
def load_fonts(folder: Path | None = None) -> Fonts:
    """The fonts of ``folder`` (None: the bundled ones); faces are read when a character first needs them.

    KnownError FONT_MISSING comes from the first measuring or drawing that needs an absent file.
    """
    # Both shrink and steady the file: no ASCII armour around streams, no clock in it.
    rl_config.useA85 = 0
    rl_config.invariant = 1
    return Fonts(folder or fonts_folder())
