"""更新说明: the parts of CHANGELOG that a clerk has not seen yet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from app.records.program import VERSION
from app.services.manual import folder

_HEAD = re.compile(r"^## (?P<version>\d+(?:\.\d+)*)\b[^\n]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """What came with one ``version``; ``text`` is Markdown and begins with its heading."""

    version: str
    text: str


def parts(where: Path | None = None) -> tuple[Part, ...]:
    """All versions, newest first, as the file has them. KnownError NO_FILE."""
    text = folder.read(where or folder.resources() / "CHANGELOG.md")
    heads = list(_HEAD.finditer(text))
    ends = [one.start() for one in heads[1:]] + [len(text)]
    return tuple(Part(head["version"], text[head.start() : end].strip()) for head, end in zip(heads, ends, strict=True))


def newer(among: tuple[Part, ...], seen: str, version: str = VERSION) -> tuple[Part, ...]:
    """The parts between what was ``seen`` (excluded; "" where nobody knows: then only those of this version) and this version."""
    last = order(version)
    if not seen:
        return tuple(one for one in among if order(one.version)[:2] == last[:2])
    return tuple(one for one in among if order(seen) < order(one.version) <= last)


def order(version: str) -> tuple[int, int, int]:
    """A version as figures: "0.10" comes after "0.9.3"; 0 for whatever is no figure."""
    figures = [int(one) if one.isdigit() else 0 for one in version.split(".")[:3]]
    return tuple(figures + [0] * (3 - len(figures)))  # type: ignore[return-value]  # three of them


def changed(seen: str, version: str = VERSION) -> bool:
    """Whether this version is newer than the one that was seen; a step back to an older program is no news."""
    return order(seen) < order(version)
