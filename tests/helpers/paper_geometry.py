"""Where everything stands on a PDF's pages: runs of text with their boxes, the drawn shapes. Points, y down from the top edge."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as pdfium

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
AMOUNT = re.compile(r"-?\d[\d,]*\.\d\d")
_JOINS = 0.75
"""White that a run bridges, of its size: a space, not the gap to the next column."""
_TURNED = 0.01


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text on one baseline. ``box`` is what its ink fills; ``points`` the x of each full stop in it; ``turned``: it
    lies across the page."""

    text: str
    x: float
    baseline: float
    size: float
    box: Box
    points: tuple[float, ...]
    turned: bool

    @property
    def amount(self) -> bool:
        """Whether it is an amount and nothing else."""
        return AMOUNT.fullmatch(self.text) is not None


@dataclass(frozen=True, slots=True)
class Page:
    """One page. ``shapes``: the boxes of rules, bars and the like."""

    width: float
    height: float
    runs: tuple[Run, ...]
    shapes: tuple[Box, ...]


def pages(pdf: bytes) -> tuple[Page, ...]:
    """The pages of a document."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        width, height = page.get_size()
        text = page.get_textpage()
        runs = tuple(_runs(text, height))
        shapes = tuple(
            (left, height - top, right, height - bottom)
            for left, bottom, right, top in (
                one.get_bounds() for one in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,))
            )
        )
        text.close()
        page.close()
        found.append(Page(width, height, runs, shapes))
    document.close()
    return tuple(found)


@dataclass(slots=True)
class _Character:
    text: str
    x: float
    baseline: float
    size: float
    box: Box
    turned: bool


def _runs(text: pypdfium2.PdfTextPage, height: float) -> Iterator[Run]:
    run: list[_Character] = []
    for one in _characters(text, height):
        if run and not _continues(run[-1], one):
            yield from _made(run)
            run = []
        run.append(one)
    yield from _made(run)


def _continues(last: _Character, one: _Character) -> bool:
    same = abs(last.size - one.size) < 0.1 and last.turned == one.turned
    if one.turned:
        return same
    gap = one.x - last.box[2]
    return same and abs(last.baseline - one.baseline) < 0.3 and -0.5 * one.size < gap < _JOINS * one.size


def _characters(text: pypdfium2.PdfTextPage, height: float) -> Iterator[_Character]:
    x, y = ctypes.c_double(), ctypes.c_double()
    for at in range(text.count_chars()):
        if pdfium.FPDFText_IsGenerated(text, at):
            continue
        code = pdfium.FPDFText_GetUnicode(text, at)
        if 0xDC00 <= code < 0xE000:
            continue  # the second half of a pair, in the place of the first, which stands for both
        if 0xD800 <= code < 0xDC00:
            code = 0x10000 + ((code - 0xD800) << 10) + (pdfium.FPDFText_GetUnicode(text, at + 1) - 0xDC00)
        pdfium.FPDFText_GetCharOrigin(text, at, x, y)
        left, bottom, right, top = text.get_charbox(at)
        turned = abs(pdfium.FPDFText_GetCharAngle(text, at)) > _TURNED
        size = pdfium.FPDFText_GetFontSize(text, at)
        yield _Character(
            chr(code), x.value, height - y.value, size, (left, height - top, right, height - bottom), turned
        )


def _made(run: list[_Character]) -> Iterator[Run]:
    inked = [one for one in run if one.text.strip()]
    if not inked:
        return
    text = "".join(one.text for one in run).strip()
    boxes = [one.box for one in inked]
    box = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    points = tuple(one.x for one in inked if one.text == ".")
    first = inked[0]
    yield Run(text, first.x, first.baseline, first.size, box, points, first.turned)


def upright(page: Page) -> Page:
    """The page without what lies across it: the marks 演示 and 试算."""
    return replace(page, runs=tuple(one for one in page.runs if not one.turned))


def bounds(boxes: Iterator[Box] | list[Box]) -> Box:
    """The box around boxes, all zero where there is none."""
    known = list(boxes)
    if not known:
        return (0.0, 0.0, 0.0, 0.0)
    return (min(b[0] for b in known), min(b[1] for b in known), max(b[2] for b in known), max(b[3] for b in known))


def overlapping(page: Page, least: float = 0.7) -> list[tuple[str, str]]:
    """Pairs of runs whose ink shares more than ``least`` points both ways."""
    runs = sorted(upright(page).runs, key=lambda one: one.box[1])
    found = []
    for at, one in enumerate(runs):
        for other in runs[at + 1 :]:
            if other.box[1] >= one.box[3] - least:
                break
            across = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
            down = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
            if across > least and down > least:
                found.append((one.text, other.text))
    return found


def ragged(page: Page, near: float = 19.0, most: float = 0.6, other: float = 8.0) -> list[tuple[str, str]]:
    """Pairs of amounts of one size, one under the other, whose points don't stand under each other; points ``other`` apart or
    further are those of two tables that follow each other."""
    amounts = sorted((one for one in upright(page).runs if one.amount), key=lambda one: one.baseline)
    found = []
    for at, one in enumerate(amounts):
        for below in amounts[at + 1 :]:
            if below.baseline - one.baseline > near:
                break
            across = min(one.box[2], below.box[2]) - max(one.box[0], below.box[0])
            apart = abs(one.points[-1] - below.points[-1])
            if abs(one.size - below.size) < 0.1 and across > 4 and most < apart < other:
                found.append((one.text, below.text))
    return found
