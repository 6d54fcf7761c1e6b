"""One walk by keyboard through every page of the directory, and what is noted on each: several tests judge it, each another
thing, since opening them all takes ten seconds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.services.manual.chapters import Chapter, chapters, spot_of
from app.ui.screens.help import HelpCard
from app.ui.screens.lists import ListPage
from app.ui.screens.manual import ManualPage
from tests.helpers import manual_keys
from tests.helpers.focus import faults
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.stale_keys import stale

Key = Qt.Key
USUAL_NAMES = frozenset({"按键", "使用说明", "更新说明"})
"""Pages that name the usual keys, and say so."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A door of the directory that Enter was pressed on. ``opened``: it has a page, with the cursor ``inside``; else something was
    ``said``. ``back``: Esc on the page led to the directory again, the cursor in its row. ``keys``: what its foot names, with what they
    do; ``handled``: those in its code. ``chapter`` and ``heading``: where F1 leads. ``order``: what is wrong with names and Tab, here
    and in the form that Ins or Enter opens. ``stale``: sentences with keys that no longer work."""

    title: str
    opened: bool
    inside: bool
    said: bool
    keys: Mapping[str, str]
    handled: frozenset[str]
    chapter: Chapter
    heading: str
    stale: frozenset[str]
    order: tuple[str, ...] = ()
    back: bool = True

    @property
    def told(self) -> str:
        """The text of the manual's passage."""
        parts = [part.text for part in self.chapter.passages if part.heading == self.heading]
        return parts[0] if self.heading else self.chapter.opening


def walk(hands: Hands, key: Key) -> tuple[Seen, ...]:
    """Every page, as the directory (Ctrl with ``key``) lists them. Each is drawn once, and so is each form; the ways between are not."""
    handled = manual_keys.handled(hands.window.pages)
    hands.window.setUpdatesEnabled(False)
    found: list[Seen] = []
    for at, title in enumerate(door.title for door in _listed(hands, key, 0).rows()):
        directory = hands.opened()
        if not isinstance(directory, ListPage):
            directory = _listed(hands, key, at)
        assert directory.row().title == title
        hands.window.notice.clear()
        hands.press(ENTER)
        hands.wait()
        page = hands.opened()
        opened = page is not None and page is not directory
        seen = _noted(hands, title, handled.get(title, frozenset()), opened=opened)
        _draw(hands)
        if page is not None and opened:
            order = (*faults(page, title), *_form(hands, page, title))
            seen = replace(seen, order=order, back=_back(hands, page, directory, partial(_listed, hands, key, at)))
        found.append(seen)
        if hands.opened() is not None:
            hands.press(Key.Key_Down)
    hands.window.overlay.close_page()
    hands.window.setUpdatesEnabled(True)
    return tuple(found)


def _draw(hands: Hands) -> None:
    hands.window.setUpdatesEnabled(True)
    QApplication.processEvents()
    hands.window.setUpdatesEnabled(False)


def _listed(hands: Hands, key: Key, at: int) -> ListPage:
    """The directory, the cursor in row ``at``."""
    hands.window.overlay.close_page()
    hands.press(key, modifier=CTRL)
    page = hands.opened()
    assert isinstance(page, ListPage)
    hands.to_row(at)
    return page


def _noted(hands: Hands, title: str, handled: frozenset[str], *, opened: bool) -> Seen:
    """What is there after Enter."""
    window, page = hands.window, hands.opened()
    told = opened and not isinstance(page, ManualPage | HelpCard)
    spot = window.pages.manual.spot("") if told else spot_of((title,), chapters())
    return Seen(
        title=title,
        opened=opened,
        inside=page is not None and (page is hands.focus or page.isAncestorOf(hands.focus)),
        said=bool(window.notice.text) or window.guide.on,
        keys=manual_keys.of_foot(window.overlay.keys) if told else {},
        handled=handled,
        chapter=spot.chapter,
        heading=spot.heading,
        stale=stale(window) if title not in USUAL_NAMES else frozenset(),
    )


def _form(hands: Hands, page: QWidget, title: str) -> list[str]:
    """What is wrong in the form that is opened from a page."""
    for key, name in ((Key.Key_Insert, "Ins"), (ENTER, "Enter")):
        hands.press(key)
        hands.wait()
        form = hands.opened()
        if form is not None and form is not page:
            _draw(hands)
            return faults(form, f"{title} ({name})")
    return []


def _back(hands: Hands, page: QWidget, directory: ListPage, again: Callable[[], ListPage]) -> bool:
    """Whether one Esc leads from the page to the directory, the cursor in its row. A form is left first; a page that went with its
    form, or took an Esc for it, is opened once more."""
    title, on_page = directory.row().title, 0
    for _ in range(3):
        front = hands.opened()
        if front in (None, directory):
            break
        on_page += front is page
        hands.press(ESC)
        hands.wait()
    if hands.opened() is not directory or on_page != 1:
        directory = again() if hands.opened() is None else directory
        hands.press(ENTER)
        hands.wait()
        hands.press(ESC)
        hands.wait()
    return hands.opened() is directory and directory.row().title == title
