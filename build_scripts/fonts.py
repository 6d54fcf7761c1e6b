"""Make the bundled fonts in resources/fonts again from the font files of the packages named there.

Nothing is fetched: every input is a file given on the command line (resources/fonts/README.md says which package
holds it). Needs fonttools; HanaMinB takes a few minutes.

    python build_scripts/fonts.py \
        --noto-regular NotoSansSC_400Regular.ttf --noto-bold NotoSansSC_700Bold.ttf \
        --hanamin-b HanaMinB.ttf --unihan Unihan_OtherMappings.txt.bz2 --out resources/fonts

- NotoSansSC-Regular.ttf is a byte-for-byte copy.
- NotoSansSC-Bold.ttf keeps the 8,105 characters of 通用规范汉字表 (Unihan field kTGH) and all that is no ideograph.
- HanaMinB.ttf keeps only what Noto Sans SC lacks, without hinting and vertical metrics, and with the points left out
  that move no edge by more than TOLERANCE units (its curves are polygons of up to hundreds of points).
"""

from __future__ import annotations

import argparse
import bz2
import shutil
import sys
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import GlyphCoordinates

TOLERANCE = 2.0
"""How far, in units of 1/1024 em, an edge of HanaMinB may move: a sixth of a pixel for 10.5 pt at 600 dpi."""

TABLE_SIZE = 8105

