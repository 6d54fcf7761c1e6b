"""The manual's chapters: ``resources/manual/NN-….md``, each a title, the pages that it belongs to, and its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from app.errors import InvariantError
from app.services.manual import folder

DESK = "桌面"
"""How the parts of the desk itself are called among pages: 桌面·找人 and so on."""
GROUP = "类"
"""How a whole group of the directory is called: 类·台账, for pages of it that no chapter names."""
_PAGES = re.compile(r"\A<!-- pages: (?P<pages>[^\n]*) -->\n+# (?P<title>[^\n]+)\n")
_KEY = re.compile(r"`([^`\n]+)`")
_PICTURE = re.compile(r"!\[[^\]\n]*\]\(([^)\n]+)\)")


@dataclass(frozen=True, slots=True)
class Chapter:
    """``code`` is the file's number, ``text`` Markdown that begins with the title. ``pages`` are titles of pages or patterns of
    them (``* 年度结算单``), parts of the desk and groups of the directory."""

    code: str
    title: str
    text: str
    pages: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that the text names."""
        return tuple(dict.fromkeys(_KEY.findall(self.text)))

    @property
    def pictures(self) -> tuple[str, ...]:
        """The pictures that the text shows, paths inside the manual's folder."""
        return tuple(_PICTURE.findall(self.text))


def chapters(where: Path | None = None) -> tuple[Chapter, ...]:
    """All of them in the order of their numbers. KnownError NO_FILE where one can't be read or there is none."""
    found = sorted((where or folder.manual()).glob("[0-9][0-9]-*.md"))
    if not found:
        folder.read((where or folder.manual()) / "01-第一笔.md")
    return tuple(_chapter(path) for path in found)


def _chapter(path: Path) -> Chapter:
    text = folder.read(path)
    head = _PAGES.match(text)
    if head is None:
        raise InvariantError(f"{path.name} begins with its pages and its title")
    pages = tuple(one.strip() for one in head["pages"].split("、") if one.strip())
    return Chapter(path.name[:2], head["title"].strip(), text[text.index("# ") :], pages)


def chapter_of(titles: Sequence[str], among: Sequence[Chapter]) -> Chapter:
    """The chapter of the page in front: ``titles`` from the front to what lies below it. A page that is named in full goes before
    one that fits a pattern; where nothing fits, the first chapter."""
    for title in titles:
        for fits in (_named, _patterned):
            found = next((one for one in among if fits(title, one.pages)), None)
            if found is not None:
                return found
    return among[0]


def _named(title: str, pages: Sequence[str]) -> bool:
    return title in pages


def _patterned(title: str, pages: Sequence[str]) -> bool:
    return any("*" in one and fnmatchcase(title, one) for one in pages)
