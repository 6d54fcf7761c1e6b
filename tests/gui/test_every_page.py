"""Every page of the directory: it opens and gives the directory back, its keys and names are as they should be, the manual knows it.

One walk serves these tests; each lists everything that is wrong, with the page it is wrong on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt

from app.services.desk import Desk
from app.services.manual.chapters import GROUP, chapters
from app.services.spelling import Spelling
from app.ui import key_habits
from app.ui.desks.first_steps import DEMONSTRATION, TITLE
from app.ui.doors import GROUPS
from app.ui.start import application
from tests.helpers.every_page import Seen, walk
from tests.helpers.hands import Hands
from tests.helpers.manual_keys import EVERYWHERE
from tests.helpers.small_desk import MANAGER
from tests.helpers.stale_keys import OTHERS

_WALKED = pytest.StashKey[tuple[Seen, ...]]()


@pytest.fixture
def pages(
    request: pytest.FixtureRequest, open_window: Callable[[Desk], Hands], desk: Desk, tmp_path: Path
) -> tuple[Seen, ...]:
    """What a manager saw who opened them all, every key of the window changed. The first test that asks has walked."""
    if _WALKED not in request.session.stash:
        settings = QSettings(str(tmp_path / "window0.ini"), QSettings.Format.IniFormat)
        key_habits.keep(settings, OTHERS)
        settings.sync()
        seen = walk(open_window(replace(desk, operator=MANAGER)), Qt.Key.Key_Q)
        key_habits.keep(settings, {})
        application(["test"], settings)
        assert len(seen) > 100
        request.session.stash[_WALKED] = seen
    return request.session.stash[_WALKED]


def test_each_has_the_cursor_or_says_why_it_is_empty_and_gives_the_directory_back(pages: tuple[Seen, ...]) -> None:
    assert not [one.title for one in pages if one.opened and not one.inside], "the cursor is not on the page"
    # it needs a case, or a list that was imported
    assert not [one.title for one in pages if not one.opened and not one.said], "neither a page nor a sentence"
    assert not [one.title for one in pages if not one.back], "Esc does not lead to the directory and its row"
    assert sum(one.opened for one in pages) > 80


def test_what_takes_the_focus_has_a_name_and_tab_follows_the_reading(pages: tuple[Seen, ...]) -> None:
    wrong = [said for one in pages for said in one.order]
    assert not wrong, "\n".join(wrong)


def test_sentences_name_the_keys_that_work_now(pages: tuple[Seen, ...]) -> None:
    wrong = [f"{one.title}: {said}" for one in pages for said in sorted(one.stale)]
    assert not wrong, "\n".join(wrong)


def test_f1_leads_to_a_passage_about_the_page_whose_keys_are_true(pages: tuple[Seen, ...]) -> None:
    sounds = Spelling()
    wrong = [said for one in pages for said in _wrong(one, sounds)]
    assert not wrong, "\n".join(wrong)
    typed = re.findall(r"`Ctrl\+D`(?:，然后)? ?打 ([a-z]+)", "".join(one.text for one in chapters()))
    titles = [*(one.title for one in pages), TITLE, DEMONSTRATION]
    assert not [letters for letters in typed if not any(sounds.heard(title, letters) for title in titles)]
    passages = Counter((one.chapter.code, one.heading) for one in pages)
    assert max(passages.values()) <= 2  # a passage about everything is about nothing
    assert {f"{GROUP}·{group}" for group in GROUPS} <= {page for one in chapters() for page in one.pages}


def _wrong(seen: Seen, sounds: Spelling) -> Iterator[str]:
    """What a reader of the passage would be told wrongly."""
    told, title = seen.told, seen.title
    if title not in seen.heading and title not in seen.chapter.pages:
        yield f"{title}：F1 到了“{seen.chapter.title} › {seen.heading}”"
    if not any(sounds.heard(title, letters) for letters in re.findall(r"打 ([a-z]+)", told)):
        yield f"{title}：没有写打哪几个字母去，或打了找不到"
    whole = f"{seen.chapter.opening}{told}"
    for key, does in seen.keys.items():
        if f"`{key}` {does}" not in whole:
            yield f"{title}：没有写 {key} {does}"
    for key in dict.fromkeys(re.findall(r"`([^`\n]+)`", told)):
        if key not in EVERYWHERE | seen.handled | set(seen.keys):
            yield f"{title}：写了没有的键 {key}"


def test_a_clerk_gets_each_page_or_is_told_why_not(hands: Hands) -> None:
    window, silent = hands.window, []
    window.setUpdatesEnabled(False)  # only rights are asked about here: what it looks like was seen on the walk
    for door in window.pages.doors():
        window.notice.clear()
        door.open()
        hands.wait()
        if window.overlay.page is None and not window.notice.text and not window.guide.on:
            silent.append(door.title)
        window.overlay.close_page()
    assert not silent
