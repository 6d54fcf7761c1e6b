"""The manual's chapters: ``resources/manual/NN-….md``, each a title, the pages that it belongs to, and its text; under a heading may
stand a passage about pages of its own. ``spot_of`` is what F1 opens, ``look_for`` what letters find."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from app.errors import InvariantError
from app.services.manual import folder

DESK = "桌面"
"""How the parts of the desk itself are called among pages: 桌面·找人 and so on."""
GROUP = "类"
"""How a whole group of the directory is called: 类·台账, for pages of it that no chapter names."""
_PAGES = re.compile(r"\A<!-- pages:(?P<pages>[^\n]*) -->\n+# (?P<title>[^\n]+)\n")
_HEADING = re.compile(
    r"(?:^<!-- pages: (?P<pages>[^\n]*) -->\n+)?^(?P<marks>#{2,3}) (?P<heading>[^\n]+)$", re.MULTILINE
)
_ANCHOR = re.compile(r"^<!-- pages: [^\n]* -->\n+", re.MULTILINE)
_KEY = re.compile(r"`([^`\n]+)`")
_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
_BETWEEN = re.compile("[、，：；。（）和的]")
"""What parts the words of a heading."""
_PICTURE = re.compile(r"!\[[^\]\n]*\]\(([^)\n]+)\)")


@dataclass(frozen=True, slots=True)
class Passage:
    """What stands under one ``heading``, its smaller headings included; ``pages`` as a chapter's, none for most."""

    heading: str
    text: str
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """``code`` is the file's number, ``text`` Markdown that begins with the title. ``pages`` are titles of pages or patterns of
    them (``* 年度结算单``), parts of the desk and groups of the directory, which the chapter as a whole is about."""

    code: str
    title: str
    text: str
    pages: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()

    @property
    def opening(self) -> str:
        """The text before the first heading."""
        return self.text.partition("\n## ")[0]

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


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the manual: a chapter from its beginning, or at one of its headings."""

    chapter: Chapter
    heading: str = ""

    @property
    def title(self) -> str:
        """How it is called in a list."""
        return self.heading or self.chapter.title


def _chapter(path: Path) -> Chapter:
    text = folder.read(path)
    head = _PAGES.match(text)
    if head is None:
        raise InvariantError(f"{path.name} begins with its pages and its title")
    return made(path.name[:2], head["title"].strip(), text[text.index("# ") :], _names(head["pages"]))


def made(code: str, title: str, text: str, pages: tuple[str, ...] = ()) -> Chapter:
    """A chapter of a text, with its passages; ``text`` may have lines that say which pages a heading is about."""
    heads = list(_HEADING.finditer(text))
    passages = []
    for at, head in enumerate(heads):
        level = len(head["marks"])
        end = next((other.start() for other in heads[at + 1 :] if len(other["marks"]) <= level), len(text))
        passages.append(Passage(head["heading"].strip(), _plain(text[head.start() : end]), _names(head["pages"] or "")))
    return Chapter(code, title, _plain(text), pages, tuple(passages))


def _plain(text: str) -> str:
    return _ANCHOR.sub("", text)


def _names(pages: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in pages.split("、") if one.strip())


def spot_of(titles: Sequence[str], among: Sequence[Chapter]) -> Spot:
    """Where the page in front is told of: ``titles`` from the front to what lies below it. A page that is named in full goes before
    one that fits a pattern, a longer pattern before a shorter; where nothing fits, the first chapter."""
    every = [(page, Spot(one)) for one in among for page in one.pages]
    every += [(page, Spot(one, part.heading)) for one in among for part in one.passages for page in part.pages]
    for title in titles:
        fitting = [(len(page) + 1000 * (page == title), spot) for page, spot in every if _fits(title, page)]
        if fitting:
            return max(fitting, key=lambda found: found[0])[1]
    return Spot(among[0])


def _fits(title: str, page: str) -> bool:
    return title == page or ("*" in page and fnmatchcase(title, page))


def look_for(letters: str, among: Sequence[Chapter], sounds: Callable[[str, str], bool]) -> tuple[Spot, ...]:
    """What somebody types to find: first what has a heading or a bold word of exactly these characters or initials, then chapters
    and headings that are called so in part (``sounds``), then those whose text has every word of it. All chapters for no letters."""
    typed = letters.strip().casefold()
    if not typed:
        return tuple(Spot(one) for one in among)
    spots = [(Spot(one), one.opening) for one in among]
    spots += [(Spot(one, part.heading), part.text) for one in among for part in one.passages]
    exact = sorted(
        ((near, at) for at, (spot, text) in enumerate(spots) if (near := _nearness(spot.title, text, typed, sounds)))
    )
    called = [spot for spot, _text in spots if typed in spot.title.casefold() or sounds(spot.title, typed)]
    called = list(dict.fromkeys([*(spots[at][0] for _near, at in exact), *called]))
    rest = [(spot, text.casefold()) for spot, text in spots if spot not in called]
    return (*called, *(spot for spot, text in rest if all(word in text for word in typed.split())))


def _nearness(title: str, text: str, typed: str, sounds: Callable[[str, str], bool]) -> int:
    """1 where the title is exactly this, 2 one of its words, 3 a word that stands out in the text, 0 where none is."""
    bold = [word for part in _BOLD.findall(text) for word in _BETWEEN.split(part)]
    for near, words in enumerate(((title,), _BETWEEN.split(title), bold), 1):
        if any(len(word) == len(typed) and (word.casefold() == typed or sounds(word, typed)) for word in words):
            return near
    return 0
