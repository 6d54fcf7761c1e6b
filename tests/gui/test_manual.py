"""使用说明: F1 opens the chapter of the page in front (``test_every_page``: each has a passage of its own); Esc comes back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtWidgets import QApplication

from app.records.program import VERSION
from app.services.desk import Desk
from app.services.manual.chapters import DESK, chapters, spot_of
from app.services.spelling import Spelling
from app.ui.actions import SHORTCUTS, shown
from app.ui.desks.first_steps import DEMONSTRATION, TITLE
from app.ui.desks.manual import NEWS, SEEN, ManualDesk
from app.ui.main_window import MainWindow
from app.ui.screens.help import HelpCard
from app.ui.screens.lists import ListPage
from app.ui.screens.manual import ManualPage
from app.ui.screens.preview import PreviewPage
from app.ui.screens.steps import TITLES, title_of
from app.ui.style import type as typeface
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.manual_keys import EVERYWHERE
from tests.helpers.small_desk import MANAGER

Key = Qt.Key
CHAPTERS = chapters()
PARTS = ("找人", "就诊", "账单", "逐层明细", "结算")


def _page(hands: Hands) -> ManualPage:
    hands.wait()
    page = hands.opened()
    assert isinstance(page, ManualPage)
    return page


def test_f1_opens_the_chapter_of_each_part_of_the_desk(hands: Hands) -> None:
    seen = {}
    hands.find("altqmg")
    for part, key in zip(PARTS[:4], (Key.Key_F2, Key.Key_F3, Key.Key_F4, Key.Key_F5), strict=True):
        if part == "账单":
            hands.press(Key.Key_F3)
            hands.visit("nmqrmyy", "20190301", "20190310", "C34")
            hands.items(("srjcw", "9"))
            hands.press(Key.Key_F2)  # F4 in the bill would be another way to enter it
        hands.press(key)
        before = hands.focus
        hands.press(Key.Key_F1)
        seen[part] = _page(hands).chapter
        hands.press(ESC)
        assert hands.opened() is None
        assert hands.focus is before
    hands.press(Key.Key_F8)
    hands.press(Key.Key_F1)
    seen["结算"] = _page(hands).chapter
    hands.press(ESC)
    assert hands.where == "settle"
    assert all(f"{DESK}·{part}" in chapter.pages for part, chapter in seen.items())
    assert len({chapter.code for chapter in seen.values()}) == len(PARTS)


def test_the_first_starts_pages_have_a_passage_too() -> None:
    for title in (TITLE, DEMONSTRATION):
        spot = spot_of((title,), CHAPTERS)
        assert title in spot.heading
        assert any(Spelling().heard(title, letters) for letters in re.findall(r"打 ([a-z]+)", spot.chapter.text))
    for at, step in enumerate(TITLES):
        assert step in spot_of((title_of(at),), CHAPTERS).heading


def test_every_key_that_a_chapter_names_exists() -> None:
    known = EVERYWHERE | {shown(key) for row in SHORTCUTS for key in row.keys}
    for chapter in CHAPTERS:
        assert not [key for key in chapter.keys if key not in known], chapter.title


def _menu(hands: Hands) -> dict[Callable[[], None], str]:
    """What F10 opens, and the title of its chapter."""
    pages = hands.window.pages
    return {
        pages.slips.open_today: "结算和打印",
        pages.open_drafts: "结算和打印",
        pages.slips.open_search: "结算和打印",
        pages.days.open_today: "日结",
        pages.days.open_past: "日结",
        pages.requests.open: "冲红和更正",
        pages.adjustments.open_waiting: "冲红和更正",
        pages.open_parameters: "参数确认和试算",
        pages.people.open: "操作员和锁定",
        pages.people.open_own: "操作员和锁定",
        pages.approval_keys.open: "冲红和更正",
        pages.audit.open: "操作员和锁定",
        pages.settings.open: "备份和恢复",
        pages.backups.open: "备份和恢复",
        pages.open_about: "操作员和锁定",
        pages.directory.open: "登记和名单，和所有的列表",
    }


def test_pages_of_the_menu_have_a_chapter_of_their_own(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    hands = open_window(replace(desk, operator=MANAGER))
    opened = 0
    for opening, title in _menu(hands).items():
        opening()
        hands.wait()
        before = hands.opened()
        if before is None:
            continue  # the manager may not open it, and was told so
        opened += 1
        hands.press(Key.Key_F1)
        assert _page(hands).chapter.title == title, hands.window.overlay.titles
        hands.press(ESC)
        assert hands.opened() is before
        hands.window.overlay.close_page()
    assert opened >= 12


def test_f1_again_is_the_key_card_and_once_more_goes_back_to_where_one_was(hands: Hands) -> None:
    hands.press(Key.Key_D, modifier=CTRL)
    directory = hands.opened()
    assert isinstance(directory, ListPage)
    hands.press(Key.Key_Down, Key.Key_Down)
    row = directory.row()
    hands.press(Key.Key_F1)
    _page(hands)
    hands.press(Key.Key_F1)
    assert isinstance(hands.opened(), HelpCard)
    hands.press(ESC)
    _page(hands)
    hands.press(Key.Key_F1, Key.Key_F1)
    assert hands.opened() is directory
    assert directory.row() is row
    assert directory.isAncestorOf(hands.focus)


def test_letters_look_for_a_chapter_and_esc_gives_the_text_back(hands: Hands) -> None:
    hands.press(Key.Key_F1)
    page = _page(hands)
    hands.type("rj")
    assert hands.where == "manual_letters"
    titles = [page.contents.item(at).text() for at in range(page.contents.count())]
    assert "日结" in titles
    assert len(titles) < len(CHAPTERS)
    hands.type("x")
    assert page.contents.count() == 0
    hands.press(ENTER)
    assert hands.where == "manual_letters"  # nothing was found, nothing happens
    hands.press(ESC)
    assert hands.where == "manual_text"
    assert page.contents.count() == len(CHAPTERS) + 1
    hands.type("rj")
    hands.press(ENTER)
    assert page.chapter.title == "日结"
    assert hands.where == "manual_text"
    hands.press(Key.Key_Left, Key.Key_Down)
    assert page.chapter.title == "登记和名单，和所有的列表"
    hands.press(ENTER)
    assert hands.where == "manual_text"
    hands.press(ESC)
    assert hands.opened() is None


def test_chinese_is_looked_for_in_the_text_too(hands: Hands) -> None:
    hands.press(Key.Key_F1)
    page = _page(hands)
    before = page.text.toPlainText()
    hands.type("读卡器")
    assert page.text.toPlainText() == before
    assert hands.where == "manual_letters"
    assert [page.contents.item(at).text() for at in range(page.contents.count())] == ["找人"]


def test_f1_shows_the_heading_of_the_page_on_top_and_a_word_that_is_found_likewise(
    open_window: Callable[[Desk], Hands], desk: Desk
) -> None:
    hands = open_window(replace(desk, operator=MANAGER))
    hands.open_door("年终决算")
    hands.press(Key.Key_F1)
    page = _page(hands)
    assert (page.chapter.title, page.heading) == ("专户和年终", "年终决算")
    assert page.text.cursorForPosition(QPoint(20, 24)).block().text() == "年终决算"
    assert page.contents.currentItem().text() == "专户和年终"
    hands.type("退票")
    titles = [page.contents.item(at).text() for at in range(page.contents.count())]
    assert "年终清算" in titles
    assert page.contents.currentItem().toolTip() == "专户和年终 › 年终清算"
    hands.press(*[Key.Key_Down] * (len(titles) - 1 - page.contents.currentRow()))
    assert page.heading == titles[-1]
    assert page.text.verticalScrollBar().value() > 0
    hands.press(ENTER)
    assert hands.where == "manual_text"


def test_a_chapter_is_scrolled_by_keys_and_its_pictures_fit(hands: Hands) -> None:
    hands.press(Key.Key_F1)
    page = _page(hands)
    bar = page.text.verticalScrollBar()
    hands.press(Key.Key_PageDown)
    down = bar.value()
    assert down > 0
    hands.press(Key.Key_Up)
    assert 0 < bar.value() < down
    hands.press(Key.Key_End)
    assert bar.value() == bar.maximum()
    hands.press(Key.Key_Home)
    assert bar.value() == 0
    hands.press(Key.Key_Space)
    assert bar.value() > 0
    assert page.text.document().idealWidth() <= page.text.viewport().width()


def test_large_type_on_a_small_screen_cuts_no_chapter(hands: Hands) -> None:
    hands.window.resize(1024, 768)
    hands.press(Key.Key_Equal, modifier=CTRL)
    assert typeface.scale() > 1
    hands.press(Key.Key_F1)
    page = _page(hands)
    for chapter in CHAPTERS:
        page.text.show_text(chapter.text)
        QApplication.processEvents()
        assert page.text.document().idealWidth() <= page.text.viewport().width(), chapter.title
    hands.press(ESC)
    hands.press(Key.Key_0, modifier=CTRL)


def test_the_key_card_is_printed_from_both_pages(hands: Hands) -> None:
    hands.press(Key.Key_F1)
    page = _page(hands)
    hands.press(Key.Key_P, modifier=CTRL)
    hands.wait()
    assert isinstance(hands.opened(), PreviewPage)
    assert hands.window.overlay.accessibleName() == "按键卡"
    hands.press(ESC)
    assert hands.opened() is page
    hands.press(Key.Key_F1)
    hands.press(Key.Key_P, modifier=CTRL)
    hands.wait()
    assert isinstance(hands.opened(), PreviewPage)


# ---- after an update ----


def _manual(hands: Hands) -> tuple[ManualDesk, QSettings]:
    window: MainWindow = hands.window
    return window.pages.manual, window._settings


def test_after_an_update_it_is_said_once_and_f1_shows_what_is_new(hands: Hands) -> None:
    manual, settings = _manual(hands)
    settings.setValue(SEEN, "0.2.0")
    manual.greet()
    assert hands.window.notice.text == f"程序已更新到 {VERSION}，按 F1 看有什么新的。"
    hands.press(Key.Key_F1)
    page = _page(hands)
    assert page.chapter.title == NEWS
    assert "## 0.3" in page.chapter.text
    assert "## 0.2" not in page.chapter.text
    hands.press(ESC)
    hands.press(Key.Key_F1)
    assert _page(hands).chapter.title == "找人"
    hands.press(ESC)
    manual.greet()
    assert hands.window.notice.text == ""
    assert settings.value(SEEN) == VERSION


def test_the_very_first_start_says_nothing_of_an_update(hands: Hands) -> None:
    manual, settings = _manual(hands)
    manual.greet()
    assert hands.window.notice.text == ""
    assert settings.value(SEEN) == VERSION


def test_a_computer_that_worked_before_this_was_kept_is_told_of_this_version(hands: Hands) -> None:
    manual, settings = _manual(hands)
    settings.setValue("window/geometry", hands.window.saveGeometry())
    manual.greet()
    assert "程序已更新" in hands.window.notice.text
    hands.press(Key.Key_F1)
    assert _page(hands).chapter.text.count("\n## ") == 1


def test_an_older_program_is_no_update(hands: Hands) -> None:
    manual, settings = _manual(hands)
    settings.setValue(SEEN, "9.0.0")
    manual.greet()
    assert hands.window.notice.text == ""


def test_every_version_can_be_read_again(hands: Hands) -> None:
    hands.open_door(NEWS)
    page = _page(hands)
    assert page.chapter.title == NEWS
    assert page.chapter.text.count("\n## ") >= 3


@pytest.mark.long
def test_the_pictures_are_those_of_the_window_of_today(tmp_path: Path) -> None:
    """Drawn again and compared: a window that changed since fails here, and build_scripts/screenshots manual mends it."""
    import os
    import subprocess
    import sys

    from PIL import Image, ImageChops, ImageStat

    from build_scripts.screenshots import MANUAL, ROOT

    subprocess.run(
        [sys.executable, "build_scripts/screenshots.py", "--out", str(tmp_path), "manual"],
        check=True,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": "."},
    )
    for path in sorted(MANUAL.glob("*.png")):
        kept, drawn = (Image.open(where / path.name).convert("L") for where in (MANUAL, tmp_path))
        assert kept.size == drawn.size, path.name
        assert ImageStat.Stat(ImageChops.difference(kept, drawn)).mean[0] < 1.0, path.name
