"""职责对照: what the five papers ask of the window, and where each is found. The table is the manual's own: read, never copied."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from app.errors import KnownError

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
    path = (folder or _manual()) / FILE
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise KnownError("NO_FILE", f"读不到手册里的“{FILE}”：请重新安装程序后再试。") from error
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


def _manual() -> Path:
    """``resources/manual`` beside ``app``, also when the program is packed."""
    packed = getattr(sys, "_MEIPASS", None)
    return (Path(packed) if packed else Path(__file__).resolve().parents[2]) / "resources" / "manual"
