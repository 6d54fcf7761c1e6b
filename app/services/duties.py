"""职责对照: what the five papers ask of the window, and where each is found. The table is the manual's own: read, never copied."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from app.services.manual import folder as texts

FILE = "职责对照.md"
_ROW = re.compile(r"\| (?P<code>[A-Z]{2}d\d+) \| (?P<sentence>[^|]+) \| (?P<doors>[^|]+) \| (?P<how>[^|]*) \|")
_AREAS = {"SY": "沈阳", "YY": "沂源", "LN": "辽宁", "NM": "奈曼", "GX": "广西"}


@dataclass(frozen=True, slots=True)
class FoundDuty:
    """``code`` of a duty, the ``area`` of its paper, the ``sentence`` that asks for it, the titles of the ``doors`` where it is
    done, and ``how`` in a few words."""

    code: str
    area: str
    sentence: str
    doors: tuple[str, ...]
    how: str


def duties(folder: Path | None = None) -> tuple[FoundDuty, ...]:
    """The table of the manual, in its order. KnownError NO_FILE where it can't be read."""
    text = texts.read((folder or texts.manual()) / FILE)
    return tuple(
        FoundDuty(
            row["code"],
            _AREAS[row["code"][:2]],
            row["sentence"].strip(),
            tuple(one.strip() for one in row["doors"].split("、")),
            row["how"].strip(),
        )
        for row in _ROW.finditer(text)
    )
