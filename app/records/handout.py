"""What is handed out on paper: a title and its parts, ready to be drawn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HandoutPart:
    """A heading with what stands below it: paragraphs, and rows of a small table where a paragraph begins one."""

    heading: str
    paragraphs: tuple[str | tuple[tuple[str, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Handout:
    """``source`` is the document that it is taken from, ``notes`` stand at the end: telephones, who prints it."""

    title: str
    source: str
    parts: tuple[HandoutPart, ...]
    notes: tuple[str, ...] = ()
    demonstration: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A register as its prescribed form is printed: ``titles`` and relative ``widths`` of its columns, rows of texts, at least
    ``least`` rows on the paper."""

    title: str
    titles: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    least: int
    demonstration: bool = False
