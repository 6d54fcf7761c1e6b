"""The manual's chapters: each has its pages and its pictures, the page in front finds its own passage, and letters find a word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.errors import KnownError
from app.services.manual import folder
from app.services.manual.chapters import DESK, GROUP, Chapter, Spot, chapters, look_for, made, spot_of
from app.services.spelling import Spelling
from build_scripts.screenshots_manual import PICTURES

CHAPTERS = chapters()
APP = Path(__file__).parents[4] / "app"
READ_ALONE = {"村医"}
"""Chapters that no page leads to."""
A = made(
    "01",
    "甲",
    "# 甲\n\n开头。\n\n<!-- pages: 日结记录、* 年度 -->\n\n## 记录\n\n按 `F2`。\n\n### 补打\n\n口令。\n\n## 别的\n\n完。\n",
)
B = Chapter("02", "乙", "# 乙\n", ("日结*", "2019 年度", "*度"))


def _named() -> list[str]:
    return [page for one in CHAPTERS for pages in (one.pages, *(part.pages for part in one.passages)) for page in pages]


def test_chapters_are_numbered_without_a_gap_and_each_has_a_title_of_its_own() -> None:
    assert [one.code for one in CHAPTERS] == [f"{at:02d}" for at in range(1, len(CHAPTERS) + 1)]
    assert len({one.title for one in CHAPTERS}) == len(CHAPTERS)
    assert all(one.pages or any(part.pages for part in one.passages) or one.title in READ_ALONE for one in CHAPTERS)
    assert all(one.text.startswith(f"# {one.title}\n") for one in CHAPTERS)


def test_no_page_is_named_twice() -> None:
    assert len(_named()) == len(set(_named()))


def test_pages_that_the_chapters_name_are_called_so_in_the_program() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(APP.rglob("*.py")))
    pages = [page for page in _named() if not page.startswith((DESK, GROUP))]
    wrong = [page for page in pages for word in re.split(r"[*·：（）]", page) if word.strip() not in source]
    assert not wrong


def test_a_heading_is_plain_text_and_stands_once_in_its_chapter() -> None:
    for chapter in CHAPTERS:
        headings = [part.heading for part in chapter.passages]
        assert len(headings) == len(set(headings)), chapter.title
        assert not [one for one in headings if re.search(r"[`*_\[\]]", one)], chapter.title
        assert "<!--" not in chapter.text


def test_chapters_that_the_text_sends_to_are_there() -> None:
    titles = {one.title for one in CHAPTERS}
    sent = [(one.title, word) for one in CHAPTERS for word in re.findall(r"“([^”]+)”一章", one.text)]
    assert len(sent) > 10
    assert not [(here, word) for here, word in sent if word not in titles]


def test_a_chapter_is_divided_at_its_headings_with_what_is_below_each() -> None:
    assert [part.heading for part in A.passages] == ["记录", "补打", "别的"]
    assert A.passages[0].pages == ("日结记录", "* 年度")
    assert A.passages[0].text.endswith("口令。\n\n")
    assert A.passages[1].pages == ()
    assert A.opening == "# 甲\n\n开头。\n"


def test_a_named_page_goes_before_a_pattern_and_the_front_before_what_lies_below() -> None:
    assert spot_of(["日结记录"], (B, A)) == Spot(A, "记录")
    assert spot_of(["日结 2019-11-22"], (A, B)) == Spot(B)
    assert spot_of(["2019 年度"], (A, B)) == Spot(B)
    assert spot_of(["没有人知道", "2018 年度"], (B, A)) == Spot(A, "记录")  # the longer pattern
    assert spot_of(["没有人知道"], (B, A)) == Spot(B)


def test_letters_find_headings_by_their_sound_first_then_every_word_of_the_text() -> None:
    sounds = Spelling().heard
    assert look_for("", (A, B), sounds) == (Spot(A), Spot(B))
    assert look_for("jl", (A, B), sounds) == (Spot(A, "记录"),)
    assert look_for("记录 口令", (A, B), sounds) == (Spot(A, "记录"),)
    assert look_for("补打", (A, B), sounds) == (Spot(A, "补打"), Spot(A, "记录"))
    assert look_for("没有这个词", (A, B), sounds) == ()


@pytest.mark.parametrize("typed", ["kz", "dz", "kl", "卡纸", "大字"])
def test_a_word_of_a_heading_or_in_bold_comes_first_by_its_initials(typed: str) -> None:
    sounds = Spelling().heard
    first = look_for(typed, CHAPTERS, sounds)[0]
    text = next((part.text for part in first.chapter.passages if part.heading == first.heading), first.chapter.opening)
    words = re.findall(r"大字|口令|卡纸", f"{first.title}{''.join(re.findall('[*][*]([^*]+)[*][*]', text))}")
    assert any(word == typed or sounds(word, typed) for word in words)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("忘了口令", "忘了口令，换恢复码"),
        ("nzjs", "年终决算"),
        ("退票", "年终清算"),
        ("卡纸", "打印结算单"),
        ("补打", "查单据和补打"),
    ],
)
def test_words_that_somebody_in_need_types_are_found(typed: str, first: str) -> None:
    found = look_for(typed, CHAPTERS, Spelling().heard)
    assert first in [one.title for one in found[:4]]


def test_pictures_of_the_chapters_are_those_that_lie_in_the_folder() -> None:
    assert {f"pictures/{name}.png" for name in PICTURES} == {picture for one in CHAPTERS for picture in one.pictures}
    named = {picture for one in CHAPTERS for picture in one.pictures}
    there = {path.relative_to(folder.manual()).as_posix() for path in folder.manual().rglob("*.png")}
    assert named == there
    sizes = [(folder.manual() / picture).stat().st_size for picture in there]
    assert max(sizes) <= 60_000
    assert sum(sizes) <= 1_000_000


def test_keys_and_pictures_are_read_from_the_text() -> None:
    chapter = Chapter("01", "甲", "按 `F2`，再按 `Enter`，又按 `F2`。\n\n![图](pictures/a.png)\n")
    assert chapter.keys == ("F2", "Enter")
    assert chapter.pictures == ("pictures/a.png",)


def test_a_manual_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="重新安装"):
        chapters(tmp_path)