IDEOGRAPHS: tuple[tuple[int, int], ...] = (
    (0x2E80, 0x2FDF),  # radicals
    (0x31C0, 0x31EF),  # strokes
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
"""What the bold font leaves out unless it is one of the 8,105 characters."""

BOLD_FEATURES = ["ccmp", "fwid", "halt", "hwid", "kern", "liga", "locl", "mark"]
UNNEEDED_TABLES = ["BASE", "FFTM", "GDEF", "STAT", "VORG", "vhea", "vmtx"]
SPACES = {0x20, 0x3000}

Point = tuple[int, int]


def is_ideograph(code: int) -> bool:
    return any(first <= code <= last for first, last in IDEOGRAPHS)


def read_general_standard(path: Path) -> set[int]:
    """The code points of 通用规范汉字表, from Unihan_OtherMappings.txt (plain or .bz2)."""
    raw = path.read_bytes()
    text = (bz2.decompress(raw) if path.suffix == ".bz2" else raw).decode("utf-8")
    codes: set[int] = set()
    for line in text.splitlines():
        fields = line.split("\t")
        if len(fields) > 2 and fields[1] == "kTGH":
            codes.add(int(fields[0].removeprefix("U+"), 16))
    if len(codes) != TABLE_SIZE:
        raise SystemExit(f"{path}: {len(codes)} characters with kTGH, {TABLE_SIZE} expected")
    return codes


def characters(path: Path) -> set[int]:
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def cut(font: TTFont, codes: set[int], features: list[str]) -> None:
    options = subset.Options()
    options.hinting = False
    options.layout_features = features
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += UNNEEDED_TABLES
    worker = subset.Subsetter(options)
    worker.populate(unicodes=codes)
    worker.subset(font)


def simplify_open(points: list[Point], tolerance: float) -> list[Point]:
    """Douglas-Peucker on an open line; both ends stay."""
    keep = bytearray(len(points))
    keep[0] = keep[-1] = 1
    limit = tolerance * tolerance
    stack = [(0, len(points) - 1)]
    while stack:
        first, last = stack.pop()
        if last - first < 2:
            continue
        ax, ay = points[first]
        dx, dy = points[last][0] - ax, points[last][1] - ay
        length = dx * dx + dy * dy
        worst, found = limit, -1
        for index in range(first + 1, last):
            px, py = points[index][0] - ax, points[index][1] - ay
            along = px * dx + py * dy
            if along <= 0:
                distance: float = px * px + py * py
            elif along >= length:
                distance = (px - dx) ** 2 + (py - dy) ** 2
            else:
                distance = (px * dy - py * dx) ** 2 / length
            if distance > worst:
                worst, found = distance, index
        if found >= 0:
            keep[found] = 1
            stack.append((first, found))
            stack.append((found, last))
    return [point for point, kept in zip(points, keep, strict=True) if kept]


def simplify_contour(points: list[Point], tolerance: float) -> list[Point]:
    """The closed polygon with fewer points; unchanged where fewer than three would be left."""
    if len(points) < 4:
        return points
    x, y = points[0]
    far = max(range(len(points)), key=lambda index: (points[index][0] - x) ** 2 + (points[index][1] - y) ** 2)
    if far == 0:
        return points
    there = simplify_open(points[: far + 1], tolerance)
    back = simplify_open([*points[far:], points[0]], tolerance)
    result = there[:-1] + back[:-1]
    return result if len(result) >= 3 else points


def simplify_font(font: TTFont, tolerance: float) -> tuple[int, int]:
    """Simplify every polygon glyph; return the number of points before and after."""
    table: Any = font["glyf"]
    metrics: Any = font["hmtx"]
    before = after = 0
    for name in font.getGlyphOrder():
        glyph = table[name]
        if glyph.numberOfContours <= 0:
            continue
        old: list[Point] = list(glyph.coordinates)
        before += len(old)
        if all(flag & 1 for flag in glyph.flags):
            points: list[Point] = []
            ends: list[int] = []
            start = 0
            for end in glyph.endPtsOfContours:
                points.extend(simplify_contour(old[start : end + 1], tolerance))
                ends.append(len(points) - 1)
                start = end + 1
            glyph.coordinates = GlyphCoordinates(points)
            glyph.flags = bytearray(b"\x01" * len(points))
            glyph.endPtsOfContours = ends
            glyph.recalcBounds(table)
            metrics[name] = (metrics[name][0], glyph.xMin)
        after += len(glyph.coordinates)
    return before, after


def make_bold(source: Path, standard: set[int], target: Path) -> None:
    with TTFont(source, recalcTimestamp=False) as font:
        codes = {code for code in font.getBestCmap() if code in standard or not is_ideograph(code)}
        missing = standard - codes
        if missing:
            raise SystemExit(f"{source}: lacks {len(missing)} of the {TABLE_SIZE} characters")
        cut(font, codes, BOLD_FEATURES)
        font.save(target)


def make_fallback(source: Path, covered: set[int], target: Path) -> None:
    with TTFont(source, recalcTimestamp=False) as font:
        cut(font, (set(font.getBestCmap()) - covered) | SPACES, [])
        before, after = simplify_font(font, TOLERANCE)
        note = "subset without the characters of Noto Sans SC, outlines simplified"
        for record in list(font["name"].names):
            if record.nameID == 5:
                font["name"].setName(
                    f"{record.toUnicode()}; {note}", 5, record.platformID, record.platEncID, record.langID
                )
        font.save(target)
    print(f"{target.name}: {before} points before, {after} after")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Make the bundled fonts from the packages' font files.")
    parser.add_argument("--noto-regular", type=Path, required=True, metavar="TTF")
    parser.add_argument("--noto-bold", type=Path, metavar="TTF", help="needs --unihan")
    parser.add_argument("--hanamin-b", type=Path, metavar="TTF")
    parser.add_argument("--unihan", type=Path, metavar="TXT", help="Unihan_OtherMappings.txt or .txt.bz2")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    given = parser.parse_args(arguments)
    if given.noto_bold and not given.unihan:
        parser.error("--noto-bold needs --unihan")

    given.out.mkdir(parents=True, exist_ok=True)
    made = [given.out / "NotoSansSC-Regular.ttf"]
    shutil.copyfile(given.noto_regular, made[0])
    if given.noto_bold:
        made.append(given.out / "NotoSansSC-Bold.ttf")
        make_bold(given.noto_bold, read_general_standard(given.unihan), made[-1])
    if given.hanamin_b:
        made.append(given.out / "HanaMinB.ttf")
        make_fallback(given.hanamin_b, characters(given.noto_regular), made[-1])
    for path in made:
        print(f"{path.name}: {path.stat().st_size:,} bytes, {len(characters(path)):,} characters")
    return 0


if __name__ == "__main__":
    sys.exit(main())
