"""The keys of a page: those that its foot names, those that its code handles, those that the manual may name of it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import app
from app.ui.actions import SHORTCUTS, shown
from app.ui.pages import Pages

_OF_FIELDS = "Enter Esc Tab 空格 Ctrl+M"
_OF_LISTS = "← → Home End Ctrl+F / Ctrl+↑ Ctrl+↓ Ctrl+U Ctrl+X Ctrl+P Ins Del Delete"
_OF_THE_ENTRANCE = "Alt+S Alt+B Alt+Y"
EVERYWHERE = frozenset(f"{_OF_FIELDS} {_OF_LISTS} {_OF_THE_ENTRANCE}".split()) | {
    shown(key) for row in SHORTCUTS if row.bound for key in row.keys
}
"""Keys that are the same on every page, or belong to no page."""
_FOOT = re.compile(r"(?P<key>(?:Ctrl\+|Shift\+)?[A-Za-z0-9]+|空格) (?P<does>.+)")
_KEY = re.compile(r"(?:Ctrl\+|Shift\+)*(?:F\d+|Ins|Del|Delete|Enter|Esc|Tab|/|[A-Z=+\-0↑↓])(?![\w+])")


def of_foot(words: str) -> dict[str, str]:
    """ "Ins 受理   Enter 开个案   Esc 返回" → what each key does, but for those that are the same on every page."""
    found = (_FOOT.fullmatch(part.strip()) for part in re.split(r" {3,}", words))
    pairs = {one["key"]: one["does"] for one in found if one}
    return {
        key: does for key, does in pairs.items() if key not in {"Esc", "Tab"} and does[:3] not in {"下一格", "下一项"}
    }


def handled(pages: Pages) -> dict[str, frozenset[str]]:
    """By the title of a door: the keys that its desk, and what it opens, name anywhere."""
    found: dict[str, frozenset[str]] = {}
    for desk in vars(pages).values():
        if callable(getattr(desk, "doors", None)):
            source = _with_imports(type(desk).__module__)
            keys = frozenset(key.replace("Insert", "Ins") for key in _KEY.findall(source))
            found.update({door.title: keys for door in desk.doors()})
    return found


@cache
def _with_imports(module: str, deep: int = 2) -> str:
    """The source of a module of the window, and of those of the window that it is made of."""
    source = (Path(app.__file__).parents[1] / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
    below = re.findall(r"^from (app\.ui\.(?:desks|screens)\.\w+) import", source, re.MULTILINE) if deep else []
    return "\n".join([source, *(_with_imports(one, deep - 1) for one in below)])
